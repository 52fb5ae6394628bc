"""The formula, case by case, by hand."""

from dataclasses import replace

import pytest

from checker.model import AlignmentScore, ClaimReport, ClaimStatus, Finding, Severity
from checker.runs.alignment import alignment
from tests.triage.sample import claim, finding, need, said

HEARD = (said("Yes."),)


def report(quote: str, status: ClaimStatus, file: str = "landing.md") -> ClaimReport:
    return ClaimReport(claim(quote, file), status, supports=HEARD if status == "supported" else ())


def found(quote: str, severity: Severity, file: str = "landing.md", **changes: object) -> Finding:
    return finding(quote, HEARD, severity=severity, file=file, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reports", "findings", "score", "heard"),
    [
        ([("a", "supported")], [], 100, 1),
        ([("a", "contradicted")], [("a", "high")], 0, 1),
        ([("a", "contradicted")], [("a", "medium")], 40, 1),
        ([("a", "dismissed")], [("a", "low")], 70, 1),
        ([("a", "contradicted")], [("a", "low"), ("a", "high")], 0, 1),
        ([("a", "supported"), ("b", "contradicted")], [("b", "high")], 50, 2),
        ([("a", "supported"), ("b", "unheard")], [], 100, 1),
        ([("a", "supported"), ("b", "unheard")], [("b", "note")], 100, 1),
        ([("a", "mixed"), ("b", "supported"), ("c", "contradicted")], [("c", "high")], 67, 3),
        ([("a", "unheard")], [("a", "medium")], 40, 1),
        ([("a", "unheard")], [], None, 0),
        ([("a", "contradicted")], [], None, 0),
        ([], [], None, 0),
    ],
)
def test_campaign(
    reports: list[tuple[str, ClaimStatus]],
    findings: list[tuple[str, Severity]],
    score: int | None,
    heard: int,
) -> None:
    made = alignment([report(*r) for r in reports], [found(*f) for f in findings])
    assert made.campaign == AlignmentScore("", score, heard, len(reports))


def test_half_a_point_goes_up() -> None:
    reports = [report(str(i), "supported") for i in range(7)] + [report("x", "contradicted")]
    assert alignment(reports, [found("x", "high")]).campaign.score == 88  # 87.5
    reports += [report(str(i), "supported") for i in range(7, 15)]
    assert alignment(reports, [found("x", "high")]).campaign.score == 94  # 93.75


def test_each_asset_by_name_and_a_conflict_weighs_on_both() -> None:
    reports = [report("a", "supported", "z.md"), report("b", "unheard", "a.md"), report("c", "supported")]
    conflict = found("b", "medium", "a.md", kind="conflicting-copy", other=claim("a", "z.md"))
    made = alignment(reports, [conflict])
    assert made.assets == (
        AlignmentScore("a.md", 40, 1, 1),
        AlignmentScore("landing.md", 100, 1, 1),
        AlignmentScore("z.md", 40, 1, 1),
    )
    assert made.campaign.score == 60


def test_a_need_weighs_on_no_claim() -> None:
    made = alignment([report("a", "supported")], [replace(need("x", HEARD), severity="high")])
    assert made.campaign.score == 100
