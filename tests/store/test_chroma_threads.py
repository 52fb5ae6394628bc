"""Threads that open and close one folder at a time, as pages and reviews of the web UI do."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checker.store.chroma_client import open_folder


def test_threads_open_and_close_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    open_folder(folder, "here").close()

    def some(_: int) -> int:
        for _ in range(8):
            client = open_folder(folder, "here")
            assert client.list_collections() == []
            client.close()
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(some, range(8))) == 8
