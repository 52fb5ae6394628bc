"""What the formats for build servers share: a finding as one notice at a place in the copy.

Takes a run (all of its findings are new) or the outcome of a change; gives notices in a fixed order.
No notice holds words, names or money from calls unless they are asked for.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Literal, TypeAlias

from checker.model import Claim, Finding, FindingKind, Run, Severity, Span
from checker.model.outcome import CarriedOver, Outcome
from checker.reports.order import best_first, ranked
from checker.reports.safe import plain
from checker.reports.words import KIND_NAMES, count, source

Report: TypeAlias = "Run | Outcome"
State = Literal["new", "carried"]

_NO_LINES: Final = frozenset({".docx", ".xlsx", ".pptx", ".pdf"})
_FROM_CALLS: Final[frozenset[FindingKind]] = frozenset({"unmet-need", "wording-gap"})
_QUOTES: Final = 5
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the repository. Without lines where the file has none that anybody could open."""

    file: str
    span: Span | None = None
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A finding as build servers show it.

    Attributes:
        title: The kind in plain words.
        message: What is wrong, on one line.
        place: Of the claim; where a finding has none, the first asset of the run.
        other: Of the claim that it clashes with.
        quotes: Words from calls; empty unless asked for.
        since: What has come to it since it was noted; empty for new ones.
    """

    id: str
    kind: FindingKind
    severity: Severity
    state: State
    title: str
    message: str
    place: Place
    other: Place | None = None
    quotes: tuple[str, ...] = ()
    since: str = ""


def notices(report: Report, *, quote_calls: bool = False) -> list[Notice]:
    """New findings, then those carried over, each by severity."""
    if isinstance(report, Run):
        made = _Maker(_anchor(report), "", quote_calls)
        return [made.notice(f, "new") for f in ranked(report.findings)]
    made = _Maker(_anchor(report.run), report.root, quote_calls)
    out = [made.notice(f, "new") for f in ranked(report.new)]
    by_id = {id(c.finding): c for c in report.carried}
    for finding in ranked(c.finding for c in report.carried):
        out.append(made.notice(finding, "carried", since(by_id[id(finding)])))
    return out


def new_only(report: Report, *, quote_calls: bool = False) -> list[Notice]:
    """Notices of new findings."""
    return [n for n in notices(report, quote_calls=quote_calls) if n.state == "new"]


def since(carried: CarriedOver) -> str:
    """What has come to a finding since it was noted: `+2 accounts, +3 calls`."""
    parts = [(carried.more_accounts, "account"), (carried.more_calls, "call")]
    return ", ".join(f"+{count(number, noun)}" for number, noun in parts if number > 0)


def bounded(text: str, longest: int = _LONGEST) -> str:
    """One line of visible characters, cut with an ellipsis where it is longer than allowed."""
    shown = plain(text)
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"


def message_of(finding: Finding, *, quote_calls: bool = False) -> str:
    """What is wrong, on one line, with the claim; nothing of the calls unless asked for."""
    if finding.kind in _FROM_CALLS and not quote_calls:
        reach = finding.reach
        weight = f"{count(reach.accounts, 'account')}, {count(reach.calls, 'call')}"
        said = f"{KIND_NAMES[finding.kind]} ({weight})."
    else:
        said = bounded(finding.message or f"{KIND_NAMES[finding.kind]}.", 2 * _LONGEST)
    claim = f"“{bounded(finding.claim.quote)}”" if finding.claim else ""
    return f"{claim}: {said}" if claim else said


class _Maker:
    """Makes notices of findings of one report."""

    def __init__(self, anchor: str, root: str, quote_calls: bool) -> None:
        self._anchor, self._root, self._quote_calls = anchor, root, quote_calls

    def notice(self, finding: Finding, state: State, came: str = "") -> Notice:
        place = self._place(finding.claim) if finding.claim else Place(self._path(self._anchor))
        message = message_of(finding, quote_calls=self._quote_calls)
        if place.locator:
            message = f"{place.locator}: {message}"
        return Notice(
            id=finding.id,
            kind=finding.kind,
            severity=finding.severity,
            state=state,
            title=KIND_NAMES[finding.kind],
            message=f"{message} Since it was noted: {came}." if came else message,
            place=place,
            other=self._place(finding.other) if finding.other else None,
            quotes=self._quotes(finding),
            since=came,
        )

    def _quotes(self, finding: Finding) -> tuple[str, ...]:
        if not self._quote_calls:
            return ()
        best = best_first(finding.evidence)[:_QUOTES]
        return tuple(f"“{bounded(item.quote)}” — {source(item)}" for item in best)

    def _place(self, claim: Claim) -> Place:
        file = self._path(claim.file)
        lines = PurePosixPath(claim.file).suffix.lower() not in _NO_LINES
        return Place(file, claim.span if lines else None, plain(claim.span.locator or ""))

    def _path(self, file: str) -> str:
        return posixpath.normpath(posixpath.join(self._root, file)) if self._root else file


def _anchor(run: Run) -> str:
    """The file on which a finding without a claim is shown."""
    return min((r.claim.file for r in run.claims), default="checker.toml")
