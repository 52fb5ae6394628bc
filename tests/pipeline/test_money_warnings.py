"""Money that sums leave out is told by the index and by every review of it, and it is what they leave out."""

import json
from pathlib import Path

import pytest

from checker.model import Reach
from checker.pipeline import index, review
from checker.pipeline.listing_needs import list_needs
from checker.reports.html import to_html
from checker.reports.json import to_json
from checker.reports.terminal import to_terminal
from checker.settings import Settings
from tests.pipeline.conftest import ScriptedJudge

DEALS = """file,account,amount,outcome
calls/one.txt,Lind Foods,EUR 300,customer
calls/two.vtt,Moe Mills,20,lost
calls/gone.vtt,Far Away,$10,won
calls/away.vtt,Elsewhere,$7,won
"""
LEFT_OUT = (
    "2 of 4 deals with an amount left out of sums of money (1 in EUR, 1 without a currency where the file "
    "has several); sums are of USD only"
)


@pytest.fixture(autouse=True)
def mixed(company: Path) -> None:
    (company / "calls.csv").write_text(DEALS, encoding="utf-8")


def test_index_and_review_tell_it_in_the_same_words(settings: Settings) -> None:
    assert LEFT_OUT in index([Path("calls")], settings, deals=Path("calls.csv")).warnings
    later = review([Path("campaign")], settings, judge=ScriptedJudge())
    at_once = review(
        [Path("campaign")], settings, calls=[Path("calls")], deals=Path("calls.csv"), judge=ScriptedJudge()
    )
    assert [run.warnings.count(LEFT_OUT) for run in (later, at_once)] == [1, 1]
    assert LEFT_OUT in json.loads(to_json(later))["warnings"]
    assert LEFT_OUT in to_html(later)
    assert LEFT_OUT in " ".join(to_terminal(later).split())


def test_the_list_of_needs_tells_it(settings: Settings) -> None:
    listed = list_needs(
        [Path("campaign")], settings, calls=[Path("calls")], deals=Path("calls.csv"), judge=ScriptedJudge()
    )
    assert listed.warnings.count(LEFT_OUT) == 1


def test_sums_are_in_the_currency_of_the_warning_and_deals_count_all_the_same(settings: Settings) -> None:
    found = review(
        [Path("campaign")], settings, calls=[Path("calls")], deals=Path("calls.csv"), judge=ScriptedJudge()
    )
    finding = found.findings[0]
    # Most deals are in dollars, though none of those that were heard here is.
    assert finding.reach == Reach(2, 2, currency="USD")
    (rate,) = [rate for rate in found.win_rates if rate.of == finding.id]
    assert (rate.present.hits, rate.present.n, rate.undecided) == (1, 2, 0)
