"""Every hostile file of the list is read or skipped with a reason, in one process that lives on."""

import re
from pathlib import Path

import pytest

from checker.pipeline.reading_workers import Workers
from tests.fuzz.hostile import KINDS, NAMES, SAID

SECONDS = 120.0  # of the wall: a busy machine must not decide
MOST = 1_250  # MB of a process: what it is itself, and the gigabyte for the file


@pytest.fixture(scope="module")
def workers():
    found = Workers(1, SECONDS)
    yield found
    found.stop()


def peak(workers: Workers) -> int:
    """MB that the process ever had in memory."""
    (process,) = workers._all
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return 0
    return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) // 1024  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS)
def test_read_or_skipped_with_a_reason(kind: str, workers: Workers, tmp_path: Path) -> None:
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
    assert peak(workers) < MOST


def test_the_limits_bite(tmp_path: Path) -> None:
    """The same file is read where there is time and room, and skipped where there is none."""
    path = tmp_path / "a.html"
    path.write_bytes(KINDS["html nested"].make())
    short = Workers(1, 0.01)
    try:
        assert "longer than 0.01 s" in short.ask("copy", str(path), "a.html", False)[1]
    finally:
        short.stop()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_a_path_is_only_a_name(name: str, workers: Workers, tmp_path: Path) -> None:
    answer, asset = workers.ask("copy", SAID.encode(), name, False)
    assert (answer, asset.file) == ("read", name)


def test_a_reader_that_breaks_is_told_without_what_it_read(workers: Workers) -> None:
    answer = workers.ask("deals", b"account,amount\nBo Lind,5\n", "deals.csv", "no mapping")
    assert answer[0] == "skip" and "AttributeError" in answer[1] and "Lind" not in " ".join(answer)


def _words(what: str, found: list[object]) -> str:
    if what == "copy":
        return "\n".join(block.text for block in found[0].blocks)  # type: ignore[attr-defined]
    from checker.store.codec import decode_call

    calls = [decode_call(record) for record in found[1]]  # type: ignore[attr-defined]
    return "\n".join(turn.text for call in calls for turn in call.turns)
