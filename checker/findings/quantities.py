"""Quantities in marketing copy: prices, durations, counts, percentages, each with bound and unit.

    quantity = [bound] (money | duration | percent | count)
    money    = ("$" | "£" | "€") range period* | range ("cents" | "dollars" | "pounds" | "euros") period*
    period   = ("/" | "per" | "a" | "each" | "every") noun | "monthly" | "annually"
    duration = range ["business" | "working" | …] (second | minute | hour | day | night | week | month | year)
    percent  = range ("%" | "percent")
    count    = range noun-phrase                 its head is what is counted
    range    = number [("to" | "or" | "-") number]
    bound    = "up to" "under" "within" … | "from" "over" "at least" … | "about" "nearly" … | "average"

Always holds: `text[start:end] == quantity.text`; a duration is in seconds, money in its currency's unit.
Telephone numbers, addresses, list numbers, clock times and years are no quantities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from checker.findings.numbers import Number, numbers
from checker.findings.stems import is_function_word, stem

QuantityKind = Literal["money", "duration", "percent", "count"]
Bound = Literal["exact", "about", "at most", "at least", "average"]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
_SECONDS = {"sec": 1.0, "min": MINUTE, "hour": HOUR, "hr": HOUR, "day": DAY, "night": DAY, "week": 7 * DAY}
_SECONDS |= {"mo": 30.4 * DAY, "quarter": 91.3 * DAY, "year": 365.25 * DAY, "yr": 365.25 * DAY}
_TIME = (
    r"(?P<unit>sec(?:ond)?|min(?:ute)?|hour|hr|day|night|week|month|mo|quarter|year|yr)s?\b(?!-)|"
    r"(?P<joined>second|minute|hour|day|night|week|month|year)(?=-)"
)
_DURATION = re.compile(
    rf"[\s-]*(?:(?:full|whole|business|working|calendar|short|consecutive)[\s-]+)?(?:{_TIME})", re.I
)
_ONE = re.compile(
    r"\b(?:in|within|under|takes?|took|takes? about|about|inside|aside|after|for|over|lasts|than|"
    r"only|just) (?:just |only |about |"
    r"around )?(?P<span>an? (?:full |whole |single |working |long )*(?P<unit>minute|hour|morning|"
    r"afternoon|day|weekend|week|month|year))\b"
    r"(?P<half> and a half)?",
    re.I,
)
_SOME = re.compile(
    r"\b(?:in|within) (?:just |only |mere )?(?P<span>(?P<unit>second|minute|hour|day|week)s)\b", re.I
)
_ONE_SECONDS = {"morning": 4 * HOUR, "afternoon": 4 * HOUR, "weekend": 2 * DAY}
_SOME_SECONDS = {"second": (1.0, 60.0), "minute": (MINUTE, HOUR), "hour": (HOUR, DAY), "day": (DAY, 14 * DAY),
                 "week": (7 * DAY, 60 * DAY)}  # fmt: skip
_AND_UP = re.compile(r"\s+(?:(?:and|or) (?:up|upwards?|above|more|over)|upwards?)\b|\s*\+", re.I)
_RECURRING = re.compile(r"\s+(?:a|per|each|every)\s+(?:day|week|month|year|shift)\b|\s*/\s*7\b", re.I)
_RANGE = re.compile(r"\s*(?:-|–|\bto\b|\bor\b)\s*$", re.I)
_PERCENT = re.compile(r"\s*(?:%|per ?cent\b)", re.I)
_CURRENCY = re.compile(r"(?:US|C|A)?([$£€])\s*$")
_CURRENCIES = {"$": "USD", "£": "GBP", "€": "EUR"}
_MONEY_WORD = re.compile(r"\s*(?P<word>cents?|pence|p|dollars?|pounds?|euros?)\b(?!\.m)", re.I)
_MONEY_WORDS = {"c": ("USD", 0.01), "pe": ("GBP", 0.01), "p": ("GBP", 0.01), "d": ("USD", 1.0)}
_MONEY_WORDS |= {"po": ("GBP", 1.0), "e": ("EUR", 1.0)}
_PER = re.compile(
    r"\s*,?\s*(?:/\s*|(?:per|an?|(?:for\s+)?each|(?:for\s+)?every)\s+)(?P<noun>[a-z]+(?:[\s-][a-z]+){0,2})|"
    r"\s*(?P<adverb>monthly|annually|yearly|weekly)\b",
    re.I,
)
_PERIODS = {
    "mo": "month",
    "monthly": "month",
    "yr": "year",
    "annually": "year",
    "yearly": "year",
    "weekly": "week",
}
_PERSON = frozenset("member employee person head worker people staff teammate colleague crew".split())
_SEAT = frozenset("seat user agent licence license login".split())
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    ("average", r"averag\w*(?: \w+)?(?: of| age)?|mean of"),
    ("at most", r"up to|as (?:much|many) as|at most|no more than|max(?:imum)?(?: of)?|under|"
                r"less than|within|below|"
                r"fewer than|older than|longer than|in under|in as little as|in|capped at|by up to"),
    ("at least", r"(?<!choose )from|at least|over|more than|start(?:s|ing)? (?:at|from)|"
                 r"beg[iu]ns? (?:at|from)|minimum(?: of)?|"
                 r"as low as|above|upwards of|exceeds?"),
    ("about", r"about|around|nearly|almost|roughly|some|approximately|typically|usually|close to|"
              r"an? estimated|~"),
)  # fmt: skip
_BOUND = {
    name: re.compile(rf"(?:^|[\s(,;:—-])(?:{pattern})\s+(?:just |only |the |a |all )?[$£€]?\s*$", re.I)
    for name, pattern in _BOUNDS
}
_NO_QUANTITY_BEFORE = re.compile(r"(?:[#@/:+]|\bno\.|\bstep|\bversion|\bv|\bpage|\bday|\bQ|\bFY)\s*$", re.I)
_CLOCK = re.compile(r"\s*(?:[ap]\.?m\b|:\d\d|o'clock|noon)", re.I)
_NOUN = re.compile(r"[\s-]+(?P<word>[A-Za-z][\w’'-]*)(?P<after>,(?=\s+[\w-]+(?:\s+and\b|,))|\s+and(?=\s)|)")
_BREAKS = frozenset(
    "in on of to for with from by at and or that who which is are was were have has had will can do "
    "per a an the out "
    "more times x".split()
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount that copy states.

    Attributes:
        kind: Money, duration, percent or count.
        low: Smaller end of the stated range; equals `high` where one number is stated.
        high: Larger end.
        bound: How the number limits the truth.
        unit: Currency, `s`, `%`, or the stem of what is counted.
        per: What a price is for, such as month and person.
        modifiers: Stems that narrow what is counted.
        text: The words of the number and its unit.
        start: Offset of the first character.
        end: Offset behind the last character.
    """

    kind: QuantityKind
    low: float
    high: float
    bound: Bound
    unit: str
    per: frozenset[str]
    modifiers: frozenset[str]
    text: str
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """Quantities of a text in order."""
    found: list[Quantity] = []
    listed = numbers(text)
    skip = False
    for i, number in enumerate(listed):
        if skip:
            skip = False
            continue
        last = number
        if i + 1 < len(listed) and _RANGE.fullmatch(_bare(text[number.end : listed[i + 1].start])):
            last, skip = listed[i + 1], True
        quantity = _read(text, number, last)
        if quantity:
            found.append(quantity)
    found.extend(_unnumbered(text))
    return sorted(found, key=lambda q: q.start)


def _unnumbered(text: str) -> list[Quantity]:
    """Durations without a number: `in a week`, `within minutes`."""
    none: frozenset[str] = frozenset()
    found: list[Quantity] = []
    for match in _ONE.finditer(text):
        unit = match["unit"].lower()
        seconds = _ONE_SECONDS.get(unit) or next(v for k, v in _SECONDS.items() if unit.startswith(k))
        seconds *= 1.5 if match["half"] else 1.0
        start, end = match.start("span"), match.end()
        bound = _bound(text[:start])
        found.append(
            Quantity("duration", seconds, seconds, bound, "s", none, none, text[start:end], start, end)
        )
    for match in _SOME.finditer(text):
        low, high = _SOME_SECONDS[match["unit"].lower()]
        start, end = match.span("span")
        found.append(Quantity("duration", low, high, "at most", "s", none, none, match["span"], start, end))
    return found


def _bare(between: str) -> str:
    """What stands between two numbers, without a repeated currency sign."""
    return re.sub(r"[$£€]", "", between)


def _read(text: str, first: Number, last: Number) -> Quantity | None:
    before = text[: first.start]
    if _NO_QUANTITY_BEFORE.search(before) or _CLOCK.match(text, last.end):
        return None
    return _money(text, first, last) or _measure(text, first, last)


def _bound(before: str) -> Bound:
    for name, pattern in _BOUND.items():
        if pattern.search(before[-40:]):
            return name
    return "exact"


def _money(text: str, first: Number, last: Number) -> Quantity | None:
    sign = _CURRENCY.search(text, 0, first.start)
    word = None if sign else _MONEY_WORD.match(text, last.end)
    if not sign and not word:
        return None
    if sign:
        start, end, currency, scale = sign.start(), last.end, _CURRENCIES[sign[1]], 1.0
    else:
        assert word is not None
        name = word["word"].lower()
        key = name[:2] if name[:2] in _MONEY_WORDS else name[0]
        start, end, (currency, scale) = first.start, word.end(), _MONEY_WORDS[key]
    per, end = _periods(text, end)
    low, high = first.value * scale, last.value * scale
    return Quantity(
        "money", low, high, _bound(text[:start]), currency, per, frozenset(), text[start:end], start, end
    )


def _periods(text: str, at: int) -> tuple[frozenset[str], int]:
    """What a price is per, and the offset behind it."""
    per: set[str] = set()
    for _ in range(3):
        match = _PER.match(text, at)
        if not match:
            break
        if match["adverb"]:
            per.add(_PERIODS[match["adverb"].lower()])
            at = match.end()
            continue
        words: list[str] = []
        for piece in re.finditer(r"[a-z]+", match["noun"], re.I):
            if is_function_word(piece[0].lower()) or (piece[0].lower() in _PERIODS and words):
                break
            words.append(piece[0].lower())
            at = match.start("noun") + piece.end()
            if _unit_of_price(piece[0].lower()) in ("day", "week", "month", "year", "person", "seat"):
                break
        if not words:
            break
        per.add(_unit_of_price(words[-1]))
    return frozenset(per), at


def _unit_of_price(word: str) -> str:
    single = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    if single in _PERSON:
        return "person"
    return "seat" if single in _SEAT else _PERIODS.get(single, stem(word))


def _measure(text: str, first: Number, last: Number) -> Quantity | None:
    """Duration, percentage or count."""
    start, bound = first.start, _bound(text[: first.start])
    none: frozenset[str] = frozenset()
    percent = _PERCENT.match(text, last.end)
    if percent:
        words = text[start : percent.end()]
        return Quantity(
            "percent", first.value, last.value, bound, "%", none, none, words, start, percent.end()
        )
    duration = _DURATION.match(text, last.end)
    if duration:
        end = duration.end()
        if _RECURRING.match(text, end):
            return None
        name = (duration["unit"] or duration["joined"]).lower()
        scale = next(
            v for k, v in _SECONDS.items() if name.startswith(k) and (k != "mo" or name in ("mo", "month"))
        )
        return Quantity(
            "duration",
            first.value * scale,
            last.value * scale,
            bound,
            "s",
            none,
            none,
            text[start:end],
            start,
            end,
        )
    return _count(text, first, last, bound)


def _count(text: str, first: Number, last: Number, bound: Bound) -> Quantity | None:
    if 1900 <= first.value <= 2100 and text[first.start : first.end].isdigit():
        return None
    words: list[str] = []
    at = last.end + (1 if text[last.end : last.end + 1] == "+" else 0)
    if at > last.end:
        bound = "at least"
    for _ in range(6):
        match = _NOUN.match(text, at)
        if not match or match["word"].lower() in _BREAKS or is_function_word(match["word"].lower()):
            break
        words.append(match["word"].lower())
        at = match.end("word") if not match["after"] else match.end()
        if not match["after"] and re.match(r"\s*[.,;:!?()\"”]", text[at:]):
            break
    plural = [
        i for i, w in enumerate(words) if w.endswith("s") and len(w) > 3 and not w.endswith(("ss", "'s"))
    ]
    if not plural and first.value != 1:
        return None
    head = plural[-1] if plural and text[at - 1 : at] == "s" else plural[0] if plural else len(words) - 1
    if head < 0:
        return None
    modifiers = frozenset(stem(w) for w in words[:head])
    if _AND_UP.match(text, at):
        bound = "at least"
    end = at if head == len(words) - 1 else text.lower().index(words[head], last.end) + len(words[head])
    return Quantity(
        "count", first.value, last.value, bound, stem(words[head]), frozenset(), modifiers,
        text[first.start : end], first.start, end,
    )  # fmt: skip
