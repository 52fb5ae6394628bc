"""Decisions on the Findings page: until when they hold, and what was decided before."""

from datetime import UTC, datetime, timedelta

import pytest

from checker.pipeline.triaging import decide, histories, history, undo
from checker.ui.desk import Desk
from checker.ui.findings_page import FindingsHandlers
from tests.ui.hostile import Page, assert_harmless
from tests.ui.serving import wait_for


@pytest.fixture
def found(desk: Desk):
    """A desk whose campaign is reviewed."""
    desk.open()
    wait_for(lambda: desk.campaign_job is not None and desk.campaign_job.over)
    assert desk.campaign_job.state == "done", desk.campaign_job.problem
    return desk


def finding_of(desk: Desk):
    return next(f for f in desk.campaign_job.run.findings if f.kind == "contradicted-claim")


def shown(desk: Desk, chosen: str) -> Page:
    return assert_harmless(FindingsHandlers(desk).standing(chosen)[1])


def test_an_acceptance_ends_on_its_day(found: Desk) -> None:
    finding, do = finding_of(found), FindingsHandlers(found)
    until = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    said = {"finding": finding.id, "verb": "accept", "reason": "relaunch in March", "until": until}
    assert f"until {until}" in do.decided(said, "Ann")
    assert f"until {until}" in shown(found, "accepted").text
    version = next(a for _, a in shown(found, "accepted").elements if "data-version" in a)["data-version"]
    for wrong in ("31.03.2027", "2020-01-01", "x" * 600):
        answer = do.decided(said | {"until": wrong, "version": version}, "Ann")
        assert "Not kept" in answer and len(answer) < 900
    undo(found.settings, finding.id, who="Ann")
    long_ago = datetime(2026, 1, 5, tzinfo=UTC)
    decide(
        found.settings, finding.id, "accept", who="Ann", reason="relaunch", until="2026-01-10", now=long_ago
    )
    assert finding.id not in str(shown(found, "accepted").elements)
    assert "until 2026-01-10, which has passed" in shown(found, "open").text


def test_what_was_decided_before_is_shown(found: Desk) -> None:
    finding, settings = finding_of(found), found.settings
    assert "History" not in shown(found, "all").text
    decide(settings, finding.id, "dismiss", who="Ann", reason="wrong product")
    assert "History" not in shown(found, "all").text  # it stands above already
    undo(settings, finding.id, who="Bo")
    decide(settings, finding.id, "confirm", who="Cy", owner="Di")
    text = shown(found, "confirmed").text
    told = [
        "History: 3 steps",
        "dismiss by Ann · wrong product",
        "taken back by Bo",
        "confirm by Cy · owner: Di",
    ]
    at = [text.index(part) for part in told]
    assert at == sorted(at)
    everything = found.campaign_job.run.findings
    past = histories(settings, everything)
    assert past == {f.id: h for f in everything if (h := history(settings, f.id))}
