"""Decisions and ignores over the findings of a run."""

from dataclasses import replace
from datetime import date

import pytest

from checker.model import Share, Triaged
from checker.triage.apply import triaged
from checker.triage.decisions import Decision
from checker.triage.ignores import Ignore
from checker.triage.precision import precision, precision_by_kind
from checker.triage.subjects import subject_of
from tests.triage.sample import finding, said

TODAY = date(2026, 11, 25)
ONE = said("It took us twenty weeks.")
TWO = said("From Labor Day to tax time.", "two", "Globex")
THREE = said("Months.", "three", None)


def decision(verdict: str = "dismiss", **changes: object) -> Decision:
    made = Decision(
        subject_of(finding(evidence=[ONE])),
        verdict,
        "ana",
        "2026-11-02T10:00:00+00:00",
        "no",  # type: ignore[arg-type]
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def only(*args: object) -> Triaged:
    (state,) = triaged(*args)  # type: ignore[arg-type]
    return state


@pytest.mark.parametrize(
    ("verdict", "until", "state", "overdue"),
    [
        ("confirm", "", "confirmed", False),
        ("dismiss", "", "dismissed", False),
        ("accept", "", "accepted", False),
        ("accept", "2026-11-25", "accepted", False),
        ("accept", "2026-11-24", "open", True),
        ("dismiss", "2026-11-24", "open", True),
        ("confirm", "2026-11-24", "confirmed", True),
    ],
)
def test_states(verdict: str, until: str, state: str, overdue: bool) -> None:
    seen = only([finding(evidence=[ONE])], [decision(verdict, until=until)], {}, TODAY)
    assert (seen.state, seen.overdue, seen.who, seen.when) == (state, overdue, "ana", "2026-11-02")


def test_what_nobody_decided_on_has_no_state() -> None:
    assert triaged([finding("See every plant on one page.")], [decision()], {}, TODAY) == ()


def test_new_evidence_is_counted_and_does_not_reopen() -> None:
    seen = only([finding(evidence=[ONE, TWO, THREE])], [decision()], {}, TODAY)
    assert (seen.state, seen.more_accounts, seen.more_calls) == ("dismissed", 2, 2)


def test_more_of_the_same_account_is_no_new_account() -> None:
    again = said("Still waiting.", "four", "ACME")
    seen = only([finding(evidence=[ONE, again])], [decision()], {}, TODAY)
    assert (seen.more_accounts, seen.more_calls) == (0, 1)


def test_other_evidence_in_place_of_the_old_is_new() -> None:
    assert only([finding(evidence=[TWO])], [decision()], {}, TODAY).more_accounts == 1


def test_an_earlier_wording_is_shown() -> None:
    seen = only([finding("Up and running in just 30 days.", [ONE])], [decision()], {}, TODAY)
    assert (seen.state, seen.wording) == ("dismissed", "Up and running in 30 days.")
    assert only([finding(evidence=[ONE])], [decision()], {}, TODAY).wording == ""


def test_an_ignore_covers_unless_sales_confirmed_it() -> None:
    found = finding(evidence=[ONE])
    ignore = Ignore("contradicted-claim", "legal", "landing.md:2")
    seen = only([found], [], {found.id: ignore}, TODAY)
    assert (seen.state, seen.reason, seen.who) == ("ignored", "legal", "landing.md:2")
    assert only([found], [decision("dismiss")], {found.id: ignore}, TODAY).state == "ignored"
    assert only([found], [decision("confirm")], {found.id: ignore}, TODAY).state == "confirmed"


def test_precision_counts_confirmed_of_confirmed_and_dismissed() -> None:
    drift = replace(subject_of(finding()), kind="rep-drift")
    made = [decision("confirm"), decision("confirm", subject=drift), decision(), decision("accept")]
    assert precision(made) == Share(2, 3)
    assert precision_by_kind(made) == {"contradicted-claim": Share(1, 2), "rep-drift": Share(1, 1)}
    assert precision([]) == Share(0, 0)
