"""The command line writes to the index while the UI is open: nothing is lost, and the page says so."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import gradio
import pytest

from checker.ui import intake
from checker.ui.calls_page import CallsHandlers
from checker.ui.desk import Desk
from checker.ui.setup_page import SetupHandlers
from tests.ui.hostile import Page
from tests.ui.serving import wait_for

ROOT = Path(__file__).parents[2]
WRITES = """
import sys
from pathlib import Path
from checker.store.lock import WriterLock
with WriterLock(Path(sys.argv[1]), sys.argv[1]):
    print("ready", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_writer(store: Path):
    """A process that holds the index for writing."""
    command = [sys.executable, "-c", WRITES, str(store.resolve())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as writer:
        assert writer.stdin and writer.stdout and writer.stdout.readline() == b"ready\n"
        yield writer
        writer.stdin.close()
        writer.wait()


def upload(desk: Desk, name: str, text: str) -> str:
    path = desk.received / "hash" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_uploads_sides_and_reviews_while_another_process_writes(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(intake, "RETRY", 1.0)
    desk.open()
    wait_for(lambda: desk.campaign_job is not None and desk.campaign_job.over)
    setup, calls = SetupHandlers(desk), CallsHandlers(desk)
    store = Path(desk.settings.store.path)
    with another_writer(store) as writer:
        job = desk.review(desk.campaign_draft())  # readers need no turn
        wait_for(lambda: job.over)
        assert job.state == "done", job.problem
        new = "Rita Cole: And you?\nCy Orr: It took us six months to go live.\n"
        _, shown = setup.add_calls([upload(desk, "three.txt", new)])
        told = Page(shown).text
        assert f"process {writer.pid}" in told and "is writing to the index" in told
        assert "Nothing is lost" in told and "calls 2" in told
        with pytest.raises(gradio.Error, match="is writing"):
            calls.fix("calls/one.txt", "Bo Lind", "ours", False)
    wait_for(lambda: len(desk.book().calls) == 3 and not desk.intake.problem)
    bo = next(s for call in desk.book().calls for s in call.speakers if s.name == "Bo Lind")
    assert bo.side == "ours", "what was said while it waited is carried through"
    desk.close()


def test_a_language_model_is_told_nothing_of_calls_before_somebody_has_said_yes(desk: Desk) -> None:
    from checker.settings import JudgeSection
    from tests.judge.llm_server import Reply, Server

    with Server(lambda _: Reply(status=500)) as server:
        desk.settings = desk.settings.model_copy(
            update={"judge": JudgeSection(use="llm", model="m", base_url=server.url)}
        )
        desk.judge = None
        desk.open()
        desk.intake.wait()
        assert desk.intake.problem == "" and len(desk.book().calls) == 2
        assert desk.campaign_job is None and server.requests == []
