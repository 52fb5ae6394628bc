"""Severity, reach, status and fingerprints: countable facts only."""

from dataclasses import replace

import pytest

from checker.findings.against import contradicted, dismissed
from checker.findings.quotes import locate, stretches, verified
from checker.findings.rank import ranked
from checker.findings.reach import count_accounts, reach
from checker.findings.severity import at_or_above, severity
from checker.findings.status import claim_report
from checker.model import (
    Call,
    Claim,
    Deal,
    Evidence,
    Piece,
    Position,
    Reach,
    SourceMap,
    Span,
    Statement,
    Turn,
)

HERE = Span(Position(3, 1), Position(3, 27))
CLAIM = Claim("c", "campaign/landing.md", "Up and running in 30 days.", HERE, "paragraph")


def said(
    relation: str, call: str = "1", turn: int = 4, speaker: str = "Gail", account: str | None = None
) -> Evidence:
    return Evidence(
        f"calls/{call}.vtt",
        "It took us six months.",
        HERE,
        relation,
        speaker,
        "buyer",
        account,
        12.0,
        call,
        turn,  # type: ignore[arg-type]
    )


DEALS = {
    "1": Deal("d1", "Acme", amount=100.0, outcome="open"),
    "2": Deal("d1", "Acme", amount=100.0, outcome="open"),
    "3": Deal("d3", "Bolt", amount=50.0, outcome="lost"),
    "4": Deal("d4", "Core", amount=70.0, outcome="customer"),
}


def test_each_deal_counts_once() -> None:
    found = reach([said("contradicts", c) for c in ("1", "2", "3", "4", "4")], DEALS)
    assert found == Reach(4, 3, 100.0, 70.0, 50.0)


def test_calls_without_a_deal_are_accounts_of_their_own() -> None:
    assert reach([said("contradicts", "8"), said("contradicts", "9")], {}) == Reach(2, 2)


def test_accounts_of_findings_and_of_calls_are_counted_alike() -> None:
    own = {"1": "Acme Inc.", "2": None, "3": "BOLT", "8": "Bolt", "9": None, "10": None, "11": "Dyne"}
    deals = {**DEALS, "11": Deal("d11", "")}
    calls = [Call(i, f"{i}.vtt", "vtt", (), (), account=account) for i, account in own.items()]
    evidence = [said("contradicts", i, account=account) for i, account in own.items()]
    assert count_accounts(calls, deals) == reach(evidence, deals).accounts == 5, "Acme, Bolt, 9, 10, Dyne"


@pytest.mark.parametrize(
    ("claim", "weight", "expected"),
    [
        ("Up and running in 30 days.", Reach(2, 2), "high"),
        ("Up and running in 30 days.", Reach(1, 1, open_amount=5), "medium"),
        ("Up and running in 30 days.", Reach(1, 1), "low"),
        ("Approvers love it.", Reach(1, 1), "low"),
        ("Approvers love it.", Reach(3, 2, lost_amount=9), "high"),
        ("Approvers love it.", Reach(2, 2), "medium"),
    ],
)
def test_severity_table(claim: str, weight: Reach, expected: str) -> None:
    assert severity("contradicted-claim", claim, weight) == expected


def test_dismissed_is_a_step_lower_and_unheard_a_note() -> None:
    assert severity("dismissed-claim", "30 days", Reach(2, 2)) == "medium"
    assert severity("unheard-claim", "30 days", Reach()) == "note"
    assert at_or_above("high", "medium")
    assert not at_or_above("low", "medium")


def test_the_last_word_of_a_speaker_in_a_call_stands() -> None:
    doubts_then_agrees = claim_report(CLAIM, [said("contradicts", turn=4), said("supports", turn=9)])
    assert doubts_then_agrees.status == "supported"
    agrees_then_doubts = claim_report(CLAIM, [said("contradicts", turn=9), said("supports", turn=4)])
    assert agrees_then_doubts.status == "contradicted"
    two_people = claim_report(CLAIM, [said("contradicts", turn=4), said("supports", turn=9, speaker="Bo")])
    assert two_people.status == "mixed"


def test_fingerprints_do_not_move_with_lines_or_evidence() -> None:
    one = contradicted(claim_report(CLAIM, [said("contradicts")]), DEALS)
    moved = replace(
        CLAIM, file="other.md", quote="up and  running in 30 days", span=Span(Position(9, 9), Position(9, 35))
    )
    two = contradicted(claim_report(moved, [said("contradicts"), said("contradicts", "3")]), DEALS)
    assert one and two
    assert one.id == two.id
    against = dismissed(claim_report(CLAIM, [said("dismisses")]), DEALS)
    assert against
    assert against.id != one.id


def test_order_is_severity_then_money_and_ids_are_unique() -> None:
    small = contradicted(claim_report(CLAIM, [said("contradicts", "9")]), DEALS)
    large = contradicted(
        claim_report(replace(CLAIM, file="b.md"), [said("contradicts", "1"), said("contradicts", "3")]), DEALS
    )
    assert small and large
    first, second = ranked([small, large])
    assert first.reach.accounts == 2
    assert second.id == f"{first.id}-2"


def test_a_quote_never_crosses_a_break() -> None:
    text = "It took us six months. And a consultant, too."
    turn = Turn(0, 0, text, SourceMap((Piece(0, 1, 1, 1, len(text) + 1),), len(text), None, (23,)))
    statement = Statement("s", "1", "calls/1.vtt", 0, 0, len(text), text, "", "Gail", "buyer")
    assert [text[s:e] for s, e in stretches(statement, turn)] == [
        "It took us six months.",
        "And a consultant, too.",
    ]
    assert verified("It took us six months.", 0, 22, turn)
    assert not verified("It took six months.", 0, 19, turn)


@pytest.mark.parametrize(
    ("quote", "found"),
    [("six  months", "six months"), ("Don't", "don’t"), ("seven", None), ("", None)],
)
def test_locate_tolerates_spacing_and_marks(quote: str, found: str | None) -> None:
    text = "We don’t know; it took six months."
    place = locate(quote, text)
    assert (text[place[0] : place[1]] if place else None) == found
