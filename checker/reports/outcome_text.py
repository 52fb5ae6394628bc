"""The outcome of a change as plain lines, for a terminal or the log of a build."""

from __future__ import annotations

from checker.model import Finding
from checker.model.outcome import Outcome
from checker.reports.notices import message_of, notices
from checker.reports.order import ranked
from checker.reports.safe import for_log
from checker.reports.words import SEVERITY_SIGNS, count


def to_text(report: Outcome, *, quote_calls: bool = False) -> str:
    """New findings with their places, then what was fixed and what is carried over."""
    lines: list[str] = []
    failing = set(report.failing)
    for notice in notices(report, quote_calls=quote_calls):
        places = [p for p in (notice.place, notice.other) if p]
        where = " and ".join(f"{p.file}:{p.span.start.line}" if p.span else p.file for p in places)
        word = "carried over" if notice.state == "carried" else "new"
        word = f"{word}, fails" if notice.id in failing and notice.state == "new" else word
        lines.append(f"{where}: {SEVERITY_SIGNS[notice.severity]} {notice.severity} {notice.kind} ({word})")
        lines += [f"    {notice.message}", *(f"    {quote}" for quote in notice.quotes)]
    lines += [_line("fixed", finding, quote_calls) for finding in ranked(report.fixed)]
    for known in report.gone:
        lines.append(f"gone from the copy, still in the baseline: {known.kind} “{known.claim}” ({known.id})")
    lines.append(_total(report))
    return "\n".join(map(for_log_indented, lines)) + "\n"


def for_log_indented(line: str) -> str:
    """A line for a build log, its indent kept."""
    return " " * (len(line) - len(line.lstrip(" "))) + for_log(line)


def _line(word: str, finding: Finding, quote_calls: bool) -> str:
    return f"{word}: {finding.kind}: {message_of(finding, quote_calls=quote_calls)}"


def _total(report: Outcome) -> str:
    parts = [f"{len(report.new)} new", f"{len(report.fixed)} fixed", f"{len(report.carried)} carried over"]
    if report.ignored:
        parts.append(f"{report.ignored} ignored")
    changed = f"{count(report.changed, 'claim')} added or altered, {report.removed} taken out"
    compared = f" ({report.compared})" if report.compared else ""
    return f"Messaging check: {', '.join(parts)}; {changed}{compared}."
