"""Models of Hugging Face, from a server on this machine that speaks its protocol, through its own client."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from checker.errors import SettingsError
from checker.judge.local_llm_file import HubFile, hub_file, local_file

COMMIT = "a" * 40
FILE = HubFile("maker/small-gguf", "small-q4.gguf")
CONTENT = b"GGUF" + bytes(range(256)) * 4000


class Hub:
    """Serves one file; counts what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.sent = CONTENT
        self.sha = hashlib.sha256(CONTENT).hexdigest()
        self.status = 200
        self.code = ""
        self.stop_after: int | None = None
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self) -> None:
                hub._answer(self, body=False)

            def do_GET(self) -> None:
                hub._answer(self, body=True)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, body: bool) -> None:
        wanted = handler.headers.get("Range", "")
        self.asked.append((handler.command, handler.path, wanted))
        found = handler.path == f"/{FILE.repo}/resolve/main/{FILE.name}"
        status = self.status if found else 404
        data = self.sent if status == 200 else b""
        handler.close_connection = True
        begin = int(wanted.removeprefix("bytes=").partition("-")[0]) if wanted and data else 0
        handler.send_response(206 if begin else status)
        if begin:
            handler.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        if code := self.code or ("" if found else "EntryNotFound"):
            handler.send_header("X-Error-Code", code)
        handler.send_header("X-Repo-Commit", COMMIT)
        handler.send_header("ETag", f'"{self.sha}"')
        handler.send_header("X-Linked-Etag", f'"{self.sha}"')
        handler.send_header("X-Linked-Size", str(len(self.sent)))
        handler.send_header("Content-Length", str(len(data) - begin))
        handler.end_headers()
        if body:
            stop, self.stop_after = self.stop_after, None
            handler.wfile.write(data[begin:stop])


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    made = Hub()
    monkeypatch.setenv("HF_ENDPOINT", made.url)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("hf:maker/small-gguf/small-q4.gguf", FILE),
        (f"hf:maker/small-gguf/sub/x.gguf@{COMMIT}", HubFile("maker/small-gguf", "sub/x.gguf", COMMIT)),
        ("https://huggingface.co/maker/small-gguf/blob/main/small-q4.gguf", FILE),
        ("https://huggingface.co/maker/small-gguf/resolve/main/small-q4.gguf?download=true", FILE),
        ("models/some.gguf", None),
        ("C:/models/some.gguf", None),
    ],
)
def test_addresses(address: str, file: HubFile | None) -> None:
    assert hub_file(address) == file


@pytest.mark.parametrize(
    "address", ["hf:maker", "hf:maker/repo", "hf:maker/repo/x.bin", "https://example.com/x.gguf"]
)
def test_other_addresses_are_one_clear_line(address: str) -> None:
    with pytest.raises(SettingsError, match="no GGUF file on Hugging Face") as raised:
        hub_file(address)
    assert "hf:OWNER/REPO/FILE.gguf" in raised.value.remedy


def test_it_is_downloaded_once_with_progress(
    hub: Hub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TQDM_POSITION", "-1")  # as if stderr were a terminal
    path = local_file(FILE)
    assert path.read_bytes() == CONTENT and path.name == FILE.name
    shown = capsys.readouterr()
    assert FILE.name in shown.err and not shown.out
    asked = len(hub.asked)
    hub.close()
    assert local_file(FILE) == path and len(hub.asked) == asked, "asked of the network again"


def test_a_file_with_another_hash_is_removed_and_never_given(hub: Hub) -> None:
    hub.sent = CONTENT[:-1] + b"!"
    with pytest.raises(SettingsError, match="damaged") as raised:
        local_file(FILE)
    assert "run again" in raised.value.remedy
    hub.sent = CONTENT
    assert local_file(FILE).read_bytes() == CONTENT


def test_a_file_that_changed_on_the_disk_is_checked_again(hub: Hub) -> None:
    path = local_file(FILE)
    path.resolve().write_bytes(CONTENT[:1000])
    with pytest.raises(SettingsError, match="damaged"):
        local_file(FILE)
    assert local_file(FILE).read_bytes() == CONTENT


def test_a_download_that_breaks_off_is_tried_again(hub: Hub) -> None:
    hub.stop_after = 500_000
    assert local_file(FILE).read_bytes() == CONTENT
    assert [verb for verb, _, _ in hub.asked].count("GET") == 2


@pytest.mark.parametrize(
    ("file", "status", "code", "told"),
    [
        (HubFile(FILE.repo, "other.gguf"), 200, "", "no such file"),
        (FILE, 401, "RepoNotFound", "no such file"),
        (FILE, 403, "GatedRepo", "accept terms"),
        (FILE, 400, "", "cannot be reached"),
    ],
)
def test_what_cannot_be_had_is_one_clear_line(
    hub: Hub, file: HubFile, status: int, code: str, told: str
) -> None:
    hub.status, hub.code = status, code
    with pytest.raises(SettingsError, match=told) as raised:
        local_file(file)
    assert raised.value.remedy and "\n" not in raised.value.message


def test_without_a_network_it_says_so(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(SettingsError, match="cannot be reached"):
        local_file(FILE)
    assert not hub.asked
