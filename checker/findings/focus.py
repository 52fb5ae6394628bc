"""A statement speaks to few claims: of all that a judge hears in it, only the nearest count.

Some sentences ("it's word for word off your website …") sound like a clash with half of a campaign, and
a small judge is as sure of one as of the other: what tells them apart is what the sentence is about. So for
each statement and relation only the claims are kept that lie nearest to it; ties go to the one that
retrieval ranks higher, then to the higher score of the judge. A statement that only asks speaks to none, and
is not judged.

Of two that are each too unsure to be reported, but say the same of one claim, both are: who is not content
seldom says so in one sentence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from checker.findings.asking import only_asks
from checker.model import Candidate, Verdict

CLAIMS_PER_STATEMENT = 2

_INDEX = {"supports": 0, "contradicts": 1, "dismisses": 2}


class Judged(Protocol):
    """A candidate with its verdict."""

    @property
    def candidate(self) -> Candidate:
        """The statement and how it was found."""
        ...

    @property
    def verdict(self) -> Verdict:
        """What it was judged to be."""
        ...


T = TypeVar("T", bound=Judged)
C = TypeVar("C")


def answerable(claims: Iterable[C], rows: Iterable[Iterable[Candidate]]) -> list[tuple[C, Candidate]]:
    """Each claim with each of its candidates that may speak to it: mere questions speak to none."""
    return [
        (claim, candidate)
        for claim, row in zip(claims, rows, strict=True)
        for candidate in row
        if not only_asks(candidate.statement.text)
    ]


def focused(stances: Sequence[T], most: int = CLAIMS_PER_STATEMENT) -> list[T]:
    """The stances that remain, in their order; all of them where a judge gives no scores."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, stance in enumerate(stances):
        groups[stance.candidate.statement.id, stance.verdict.relation].append(i)
    kept: set[int] = set()
    for rows in groups.values():
        rows.sort(key=lambda i: _order(stances[i], i))
        kept.update(rows[:most] if _score(stances[rows[0]]) else rows)
    return _corroborated([stance for i, stance in enumerate(stances) if i in kept])


def _corroborated(stances: Sequence[T]) -> list[T]:
    """Those that are sure enough alone, or beside another statement that says the same of their claim."""
    said = Counter((stance.candidate.claim, stance.verdict.relation) for stance in stances)
    return [s for s in stances if s.verdict.alone or said[s.candidate.claim, s.verdict.relation] > 1]


def _order(stance: Judged, place: int) -> tuple[float, float, float, int]:
    candidate = stance.candidate
    return candidate.rivals, -candidate.score, -_score(stance), place


def _score(stance: Judged) -> float:
    scores = stance.verdict.scores
    return scores[_INDEX[stance.verdict.relation]] if scores else 0.0
