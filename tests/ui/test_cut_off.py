"""A review that dies with its program is told of by the page and by the next start."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from checker.ui.cut_off import Running
from checker.ui.drafts import Draft
from checker.ui.jobs import Job, Jobs
from checker.ui.present_progress import cut_off, progress
from checker.ui.screen import show
from tests.ui.hostile import PAYLOADS, Page, assert_harmless
from tests.ui.serving import wait_for

ROOT = Path(__file__).parents[2]
HOLDS = """
import sys
from pathlib import Path
from checker.ui.cut_off import Running
running = Running(Path(sys.argv[1]))
running.began("1", "campaign")
running.began("2", "draft")
running.ended("2")
print("ready", flush=True)
sys.stdin.read()
"""


def test_what_a_killed_server_was_at_is_told_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as server:
        assert server.stdout and server.stdout.readline() == b"ready\n"
        here = Running(tmp_path)
        assert here.left_by_the_dead() == (), "it lives"
        server.send_signal(signal.SIGKILL)
        assert server.wait() == -signal.SIGKILL
        assert here.left_by_the_dead() == ("campaign",)
        assert here.left_by_the_dead() == ()


def test_a_server_that_ends_as_it_should_leaves_nothing(tmp_path: Path) -> None:
    here = Running(tmp_path)
    here.began("1", "campaign")
    assert (tmp_path / f"{os.getpid()}.json").exists()
    here.close()
    assert not list(tmp_path.glob("*.json"))
    (tmp_path / "4711.json").write_text("[damaged", encoding="utf-8")
    assert here.left_by_the_dead() == ()


@pytest.mark.parametrize("error", [RuntimeError("secret words"), MemoryError()])
def test_a_fault_is_told_on_the_page_and_in_the_log_without_words_of_calls(tmp_path, capfd, error) -> None:
    running = Running(tmp_path)
    jobs, job = Jobs(running), Job(Draft("Campaign", ()))

    def work(_: Job) -> None:
        raise error

    jobs.start(job, work)
    wait_for(lambda: job.over)
    jobs.close()
    text, log = Page(show(progress(job))).text, capfd.readouterr().err
    assert ("memory is full" if isinstance(error, MemoryError) else "RuntimeError") in text
    assert "start it again" in text or "fewer files" in text
    assert type(error).__name__ in log and "test_cut_off.py" in log and "secret" not in text + log
    wait_for(lambda: "{}" in (tmp_path / f"{os.getpid()}.json").read_text())


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(30))
def test_titles_stay_text(payload: str) -> None:
    assert_harmless(show(cut_off([payload])), payload)
