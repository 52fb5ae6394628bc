"""Terminal report: what a marketer reads when a review ends.

Made for 80 columns and no colour; signs and words carry what colours say. Copy and calls are shown
as plain text: no markup of rich, no escape sequence and no build-server command in them takes effect.
"""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from checker.model import ClaimReport, Evidence, Finding, FindingKind, Gone, Need, Run, Severity
from checker.reports import words
from checker.reports.following import (
    finding_lines,
    fixed,
    fixed_line,
    head_lines,
    set_aside,
    title_of,
    triage_line,
)
from checker.reports.lines import Lines
from checker.reports.order import (
    best_first,
    by_kind,
    leading,
    needs_ranked,
    proof_points,
    skipped_sorted,
    unheard,
    warnings_sorted,
)
from checker.reports.summary import caution, headline, second_line, summarise

QUOTES_SHOWN = 3
PROOF_POINTS_SHOWN = 10
FIXED_SHOWN = 10
NEEDS_SHOWN = 10
UNMET_SHOWN = 20
"""Unmet needs: a thousand calls voice hundreds, while every other kind is bounded by the copy."""
_STYLES: dict[Severity, str] = {
    "high": "bold red",
    "medium": "bold magenta",
    "low": "bold blue",
    "note": "bold",
}


def to_terminal(run: Run, *, width: int = 80, colour: bool = False) -> str:
    """The report as text of at most `width` columns, with ANSI colours only if asked for."""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        _environ={},
    )
    show(run, console)
    return out.getvalue()


def show(run: Run, console: Console) -> None:
    """Prints the report on a console, which knows its own width and whether it has colours."""
    out = Lines(console)
    _head(run, out)
    for kind, findings in by_kind(run.standing):
        if kind != "unheard-claim":
            _group(run, kind, findings, out)
    _set_aside(run, out)
    _fixed(fixed(run), out)
    _proof_points(proof_points(run), out)
    _needs(needs_ranked(run.needs), out)
    _unheard(run, out)
    _not_read(run, out)
    _foot(run, out)


def _head(run: Run, out: Lines) -> None:
    summary = summarise(run)
    out.text(headline(summary), style="bold")
    if said := caution(run):
        out.text(said)
    out.text(second_line(summary))
    for line in head_lines(run):
        out.text(line)


def _group(run: Run, kind: FindingKind, findings: list[Finding], out: Lines) -> None:
    out.heading(f"{words.KIND_NAMES[kind]} ({len(findings)})")
    shown = findings[:UNMET_SHOWN] if kind == "unmet-need" else findings
    for finding in shown:
        _finding(run, finding, out)
    _more(len(findings) - len(shown), "need", out)


def _finding(run: Run, finding: Finding, out: Lines) -> None:
    severity = finding.severity
    sign = f"{words.SEVERITY_SIGNS[severity]} {words.SEVERITY_NAMES[severity]}"
    out.gap()
    head = filter(None, (sign, words.weight(finding.reach), finding.id))
    out.text(" · ".join(head), hang=2, style=_STYLES[severity])
    if finding.need:
        out.text(finding.need, indent=2, style="bold")
    if finding.message and finding.message != finding.need:
        out.text(finding.message, indent=2)
    for line in finding_lines(run, finding):
        out.text(line, indent=2, style="dim")
    if finding.claim:
        out.label("What we say")
        out.quote(finding.claim.quote, words.place(finding.claim.file, finding.claim.span), bold=True)
    _their_side(finding, out)
    if finding.suggestion:
        out.label("You could say")
        out.quote(finding.suggestion)


def _their_side(finding: Finding, out: Lines) -> None:
    if finding.ours or finding.theirs:
        out.text(f"Our word: “{finding.ours or ''}” · their word: “{finding.theirs or ''}”", indent=2)
    if finding.other is None and not finding.evidence:
        return
    out.label(words.THEIR_SIDE[finding.kind])
    if finding.other:
        out.quote(finding.other.quote, words.place(finding.other.file, finding.other.span), bold=True)
    quotes = leading(finding)
    for item in quotes[:QUOTES_SHOWN]:
        _evidence(item, out)
    if len(quotes) > QUOTES_SHOWN:
        out.text(f"… and {words.count(len(quotes) - QUOTES_SHOWN, 'more quote')}", indent=2, style="dim")


def _evidence(item: Evidence, out: Lines) -> None:
    out.quote(item.quote, words.source(item))


def _set_aside(run: Run, out: Lines) -> None:
    found = set_aside(run)
    if found:
        out.heading(f"Set aside ({len(found)})")
    for finding, triaged in found:
        out.gap()
        out.text(title_of(finding), style="bold")
        out.text(triage_line(triaged), indent=2)


def _fixed(found: list[Gone], out: Lines) -> None:
    if found:
        out.heading(f"Fixed since the last run ({len(found)})")
    for gone in found[:FIXED_SHOWN]:
        out.gap()
        out.text(gone.text, style="bold")
        out.text(fixed_line(gone), indent=2)
    _more(len(found) - FIXED_SHOWN, "fixed finding", out)


def _proof_points(reports: list[ClaimReport], out: Lines) -> None:
    if not reports:
        return
    out.heading(f"Backed by buyers: proof points you can use ({len(reports)})")
    for report in reports[:PROOF_POINTS_SHOWN]:
        out.gap()
        out.text(f"✓ {report.claim.quote}", hang=2, style="bold")
        out.text(words.place(report.claim.file, report.claim.span), indent=2, style="dim")
        for item in best_first(report.supports)[:1]:
            _evidence(item, out)
        if len(report.supports) > 1:
            out.text(f"… and {words.count(len(report.supports) - 1, 'more quote')}", indent=2, style="dim")
    _more(len(reports) - PROOF_POINTS_SHOWN, "proof point", out)


def _needs(needs: list[Need], out: Lines) -> None:
    if not needs:
        return
    out.heading(f"What buyers ask for ({len(needs)})")
    for need in needs[:NEEDS_SHOWN]:
        out.gap()
        out.text(need.title, style="bold")
        answers = [words.place(c.file, c.span) for c in need.answered_by]
        answered = f"answered in {', '.join(answers[:3])}" if answers else "no copy answers it"
        out.text(" · ".join(filter(None, (words.weight(need.reach), answered))), indent=2)
    _more(len(needs) - NEEDS_SHOWN, "need", out)


def _more(number: int, noun: str, out: Lines) -> None:
    if number > 0:
        out.gap()
        out.text(
            f"… and {words.count(number, f'more {noun}')}; the HTML report (--format html) has them all.",
            style="dim",
        )


def _unheard(run: Run, out: Lines) -> None:
    claims = unheard(run)
    if claims:
        out.heading(words.KIND_NAMES["unheard-claim"])
        files = len({c.file for c in claims})
        said = f"On {words.count(len(claims), 'claim')} in {words.count(files, 'file')} nothing was found"
        out.text(f"{said}. That says nothing against them; the HTML report (--format html) lists them.")


def _not_read(run: Run, out: Lines) -> None:
    skipped, warnings = skipped_sorted(run), warnings_sorted(run)
    if skipped:
        out.heading(f"Files that could not be read ({len(skipped)})")
        for item in skipped:
            out.text(f"! {item.file}: {item.reason}", hang=2)
            out.text(item.remedy, indent=2)
    if warnings:
        out.heading(f"Please check ({len(warnings)})")
        for warning in warnings:
            out.text(f"! {warning}", hang=2)


def _foot(run: Run, out: Lines) -> None:
    out.gap()
    for line in words.provenance(run):
        out.text(line, style="dim")
    out.gap()
    # Said again because by now the head has scrolled out of sight.
    out.text(headline(summarise(run)), style="bold")
