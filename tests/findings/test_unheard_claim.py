"""`unheard-claim`: a note that says what was searched, and never about a claim that was not judged."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.findings.unheard_claim import searched_nearest, searched_whole, unheard_claim
from checker.model import ClaimReport, Pair, Verdict
from checker.pipeline import review
from tests.pipeline.conftest import ScriptedJudge, company, settings  # noqa: F401
from tests.triage.sample import claim

SEARCHED = searched_nearest(40, 812, 11)


def test_it_is_a_note_without_evidence_that_says_what_was_searched():
    found = unheard_claim(ClaimReport(claim("Loved by teams."), "unheard"), SEARCHED)
    assert found and (found.kind, found.severity, found.evidence) == ("unheard-claim", "note", ())
    assert "the 40 nearest of 812 statements of buyers in 11 calls" in found.message


@pytest.mark.parametrize("status", ["supported", "contradicted", "dismissed", "mixed"])
def test_a_claim_that_somebody_speaks_to_has_none(status):
    assert unheard_claim(ClaimReport(claim("Loved by teams."), status), SEARCHED) is None


def test_few_statements_and_unread_calls_are_said_as_they_are():
    assert "all 3 statements of buyers in 1 call." in searched_nearest(40, 3, 1)
    assert searched_whole(55, 4, 1) == "Read: 55 points of buyers from 4 calls; 1 could not be read."


class Silent(ScriptedJudge):
    """Gives no answer on single sign-on."""

    def judge(self, pairs: Sequence[Pair], tick: object = None) -> list[Verdict]:
        verdicts = super().judge(pairs)
        return [
            Verdict("unjudged", self.name, reason="x") if "sign-on" in p.claim else v
            for p, v in zip(pairs, verdicts, strict=True)
        ]


@pytest.mark.parametrize(("judge", "noted"), [(ScriptedJudge, True), (Silent, False)])
def test_review_notes_it_unless_it_could_not_be_judged(company, settings, judge, noted):  # noqa: F811
    run = review([Path("campaign")], settings, calls=[Path("calls")], deals=Path("calls.csv"), judge=judge())
    quotes = {f.claim.quote for f in run.findings if f.kind == "unheard-claim"}
    assert ("Every plan includes single sign-on." in quotes) is noted
    assert "Live in ten business days." not in quotes
    if noted:
        assert run.findings[-1].severity == "note" and "all 3 statements" in run.findings[-1].message
