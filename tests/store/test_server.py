"""The same store on a real Chroma server, shared by several machines (folders)."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from checker.errors import StoreError, StoreMismatch
from checker.model import Deal
from checker.store.chroma import COLLECTIONS
from checker.store.index import Store
from tests.fakes import WordEmbedder
from tests.store.conftest import LINES, chroma_counts, reading


@pytest.fixture
def clean(server, embedder, tmp_path):
    yield server
    with Store.open(server, embedder, write=True, home=tmp_path / "cleaner") as store:
        client = store._parts.vectors.client
        for name in (*COLLECTIONS, "files"):
            client.delete_collection(f"checker-1-{name}")


def test_what_one_machine_indexes_another_reviews(clean, embedder, tmp_path):
    deals = [Deal("d1", "Orca", amount=5.0)]
    with Store.open(clean, embedder, write=True, home=tmp_path / "a") as store:
        store.put(reading(tmp_path, "a"), reading(tmp_path, "b", [*LINES[:4]]))
        store.put_deals(deals)
        expected = (
            store.statements(),
            list(store.calls()),
            store.search("buyer", embedder.embed(["weeks"]), 9),
        )
    with Store.open(clean, embedder, home=tmp_path / "b") as store:
        assert (store.statements(), list(store.calls())) == expected[:2]
        assert store.search("buyer", embedder.embed(["weeks"]), 9) == expected[2]
        assert store.deals() == deals
        assert store.unchanged(str(tmp_path / "a.vtt"))


def test_changes_and_removals_reach_everybody(clean, embedder, tmp_path):
    for home, lines in (("a", LINES), ("b", [*LINES[:1], ("buyer", "Nine weeks."), *LINES[2:]])):
        with Store.open(clean, embedder, write=True, home=tmp_path / home) as store:
            store.put(reading(tmp_path, "x", lines))
    with Store.open(clean, embedder, write=True, home=tmp_path / "a") as store:
        assert "Nine weeks." in {s.text for s in store.statements()}
        assert chroma_counts(store) == {"buyer": 3, "ours": 2, "claims": 0}
        store.remove(str(tmp_path / "x.vtt"))
        assert chroma_counts(store) == {"buyer": 0, "ours": 0, "claims": 0}
    with Store.open(clean, embedder, home=tmp_path / "b") as store:
        assert store.stats().files == 0


def test_what_a_machine_made_of_calls_goes_when_another_takes_them_out(clean, embedder, tmp_path):
    with Store.open(clean, embedder, write=True, home=tmp_path / "a") as store:
        store.put(reading(tmp_path, "x"))
    made = {"rows": np.arange(3)}
    for again in (False, True):  # nothing has changed the second time
        with Store.open(clean, embedder, home=tmp_path / "b") as store:
            assert store.kept.has("words", "1") is again
            store.kept.save("words", "1", made)
    with Store.open(clean, embedder, write=True, home=tmp_path / "a") as store:
        store.remove(str(tmp_path / "x.vtt"))
    with Store.open(clean, embedder, home=tmp_path / "b"):
        assert list((tmp_path / "b").rglob("*.npz")) == []


def test_several_machines_write_at_once(clean, embedder, tmp_path):
    errors = []

    def work(home):
        try:
            with Store.open(clean, WordEmbedder(), write=True, home=tmp_path / home) as store:
                for i in range(3):
                    store.put(
                        reading(tmp_path, f"{home}{i}", [("buyer", f"{home} {i} {n}") for n in range(20)])
                    )
        except StoreError as error:
            errors.append(error)

    with Store.open(clean, embedder, write=True, home=tmp_path / "first"):
        pass
    threads = [threading.Thread(target=work, args=(home,)) for home in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with Store.open(clean, embedder, home=tmp_path / "reader") as store:
        assert len(store.statements("buyer")) == chroma_counts(store)["buyer"] == 180
        assert store.vectors([s.id for s in store.statements("buyer")]).shape == (180, 64)


def test_killed_after_the_record_stands(clean, embedder, tmp_path, monkeypatch):
    with Store.open(clean, embedder, write=True, home=tmp_path / "a") as store:
        store.put(reading(tmp_path, "x"))
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(
                type(store._catalog), "replace", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt)
            )
            store.put(reading(tmp_path, "x", [*LINES[:1], ("buyer", "Nine weeks."), *LINES[2:]]))
    with Store.open(clean, embedder, write=True, home=tmp_path / "a") as store:
        assert "Nine weeks." in {s.text for s in store.statements()}
        assert chroma_counts(store) == {"buyer": 3, "ours": 2, "claims": 0}


def test_reading_an_empty_server(clean, embedder, tmp_path):
    with pytest.raises(StoreError, match="checker index"):
        Store.open(clean, embedder, home=tmp_path)
    with Store.open(clean, embedder, write=True, home=tmp_path):
        pass


def test_a_server_with_another_embedders_vectors(clean, embedder, tmp_path):
    with Store.open(clean, embedder, write=True, home=tmp_path / "a"):
        pass
    with pytest.raises(StoreMismatch, match="words 1"):
        Store.open(clean, WordEmbedder(version="2"), write=True, home=tmp_path / "a")


def test_the_token_is_sent_and_a_refusal_is_told(embedder, tmp_path, monkeypatch):
    seen = []

    class Refuse(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.headers["Authorization"], self.headers["X-Chroma-Token"]))
            body = b'{"error":"AuthError","message":"Unauthorized"}'
            self.send_response(401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Refuse)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    try:
        monkeypatch.setenv("CHECKER_STORE_TOKEN", "s3cret")
        with pytest.raises(StoreError, match="CHECKER_STORE_TOKEN"):
            Store.open(f"http://127.0.0.1:{httpd.server_port}", embedder, home=tmp_path)
    finally:
        httpd.shutdown()
        httpd.server_close()
    assert seen[0] == ("Bearer s3cret", "s3cret")
