"""Only what three calls and two accounts voice and no claim answers is a finding."""

from dataclasses import replace

import pytest

from checker.findings.unmet_need import QUOTES_A_CALL, unmet_need
from checker.model import Claim, Evidence, Need, Position, Reach, Span

SPAN = Span(Position(1, 1), Position(1, 5))
CLAIM = Claim("c", "campaign/a.md", "We count every tub.", SPAN, "paragraph")


def said(call: int, text: str = "I want them counted.") -> Evidence:
    return Evidence(f"calls/{call}.vtt", text, SPAN, "unrelated", call=f"call {call}")


NEED = Need("need-1", "Count the tubs", tuple(said(n) for n in (1, 2, 3)), Reach(calls=3, accounts=3))


def test_a_need_that_no_claim_answers():
    finding = unmet_need(NEED)
    assert finding is not None
    assert (finding.kind, finding.claim, finding.need) == ("unmet-need", None, "Count the tubs")
    assert finding.evidence == NEED.statements and finding.reach == NEED.reach
    assert "3 accounts (3 calls)" in finding.message


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"reach": Reach(calls=3, accounts=2)}, True),
        ({"reach": Reach(calls=2, accounts=2)}, False),
        ({"reach": Reach(calls=3, accounts=1)}, False),
        ({"answered_by": (CLAIM,)}, False),
    ],
    ids=["just enough", "two calls", "one account", "answered"],
)
def test_least_evidence(change, found):
    assert (unmet_need(replace(NEED, **change)) is not None) is found


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"title": "By hand"}, True),
        ({"statements": (*NEED.statements, said(4))}, True),
        ({"id": "need-2"}, False),
    ],
    ids=["new title", "new evidence", "another need"],
)
def test_fingerprint(change, same):
    before, after = unmet_need(NEED), unmet_need(replace(NEED, **change))
    assert before is not None and after is not None
    assert (before.id == after.id) is same


@pytest.mark.parametrize(
    ("reach", "severity"),
    [
        (Reach(calls=3, accounts=3), "medium"),
        (Reach(calls=3, accounts=3, open_amount=10.0), "high"),
        (Reach(calls=3, accounts=3, lost_amount=10.0), "high"),
        (Reach(calls=3, accounts=3, won_amount=10.0), "medium"),
    ],
)
def test_severity(reach, severity):
    finding = unmet_need(replace(NEED, reach=reach))
    assert finding is not None and finding.severity == severity


def test_a_talkative_call_does_not_crowd_out_the_others():
    many = tuple(said(1, f"Counted, please, {n}.") for n in range(9))
    finding = unmet_need(replace(NEED, statements=(*many, said(2), said(3))))
    assert finding is not None
    assert [e.call for e in finding.evidence] == ["call 1"] * QUOTES_A_CALL + ["call 2", "call 3"]
