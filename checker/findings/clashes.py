"""Whether two lines of copy can both be true of the same offer, by what they state and nothing else.

Each rule looks at one thing that two lines may state differently, and is silent when it cannot tell
that they speak of the same thing. A clash says in plain words what stands here and what stands there.

| rule | clash |
|---|---|
| price | two entry prices, or an entry price and *the* price, of one unit and period |
| duration | two lengths on one row of the topics table about one thing |
| count | two totals of the same counted thing |
| percent | two percentages of one metric |
| hours | two sets of service hours |
| nothing | "no X", "free X" beside a price, fee, minimum or term of X |
| unlimited | "unlimited X" beside a limit on X |
| status | "completed" beside "scheduled" of one certificate |
| place | "never leaves A", "all data in B" |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from checker.findings import absolutes, figures
from checker.findings.readings import Clash, Reading, Rule, Sign


def clash(a: Reading, b: Reading) -> Clash | None:
    """The first rule by which the two lines cannot both be true; None if there is none."""
    for rule in RULES:
        found = rule(a, b)
        if found:
            return found
        found = rule(b, a)
        if found:
            return Clash(found.rule, found.there, found.here, found.sure)
    return None


RULES: tuple[Rule, ...] = (*figures.RULES, *absolutes.RULES)


_SIGNS: Final[tuple[tuple[Sign, Sign], ...]] = (*figures.SIGNS, *absolutes.SIGNS)
_ALL: Final = (1 << len(_SIGNS)) - 1


@dataclass(frozen=True, slots=True)
class Signs:
    """Which rules a line may set off: as their first line and as their second, a bit a rule."""

    first: int
    second: int

    def __bool__(self) -> bool:
        return bool(self.first or self.second)

    def meets(self, other: Signs) -> bool:
        """Whether any rule may fire on both lines; where not, `clash` gives None."""
        return bool(self.first & other.second or self.second & other.first)


def signs(reading: Reading, beside: Signs | None = None) -> Signs:
    """Signs of a line: of most lines they say at once that it clashes with nothing.

    Args:
        reading: The line.
        beside: Look only for signs that matter beside these.
    """
    first, second = (beside.second, beside.first) if beside else (_ALL, _ALL)
    return Signs(
        sum(1 << n for n, (sign, _) in enumerate(_SIGNS) if first >> n & 1 and sign(reading)),
        sum(1 << n for n, (_, sign) in enumerate(_SIGNS) if second >> n & 1 and sign(reading)),
    )
