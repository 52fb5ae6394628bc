"""A word about a speaker's side reaches index, findings and command line; pages wait for a review."""

import asyncio
import json
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from checker.cli.main import app
from checker.pipeline.opening import open_store
from checker.ui.calls_page import CallsHandlers
from checker.ui.desk import Desk
from checker.ui.findings_page import FindingsHandlers
from checker.ui.needs_page import NeedsHandlers
from checker.ui.numbers_page import NumbersHandlers
from tests.pipeline.conftest import ScriptedJudge
from tests.ui.hostile import Page, assert_harmless
from tests.ui.serving import end, wait_for


def reviewed(desk: Desk) -> Desk:
    desk.open()
    wait_for(lambda: desk.campaign_job is not None and desk.campaign_job.over)
    assert desk.campaign_job.state == "done", desk.campaign_job.problem
    return desk


def buyers(desk: Desk) -> set[str]:
    with open_store(desk.settings, write=False) as store:
        return {s.speaker for s in store.statements("buyer")}


def test_a_side_fixed_on_the_page_holds_for_findings_and_the_command_line(desk: Desk, monkeypatch) -> None:
    before = reviewed(desk).campaign_job
    assert "Fourth of July" in FindingsHandlers(desk).standing("all")[1]
    told = CallsHandlers(desk).fix("calls/one.txt", "Bo Lind", "ours", False)
    assert told.startswith("Bo Lind: our side.") and "reviewed again now" in told
    assert desk.campaign_job is not before
    wait_for(lambda: desk.campaign_job.over)
    findings = desk.shared().run.findings
    against = [e.quote for f in findings if f.kind == "contradicted-claim" for e in f.evidence]
    assert against and not any("Fourth of July" in quote for quote in against)
    # The same for whoever starts it, and also after the calls were read anew.
    toml = '[company]\nname = "Paywell"\npeople = ["Rita Cole"]\n[store]\npath = ".checker/store"\n'
    Path("checker.toml").write_text(toml, encoding="utf-8")
    monkeypatch.setattr("checker.pipeline.reviewing.judge_of", lambda _: ScriptedJudge())
    for command in (["index", "calls", "-q"], ["review", "campaign", "--format", "json", "-q"]):
        done = CliRunner().invoke(app, command)
        assert done.exit_code in (0, 1), done.output
    run = json.loads(done.stdout)
    said = [e["quote"] for f in run["findings"] if f["kind"] == "contradicted-claim" for e in f["evidence"]]
    assert said and not any("Fourth of July" in quote for quote in said)
    assert buyers(desk) == {"Ann Moe"}


def test_a_side_is_carried_through_where_the_transcripts_have_gone(desk: Desk) -> None:
    reviewed(desk)
    for path in (Path("calls/one.txt"), Path("calls/two.vtt")):
        path.rename(path.name)
    Path("calls").rmdir()
    CallsHandlers(desk).fix("calls/one.txt", "Bo Lind", "ours", False)
    assert desk.intake.problem == "" and buyers(desk) == {"Ann Moe"}


def test_a_review_that_costs_is_not_started_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = reviewed(desk).campaign_job
    monkeypatch.setattr(Desk, "free", property(lambda self: False))
    assert "the next review counts it so" in CallsHandlers(desk).fix("calls/one.txt", "Bo Lind", "ours", True)
    assert desk.campaign_job is before and buyers(desk) == {"Ann Moe"}


class Gate(ScriptedJudge):
    """Answers nothing until somebody opens."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.fails = False

    def judge(self, pairs, tick=None):
        assert self.open.wait(60) and not self.fails
        return super().judge(pairs, tick)


@pytest.fixture
def gated(company: Path, settings):
    judge = Gate()
    desk = Desk(settings, Path("campaign"), judge=judge)
    desk.open()
    yield desk, judge
    judge.open.set()
    end(desk)


def pages(desk: Desk) -> list[str]:
    return [
        FindingsHandlers(desk).standing("open")[1],
        NeedsHandlers(desk).standing()[0],
        NumbersHandlers(desk).standing()[0],
    ]


async def drawn(events) -> list:
    return [one async for one in events]


def test_pages_say_that_the_review_runs_and_show_it_then_by_themselves(gated) -> None:
    desk, judge = gated
    for page in pages(desk):
        assert "is being reviewed" in assert_harmless(page).text
    threading.Timer(1.5, judge.open.set).start()
    events = asyncio.run(drawn(FindingsHandlers(desk).arriving("open")))
    assert "is being reviewed" in events[0][1] and "Fourth of July" in events[-1][1]
    events = asyncio.run(drawn(NumbersHandlers(desk).arriving()))
    assert len(events) == 1, "nothing is drawn anew under a reader's eyes"
    # A second review: the first one's figures stay, and the page says whose they are.
    judge.open.clear()
    job = desk.review(desk.campaign_draft())
    for page in (FindingsHandlers(desk).standing("open")[0], NumbersHandlers(desk).standing()[0]):
        assert "reviewed again" in assert_harmless(page).text
    assert desk.shared().job not in ("", job.id)
    judge.open.set()
    wait_for(lambda: job.over)
    assert desk.shared().job == job.id and "reviewed again" not in NumbersHandlers(desk).standing()[0]


def test_pages_say_why_there_is_nothing_to_show(gated) -> None:
    desk, judge = gated
    judge.fails = True
    judge.open.set()
    wait_for(lambda: desk.campaign_job.over)
    for page in pages(desk):
        text = Page(page).text
        assert "a fault of the program" in text and "Review the campaign again" in text
