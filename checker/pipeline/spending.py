"""Limits on what a language model may cost, kept over several runs that are one to the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.model import Usage
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.judge.prices import Price


class Limits:
    """What is left of `[judge] max_cost` and `max_tokens`.

    Runs that share limits go one after the other: each of them keeps to what is left when it begins.

    Args:
        settings: Of the runs.
        reads: Whether a language model judges; nothing is limited otherwise.
    """

    def __init__(self, settings: Settings, *, reads: bool) -> None:
        self._settings = settings
        judge = settings.judge
        self.limited = reads and (judge.max_cost is not None or judge.max_tokens is not None)
        self._tokens = 0
        self._cost = 0.0

    def spend(self, usage: Usage) -> None:
        """Books what a run has used."""
        if not self.limited:
            return
        self._tokens += usage.input_tokens + usage.output_tokens
        if price := self._price():
            self._cost += price.of(usage.input_tokens, usage.output_tokens)

    def left(self) -> Settings:
        """The settings with the limits of the next run."""
        if not self.limited:
            return self._settings
        judge = self._settings.judge
        cost = None if judge.max_cost is None else max(0.0, judge.max_cost - self._cost)
        tokens = None if judge.max_tokens is None else max(0, judge.max_tokens - self._tokens)
        section = judge.model_copy(update={"max_cost": cost, "max_tokens": tokens})
        return self._settings.model_copy(update={"judge": section})

    def _price(self) -> Price | None:
        """None where it is not known; then the run itself refuses a limit in money."""
        from checker.judge.prices import price_of

        judge = self._settings.judge
        return None if judge.base_url else price_of(judge.model)
