"""A line of copy with everything that the rules on clashes look at, and what a clash is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from checker.findings.quantities import Quantity, QuantityKind, quantities
from checker.findings.scope import Scope, scope
from checker.findings.service_hours import ServiceHours, service_hours
from checker.findings.stems import content
from checker.findings.topics import topics


@dataclass(frozen=True, slots=True)
class Reading:
    """A line of copy with everything that the rules look at."""

    text: str
    quantities: tuple[Quantity, ...]
    hours: ServiceHours | None
    topics: frozenset[str]
    scope: Scope
    stems: frozenset[str]


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


def read(text: str, context: str = "") -> Reading:
    """Reading of a line of copy; `context` is the heading or column that it stands under."""
    return Reading(
        text,
        tuple(quantities(text)),
        service_hours(text, context),
        topics(text),
        scope(text, context),
        content(text),
    )


@lru_cache(maxsize=1 << 16)
def search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Like `pattern.search(text)`, once a line: every line is compared with all lines of other assets."""
    return pattern.search(text)


def stated(reading: Reading, kind: QuantityKind) -> list[Quantity]:
    """Quantities of one kind in a line."""
    return [q for q in reading.quantities if q.kind == kind]


def apart(a: Quantity, b: Quantity, factor: float) -> bool:
    """True if the two ranges lie apart by more than the factor."""
    low, high = (a, b) if a.high <= b.high else (b, a)
    return low.high > 0 and low.high * factor < high.low
