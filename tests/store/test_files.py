"""Sizes of a store that somebody is writing to."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from checker.store.files import disk_use


def test_folders_and_files_are_summed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"123")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b").write_bytes(b"45")
    assert disk_use(tmp_path) == 5
    assert disk_use(tmp_path / "a") == 3
    assert disk_use(tmp_path / "none") == 0


def test_a_log_that_comes_and_goes_meanwhile_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "catalog").write_bytes(b"123")
    log, over = tmp_path / "catalog-wal", Event()

    def write() -> None:
        while not over.is_set():
            log.write_bytes(b"12")
            log.unlink()

    writer = Thread(target=write)
    writer.start()
    try:
        assert {disk_use(tmp_path) for _ in range(3000)} <= {3, 5}
    finally:
        over.set()
        writer.join()
