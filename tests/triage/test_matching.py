"""Which finding is which after the copy or the evidence has changed."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from checker.model import Finding
from checker.triage.matching import same
from checker.triage.subjects import subject_of
from tests.triage.sample import claim, finding, need, said

CASES = yaml.safe_load((Path(__file__).parent / "wordings.yaml").read_text(encoding="utf-8"))
TWENTY = said("It took us twenty weeks.")
LABOR = said("From Labor Day to tax time.", "two", "Globex")


def matched(before: list[Finding], after: list[Finding]) -> dict[int, int]:
    return same([subject_of(f) for f in before], [subject_of(f) for f in after])


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['before']} -> {c['after']}"[:70])
def test_rewording_within_reason(case: dict[str, object]) -> None:
    shared = [TWENTY] if case.get("quotes") else []
    before = finding(str(case["before"]), shared or [said("a", "three")])
    after = finding(str(case["after"]), [*shared, said("b", "four")])
    assert (matched([before], [after]) == {0: 0}) is case["same"]


def test_lines_and_evidence_do_not_matter() -> None:
    assert matched([finding(line=3)], [finding(evidence=[TWENTY, LABOR], line=99)]) == {0: 0}


def test_another_kind_is_another_finding() -> None:
    assert matched([finding(evidence=[TWENTY])], [finding(evidence=[TWENTY], kind="rep-drift")]) == {}


def test_a_moved_asset_keeps_its_decision() -> None:
    assert matched([finding(file="landing.md")], [finding(file="landing-v2.md")]) == {0: 0}


def test_equal_words_in_two_files_are_two_subjects() -> None:
    email = replace(finding(file="email.md"), id=f"{finding().id}-2")
    assert matched([finding()], [finding(), email]) == {0: 0}
    # The counter goes by place, so the same asset's finding may have the other id in the next run.
    moved = [replace(finding(file="a.md")), replace(finding(), id=f"{finding().id}-2")]
    assert matched([finding()], moved) == {1: 0}


def test_a_reworded_claim_in_another_file_is_decided_anew() -> None:
    assert matched([finding()], [finding("Up and running in just 30 days", file="email.md")]) == {}


def test_the_nearest_wording_takes_the_decision() -> None:
    near, nearer = finding("Now up and running in 30 days, really"), finding("Up and running in just 30 days")
    assert matched([finding()], [near, nearer]) == {1: 0}


def test_the_other_side_of_a_conflict_must_match_too() -> None:
    before = finding(kind="conflicting-copy", other=claim("Live within 60 days.", "faq.md"))
    reworded = finding(kind="conflicting-copy", other=claim("Live within 60 days!!", "faq.md"))
    other = finding(kind="conflicting-copy", other=claim("Live within 90 days.", "faq.md"))
    assert matched([before], [reworded]) == {0: 0}
    assert matched([before], [other]) == {}


def test_a_retitled_need_is_known_by_its_statements() -> None:
    quotes = [said(f"Send it to payroll {i}", f"c{i}") for i in range(4)]
    before = need("Export hours to payroll", quotes[:3])
    assert matched([before], [need("Get time sheets into ADP", quotes[1:])]) == {0: 0}
    assert matched([before], [need("Get time sheets into ADP", [said("Dark mode", "c9")])]) == {}
    assert matched([before], [need("Get time sheets into ADP", [quotes[0], *map(said, "abcde")])]) == {}


def test_wording_gaps_are_told_apart_by_both_words() -> None:
    base = replace(finding(kind="wording-gap"), ours="competency assessment", theirs="check-off")
    reworded = replace(base, id="0" * 16, theirs="check-offs")
    other = replace(base, id="0" * 16, theirs="sign-up sheet")
    assert matched([base], [reworded]) == {0: 0}
    assert matched([base], [other]) == {}
