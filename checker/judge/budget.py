"""What a run would cost before its first call, and the limit it stops at."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from checker.errors import BudgetError
from checker.judge.prices import Price
from checker.model import Usage

_SLACK = 1e-9  # of floating point, in money


@dataclass(frozen=True, slots=True)
class Estimate:
    """Calls, tokens and money; `cost` is None where the price is not known. Estimates add up."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    calls: int = 0

    def __add__(self, other: Estimate) -> Estimate:
        """Both together; the cost is unknown if either's is."""
        known = self.cost is not None and other.cost is not None
        return Estimate(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            (self.cost or 0.0) + (other.cost or 0.0) if known else None,
            self.calls + other.calls,
        )

    @property
    def tokens(self) -> int:
        """Input and output together."""
        return self.input_tokens + self.output_tokens


def estimate(price: Price | None, input_tokens: int, output_tokens: int, calls: int = 1) -> Estimate:
    """Estimate for so many tokens at a price; where writing to the provider's cache costs, as if all did."""
    cost = None if price is None else price.of(input_tokens, output_tokens, written=input_tokens)
    return Estimate(input_tokens, output_tokens, cost, calls)


def scaled(one: Estimate, times: float) -> Estimate:
    """An estimate so many times over; calls and tokens rounded up."""
    return Estimate(
        math.ceil(one.input_tokens * times),
        math.ceil(one.output_tokens * times),
        None if one.cost is None else one.cost * times,
        math.ceil(one.calls * times),
    )


class Budget:
    """A hard limit on what a run spends; safe to share between threads.

    `with budget.reserve(estimate):` around a call holds its estimate, so that calls at the same time
    cannot pass the limit together. `spend` books what was really used, also of calls that failed.

    Args:
        max_cost: Limit in the price's currency; None for none.
        max_tokens: Limit of input and output tokens together; None for none.
        price: Price of the model; None if not known, and then a `max_cost` cannot be kept and every
            check fails with what to do.
    """

    def __init__(
        self,
        max_cost: float | None = None,
        max_tokens: int | None = None,
        price: Price | None = None,
    ) -> None:
        if max_cost is not None and (math.isnan(max_cost) or max_cost < 0):
            raise ValueError(f"max_cost {max_cost}")
        if max_tokens is not None and max_tokens < 0:
            raise ValueError(f"max_tokens {max_tokens}")
        self.max_cost, self.max_tokens, self.price = max_cost, max_tokens, price
        self._lock = Lock()
        self._usage, self._held_tokens, self._held_cost = Usage(), 0, 0.0
        self._cost = 0.0

    def check(self, estimate: Estimate) -> None:
        """Pass if the estimate fits into what is left.

        Raises:
            BudgetError: It does not; carries what would be spent in all, and the limit.
        """
        with self._lock:
            self._check(estimate)

    @contextmanager
    def reserve(self, estimate: Estimate) -> Iterator[None]:
        """Hold an estimate while its call runs; `spend` within the block, it is let go at the end.

        Raises:
            BudgetError: It does not fit beside what is spent and held.
        """
        with self._lock:
            self._check(estimate)
            self._hold(estimate.tokens, estimate.cost or 0.0)
        try:
            yield
        finally:
            with self._lock:
                self._hold(-estimate.tokens, -(estimate.cost or 0.0))

    def spend(self, usage: Usage, cached: int = 0, written: int = 0, price: Price | None = None) -> None:
        """Book what was used; never raises on the limit, as it is spent already.

        Args:
            usage: Calls and tokens as the provider counts them.
            cached: Those of the input that the provider read from its cache.
            written: Those of the input that it wrote there.
            price: Of the model that was asked, if it is not the budget's own.
        """
        if min(usage.llm_calls, usage.input_tokens, usage.output_tokens, cached, written) < 0:
            raise ValueError(f"negative usage {usage}")
        with self._lock:
            self._usage = Usage(
                self._usage.llm_calls + usage.llm_calls,
                self._usage.input_tokens + usage.input_tokens,
                self._usage.output_tokens + usage.output_tokens,
            )
            if self.price is not None:
                self._cost += (price or self.price).of(
                    usage.input_tokens, usage.output_tokens, cached, written
                )

    @property
    def usage(self) -> Usage:
        """All that was booked."""
        with self._lock:
            return self._usage

    @property
    def cost(self) -> float | None:
        """Money spent; None if the price is not known and something was used."""
        with self._lock:
            return self._cost if self.price is not None or self._usage == Usage() else None

    def _hold(self, tokens: int, cost: float) -> None:
        self._held_tokens += tokens
        self._held_cost = max(0.0, self._held_cost + cost)

    def _check(self, estimate: Estimate) -> None:
        spent = self._usage.input_tokens + self._usage.output_tokens + self._held_tokens
        if self.max_tokens is not None and spent + estimate.tokens > self.max_tokens:
            raise BudgetError(
                f"{spent + estimate.tokens:,} tokens needed ({spent:,} spent), {self.max_tokens:,} allowed",
                spent + estimate.tokens,
                self.max_tokens,
                "Raise `[judge] max_tokens`, or review less.",
            )
        if self.max_cost is None:
            return
        if self.price is None or estimate.cost is None:
            raise BudgetError(
                f"the price of this model is not known, so a limit of {self.max_cost:.2f} cannot be kept",
                math.nan,
                self.max_cost,
                "Set `[judge] max_tokens` in place of max_cost.",
            )
        cost = self._cost + self._held_cost
        if cost + estimate.cost > self.max_cost + _SLACK:
            currency = self.price.currency
            raise BudgetError(
                f"{currency} {cost + estimate.cost:.4f} needed ({cost:.4f} spent), "
                f"{currency} {self.max_cost:.4f} allowed",
                cost + estimate.cost,
                self.max_cost,
                "Raise `[judge] max_cost`, or review less.",
            )
