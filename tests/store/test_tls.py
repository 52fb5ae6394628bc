"""A real Chroma server behind a door with TLS: trusted, not trusted, cut off and back again."""

import threading
from urllib.parse import urlsplit

import pytest

from checker.errors import SettingsError, StoreError
from checker.pipeline.opening import open_store
from checker.settings import load_settings
from checker.store.access import Access, Address
from checker.store.index import Store
from tests.fakes import WordEmbedder
from tests.store.conftest import chroma_counts, reading
from tests.store.test_server import clean  # noqa: F401 - a fixture
from tests.store.tls import Door, certificate


@pytest.fixture
def pem(tmp_path):
    return certificate(tmp_path)


@pytest.fixture
def door(clean, pem):  # noqa: F811
    found = Door(urlsplit(clean).port, pem)
    found.start()
    yield found
    found.stop()


def refused(url, embedder, home, **access):
    with pytest.raises(StoreError) as caught:
        Store.open(url, embedder, write=True, home=home, access=Access("s3cret", **access))
    assert url in str(caught.value) and caught.value.remedy and "s3cret" not in str(caught.value)
    return str(caught.value)


def test_what_is_written_through_tls_is_read_through_tls_and_without(door, clean, embedder, tmp_path, pem):  # noqa: F811
    access = Access("s3cret", ca_file=str(pem))
    with Store.open(door.url, embedder, write=True, home=tmp_path / "a", access=access) as store:
        store.put(reading(tmp_path, "one"))
        expected = store.search("buyer", embedder.embed(["weeks"]), 3)
    assert door.handed_on and expected[0]
    for url in (door.url, clean):
        with Store.open(url, embedder, home=tmp_path / "b", access=access) as store:
            assert store.search("buyer", embedder.embed(["weeks"]), 3) == expected


def test_the_file_of_authorities_comes_from_the_settings(door, tmp_path, pem, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("checker.pipeline.opening.embedder_of", lambda _: WordEmbedder())
    url = {"CHECKER_STORE_URL": door.url}
    with pytest.raises(StoreError, match=r"not trusted.*CHECKER_STORE_CA_FILE"):
        open_store(load_settings(environ=url), write=True)
    with open_store(load_settings(environ=url | {"CHECKER_STORE_CA_FILE": str(pem)}), write=True) as store:
        assert store.place == door.url


def test_nothing_is_sent_to_a_server_that_is_not_trusted(door, embedder, tmp_path, pem):
    assert "not trusted" in refused(door.url, embedder, tmp_path)
    other = certificate(tmp_path, days=31)
    assert "not trusted" in refused(door.url, embedder, tmp_path, ca_file=str(other))
    assert door.handed_on == 0, "not even the token"


@pytest.mark.parametrize(
    ("name", "days", "told"), [("other.example", 30, "another name"), ("127.0.0.1", -1, "expired")]
)
def test_a_certificate_for_another_name_or_of_another_time(clean, embedder, tmp_path, name, days, told):  # noqa: F811
    pem = certificate(tmp_path, name, days)
    door = Door(urlsplit(clean).port, pem)
    door.start()
    try:
        assert told in refused(door.url, embedder, tmp_path, ca_file=str(pem))
        assert door.handed_on == 0
    finally:
        door.stop()


def test_tls_where_there_is_none_and_none_where_there_is(door, clean, embedder, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr("checker.store.chroma_client._WAITS", (0.01,))
    plain = clean.replace("http://", "https://")
    assert "does not speak TLS" in refused(plain, embedder, tmp_path)
    assert "write https://" in refused(door.url.replace("https://", "http://"), embedder, tmp_path)


def test_a_door_that_closes_and_opens_again_is_gone_on_with(door, embedder, tmp_path, pem, monkeypatch):
    monkeypatch.setattr("checker.store.chroma_client._WAITS", (0.5,) * 60)
    access = Access(ca_file=str(pem))
    with Store.open(door.url, embedder, write=True, home=tmp_path / "a", access=access) as store:
        store.put(reading(tmp_path, "one"))
        door.stop()
        back = threading.Timer(1.0, door.start)
        back.start()
        store.put(reading(tmp_path, "two"))
        back.join()
        stopping = threading.Thread(target=lambda: (door.stop(), door.start()))
        stopping.start()  # in the middle of what follows, or just before or after
        store.put(reading(tmp_path, "three", [("buyer", f"line {i}") for i in range(200)]))
        stopping.join()
        assert chroma_counts(store) == {"buyer": 206, "ours": 4, "claims": 0}


@pytest.mark.parametrize("content", [None, b"this is no certificate"])
def test_a_file_of_authorities_that_is_none(tmp_path, embedder, content):
    path = tmp_path / "ca.pem"
    if content:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"ca\.pem") as caught:
        Store.open("https://127.0.0.1:1", embedder, home=tmp_path, access=Access(ca_file=str(path)))
    assert caught.value.remedy


def test_headers_from_the_environment():
    told = {"CHECKER_STORE_TOKEN": "s3cret", "CHECKER_STORE_HEADERS": "CF-Id = a=b , authorization=Basic x"}
    access = Access.of_environment(environ=told)
    assert access.sent() == {"X-Chroma-Token": "s3cret", "CF-Id": "a=b", "authorization": "Basic x"}
    assert "s3cret" not in repr(access) and "Basic" not in repr(access)
    for wrong in ("no equals", "a b=c", "=c", "a=b\r\nX-Other: 1"):
        with pytest.raises(SettingsError, match="CHECKER_STORE_HEADERS") as caught:
            Access.of_environment(environ={"CHECKER_STORE_HEADERS": wrong})
        assert wrong not in str(caught.value)
    with pytest.raises(SettingsError, match="CHECKER_STORE_TOKEN"):
        Access.of_environment(environ={"CHECKER_STORE_TOKEN": "s3\ncret"})


def test_an_address_with_a_password_is_refused_and_not_repeated():
    with pytest.raises(SettingsError) as caught:
        Address.of("https://me:s3cret@host:8000")
    assert "s3cret" not in str(caught.value) and "CHECKER_STORE_TOKEN" in str(caught.value)
    assert str(Address.of("https://[::1]")) == "https://[::1]:443"
    assert str(Address.of("http://host")) == "http://host:8000"
