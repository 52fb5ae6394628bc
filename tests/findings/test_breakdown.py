"""A finding by segment and stage: slices add up to the whole, and no deal is in two."""

import json
from dataclasses import replace

from checker.findings.breakdown import Divided, breakdown, breakdowns
from checker.findings.reach import reach
from checker.model import Deal, Run
from checker.reports.following import breakdown_line, finding_lines
from checker.reports.json import to_json
from checker.reports.markdown import to_markdown
from tests.triage.sample import finding, said

DEALS = {
    "one": Deal("1", "Acme", "demo", "Food", 100.0, "USD", "won"),
    "two": Deal("2", "Bolt", "demo", "food ", 50.0, "USD", "lost"),
    "three": Deal("3", "Cog", "renewal", "textile", 70.0, "USD", "open"),
    "four": Deal("4", "Dash", "renewal", "textile", 9.0, "EUR", "won"),
    "quiet": Deal("5", "Echo", "demo", "food", 30.0, "USD", "lost"),
}
SAID = [said(f"It took weeks in {call}.", call, None) for call in ("one", "two", "three", "four", "stray")]


def test_slices_add_up_to_the_whole():
    found = breakdown("f", Divided.by("segment", DEALS), SAID)
    whole = reach(SAID, DEALS)
    for field in ("calls", "open_amount", "won_amount", "lost_amount"):
        assert sum(getattr(part.reach, field) for part in found.slices) == getattr(whole, field)
    assert [part.name for part in found.slices] == ["Food", "textile", ""]
    assert [part.reach.calls for part in found.slices] == [2, 2, 1]


def test_another_currency_is_not_added_in_a_slice_of_its_own():
    textile = breakdown("f", Divided.by("segment", DEALS), SAID).slices[1]
    assert (textile.reach.won_amount, textile.reach.currency) == (0.0, "USD")


def test_win_rates_compare_within_the_segment_only():
    food, textile, stray = breakdown("f", Divided.by("segment", DEALS), SAID).slices
    assert (food.rate.present.hits, food.rate.present.n) == (1, 2)
    assert (food.rate.absent.hits, food.rate.absent.n) == (0, 1)
    assert (textile.rate.present.n, textile.rate.absent.n) == (1, 0)
    assert stray.rate is None


def test_nothing_is_said_where_no_segment_is_known():
    bare = {call: replace(deal, segment="", stage="") for call, deal in DEALS.items()}
    assert breakdowns([finding(evidence=SAID)], [], bare) == ()


def test_reports_say_it_alike():
    one = finding(evidence=SAID)
    run = Run("embedded", "m", (one,), breakdowns=breakdowns([one], [], DEALS))
    line = (
        "By segment: Food (2 accounts, $100 won, $50 lost, won 1 of 2); "
        "textile (2 accounts, $70 open, won 1 of 1)"
    )
    assert breakdown_line(run.breakdowns[0]).startswith(line)
    assert any(text.startswith(line) for text in finding_lines(run, one))
    assert "By segment: Food" in to_markdown(run)
    (record,) = json.loads(to_json(run))["findings"]
    assert [part["name"] for part in record["segments"]] == ["Food", "textile", None]
    assert record["segments"][0]["win_rate"]["answer"] == "too few"
    assert [part["name"] for part in record["stages"]] == ["demo", "renewal", None]


def test_a_segment_that_is_alone_is_not_printed():
    one = finding(evidence=SAID[:2])
    run = Run("embedded", "m", (one,), breakdowns=breakdowns([one], [], DEALS))
    assert not any(line.startswith("By ") for line in finding_lines(run, one))
