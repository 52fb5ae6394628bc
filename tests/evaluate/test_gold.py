"""When a finding is the expected one: by kind, claim and evidence, wordings a little apart."""

from dataclasses import replace
from pathlib import Path

import pytest

from checker.evaluate.gold import GoldFinding, Ref, World, hits, overlap
from checker.evaluate.worlds import WorldsReport, add, score
from checker.model import Claim, Evidence, Finding, FindingKind, Position, Reach, Run, Span
from checker.settings import Settings

HERE = Span(Position(1, 1), Position(1, 2))


def claim(quote: str, file: str = "campaign/landing.md") -> Claim:
    return Claim(quote, file, quote, HERE, "paragraph")


def said(quote: str, file: str = "calls/01.vtt") -> Evidence:
    return Evidence(file, quote, HERE, "contradicts", call=file)


def finding(
    kind: FindingKind = "contradicted-claim",
    quote: str = "Live in ten business days.",
    evidence: tuple[Evidence, ...] = (said("It took us six months to go live."),),
    **more: object,
) -> Finding:
    return Finding("id", kind, "high", "", claim(quote), evidence, Reach(), **more)  # type: ignore[arg-type]


GOLD = GoldFinding(
    "contradicted-claim",
    Ref("campaign/landing.md", "Live in ten business days"),
    None,
    (Ref("calls/01.vtt", "took us six months"),),
    "",
)
WORLD = World(
    "w",
    Path(),
    Settings(),
    (GOLD,),
    ((Ref("campaign/landing.md", "A person answers the phone."), ()),),
    (Ref("campaign/landing.md", "Founded in 1991."),),
)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Live in ten business days.", "live in **ten** business days", True),
        ("We’re up by “noon”", 'we\'re up by "noon" every day', True),
        ("Up and running in thirty days flat", "running in thirty days flat, always", True),
        ("Live in ten business days.", "Free for thirty days", False),
        ("", "anything", False),
    ],
)
def test_overlap(a: str, b: str, same: bool) -> None:
    assert overlap(a, b) is same


def test_strict_needs_one_expected_quote() -> None:
    other = finding(evidence=(said("The weather is fine."),))
    assert hits(finding(), GOLD, strict=True)
    assert not hits(other, GOLD, strict=True)
    assert hits(other, GOLD, strict=False)
    assert not hits(replace(finding(), kind="dismissed-claim"), GOLD, strict=False)


def test_an_echo_is_neither_right_nor_wrong() -> None:
    echo = finding(quote="Ready before you know it.")
    counts = score(WORLD, Run("embedded", "m", (finding(), echo)), strict=True)["contradicted-claim"]
    assert (counts.tp, counts.fp, counts.fn) == (1, 0, 0)


def test_false_alarms_and_misses_are_counted() -> None:
    wrong = finding(quote="Built for teams.", evidence=(said("The weather is fine."),))
    counts = score(WORLD, Run("embedded", "m", (wrong,)), strict=True)["contradicted-claim"]
    assert (counts.tp, counts.fp, counts.fn) == (0, 1, 1)


def test_violations() -> None:
    report = WorldsReport()
    run = Run(
        "embedded", "m", (finding(quote="A person answers the phone."), finding(quote="Founded in 1991."))
    )
    add(report, WORLD, run)
    assert report.supported_violations == (1, 1)
    assert report.unheard_violations == (1, 1)


def test_unmet_needs_need_two_calls() -> None:
    gold = GoldFinding(
        "unmet-need",
        None,
        None,
        (Ref("calls/01.vtt", "agency temps"), Ref("calls/02.vtt", "the seasonals")),
        "",
    )
    one = finding("unmet-need", evidence=(said("our agency temps"), said("more agency temps")))
    two = finding(
        "unmet-need", evidence=(said("our agency temps"), said("and the seasonals too", "calls/02.vtt"))
    )
    assert not hits(one, gold, strict=True)
    assert hits(two, gold, strict=True)
