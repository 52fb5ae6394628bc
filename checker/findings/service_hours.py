"""When somebody is there: days of the week and opening hours in copy.

hours = "24/7" | "around the clock" | "day or night" | …
      | [days] clock ("to" | "-" | "until") clock [days]
days  = "seven days a week" | "weekdays" | day ("to" | "through" | "-") day | "daily" | …
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DAY = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|"
    r"fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_DAY_RANGE = re.compile(rf"\b({_DAY})s?\s*(?:to|through|thru|until|-|–)\s*({_DAY})\b", re.I)
_WEEKDAYS = re.compile(r"\b(?:on )?(?:weekdays|business hours|working days|business days)\b", re.I)
_ALL_DAYS = re.compile(
    r"\b(?:seven|7) days(?: a week)?\b|\bevery day\b|"
    r"\bdaily\b|\b365\b|\bevery night of the year\b|\bany holiday\b",
    re.I,
)
_ALWAYS = re.compile(
    r"\b24\s*/\s*7\b|\b24\s*x\s*7\b|(?:\baround|\bround)[\s-]the[\s-]clock\b|\b24 hours a day\b|"
    r"\b(?:at )?any hour\b|\bday or night\b|\bday and night\b|"
    r"\bnight or day\b|\ball hours\b|\bevery hour of\b",
    re.I,
)
_CLOCK = (
    r"(?P<{0}>\d{{1,2}})(?::(?P<{0}m>\d\d))?\s*(?P<{0}h>[ap])?\.?(?:m\b\.?)?|"
    r"(?P<{0}w>noon|midnight|{1})"
)
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_SPAN = re.compile(
    rf"\b(?:{_CLOCK.format('a', _WORDS)})\s*(?:to|until|till|through|-|–)\s*(?:{_CLOCK.format('b', _WORDS)})",
    re.I,
)
_NAMED = {"noon": 12.0, "midnight": 24.0} | {w: float(i) for i, w in enumerate(_WORDS.split("|"), 1)}
_STAFF = re.compile(
    r"\b(?:support|service desk|help ?desk|help ?line|hotline|dispatch(?:er)?|phones?|lines?|live chat|"
    r"call cent(?:re|er)|"
    r"(?:a|real|live) (?:person|human|technician|dispatcher|agent|specialist)|picks? up|staffed|staff)\b",
    re.I,
)
_DEPARTMENT = re.compile(
    r"\b(sales|dispatch|support|"
    r"service desk|help ?desk|billing|chat|clinic|store|shop|office|showroom)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Days and hours at which somebody is there; None where the line does not say."""

    days: frozenset[str] | None
    opens: float | None
    closes: float | None
    always: bool
    department: str
    text: str


def service_hours(text: str, context: str = "") -> ServiceHours | None:
    """Hours that a line of copy gives for people who answer; None if it gives none."""
    whole = f"{context} {text}"
    if not _STAFF.search(whole):
        return None
    always = _ALWAYS.search(text)
    span = _clock_span(text)
    days, words = _days(text)
    if not always and not span and not days:
        return None
    if not always and not span and not _DAY_RANGE.search(text) and not _WEEKDAYS.search(text):
        return None
    department = _DEPARTMENT.search(text) or _DEPARTMENT.search(context)
    opens, closes, clock = span or (None, None, "")
    return ServiceHours(
        days=frozenset(_DAYS) if always and not days else days,
        opens=0.0 if always and not span else opens,
        closes=24.0 if always and not span else closes,
        always=bool(always) and not span,
        department=department[1].lower().replace(" ", "") if department else "",
        text=always[0] if always and not span else ", ".join(p for p in (words, clock) if p),
    )


def _days(text: str) -> tuple[frozenset[str] | None, str]:
    ranged = _DAY_RANGE.search(text)
    if ranged:
        first, last = (_DAYS.index(ranged[i][:2].lower()) for i in (1, 2))
        return frozenset(_DAYS[(first + i) % 7] for i in range((last - first) % 7 + 1)), ranged[0]
    everyday = _ALL_DAYS.search(text)
    if everyday:
        return frozenset(_DAYS), everyday[0]
    weekdays = _WEEKDAYS.search(text)
    return (frozenset(_DAYS[:5]), weekdays[0]) if weekdays else (None, "")


def _clock_span(text: str) -> tuple[float, float, str] | None:
    for match in _SPAN.finditer(text):
        opens, closes = _hour(match, "a"), _hour(match, "b")
        marked = match["ah"] or match["bh"] or (match["aw"] in _NAMED and match["bw"] in _NAMED)
        if not marked:
            continue
        if not match["bh"] and closes <= opens and closes < 12:
            closes += 12
        return opens, closes, match[0].strip()
    return None


def _hour(match: re.Match[str], side: str) -> float:
    word = match[f"{side}w"]
    if word:
        return _NAMED[word.lower()]
    hour = float(match[side]) + float(match[f"{side}m"] or 0) / 60
    half = (match[f"{side}h"] or "").lower()
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def differ(a: ServiceHours, b: ServiceHours) -> bool:
    """True if the two cannot both be the hours of the same desk."""
    if a.department and b.department and a.department != b.department and {a.department, b.department} & {
        "sales", "billing", "clinic", "store", "shop", "office", "showroom", "chat"
    }:  # fmt: skip
        return False
    if a.days is not None and b.days is not None and a.days != b.days:
        return True
    if a.opens is None or b.opens is None or a.closes is None or b.closes is None:
        return False
    return abs(a.opens - b.opens) >= 1 or abs(a.closes - b.closes) >= 1
