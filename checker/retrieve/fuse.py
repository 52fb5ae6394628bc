"""Joining two rankings into one, and keeping a chatty call from drowning the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checker.model import Statement

_NEAR = 2  # turns between two statements of one exchange: question and answer
_RANK_OFFSET = 60  # of reciprocal rank fusion; damps the first few ranks


@dataclass(frozen=True, slots=True)
class Ranked:
    """A key with its joint score and its rank (from 0) in each ranking that has it."""

    key: str
    score: float
    dense_rank: int | None
    lexical_rank: int | None


def fuse(
    dense: Sequence[str], lexical: Sequence[str], *, dense_weight: float = 1.0, lexical_weight: float = 1.0
) -> list[Ranked]:
    """Reciprocal rank fusion: each ranking adds weight / (60 + rank + 1).

    Args:
        dense: Keys, best first, without duplicates.
        lexical: Keys, best first, without duplicates.
        dense_weight: Of the dense ranking.
        lexical_weight: Of the lexical ranking.

    Returns:
        All keys, highest score first, ties by key.
    """
    by_dense = {key: rank for rank, key in enumerate(dense)}
    by_lexical = {key: rank for rank, key in enumerate(lexical)}
    ranked = [
        Ranked(
            key,
            _share(by_dense.get(key), dense_weight) + _share(by_lexical.get(key), lexical_weight),
            by_dense.get(key),
            by_lexical.get(key),
        )
        for key in by_dense | by_lexical
    ]
    return sorted(ranked, key=lambda r: (-r.score, r.key))


def lift_neighbours(
    ranked: Sequence[tuple[Ranked, Statement]], weight: float
) -> list[tuple[Ranked, Statement]]:
    """Adds to each score a share of the best score nearby: evidence is often spread over fragments.

    Args:
        ranked: Keys with their statements.
        weight: Share of the best score among statements of the same call within two turns.

    Returns:
        The same, highest score first, ties by key.
    """
    by_turn: dict[tuple[str, str, int], list[Ranked]] = {}
    for rank, s in ranked:
        by_turn.setdefault((s.file, s.call, s.turn), []).append(rank)
    out: list[tuple[Ranked, Statement]] = []
    for rank, s in ranked:
        turns = range(s.turn - _NEAR, s.turn + _NEAR + 1)
        near = (r for turn in turns for r in by_turn.get((s.file, s.call, turn), ()) if r is not rank)
        lift = weight * max((r.score for r in near), default=0.0)
        out.append((replace(rank, score=rank.score + lift), s))
    return sorted(out, key=lambda pair: (-pair[0].score, pair[0].key))


def effective_cap(per_call: int, n: int, calls: int) -> int:
    """Cap for a corpus of `calls` calls: with few of them each may give more, or nothing would fill `n`."""
    return max(per_call, -(-2 * n // max(calls, 1)))


def cap_per_call(
    ranked: Iterable[tuple[Ranked, Statement]], *, n: int, per_call: int
) -> list[tuple[Ranked, Statement]]:
    """The first `n`, no call giving more than `per_call` places.

    Neighbours of a place already taken (within two turns) belong to it: an answer is not cut off from
    its question. All told no call gives more than twice the cap.

    Args:
        ranked: Best first.
        n: How many at most.
        per_call: Places a call may give.
    """
    out: list[tuple[Ranked, Statement]] = []
    turns: dict[tuple[str, str], list[int]] = {}
    places: dict[tuple[str, str], int] = {}
    for rank, statement in ranked:
        if len(out) == n:
            break
        call = (statement.file, statement.call)
        taken = turns.setdefault(call, [])
        near = any(abs(turn - statement.turn) <= _NEAR for turn in taken)
        if len(taken) >= 2 * per_call or (not near and places.get(call, 0) >= per_call):
            continue
        taken.append(statement.turn)
        places[call] = places.get(call, 0) + (0 if near else 1)
        out.append((rank, statement))
    return out


def _share(rank: int | None, weight: float) -> float:
    return 0.0 if rank is None else weight / (_RANK_OFFSET + rank + 1)
