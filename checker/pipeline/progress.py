"""Progress of a run, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: `done` of `total`."""

    stage: str
    done: int
    total: int


Reporter = Callable[[Progress], None]
"""Called at each step; may raise to cancel. What is done by then is kept."""


def silent(_: Progress) -> None:
    """Tells nobody."""


_TOLD_FROM_SHARE = 0.05
_TOLD_FROM_SECONDS = 5.0
"""Before both the first steps, which warm up and are few, would tell a time that is far off."""


def seconds_left(done: int, total: int, spent: float) -> float | None:
    """Seconds that a stage will still take; None while too little is done to tell.

    Args:
        done: Steps done.
        total: Steps in all.
        spent: Seconds since the stage began.
    """
    if done <= 0 or done < total * _TOLD_FROM_SHARE or spent < _TOLD_FROM_SECONDS:
        return None
    return spent / done * (total - done)


class Stage:
    """One stage's counter.

    Args:
        tell: Who is told.
        name: The stage in plain words.
        total: Steps in all.
    """

    def __init__(self, tell: Reporter, name: str, total: int) -> None:
        self._tell = tell
        self._name = name
        self._total = total
        self._done = 0
        tell(Progress(name, 0, total))

    def step(self, count: int = 1) -> None:
        """Moves on by `count`."""
        self._done = min(self._total, self._done + count)
        self._tell(Progress(self._name, self._done, self._total))
