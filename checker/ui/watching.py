"""A judge that is watched while it works, so that first marks show before a review is done.

Asks the judge behind it in an order that gives every claim its most likely evidence first, and tells
what it answers. The verdicts themselves, and their order, are those of the judge behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checker.judge.base import Judge, Ticker
from checker.model import Pair, Verdict

Watcher = Callable[[Pair, Verdict], None]

_FIRST, _MOST = 16, 256  # pairs asked at once: few at first, so that marks show soon


class WatchedJudge:
    """Passes questions on, a few for each claim at a time.

    Args:
        judge: Who answers.
        watch: Told each answer.
    """

    def __init__(self, judge: Judge, watch: Watcher) -> None:
        self.name = judge.name
        self.model = judge.model
        self._judge = judge
        self._watch = watch

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        """One verdict a pair, in the order of `pairs`; see `Judge.judge`."""
        order = by_turns(pairs)
        out: dict[int, Verdict] = {}
        size, start = _FIRST, 0
        while start < len(order):
            rows = order[start : start + size]
            start, size = start + size, min(2 * size, _MOST)
            answers = self._judge.judge([pairs[row] for row in rows], tick)
            for row, verdict in zip(rows, answers, strict=True):
                out[row] = verdict
                self._watch(pairs[row], verdict)
        return [out[row] for row in range(len(pairs))]


def by_turns(pairs: Sequence[Pair]) -> list[int]:
    """Rows of the pairs: the first of each claim, then the second of each, and so on."""
    seen: dict[str, int] = {}
    ranks: list[tuple[int, int]] = []
    for row, pair in enumerate(pairs):
        rank = seen.get(pair.claim, 0)
        seen[pair.claim] = rank + 1
        ranks.append((rank, row))
    return [row for _, row in sorted(ranks)]
