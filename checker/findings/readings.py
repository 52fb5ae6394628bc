"""A line of copy with everything that the rules on clashes look at, and what a clash is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from checker.findings.quantities import Quantity, QuantityKind, quantities
from checker.findings.scope import Scope, scope
from checker.findings.service_hours import ServiceHours, service_hours
from checker.findings.stems import content
from checker.findings.topics import topics


@dataclass(frozen=True)
class Reading:
    """A line of copy with everything that the rules look at; its scope and stems are read at first use."""

    text: str
    context: str
    quantities: tuple[Quantity, ...]
    hours: ServiceHours | None
    topics: frozenset[str]

    @cached_property
    def scope(self) -> Scope:
        """What the line is limited to."""
        return scope(self.text, self.context)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its words of content."""
        return content(self.text)


@dataclass(frozen=True, slots=True)
class Clash:
    """What stands in the one line and what in the other.

    `sure` is True where the rule itself establishes that both speak of one thing; otherwise the lines
    must be near to each other as well.
    """

    rule: str
    here: str
    there: str
    sure: bool = True


Rule = Callable[[Reading, Reading], Clash | None]

Sign = Callable[[Reading], object]
"""Something true where a line may stand on one side of a rule: it must hold for every line that can."""


_MOST = 2_000  # characters that are read of a line: some expressions take time with the square of it


def read(text: str, context: str = "") -> Reading:
    """Reading of a line of copy; `context` is the heading or column that it stands under."""
    text, context = text[:_MOST], context[:_MOST]
    stated_, topics_ = _worded(text)
    return Reading(text, context, stated_, service_hours(text, context), topics_)


@lru_cache(maxsize=1 << 14)
def _worded(text: str) -> tuple[tuple[Quantity, ...], frozenset[str]]:
    """What a line states, once however many headings it stands under."""
    return tuple(quantities(text)), topics(text)


@lru_cache(maxsize=1 << 16)
def search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Like `pattern.search(text)`, once a line: every line is compared with all lines of other assets."""
    return pattern.search(text)


@lru_cache(maxsize=1 << 16)
def search_all(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str], ...]:
    """Like `pattern.finditer(text)`, once a line: "no setup fee, no commission" rules out two things."""
    return tuple(pattern.finditer(text))


def stated(reading: Reading, kind: QuantityKind) -> list[Quantity]:
    """Quantities of one kind in a line."""
    return [q for q in reading.quantities if q.kind == kind]


def apart(a: Quantity, b: Quantity, factor: float) -> bool:
    """True if the two ranges lie apart by more than the factor."""
    low, high = (a, b) if a.high <= b.high else (b, a)
    return low.high > 0 and low.high * factor < high.low


def states(kind: QuantityKind) -> Sign:
    """The sign that a line states a quantity of one kind."""
    return lambda reading: any(q.kind == kind for q in reading.quantities)


def holds(*patterns: re.Pattern[str]) -> Sign:
    """The sign that a line holds each of the patterns."""
    return lambda reading: all(search(pattern, reading.text) for pattern in patterns)
