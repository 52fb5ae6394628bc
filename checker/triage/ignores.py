"""Ignores that live with the copy: a comment in the file, or an entry of `checker-ignore.yaml`.

    <!-- checker-ignore contradicted-claim: legal approved the wording -->

covers the findings of that kind on the claims of one block (heading, paragraph, bullet, button): the next
one; or, written behind text at the end of a line, the block on that line. MDX writes it as
`{/* checker-ignore … */}`. A comment in fenced code is an example, no ignore.

A side file serves formats without comments, and findings about the campaign as a whole:

    - file: campaign/ads*.csv            # a glob; without it any file
      kind: contradicted-claim
      quote: Up and running in 30 days   # nearly the same words will do
      fingerprint: 3f2a90c1d7e8b465      # or the finding's id, or both: then a rewording is covered too
      reason: legal approved the wording
      until: 2027-03-31                  # may be left out

An ignore without a reason, of no known kind or that covers nothing is reported, never taken in silence.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import get_args

from checker.model import Asset, Claim, Finding, FindingKind, Position, normalised
from checker.triage.matching import likeness
from checker.triage.subjects import Subject, fingerprint_of, subject_of

KINDS: tuple[str, ...] = get_args(FindingKind)

_COMMENT = re.compile(r"(?:<!--|\{/\*)\s*checker-ignore\b(.*?)(?:-->|\*/\})", re.S)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_NEVER = Position(10**9, 1)


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore.

    Attributes:
        kind: Kind of finding that it covers.
        reason: Why.
        place: Where it stands, such as `landing.md:12`.
        file: File of the comment, or the glob of the entry; empty for any.
        start: Of the comment's region, where it is one.
        end: Of the region, exclusive.
        quote: Words of the claim that the entry covers.
        fingerprint: Id of the finding that the entry covers.
        until: ISO 8601 date up to which it holds.
    """

    kind: str
    reason: str
    place: str
    file: str = ""
    start: Position | None = None
    end: Position = _NEVER
    quote: str = ""
    fingerprint: str = ""
    until: str = ""

    def covers(self, finding: Finding) -> bool:
        """True if the finding is one that it is meant for."""
        if finding.kind != self.kind:
            return False
        if self.start is not None:
            return any(self._stands_on(claim) for claim in (finding.claim, finding.other) if claim)
        subject = subject_of(finding)
        files = {c.file for c in (finding.claim, finding.other) if c}
        if self.file and not any(fnmatchcase(file, self.file) for file in files):
            return False
        if self.fingerprint and fingerprint_of(self.fingerprint) == subject.fingerprint:
            return True
        if self.fingerprint and normalised(self.quote) == normalised(subject.text):
            return False  # the same words against something else
        return self._quotes(subject) if self.quote else not self.fingerprint

    def _quotes(self, subject: Subject) -> bool:
        asked = Subject("", subject.kind, self.quote, subject.clash, subject.file)
        return likeness(asked, Subject("", subject.kind, subject.text, subject.clash, subject.file)) > 0

    def _stands_on(self, claim: Claim) -> bool:
        if claim.file != self.file or self.start is None:
            return False
        return self.start <= claim.span.start < self.end


def inline_ignores(text: str, asset: Asset) -> tuple[list[Ignore], list[str]]:
    """Ignores in the comments of an asset, and what is wrong with others, each a line for the user.

    Args:
        text: The file as it stands.
        asset: What was read from it; its blocks tell how far a comment reaches.
    """
    found: list[Ignore] = []
    problems: list[str] = []
    for at, body in _comments(text):
        place = f"{asset.file}:{at.line}"
        kind, _, reason = (part.strip() for part in body.partition(":"))
        problem = problem_of(kind, reason)
        if problem:
            problems.append(f"{place}: checker-ignore {problem}")
        else:
            start, end = _region(at, asset)
            found.append(Ignore(kind, " ".join(reason.split()), place, asset.file, start, end))
    return found, problems


def problem_of(kind: str, reason: str) -> str:
    """What is wrong with an ignore, empty if nothing."""
    if kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, n=1, cutoff=0.0)[0]
        return f"names no kind of finding: {kind!r}; did you mean {near}?"
    return "" if reason else f"{kind} gives no reason; write `checker-ignore {kind}: why`"


def cover(
    findings: Sequence[Finding], ignores: Sequence[Ignore], files: Iterable[str], today: str
) -> tuple[dict[str, Ignore], list[str]]:
    """The ignore of each finding that one covers, by the finding's id, and a line for each idle one.

    An entry for files that were not read now is not idle: this run cannot tell.

    Args:
        findings: Of the run.
        ignores: All there are.
        files: Assets that were read.
        today: ISO 8601 date; an ignore whose date has passed covers nothing.
    """
    covered: dict[str, Ignore] = {}
    idle: list[str] = []
    read = list(files)
    for ignore in ignores:
        hits = [f.id for f in findings if ignore.covers(f)]
        past = bool(ignore.until) and ignore.until < today
        if past and hits:
            idle.append(f"{ignore.place}: checker-ignore {ignore.kind} held until {ignore.until}")
        elif hits:
            covered |= {ident: ignore for ident in hits if ident not in covered}
        elif not ignore.file or any(fnmatchcase(f, ignore.file) or f == ignore.file for f in read):
            idle.append(f"{ignore.place}: checker-ignore {ignore.kind} covers no finding; remove it")
    return covered, idle


def _comments(text: str) -> Iterator[tuple[Position, str]]:
    """Place and content of the ignore comments outside of fenced code."""
    code = _code_lines(text)
    for match in _COMMENT.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if line not in code:
            column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
            yield Position(line, column), match[1]


def _code_lines(text: str) -> set[int]:
    inside: set[int] = set()
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        mark = _FENCE.match(line)
        if fence:
            inside.add(number)
            if mark and mark[1].startswith(fence):
                fence = ""
        elif mark:
            fence = mark[1]
    return inside


def _region(at: Position, asset: Asset) -> tuple[Position, Position]:
    """What a comment covers: the block behind it on its line, else the one before it there, else the next."""
    spans = [b.source.span(0, b.source.length) for b in asset.blocks if b.source.length]
    after = min(((s.start, s.end) for s in spans if s.start >= at), default=None)
    before = max(((s.start, s.end) for s in spans if s.start < at and s.end.line >= at.line), default=None)
    if before and not (after and after[0].line == at.line):
        return max(before[0], Position(at.line, 1)), min(before[1], Position(at.line + 1, 1))
    return after or (at, at)
