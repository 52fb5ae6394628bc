"""Output into a pipe whose reader has gone: silent, and no exit code that says something else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def piped(*arguments: str, stderr: bool, code: str = "") -> tuple[int, bytes]:
    """Exit code and standard error of a command that writes into a closed pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    command = ["-c", code] if code else ["-m", "checker", *arguments]
    try:
        done = subprocess.run(
            [sys.executable, *command],
            stdout=writer,
            stderr=writer if stderr else subprocess.PIPE,
            timeout=300,
            check=False,
        )
    finally:
        os.close(writer)
    return done.returncode, done.stderr or b""


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("doctor",)])
@pytest.mark.parametrize("stderr", [False, True], ids=["out", "both"])
def test_a_closed_pipe_is_no_finding(
    arguments: tuple[str, ...], stderr: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert piped(*arguments, stderr=stderr) == (141, b"")


_LONG = """
import sys
from checker.cli import main
def long():
    for _ in range(9000): print("a line of a long report")
    raise SystemExit(1)
main.app.command("long")(long)
sys.argv = ["checker", "long"]
main.run()
"""


def test_a_long_report_that_is_cut_off_is_no_finding() -> None:
    assert piped(stderr=False, code=_LONG) == (141, b"")
