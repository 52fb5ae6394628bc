"""Markdown for a pull request: one sticky comment, and the summary of a build step.

The comment begins with a hidden marker by which the action finds and edits its own; it is empty where the
change causes nothing new, and the action then deletes the old one. The summary lists everything. Both stay
within the size that their host takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checker.model import Run
from checker.model.outcome import Outcome
from checker.reports.markdown import escape
from checker.reports.notices import Notice, Place, Report, message_of, notices
from checker.reports.order import ranked, skipped_sorted, warnings_sorted
from checker.reports.words import SEVERITY_NAMES, SEVERITY_SIGNS, count

MARKER: Final = "<!-- messaging-checker -->"
MOST_BYTES: Final = 60_000
"""GitHub takes 65,536 characters in a comment."""

MOST_SUMMARY_BYTES: Final = 1_000_000
"""GitHub takes 1 MiB of summary from a step."""

_SHOWN: Final = 50


def to_comment(report: Report, *, quote_calls: bool = False) -> str:
    """The comment; empty where nothing is new."""
    found = notices(report, quote_calls=quote_calls)
    if not any(n.state == "new" for n in found):
        return ""
    return _fitted([MARKER, *_body(report, found, quote_calls)], MOST_BYTES)


def to_summary(report: Report, *, quote_calls: bool = False) -> str:
    """The summary of a build step: all findings, also where nothing is new."""
    found = notices(report, quote_calls=quote_calls)
    return _fitted(_body(report, found, quote_calls), MOST_SUMMARY_BYTES)


def _body(report: Report, found: list[Notice], quote_calls: bool) -> list[str]:
    new = [n for n in found if n.state == "new"]
    carried = [n for n in found if n.state == "carried"]
    fixed = report.fixed if isinstance(report, Outcome) else ()
    counted = [f"{len(new)} new", f"{len(fixed)} fixed", f"{len(carried)} carried over"]
    lines = ["### Messaging check", "", f"**{', '.join(counted)}.**", ""]
    if isinstance(report, Outcome) and report.compared:
        lines += [f"Compared: {escape(report.compared)}.", ""]
    lines += _table("New", new, report)
    if fixed:
        lines += ["#### Fixed", ""]
        lines += [f"- ✓ {escape(message_of(f, quote_calls=quote_calls))}" for f in ranked(fixed)] + [""]
    grown = [n for n in carried if n.since]
    lines += _table("Carried over, with new evidence", grown, report)
    rest = [n for n in carried if not n.since]
    if rest:
        lines += [f"<details><summary>Carried over ({len(rest)})</summary>", ""]
        lines += [f"- {_sign(n)} {_where(n.place)} {escape(n.message)}" for n in rest]
        lines += ["", "</details>", ""]
    return lines + _notes(report)


def _table(title: str, found: list[Notice], report: Report) -> list[str]:
    if not found:
        return []
    failing = set(report.failing) if isinstance(report, Outcome) else set()
    lines = [f"#### {title}", ""]
    for notice in found:
        fails = " · **fails the check**" if notice.id in failing and notice.state == "new" else ""
        lines.append(f"- {_sign(notice)} **{escape(notice.title)}**{fails} · {_where(notice.place)}")
        if notice.other:
            lines[-1] += f" and {_where(notice.other)}"
        lines.append(f"  {escape(notice.message)} `{notice.id}`")
        lines += [f"  > {escape(quote)}" for quote in notice.quotes]
    return [*lines, ""]


def _sign(notice: Notice) -> str:
    return f"{SEVERITY_SIGNS[notice.severity]} {SEVERITY_NAMES[notice.severity]}"


def _where(place: Place) -> str:
    return escape(f"{place.file}:{place.span.start.line}" if place.span else place.file)


def _notes(report: Report) -> list[str]:
    run = report if isinstance(report, Run) else report.run
    said = [f"{s.file}: {s.reason}. {s.remedy}".strip() for s in skipped_sorted(run)]
    said += warnings_sorted(run)
    if isinstance(report, Outcome):
        said += [f"The baseline holds {_known(k.file, k.claim)}, which is gone." for k in report.gone]
        if report.ignored:
            said.append(f"{count(report.ignored, 'finding')} ignored on purpose.")
    if not said:
        return []
    more = [f"… and {len(said) - _SHOWN} more."] if len(said) > _SHOWN else []
    return ["#### Please note", "", *(f"- {escape(text)}" for text in [*said[:_SHOWN], *more]), ""]


def _known(file: str, claim: str) -> str:
    return f"“{claim}” ({file})" if claim else file


def _fitted(lines: Iterable[str], most: int) -> str:
    """The lines that fit, with a word on those that do not."""
    kept: list[str] = []
    size = 0
    left = 0
    for line in lines:
        size += len(line.encode("utf-8", "replace")) + 1
        if size > most - 200:
            left += 1
        else:
            kept.append(line)
    if left:
        kept += ["", f"{left} more lines did not fit; run `checker ci` for all of them."]
    return "\n".join(kept).rstrip() + "\n"
