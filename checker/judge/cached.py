"""Verdicts are kept by content: the same question is never judged twice.

The key is a hash of the judge's model and of what a pair says. Its rivals change with every line of copy
beside it, so a judge that heeds them settles its verdict anew (`Settling`) from the scores that were kept.
What could not be judged is not kept, so that the next run tries again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from checker.judge.base import Judge, Settling, Ticker
from checker.model import Pair, Verdict, digest

_CHUNK = 512


class VerdictCache(Protocol):
    """Where verdicts are kept."""

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Verdict]:
        """Verdicts by key; unknown keys are left out."""
        ...

    def put_many(self, verdicts: Mapping[str, Verdict]) -> None:
        """Keeps verdicts."""
        ...


class CachedJudge:
    """A judge that asks another one only what it has not answered before.

    Answers are kept after each chunk, so that a run that is stopped goes on where it was.
    """

    def __init__(self, judge: Judge, cache: VerdictCache) -> None:
        self.name = judge.name
        self.model = judge.model
        self._judge = judge
        self._cache = cache

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        """One verdict a pair, in order; see `Judge.judge`."""
        keys = [pair_key(self.model, pair) for pair in pairs]
        known = dict(self._cache.get_many(list(dict.fromkeys(keys))))
        todo = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
        if tick and len(keys) > len(todo):
            tick(len(keys) - len(todo))
        asked = list(todo.items())
        for start in range(0, len(asked), _CHUNK):
            part = asked[start : start + _CHUNK]
            verdicts = self._judge.judge([pair for _, pair in part], tick)
            fresh = dict(zip((key for key, _ in part), verdicts, strict=True))
            self._cache.put_many({k: v for k, v in fresh.items() if v.relation != "unjudged"})
            known.update(fresh)
        if isinstance(self._judge, Settling):
            return [self._judge.settled(p, known[key]) for p, key in zip(pairs, keys, strict=True)]
        return [known[key] for key in keys]


def pair_key(model: str, pair: Pair) -> str:
    """Cache key of a question to a model."""
    return digest(model, pair.kind, pair.claim, pair.statement, pair.context, length=32)
