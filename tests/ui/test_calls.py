"""Searching calls: by word, in every filter that the page offers."""

import pytest

from checker.ui.calls_page import CallsHandlers
from checker.ui.desk import Desk
from tests.ui.hostile import assert_harmless


@pytest.fixture
def do(desk: Desk) -> CallsHandlers:
    desk.intake.refresh()
    return CallsHandlers(desk)


def found(do: CallsHandlers, query: str = "", **chosen: str) -> str:
    names = ("segment", "stage", "outcome", "side", "since", "until")
    values = [chosen.get(name, {"side": "any", "since": "", "until": ""}.get(name, "any")) for name in names]
    return assert_harmless(do.found(query, "word", *values)).text


@pytest.mark.parametrize(
    "chosen",
    [
        {"segment": "food"}, {"stage": "renewal"}, {"outcome": "open"},
        {"until": "2026-01-04"}, {"until": "2026-01-08"}, {"since": "2026-01-01", "until": "2026-01-05"},
    ],
)  # fmt: skip
def test_filters_leave_the_calls_that_fit(do: CallsHandlers, chosen: dict[str, str]) -> None:
    assert "2 of 2 calls" in found(do)
    text = found(do, **chosen)
    assert "1 of 2 calls" in text and "Lind Foods" in text and "Moe Mills" not in text
    assert "Nobody said “six months”" in found(do, "six months", **chosen)
    assert "Fourth of July" in found(do, "july", **chosen)


def test_a_search_finds_who_is_asked_for(do: CallsHandlers) -> None:
    assert "How did the start go" in found(do, "start", side="ours")
    assert "Nobody said" in found(do, "start", side="buyer")
    assert "No call fits" in found(do, since="2027-01-01")
