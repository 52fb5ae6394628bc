"""A few hundred broken files a run; `python -m tests.fuzz.fuzzing --inputs 100000` for the many."""

import subprocess
import sys
from pathlib import Path

import pytest

from checker.errors import UnreadableFile
from tests.fuzz import fuzzing

pytest.importorskip("resource")


def test_broken_files_are_read_or_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.fuzzing", "--inputs", "300", "--seed", "4"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "300 files, 0 failures" in done.stdout


def test_the_fuzzer_sees_crashes_hangs_and_mute_refusals(monkeypatch) -> None:
    monkeypatch.setattr(fuzzing, "SECONDS", 0.2)
    fuzzing.signal.signal(fuzzing.signal.SIGPROF, fuzzing._too_long)

    def hang(data: bytes, name: str) -> None:
        while True:
            pass

    def crash(data: bytes, name: str) -> None:
        raise KeyError(name)

    def mute(data: bytes, name: str) -> None:
        raise UnreadableFile(name, "")

    found = [fuzzing._problem(reader, b"", "a.txt") for reader in (hang, crash, mute)]
    assert found[0].startswith("takes longer") and found[1].startswith("KeyError") and "clear" in found[2]
