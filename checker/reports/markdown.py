"""Markdown report, for a wiki, a pull request or a message.

Text from copy and calls is escaped: it shows as it is, and makes no HTML, link, heading or mention.
"""

from __future__ import annotations

import re

from checker.model import Claim, Evidence, Finding, FindingKind, Need, Run
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
from checker.reports.order import (
    by_kind,
    evidence_sorted,
    needs_ranked,
    proof_points,
    skipped_sorted,
    unheard,
    warnings_sorted,
)
from checker.reports.safe import plain
from checker.reports.summary import caution, headline, second_line, summarise

_SPECIAL = re.compile(r"[\\`*_{}\[\]()#!|~$^]|(?<=\w)@|@(?=\w)|^[-+=:](?=\s|$|[-+=:])|^\d+(?=[.)])")
_LINK_STARTS = re.compile(r"(?i)\b(https?|ftp|mailto)(:)|\b(www)(\.)")


def escape(text: str) -> str:
    """Text that Markdown shows as it is.

    A zero-width space keeps `@name` and `#12` from notifying people and linking issues: code hosts
    look for those in the finished page, where a backslash is gone.
    """
    shown = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = _SPECIAL.sub(_escaped, shown)
    return _LINK_STARTS.sub(lambda m: f"{m[1] or m[3]}&#{ord(m[2] or m[4])};", shown)


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    if found == "@" or found.isdigit():
        return f"{found}&#8203;"
    return f"\\{found}&#8203;" if found == "#" else f"\\{found}"


def to_markdown(run: Run) -> str:
    """The report as GitHub-flavoured Markdown."""
    summary = summarise(run)
    lines = ["# Messaging check", "", f"**{escape(headline(summary))}**", ""]
    if said := caution(run):
        lines += [escape(said), ""]
    if second := second_line(summary):
        lines += [second, ""]
    for line in head_lines(run):
        lines += [escape(line), ""]
    for kind, findings in by_kind(run.standing):
        if kind != "unheard-claim":
            lines += _group(run, kind, findings)
    lines += (
        _set_aside(run)
        + _fixed(run)
        + _proof_points(run)
        + _needs(needs_ranked(run.needs))
        + _unheard(run)
        + _not_read(run)
    )
    lines += ["---", "", "  \n".join(escape(line) for line in words.provenance(run)), ""]
    return "\n".join(lines)


def _group(run: Run, kind: FindingKind, findings: list[Finding]) -> list[str]:
    lines = [f"## {words.KIND_NAMES[kind]} ({len(findings)})", "", words.KIND_HELP[kind], ""]
    for finding in findings:
        lines += _finding(run, finding)
    return lines


def _finding(run: Run, finding: Finding) -> list[str]:
    severity = finding.severity
    title = finding.need or (finding.claim.quote if finding.claim else finding.message)
    weight = escape(words.weight(finding.reach))
    facts = [f"**{words.SEVERITY_NAMES[severity]}**", weight, f"`{_code(finding.id)}`"]
    lines = [f"### {words.SEVERITY_SIGNS[severity]} {escape(title)}", "", " · ".join(filter(None, facts)), ""]
    if finding.message and finding.message != title:
        lines += [escape(finding.message), ""]
    for line in finding_lines(run, finding):
        lines += [escape(line), ""]
    if finding.claim:
        lines += ["What we say:", "", *_claim(finding.claim)]
    if finding.ours or finding.theirs:
        ours, theirs = escape(finding.ours or ""), escape(finding.theirs or "")
        lines += [f"Our word: **{ours}** · their word: **{theirs}**", ""]
    if finding.other or finding.evidence:
        lines += [f"{words.THEIR_SIDE[finding.kind]}:", ""]
    if finding.other:
        lines += _claim(finding.other)
    for item in evidence_sorted(finding.evidence):
        lines += _evidence(item)
    if finding.suggestion:
        lines += ["You could say:", "", f"> {escape(finding.suggestion)}", ""]
    return lines


def _set_aside(run: Run) -> list[str]:
    found = set_aside(run)
    if not found:
        return []
    lines = [f"## Set aside ({len(found)})", ""]
    for finding, triaged in found:
        lines.append(f"- {escape(title_of(finding))} `{_code(finding.id)}`  ")
        lines.append(f"  {escape(triage_line(triaged))}")
    return [*lines, ""]


def _fixed(run: Run) -> list[str]:
    found = fixed(run)
    if not found:
        return []
    lines = [f"## Fixed since the last run ({len(found)})", ""]
    for gone in found:
        lines += [f"- {escape(gone.text)}  ", f"  {escape(fixed_line(gone))}"]
    return [*lines, ""]


def _code(text: str) -> str:
    return plain(text).replace("`", "'")


def _claim(claim: Claim) -> list[str]:
    return _quote(claim.quote, words.place(claim.file, claim.span))


def _evidence(item: Evidence) -> list[str]:
    return _quote(item.quote, words.source(item))


def _quote(text: str, source: str) -> list[str]:
    return [f"> {escape(text)}  ", f"> — {escape(source)}", ""]


def _proof_points(run: Run) -> list[str]:
    reports = proof_points(run)
    if not reports:
        return []
    lines = [f"## Backed by buyers: proof points you can use ({len(reports)})", ""]
    for report in reports:
        lines += [f"### ✓ {escape(report.claim.quote)}", ""]
        lines += [escape(words.place(report.claim.file, report.claim.span)), ""]
        for item in evidence_sorted(report.supports):
            lines += _evidence(item)
    return lines


def _needs(needs: list[Need]) -> list[str]:
    if not needs:
        return []
    lines = [
        f"## What buyers ask for ({len(needs)})",
        "",
        "| Need | Calls | Accounts | Deals | Answered in |",
    ]
    lines.append("|---|---:|---:|---|---|")
    for need in needs:
        answers = ", ".join(dict.fromkeys(escape(words.place(c.file, c.span)) for c in need.answered_by))
        reach = need.reach
        money = escape(words.deals(reach))
        cells = [escape(need.title), str(reach.calls), str(reach.accounts), money, answers or "**nowhere**"]
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]


def _unheard(run: Run) -> list[str]:
    claims = unheard(run)
    if not claims:
        return []
    lines = [
        f"## {words.KIND_NAMES['unheard-claim']} ({len(claims)})",
        "",
        words.KIND_HELP["unheard-claim"],
        "",
    ]
    lines += [f"- {escape(c.quote)} — {escape(words.place(c.file, c.span))}" for c in claims]
    return [*lines, ""]


def _not_read(run: Run) -> list[str]:
    lines: list[str] = []
    if run.skipped:
        lines += [f"## Files that could not be read ({len(run.skipped)})", ""]
        for s in skipped_sorted(run):
            lines.append("- " + escape(" ".join(filter(None, (f"{s.file}: {s.reason}.", s.remedy)))))
        lines.append("")
    if run.warnings:
        warnings = warnings_sorted(run)
        lines += [f"## Please check ({len(warnings)})", "", *(f"- {escape(w)}" for w in warnings), ""]
    return lines
