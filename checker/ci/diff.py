"""Claim by claim, what a change adds and takes out: by normalised words, wherever they stand.

A claim that is moved, even into another file, or reflowed is no change. One more copy of a claim that
stands elsewhere already is an addition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from checker.model import Claim, normalised

_Key = Callable[[Claim], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ClaimDiff:
    """Claims that only the new side has, and claims that only the old side had, in order of place."""

    added: tuple[Claim, ...] = ()
    removed: tuple[Claim, ...] = ()


def claim_diff(old: Iterable[Claim], new: Iterable[Claim]) -> ClaimDiff:
    """What differs between the claims of the files that changed, before and after."""
    old, new = list(old), list(new)
    same_file = Counter(map(_in_file, old))
    rest = _unmatched(new, same_file, _in_file)
    left = _left(old, same_file, _in_file)
    anywhere = Counter(map(_words, left))
    added = _unmatched(rest, anywhere, _words)
    removed = _left(left, anywhere, _words)
    return ClaimDiff(tuple(added), tuple(removed))


def _in_file(claim: Claim) -> tuple[str, ...]:
    return claim.file, normalised(claim.quote)


def _words(claim: Claim) -> tuple[str, ...]:
    return (normalised(claim.quote),)


def _unmatched(claims: list[Claim], counts: Counter[tuple[str, ...]], key: _Key) -> list[Claim]:
    """Claims without a counterpart; takes the counterparts of the others out of the counts."""
    out = []
    for claim in claims:
        if counts[key(claim)] > 0:
            counts[key(claim)] -= 1
        else:
            out.append(claim)
    return out


def _left(claims: list[Claim], counts: Counter[tuple[str, ...]], key: _Key) -> list[Claim]:
    """Claims that are still counted; of equal ones the last."""
    counts = Counter(counts)
    out = []
    for claim in reversed(claims):
        if counts[key(claim)] > 0:
            counts[key(claim)] -= 1
            out.append(claim)
    return out[::-1]
