"""What a judge is. Both judges answer the same question behind this Protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from checker.model import Pair, PairKind, Relation, Verdict, Weight

Ticker = Callable[[int], None]
"""Called with the number of pairs judged since the last call; may raise to cancel."""


class Judge(Protocol):
    """Answers what a statement is to a claim."""

    @property
    def name(self) -> str:
        """`embedded` or `llm`."""
        ...

    @property
    def model(self) -> str:
        """Name and version of the model behind it; part of the cache key."""
        ...

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        """One verdict a pair, in order. Never raises for one pair: it is `unjudged` with the reason."""
        ...


@runtime_checkable
class Weighed(Protocol):
    """A judge whose probabilities count for what `Weight` says; its relations are only the likeliest ones."""

    def weights(self, kind: PairKind) -> Mapping[Relation, Weight]:
        """By relation; empty for kinds whose verdicts stand as they are."""
        ...


def weights_of(judge: Judge, kind: PairKind) -> Mapping[Relation, Weight]:
    """The weights of a judge that has some, else none."""
    return judge.weights(kind) if isinstance(judge, Weighed) else {}
