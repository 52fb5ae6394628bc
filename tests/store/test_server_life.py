"""A real Chroma server that goes away and comes back, and one behind a door that asks for a token."""

import io
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from checker.errors import SettingsError, StoreError
from checker.store.index import Store
from tests.store.conftest import _wait, chroma_counts, reading

TOKEN = "s3cret"


class Server:
    """`chroma run` that can be killed and started again on the same port and folder."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.url, self.process = folder, f"http://127.0.0.1:{self.port}", None

    def start(self) -> None:
        chroma = Path(sys.executable).parent / "chroma"
        command = [str(chroma), "run", "--path", str(self.folder), "--host", "127.0.0.1"]
        command += ["--port", str(self.port)]
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(command, cwd=self.folder, env=env, stdout=subprocess.DEVNULL)
        _wait(f"{self.url}/api/v2/heartbeat", self.process)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(120)


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "chroma"
    folder.mkdir()
    server = Server(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def test_a_server_that_comes_back_is_gone_on_with(own, embedder, tmp_path, monkeypatch):
    monkeypatch.setattr("checker.store.chroma_client._WAITS", (1.0,) * 60)
    with Store.open(own.url, embedder, write=True, home=tmp_path / "a") as store:
        store.put(reading(tmp_path, "one"))
        own.kill()
        back = threading.Timer(1.5, own.start)
        back.start()
        store.put(reading(tmp_path, "two"))
        back.join()
        assert chroma_counts(store) == {"buyer": 6, "ours": 4, "claims": 0}
    with Store.open(own.url, embedder, home=tmp_path / "b") as store:
        assert store.stats().files == 2


def test_a_server_that_stays_away_is_told_and_nothing_is_lost(own, embedder, tmp_path, monkeypatch):
    monkeypatch.setattr("checker.store.chroma_client._WAITS", (0.1,))
    with Store.open(own.url, embedder, write=True, home=tmp_path / "a") as store:
        store.put(reading(tmp_path, "one"))
        own.kill()
        with pytest.raises(StoreError, match="no Chroma server answers"):
            store.put(reading(tmp_path, "two"))
    own.start()
    with Store.open(own.url, embedder, write=True, home=tmp_path / "a") as store:
        assert store.stats().files == 1
        store.put(reading(tmp_path, "two"))
        assert chroma_counts(store) == {"buyer": 6, "ours": 4, "claims": 0}


@pytest.fixture
def door(own):
    """URL of a door before the server that lets in only who has the token, and whom it turned away."""
    refused: list[str] = []
    moods: list[int] = []  # answers of its own, before it hands anything on

    class Door(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers["X-Chroma-Token"] != TOKEN or self.headers["Authorization"] != f"Bearer {TOKEN}":
                refused.append(self.path)
                return self.answer(401, b'{"error":"AuthError","message":"Unauthorized"}')
            if moods:
                return self.answer(moods.pop(0), b"<html><h1>Bad gateway</h1></html>")
            sent = urllib.request.Request(own.url + self.path, body or None, method=self.command)
            sent.add_header("Content-Type", "application/json")
            try:
                with urllib.request.urlopen(sent) as got:
                    self.answer(got.status, got.read())
            except urllib.error.HTTPError as error:
                self.answer(error.code, error.read())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = handle_one

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}", refused, moods
    httpd.shutdown()
    httpd.server_close()


def test_the_token_opens_the_door_for_every_request(door, embedder, tmp_path, monkeypatch):
    url, refused, _ = door
    monkeypatch.setenv("CHECKER_STORE_TOKEN", TOKEN)
    with Store.open(url, embedder, write=True, home=tmp_path / "a") as store:
        store.put(reading(tmp_path, "one"))
    with Store.open(url, embedder, home=tmp_path / "b") as store:
        assert store.search("buyer", embedder.embed(["weeks"]), 1)[0]
    assert not refused
    monkeypatch.setenv("CHECKER_STORE_TOKEN", "wrong")
    with pytest.raises(StoreError, match="CHECKER_STORE_TOKEN"):
        Store.open(url, embedder, home=tmp_path / "c")
    assert refused


def test_a_door_whose_server_starts_is_asked_again_and_its_pages_are_not_shown(
    door, embedder, tmp_path, monkeypatch
):
    url, _, moods = door
    monkeypatch.setenv("CHECKER_STORE_TOKEN", TOKEN)
    monkeypatch.setattr("checker.store.chroma_client._WAITS", (0.01, 0.01))
    moods += [502, 503]
    with Store.open(url, embedder, write=True, home=tmp_path / "a") as store:
        moods += [504, 429]
        store.put(reading(tmp_path, "one"))
        assert chroma_counts(store)["buyer"] == 3 and not moods
        moods += [502] * 3
        with pytest.raises(StoreError, match=r"HTTP 502\). Start it") as caught:
            store.put(reading(tmp_path, "two"))
        assert "html" not in str(caught.value)
        moods[:] = [413]
        with pytest.raises(StoreError, match="no requests of this size"):
            store.put(reading(tmp_path, "two"))
        store.put(reading(tmp_path, "two"))
        assert chroma_counts(store)["buyer"] == 6
    moods[:] = [301]
    with pytest.raises(SettingsError, match="sends everybody on"):
        Store.open(url, embedder, home=tmp_path / "b")


def test_a_server_that_says_nothing_and_one_that_is_no_chroma(tmp_path, embedder, monkeypatch):
    monkeypatch.setattr("checker.store.chroma_client._WAITS", (0.01,))
    monkeypatch.setattr("checker.store.chroma_client._GREETING", 0.2)
    with (
        socket.create_server(("127.0.0.1", 0)) as mute,
        pytest.raises(StoreError, match="does not answer in time"),
    ):
        Store.open(f"http://127.0.0.1:{mute.getsockname()[1]}", embedder, home=tmp_path)
    monkeypatch.setattr("checker.store.chroma_client._GREETING", 10)
    handler = type("Page", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler.send_head = lambda self: (self.send_response(200), self.end_headers(), io.BytesIO(b"hello"))[2]
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    with pytest.raises(StoreError, match="no Chroma server"):
        Store.open(f"http://127.0.0.1:{httpd.server_port}", embedder, home=tmp_path)
    httpd.shutdown()
    httpd.server_close()


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from checker.store.index import Store
from tests.fakes import WordEmbedder
from tests.store.conftest import reading
url, folder, name = sys.argv[2], Path(sys.argv[3]), sys.argv[4]
with Store.open(url, WordEmbedder(), write=True, home=folder / name) as store:
    for i in range(4):
        store.put(reading(folder, f"{name}{i}", [("buyer", f"{name} {i} {n}") for n in range(25)]))
"""


def test_processes_that_write_at_once_lose_nothing_also_when_one_is_killed(own, embedder, tmp_path):
    with Store.open(own.url, embedder, write=True, home=tmp_path / "first"):
        pass
    root = str(Path(__file__).parents[2])
    arguments = [sys.executable, "-c", WRITER, root, own.url, str(tmp_path)]
    writers = [subprocess.Popen([*arguments, name]) for name in "abc"]
    while not list(tmp_path.glob("c0.vtt")) and writers[2].poll() is None:
        time.sleep(0.01)
    writers[2].kill()
    assert [w.wait() for w in writers][:2] == [0, 0]
    assert subprocess.run([*arguments, "c"], check=False).returncode == 0
    with Store.open(own.url, embedder, home=tmp_path / "reader") as store:
        statements = store.statements("buyer")
        assert len(statements) == len({s.id for s in statements}) == 300 == chroma_counts(store)["buyer"]
