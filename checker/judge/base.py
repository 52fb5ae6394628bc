"""What a judge is. Both judges answer the same question behind this Protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from checker.model import Pair, Verdict

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
class Settling(Protocol):
    """A judge whose scores hold for a pair alone, and whose verdict also takes its rivals and its worth."""

    def settled(self, pair: Pair, verdict: Verdict) -> Verdict:
        """The verdict on a pair, from one with its scores that was given beside other rivals."""
        ...
