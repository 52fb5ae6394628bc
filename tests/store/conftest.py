import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from checker.store.files import FileStat
from checker.store.index import Reading, Store
from tests.fakes import WordEmbedder, call_of

LINES = (
    ("ours", "How long did the rollout take at your place?"),
    ("buyer", "It took us eleven weeks, not two."),
    ("ours", "And the price per seat?"),
    ("buyer", "Forty nine dollars is fine for us."),
    ("buyer", "Yeah."),
    ("unknown", "Sorry, I was on mute."),
)


@pytest.fixture
def embedder():
    return WordEmbedder()


@pytest.fixture
def write(tmp_path, embedder):
    """Puts calls into the store at `place`; a file is written for each, so that it can be looked at."""

    def put(place, **files):
        with Store.open(place, embedder, write=True, home=tmp_path / "home") as store:
            store.put(*(reading(tmp_path, name, lines) for name, lines in files.items()))
            return store.stats()

    return put


def reading(folder: Path, name: str, lines=LINES, **kwargs) -> Reading:
    path = folder / f"{name}.vtt"
    path.write_text("\n".join(text for _, text in lines), encoding="utf-8", errors="replace")
    return Reading(FileStat.of(str(path), format="vtt"), (call_of(str(path), *lines, **kwargs),))


def chroma_counts(store: Store) -> dict[str, int]:
    return {name: store._parts.vectors.count(name) for name in ("buyer", "ours", "claims")}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """URL of a real Chroma server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    chroma = Path(sys.executable).parent / "chroma"
    command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/api/v2/heartbeat", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(120)


def _wait(url: str, process) -> None:
    for _ in range(3000):
        assert process.poll() is None, "chroma run ended"
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("chroma run does not answer")
