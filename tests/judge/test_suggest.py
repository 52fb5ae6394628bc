"""A suggestion is shown only if it brings nothing of its own and no statement contradicts it."""

from __future__ import annotations

import pytest

from checker.judge.desk import Desk
from checker.judge.suggest import Suggester, supported_by_sources
from checker.model import ClaimReport, Evidence, Pair, Position, Span, Verdict
from tests.judge.llm_server import Reply, Server
from tests.judge.test_llm_client import model
from tests.judge.test_points import claim

SPAN = Span(Position(1, 1), Position(1, 9))
SAID = (
    Evidence("a.vtt", "It took us six weeks to be live.", SPAN, "contradicts", "Ann", "buyer"),
    Evidence("a.vtt", "Marisela picked up at night, though.", SPAN, "contradicts", "Ann", "buyer"),
)
REPORT = ClaimReport(claim("Live in 10 days, guaranteed."), "contradicted", contradicts=SAID)


@pytest.mark.parametrize(
    "text, passes",
    [
        ("Live in six weeks.", True),
        ("Live in weeks, with somebody who picks up at night.", True),
        ("Live in 10 days, guaranteed.", False),  # the same again
        ("Live in 14 days.", False),  # a number of its own
        ("Live in five weeks.", False),
        ("Live in weeks, as Gartner says.", False),  # a name of its own
        ("An award-winning start.", False),
        ("The fastest start there is.", False),
        ("Live in weeks. " * 20, False),  # no line of copy
    ],
)
def test_sources(text: str, passes: bool) -> None:
    assert supported_by_sources(text, REPORT) is passes


class OneAnswer:
    name = model = "fake"

    def __init__(self, relation) -> None:
        self.relation, self.asked = relation, []

    def judge(self, pairs: list[Pair], tick=None) -> list[Verdict]:
        self.asked += pairs
        return [Verdict(self.relation, "fake") for _ in pairs]


@pytest.mark.parametrize(
    "relation, shown", [("unrelated", True), ("supports", True), ("contradicts", False), ("unjudged", False)]
)
def test_a_pass_of_the_judge(relation: str, shown: bool) -> None:
    judge = OneAnswer(relation)
    with Server([Reply({"text": "Live in six weeks.", "rests_on": ["s2"]})]) as server:
        suggester = Suggester(model(server), Desk.load("Acme"), judge)
        found = suggester.suggest([("contradicted-claim", REPORT)])
    assert found == (["Live in six weeks."] if shown else [None])
    assert [p.statement for p in judge.asked] == [e.quote for e in SAID]


@pytest.mark.parametrize("reply", [Reply({"text": "", "rests_on": []}), Reply(refusal="no")])
def test_none_is_an_answer(reply: Reply) -> None:
    with Server([reply]) as server:
        found = Suggester(model(server), Desk.load("Acme")).suggest([("dismissed-claim", REPORT)])
    assert found == [None]
