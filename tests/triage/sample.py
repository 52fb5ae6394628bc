"""Findings made by hand."""

from collections.abc import Sequence

from checker.findings.fingerprints import fingerprint
from checker.model import Claim, Evidence, Finding, FindingKind, Position, Reach, Severity, Span


def claim(quote: str, file: str = "landing.md", line: int = 3) -> Claim:
    span = Span(Position(line, 1), Position(line, 1 + len(quote)))
    return Claim(f"{file} {quote}", file, quote, span, "paragraph")


def said(quote: str, call: str = "one", account: str | None = "Acme") -> Evidence:
    at = Span(Position(1, 1), Position(1, 2))
    return Evidence(f"calls/{call}.vtt", quote, at, "contradicts", "Ana", "buyer", account, call=call)


def finding(
    quote: str = "Up and running in 30 days.",
    evidence: Sequence[Evidence] = (),
    *,
    file: str = "landing.md",
    kind: FindingKind = "contradicted-claim",
    severity: Severity = "high",
    other: Claim | None = None,
    line: int = 3,
) -> Finding:
    ident = fingerprint(kind, quote, other.quote if other else "buyers")
    calls = {e.call for e in evidence}
    accounts = {e.account for e in evidence}
    mine = claim(quote, file, line)
    reach = Reach(len(calls), len(accounts))
    return Finding(ident, kind, severity, "Buyers disagree.", mine, tuple(evidence), reach, other)


def need(title: str, evidence: Sequence[Evidence]) -> Finding:
    ident = fingerprint("unmet-need", title, "copy")
    return Finding(ident, "unmet-need", "high", "", None, tuple(evidence), Reach(3, 3), need=title)
