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

from checker.findings import absolutes, figures
from checker.findings.readings import Clash, Reading, Rule


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


def is_mute(reading: Reading) -> bool:
    """True if no rule can ever fire on a line, so that it need not be compared with any other."""
    figures_stated = reading.quantities or reading.hours or reading.topics or figures.speaks(reading.text)
    return not figures_stated and not absolutes.speaks(reading.text)
