"""What people said not to report: ignores in the copy and beside it, and decisions that stand.

An ignore that covers nothing is reported where this check can tell: where a claim that it is meant for
was judged now, or where there is no such claim, or no such file, any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final, cast

from checker.ci.copytree import CopyTree
from checker.errors import UnreadableFile
from checker.model import Claim, Finding, FindingKind, Reach
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.triage.ignores import Ignore

_WITH_COMMENTS: Final = frozenset({".md", ".markdown", ".mdx", ".html", ".htm"})
_SILENT: Final = frozenset({"dismissed", "accepted", "ignored"})


@dataclass(frozen=True, slots=True)
class Silenced:
    """Ids of findings that are not reported, and what is wrong with some ignores."""

    ids: frozenset[str]
    warnings: tuple[str, ...] = ()


def silenced(
    findings: Sequence[Finding],
    judged: Sequence[Claim],
    files: Iterable[str],
    tree: CopyTree,
    settings: Settings,
    today: date | None = None,
) -> Silenced:
    """Which findings an ignore or a decision silences.

    Args:
        findings: All that were made now.
        judged: Claims that were judged.
        files: Files whose comments are looked at.
        tree: The copy.
        settings: Say where decisions lie.
        today: Day by which dates have passed or not.

    Raises:
        InputError: `checker-ignore.yaml` is malformed.
        StoreError: The file of decisions is damaged.
    """
    from checker.pipeline.following import decisions_of
    from checker.triage.apply import triaged
    from checker.triage.ignores import cover
    from checker.triage.side_file import NAME, read_side_file

    today = today or datetime.now(UTC).date()
    looked_at = list(files)
    inline, problems = _inline(looked_at, tree)
    beside = read_side_file(Path(NAME))
    covered, _ = cover(findings, [*inline, *beside], looked_at, today.isoformat())
    ignores = [i for i in inline if _decidable(i, judged, tree.claims(i.file))]
    ignores += [i for i in beside if _decidable(i, judged, tree.all_claims())]
    _, idle = cover(findings, ignores, tree.files, today.isoformat())
    idle += [_lost(i) for i in beside if _is_lost(i, tree)]
    decisions = list(decisions_of(settings).standing().values())
    states = triaged(findings, decisions, covered, today)
    return Silenced(
        frozenset(t.finding for t in states if t.state in _SILENT), tuple(dict.fromkeys([*problems, *idle]))
    )


def _inline(files: Iterable[str], tree: CopyTree) -> tuple[list[Ignore], list[str]]:
    from checker.sources.text import decode
    from checker.triage.ignores import inline_ignores

    ignores: list[Ignore] = []
    problems: list[str] = []
    for file in files:
        read = tree.asset(file) if PurePath(file).suffix.lower() in _WITH_COMMENTS else None
        if read is None:
            continue
        try:
            found, wrong = inline_ignores(decode(read[0], file), read[1])
        except UnreadableFile:
            continue
        ignores += found
        problems += wrong
    return ignores, problems


def _decidable(ignore: Ignore, judged: Sequence[Claim], there: Sequence[Claim]) -> bool:
    if any(ignore.covers(_supposed(ignore, claim)) for claim in judged):
        return True
    return not any(ignore.covers(_supposed(ignore, claim)) for claim in there)


def _is_lost(ignore: Ignore, tree: CopyTree) -> bool:
    """Whether the one file that an entry names is there no more; of a pattern nothing is said."""
    named = ignore.file and not set("*?[") & set(ignore.file)
    return bool(named) and ignore.file not in tree.files and not Path(ignore.file).exists()


def _lost(ignore: Ignore) -> str:
    return f"{ignore.place}: checker-ignore {ignore.kind} is for {ignore.file}, which is not there; remove it"


def _supposed(ignore: Ignore, claim: Claim) -> Finding:
    """A finding such as the ignore is meant for, on a claim."""
    return Finding("", cast(FindingKind, ignore.kind), "low", "", claim, (), Reach())
