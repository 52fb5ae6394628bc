"""Which statements are judged, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from checker.judge.base import Ticker
from checker.judge.gate import Gate, Gates
from checker.model import Candidate, Claim, Pair, Position, Span, Statement, Verdict
from checker.pipeline import asking
from checker.pipeline.asking import FIRST, FIRST_PLAIN, LOOKED_AT, NEAREST, in_rounds, judged, looked_at

EMBEDDER = "tests 1"
PLACE = Span(Position(1, 1), Position(1, 1))


class Judge:
    """Hears a contradiction wherever a statement says "not"; remembers what it was asked."""

    name = "embedded"

    def __init__(self, model: str = "tests 1") -> None:
        self.model = model
        self.asked: list[str] = []

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        self.asked += [pair.statement for pair in pairs]
        return [Verdict("contradicts" if "not" in p.statement else "unrelated", "tests") for p in pairs]


@pytest.fixture(autouse=True)
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Opens from a cosine of 0.3 on; nothing else counts."""
    gate = Gate(base=-0.3, cosine=1.0, words=0.0, rivals=0.0, least=0.0)
    monkeypatch.setattr("checker.judge.gate.shipped", lambda: Gates("tests 1", EMBEDDER, {"buyer": gate}))
    return gate


def claim(ident: str) -> Claim:
    return Claim(ident, "page.md", f"claim {ident}", PLACE, "heading")


def asked(ident: str, *said: tuple[str, float]) -> list[tuple[Claim, Candidate]]:
    out = []
    for row, (text, cosine) in enumerate(said):
        key = f"{ident}{row}"
        statement = Statement(key, "call", "call.txt", row, 0, len(text), text, "", "buyer", "buyer")
        out.append((claim(ident), Candidate(ident, statement, 1.0, row, None, 0, cosine)))
    return out


QUIET = asked("a", ("far", 0.1), ("one", 0.5), ("two", 0.6), ("three", 0.4), ("not four", 0.35))
LOUD = asked("b", ("five", 0.5), ("not six", 0.6), ("not seven", 0.4), ("eight", 0.2))


def test_the_most_promising_are_judged_and_the_rest_where_somebody_speaks_to_the_claim() -> None:
    judge = Judge()
    verdicts = judged(judge, "buyer", [*QUIET, *LOUD], EMBEDDER)
    assert FIRST["buyer"] == 2
    assert judge.asked == ["one", "two", "five", "not six", "not seven"]
    assert sorted(verdicts) == [1, 2, 5, 6, 7]
    assert [row for row, verdict in verdicts.items() if verdict.relation == "contradicts"] == [6, 7]


def test_order_of_equal_chances_is_that_of_retrieval() -> None:
    rows = asked("a", *((str(n), 0.5) for n in range(5)))
    assert in_rounds(rows, "buyer", "tests 1", EMBEDDER).first == (0, 1)
    assert in_rounds(rows, "buyer", "tests 1", EMBEDDER).rest == {"a": (2, 3, 4)}


@pytest.mark.parametrize(("model", "embedder"), [("others 1", EMBEDDER), ("tests 1", "others 1")])
def test_without_a_gate_all_are_judged_at_once(model: str, embedder: str) -> None:
    judge = Judge(model)
    assert len(judged(judge, "buyer", [*QUIET, *LOUD], embedder)) == 9
    assert judge.asked == [candidate.statement.text for _, candidate in [*QUIET, *LOUD]]
    assert looked_at("buyer", model, embedder) == NEAREST["buyer"]
    assert looked_at("buyer", "tests 1", EMBEDDER) == LOOKED_AT["buyer"]


def test_each_round_is_told_with_its_own_total() -> None:
    seen = []
    judged(Judge(), "buyer", [*QUIET, *LOUD], EMBEDDER, lambda p: seen.append((p.stage, p.total)))
    assert list(dict.fromkeys(seen)) == [(asking.STAGES["buyer"], 4), (asking.WHO_ELSE["buyer"], 1)]


def test_few_more_are_judged_where_what_was_heard_does_not_count_alone() -> None:
    rows = asked("a", *((f"said {n}", 0.9 - n / 20) for n in range(9)))
    rounds = in_rounds(rows, "buyer", "tests 1", EMBEDDER)
    unsure, sure = Verdict("contradicts", "tests", alone=False), Verdict("contradicts", "tests")
    assert rounds.second([("a", unsure)]) == [2, 3, 4]
    assert rounds.second([("a", unsure), ("a", sure)]) == rounds.second([("a", sure)]) == list(range(2, 9))
    assert rounds.second([("a", Verdict("unrelated", "tests"))]) == []


def test_plain_words_are_among_the_first_beside_longer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "and then " * 10
    rows = asked(
        "a", (long, 0.5), (long, 0.6), ("It took ten weeks.", 0.55), ("Ten weeks.", 0.5), (long, 0.4)
    )
    gate = Gate(base=-10.0, cosine=10.0, words=3.0, rivals=-1.0, least=-2.0, near=0.5)
    monkeypatch.setattr(asking, "gate_of", lambda *_: gate)
    rounds = in_rounds(rows, "buyer", "tests 1", EMBEDDER)
    assert len(rounds.first) == FIRST_PLAIN == 3
    assert (rounds.first, rounds.rest) == ((0, 1, 2), {"a": (4, 3)})
