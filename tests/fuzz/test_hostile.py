"""Every hostile file of the list is read or skipped with a reason, in one process that lives on."""

import re
import subprocess
from pathlib import Path

import pytest

from checker.pipeline.reading_workers import Workers
from tests.fuzz.hostile import KINDS, NAMES, SAID

SECONDS = 120.0  # of the wall: a busy machine must not decide
MOST = 1_250  # MB of a process: what it is itself, and the gigabyte for the file


class Watched(Workers):
    """Keeps the most MB that any process of it had in memory."""

    peak = 0

    def look(self) -> None:
        for process in self._all:
            status = Path(f"/proc/{process.pid}/status")
            if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
                self.peak = max(self.peak, int(found[1]) // 1024)

    def _end(self, worker: subprocess.Popen[bytes]) -> None:
        self.look()
        super()._end(worker)


@pytest.fixture(scope="module")
def workers():
    found = Watched(1, SECONDS)
    yield found
    found.stop()


@pytest.mark.parametrize("kind", KINDS)
def test_read_or_skipped_with_a_reason(kind: str, workers: Watched, tmp_path: Path) -> None:
    hostile = KINDS[kind]
    path = tmp_path / hostile.name
    path.write_bytes(hostile.make())
    for what, option, wanted in (("copy", True, hostile.copy), ("call", "", hostile.call)):
        answer, *rest = workers.ask(what, str(path), hostile.name, option)
        if answer == "read":
            told = _words(what, rest)
            assert "root:" not in told, "a file from outside got in"
        else:
            assert answer == "skip"
            told, remedy = rest
            assert told and remedy and "\n" not in told
            assert not told.startswith(("reading it failed", "reading it ended")), told
        assert re.search(wanted, told), f"{what}: {told[:300]}"
    workers.look()
    assert workers.peak < MOST


def test_the_limits_bite(tmp_path: Path) -> None:
    """The same file is read where there is time and room, and skipped where there is none."""
    path = tmp_path / "a.html"
    path.write_bytes(KINDS["html nested"].make())
    short = Workers(1, 0.01)
    try:
        assert "longer than 0.01 s" in short.ask("copy", str(path), "a.html", False)[1]
    finally:
        short.stop()


class Counted(Workers):
    """Counts the processes that it starts."""

    started = 0

    def _start(self) -> subprocess.Popen[bytes]:
        self.started += 1
        return super()._start()


def test_a_file_is_not_blamed_for_what_the_one_before_it_left(tmp_path: Path) -> None:
    """The table with a far corner leaves memory behind; the process is given up with it."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(KINDS["xlsx with a far corner"].make())
    workers = Counted(1, SECONDS)
    try:
        assert workers.ask("copy", SAID.encode(), "a.txt", False)[0] == "read"
        assert "more than 1 GB" in workers.ask("copy", str(path), "a.xlsx", False)[1]
        assert workers.started == 2, "asked again of a process that had read nothing"
        assert workers.ask("copy", SAID.encode(), "b.txt", False)[0] == "read"
        assert workers.started == 3, "and that one was given up"
    finally:
        workers.stop()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_a_path_is_only_a_name(name: str, workers: Watched, tmp_path: Path) -> None:
    answer, asset = workers.ask("copy", SAID.encode(), name, False)
    assert (answer, asset.file) == ("read", name)


def test_a_reader_that_breaks_is_told_without_what_it_read(workers: Watched) -> None:
    answer = workers.ask("deals", b"account,amount\nBo Lind,5\n", "deals.csv", "no mapping")
    assert answer[0] == "skip" and "AttributeError" in answer[1] and "Lind" not in " ".join(answer)


def _words(what: str, found: list[object]) -> str:
    if what == "copy":
        return "\n".join(block.text for block in found[0].blocks)  # type: ignore[attr-defined]
    from checker.store.codec import decode_call

    calls = [decode_call(record) for record in found[1]]  # type: ignore[attr-defined]
    return "\n".join(turn.text for call in calls for turn in call.turns)
