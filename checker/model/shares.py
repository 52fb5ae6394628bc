"""Shares of small counts, with how sure they are; nothing is said where there is too little to say it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

Z = NormalDist().inv_cdf(0.975)
"""Two-sided 95 %."""

LEAST = 5
"""Fewer cases than this on a side are too few to compare it."""

Answer = Literal["too few", "no clear difference", "higher", "lower"]


class Interval(NamedTuple):
    """A 95 % interval; ends are shares from 0 to 1, or differences of shares."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`; shown with n beside it, always."""

    hits: int
    n: int

    @property
    def rate(self) -> float | None:
        """Hits / n; None of nothing."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval:
        """Wilson score interval; the whole range for nothing.

        E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927),
        209-212. It stays within 0 and 1 and holds for small n, where the usual ± does not.
        """
        if not self.n:
            return Interval(0.0, 1.0)
        p, n, zz = self.hits / self.n, self.n, Z * Z
        centre = (p + zz / (2 * n)) / (1 + zz / n)
        half = Z / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n))
        low = 0.0 if self.hits == 0 else max(0.0, centre - half)
        return Interval(low, 1.0 if self.hits == n else min(1.0, centre + half))


@dataclass(frozen=True, slots=True)
class WinRate:
    """Deals won of those decided, where a thing came up on a call and where it did not.

    Attributes:
        of: Id of the finding or need.
        present: Of the decided deals in which it came up.
        absent: Of the decided deals with calls in which it did not.
        undecided: Deals of either side that are neither won nor lost; counted nowhere else.
    """

    of: str
    present: Share
    absent: Share
    undecided: int = 0

    @property
    def difference(self) -> Interval | None:
        """95 % interval of present minus absent; None where a side has no deal.

        R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics
        in Medicine 17 (1998), 873-890, method 10: the two Wilson intervals, joined.
        """
        p, q = self.present.rate, self.absent.rate
        if p is None or q is None:
            return None
        a, b = self.present.interval, self.absent.interval
        down = sqrt((p - a.low) ** 2 + (b.high - q) ** 2)
        up = sqrt((a.high - p) ** 2 + (q - b.low) ** 2)
        return Interval(p - q - down, p - q + up)

    @property
    def answer(self) -> Answer:
        """What the numbers can say: nothing below `LEAST` deals a side or where the interval has 0."""
        difference = self.difference
        if difference is None or min(self.present.n, self.absent.n) < LEAST:
            return "too few"
        if difference.low <= 0 <= difference.high:
            return "no clear difference"
        return "higher" if difference.low > 0 else "lower"
