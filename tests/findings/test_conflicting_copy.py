"""Which two lines of copy cannot both be true. A new case is a line in cases/copy_pairs.yaml."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from checker.findings.clashes import clash, signs
from checker.findings.conflicting_copy import conflicting_copy
from checker.findings.readings import read
from checker.model import Claim, Position, Span, Verdict

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "copy_pairs.yaml").read_text(encoding="utf-8"))


def claim(file: str, quote: str) -> Claim:
    return Claim(f"{file}:{quote}", file, quote, Span(Position(1, 1), Position(1, 2)), "paragraph")


@pytest.mark.parametrize(("rule", "a", "b"), CASES)
def test_pairs(rule: str, a: str, b: str) -> None:
    for first, second in ((a, b), (b, a)):
        found = clash(read(first), read(second))
        assert (found.rule if found else "none") == rule
    if rule != "none":
        assert signs(read(a)) and signs(read(b))


def test_finding_says_what_differs_and_keeps_its_id_when_the_files_change_places() -> None:
    a, b = claim("a.md", "Automation From $799/mo"), claim("b.md", "Plans start at $1,150 per month.")
    (found,) = conflicting_copy([a, b], np.eye(2, dtype=np.float32))
    (turned,) = conflicting_copy([b, a], np.eye(2, dtype=np.float32))
    assert found.message == "Two assets disagree: “from $799/mo” here, “from $1,150 per month” there."
    assert (found.claim, found.other, found.severity) == (a, b, "high")
    assert found.id == turned.id


def test_one_asset_does_not_conflict_with_itself() -> None:
    lines = [claim("a.md", "Automation From $799/mo"), claim("a.md", "Plans start at $1,150 per month.")]
    assert conflicting_copy(lines, np.ones((2, 1), dtype=np.float32)) == []


def test_the_same_clash_in_several_assets_is_one_finding() -> None:
    lines = [
        claim("a.md", "Free 60-day pilot"),
        claim("b.md", "30 days free"),
        claim("c.md", "Free for 60 days"),
    ]
    assert len(conflicting_copy(lines, np.ones((3, 1), dtype=np.float32))) == 1


def test_a_rule_that_is_not_sure_needs_nearness() -> None:
    lines = [
        claim("a.md", "No training needed."),
        claim("b.md", "Each user completes a two-day certification."),
    ]
    assert conflicting_copy(lines, np.eye(2, dtype=np.float32)) == []
    assert len(conflicting_copy(lines, np.ones((2, 1), dtype=np.float32))) == 1


def test_only_a_judge_that_may_decide_raises_findings() -> None:
    a, b = claim("a.md", "No AI needed."), claim("b.md", "AI at the core.")
    near = np.ones((2, 1), dtype=np.float32)
    verdicts = {(a.id, b.id): Verdict("contradicts", "x", (0.02, 0.95, 0.0, 0.03))}
    assert conflicting_copy([a, b], near, verdicts) == []
    assert len(conflicting_copy([a, b], near, verdicts, judge_decides=True)) == 1


def test_a_judge_that_is_sure_of_agreement_vetoes_an_unsure_rule() -> None:
    a, b = claim("a.md", "No training needed."), claim("b.md", "Each user completes a two-day certification.")
    verdicts = {(a.id, b.id): Verdict("supports", "x", (0.95, 0.02, 0.0, 0.03))}
    assert conflicting_copy([a, b], np.ones((2, 1), dtype=np.float32), verdicts) == []
