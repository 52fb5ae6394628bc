"""The small company of the pipeline's tests, on a desk."""

from pathlib import Path

import pytest

from checker.model import (
    Alignment,
    AlignmentScore,
    Asked,
    Asset,
    Block,
    Call,
    Claim,
    ClaimReport,
    Corpus,
    Deal,
    Evidence,
    Finding,
    Need,
    NeedsList,
    Position,
    Reach,
    Run,
    Share,
    Skipped,
    SourceMap,
    Span,
    Speaker,
    Turn,
    WinRate,
)
from checker.settings import Settings
from checker.ui.desk import Desk
from tests.fakes import source_map
from tests.pipeline.conftest import ScriptedJudge, company, settings
from tests.ui.serving import end

__all__ = ["ScriptedJudge", "company", "settings"]


@pytest.fixture
def desk(company: Path, settings: Settings) -> Desk:
    """A desk on the small company, whose judge is scripted."""
    desk = Desk(settings, Path("campaign"), judge=ScriptedJudge())
    yield desk
    end(desk)


def span(length: int, line: int = 1) -> Span:
    return Span(Position(line, 1), Position(line, length + 1))


def claim_of(text: str, file: str = "landing.md", ident: str = "") -> Claim:
    return Claim(ident or f"claim-{text}", file, text, span(len(text)), "paragraph", context=text)


def asset_of(*texts: str, file: str = "landing.md", kind: str = "paragraph") -> Asset:
    blocks = tuple(Block(kind, text, source_map(text), label=text) for text in texts)
    return Asset(file, "markdown", blocks, title=texts[0])


def evidence_of(text: str, relation: str = "contradicts", file: str = "calls/1.vtt") -> Evidence:
    return Evidence(
        file, text, span(max(1, len(text))), relation, speaker=text, side="buyer", account=text,
        time=61.0, call="call-1", turn=0, before=f"{text}: {text}", after=f"{text}: {text}",
        date="2026-01-04",
    )  # fmt: skip


def run_of(text: str) -> Run:
    """A run in which every string is the given one."""
    claim, other = claim_of(text, text, "c1"), claim_of(text, text, "c2")
    kinds = ("contradicted-claim", "conflicting-copy", "rep-drift", "dismissed-claim", "wording-gap")
    findings = tuple(
        Finding(
            f"id-{kind}", kind, "high", text, claim, (evidence_of(text),), Reach(1, 1, 10.0, 0.0, 5.0),
            other=other if kind == "conflicting-copy" else None, ours=text, theirs=text, suggestion=text,
        )
        for kind in kinds
    )  # fmt: skip
    need = Need("n1", text, tuple(evidence_of(text) for _ in range(4)), Reach(3, 2, 1.0), (other,))
    unmet = Finding("id-need", "unmet-need", "medium", text, None, need.statements, Reach(3, 2), need=text)
    return Run(
        "embedded", text, (*findings, unmet),
        claims=(
            ClaimReport(claim, "contradicted", contradicts=(evidence_of(text),)),
            ClaimReport(other, "supported", supports=(evidence_of(text, "supports"),)),
        ),
        needs=(need,), skipped=(Skipped(text, text, text),), warnings=(text,), unjudged=1,
        corpus=Corpus(1, 1, 1, 1, 2), against=Reach(1, 1, 10.0),
        alignment=Alignment(AlignmentScore("", 50, 2, 2), (AlignmentScore(text, 50, 2, 2),)),
        win_rates=(
            WinRate("n1", Share(1, 2), Share(1, 3)),
            WinRate("id-contradicted-claim", Share(0, 1), Share(1, 1)),
        ),
    )  # fmt: skip


def listed_of(text: str) -> NeedsList:
    """Two needs beside the claims of `run_of`, every string the given one; the first is edited."""
    run = run_of(text)
    claims = tuple(report.claim for report in run.claims)
    (need,) = run.needs
    other = Need("n2", text, need.statements[:1], need.reach)
    asked = (
        Asked(need, ("s1", "s1", "s2", "s3"), ("contradicted", "answered"), run.win_rates[0], True),
        Asked(other, ("s4",), ("silent", "silent")),
    )
    return NeedsList("embedded", text, claims, asked, 7, need.statements[:2], 3, (text,))


def call_of(text: str, file: str = "calls/1.vtt") -> Call:
    speakers = (Speaker(text, "buyer", text), Speaker("Rita Cole", "ours", "company people"))
    turns = (Turn(0, 0, text, source_map(text), 61.0), Turn(1, 1, "Oh no.", source_map("Oh no."), None))
    return Call("call-1", file, "vtt", speakers, turns, title=text, date="2026-01-04", account=text)


def deal_of(text: str) -> Deal:
    return Deal("d1", text, text, text, 12_000.0, "USD", text, "2026-01-04", ("calls/1.vtt",))


__all__ += ["Path", "SourceMap"]
