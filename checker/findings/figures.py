"""Rules on figures: prices, durations, counts, percentages, hours, ratings, dates, deadlines.

Each rule takes two readings and gives the clash, or None where both can be true or where it cannot
tell that they speak of one thing.
"""

from __future__ import annotations

import re

from checker.findings.quantities import Quantity
from checker.findings.readings import Clash, Reading, Rule, Sign, apart, holds, search, stated, states
from checker.findings.scope import compatible, overlapping
from checker.findings.service_hours import differ
from checker.findings.stems import content

MAX_RATIO = 50
"""Two totals further apart than this are not two versions of one figure."""

_WHOLE = "any community family network total fleet library choice range catalog team group"
_SUBSET = re.compile(
    "(?:" + "".join(rf"(?<!\b{word})" for word in _WHOLE.split()) + r" of|"
    r"\b(?:another|next|last|first|other|each|every|than|per|these|those|only|new|extra|"
    r"above|below|under|beyond|past|exceed\w*|fewer))\s+(?:the\s+|our\s+)?$",
    re.I,
)
_SOME = frozenset({"new", "more", "addit", "extra"})
_CUSTOMER = frozenset("custom client team busi compani school farm centr shop store venu user member".split())
_DURATION_TOPICS = (
    *("trial", "warranty", "refund", "launch", "payout", "age", "restore", "retention", "answer"),
    *("delivery", "battery"),
)


def _prices(a: Reading, b: Reading) -> Clash | None:
    if not compatible(a.scope, b.scope):
        return None
    for here in stated(a, "money"):
        for there in stated(b, "money"):
            if here.unit != there.unit or not _same_unit(here, there) or not apart(here, there, 1.02):
                continue
            entry = "entry price" in a.topics and here.bound == "at least"
            both = "entry price" in b.topics and there.bound == "at least"
            if entry and both:
                return Clash("price", f"from {here.text}", f"from {there.text}")
            if entry and there.bound == "exact" and _is_the_price(b, there):
                return Clash("price", f"from {here.text}", there.text)
            if entry and not both and _is_below(b, there, here):
                return Clash("price", f"from {here.text}", there.text, sure=False)
            same_thing = len(a.stems & b.stems) >= 2 and here.per and here.per == there.per
            if same_thing and not entry and not both:
                return Clash("price", here.text, there.text, sure=False)
    return None


def _same_unit(a: Quantity, b: Quantity) -> bool:
    """True if two prices are per the same; a bare entry price is compared with any."""
    return a.per == b.per or not a.per or not b.per


def _is_the_price(reading: Reading, price: Quantity) -> bool:
    """True if the line is nothing but a price: no plan and no thing that it is the price of."""
    behind = re.split(r"[.!?](?:\s|$)", reading.text[price.end :], maxsplit=1)[0]
    rest = content(reading.text[: price.start] + " " + behind)
    return bool(price.per) and not reading.scope.plans and not reading.scope.qualifiers and not rest


_OTHER_PRICE = re.compile(r"(?<!-)\boff\b|\bsav|\bdiscount|\binstead of\b|\bwas\b|\bextra\b|\bbilled\b", re.I)


def _is_below(reading: Reading, price: Quantity, entry: Quantity) -> bool:
    """True if a plain price of one seat, say, is below what the other line calls the lowest."""
    of_one_thing = price.per == entry.per and bool(price.per - {"month", "year", "week", "day"})
    plain = price.bound == "exact" and not _OTHER_PRICE.search(reading.text)
    return of_one_thing and plain and price.high < entry.low


def _durations(a: Reading, b: Reading) -> Clash | None:
    if not compatible(a.scope, b.scope):
        return None
    for topic in _DURATION_TOPICS:
        if topic not in a.topics or topic not in b.topics:
            continue
        for here in stated(a, "duration"):
            for there in stated(b, "duration"):
                if not (_is_moment(a, here) or _is_moment(b, there)) and _lengths_clash(here, there):
                    return Clash("duration", here.text, there.text, sure=topic == "trial")
    return None


def _is_moment(reading: Reading, length: Quantity) -> bool:
    """True if a duration only tells when: `60 days before they run out`, `two years ago`."""
    behind = reading.text[length.end :]
    return bool(re.match(r"\s+(?:before|after|ago|prior|ahead|earlier|later|into)\b", behind, re.I))


def _lengths_clash(a: Quantity, b: Quantity) -> bool:
    if a.bound == "at most" and b.bound in ("exact", "about", "average") and b.high <= a.high:
        return False
    if b.bound == "at most" and a.bound in ("exact", "about", "average") and a.high <= b.high:
        return False
    if (a.bound == "at least" and b.low >= a.low) or (b.bound == "at least" and a.low >= b.low):
        return False
    loose = 1.5 if a.bound == b.bound == "at most" else 1.3 if "about" in (a.bound, b.bound) else 1.12
    return apart(a, b, loose)


def _counts(a: Reading, b: Reading) -> Clash | None:
    if not compatible(a.scope, b.scope):
        return None
    for here in stated(a, "count"):
        for there in stated(b, "count"):
            if here.unit != there.unit and not {here.unit, there.unit} <= _CUSTOMER:
                continue
            if _is_part(a.text, here) or _is_part(b.text, there) or not _totals_clash(here, there):
                continue
            return Clash("count", here.text, there.text, sure=bool(here.modifiers & there.modifiers))
    return None


def _is_part(text: str, count: Quantity) -> bool:
    """True if the count is of some and not of all: `on the roofs of 90 trailers`, `40 new stores`."""
    return bool(_SUBSET.search(text[: count.start])) or bool(count.modifiers & _SOME)


def _totals_clash(a: Quantity, b: Quantity) -> bool:
    if min(a.low, b.low) < 3 or max(a.low, b.low) > MAX_RATIO * min(a.high, b.high):
        return False
    if a.bound == "at most" and b.bound != "at most" and b.high <= a.high:
        return False
    if b.bound == "at most" and a.bound != "at most" and a.high <= b.high:
        return False
    return apart(a, b, 1.25 if {a.bound, b.bound} & {"at least", "about"} else 1.03)


def _percents(a: Reading, b: Reading) -> Clash | None:
    if not compatible(a.scope, b.scope) or len(a.stems & b.stems) < 2:
        return None
    for here in stated(a, "percent"):
        for there in stated(b, "percent"):
            if not {here.bound, there.bound} & {"at most", "at least"} and apart(here, there, 1.005):
                return Clash("percent", here.text, there.text, sure=False)
    return None


def _service(a: Reading, b: Reading) -> Clash | None:
    if a.hours and b.hours and overlapping(a.scope, b.scope) and differ(a.hours, b.hours):
        return Clash("hours", a.hours.text, b.hours.text)
    return None


_DEADLINE = re.compile(
    r"\b(?:by|before|until|cut-?off\b[^.]*?\b(?:is|at|of))\s+"
    r"(?P<clock>noon|midnight|\d{1,2}(?::\d\d)?\s*[ap]\.?m\b\.?)",
    re.I,
)
_CUT_OFF = re.compile(r"\bcut-?off\b|\borders?\b|\bsign off\b", re.I)


def _deadlines(a: Reading, b: Reading) -> Clash | None:
    here, there = search(_DEADLINE, a.text), search(_DEADLINE, b.text)
    if not here or not there or not compatible(a.scope, b.scope):
        return None
    if re.sub(r"[\s.]", "", here["clock"].lower()) == re.sub(r"[\s.]", "", there["clock"].lower()):
        return None
    if not (search(_CUT_OFF, a.text) and search(_CUT_OFF, b.text)):
        return None
    return Clash("deadline", here["clock"], there["clock"], sure=False)


_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b(?:(?P<m1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?|"
    rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH}))\b",
    re.I,
)


def _dates(a: Reading, b: Reading) -> Clash | None:
    if not search(_DATE, a.text) or not search(_DATE, b.text):
        return None
    here, there = list(_DATE.finditer(a.text)), list(_DATE.finditer(b.text))
    if len(here) != 1 or len(there) != 1 or len(a.stems & b.stems) < 3 or not compatible(a.scope, b.scope):
        return None
    if _day(here[0]) == _day(there[0]):
        return None
    return Clash("date", here[0][0], there[0][0], sure=False)


def _day(match: re.Match[str]) -> tuple[str, int]:
    return str(match["m1"] or match["m2"])[:3].lower(), int(match["d1"] or match["d2"])


_RATING = re.compile(r"\b(?P<value>[1-5](?:\.\d)?)\s*(?:/\s*5\b|out of (?:5|five)\b|stars?\b)", re.I)


def _ratings(a: Reading, b: Reading) -> Clash | None:
    here, there = search(_RATING, a.text), search(_RATING, b.text)
    if here and there and float(here["value"]) != float(there["value"]) and compatible(a.scope, b.scope):
        return Clash("rating", here[0], there[0], sure=False)
    return None


RULES: tuple[Rule, ...] = (
    *(_prices, _durations, _counts, _percents, _service),
    *(_deadlines, _dates, _ratings),
)


def _lasts(reading: Reading) -> bool:
    """Whether a line states how long something takes that two lines may differ on."""
    return bool(stated(reading, "duration")) and not reading.topics.isdisjoint(_DURATION_TOPICS)


SIGNS: tuple[tuple[Sign, Sign], ...] = tuple(
    (sign, sign)
    for sign in (
        *(states("money"), _lasts, states("count"), states("percent"), lambda reading: reading.hours),
        *(holds(_DEADLINE), holds(_DATE), holds(_RATING)),
    )
)
"""What the first and the second line of each of `RULES` must show for it to fire."""
