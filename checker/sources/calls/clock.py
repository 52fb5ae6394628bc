"""Times and dates as transcripts write them. The unit is the format's; nothing is guessed from size."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?\Z")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_MONTH_DAY_YEAR = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_DAY_MONTH_YEAR = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\.?\s+{_MONTH},?\s+(\d{{4}})\b", re.IGNORECASE)


def clock_seconds(text: str) -> float | None:
    """Seconds of `H:MM:SS`, `MM:SS` or either with a fraction after a point or comma."""
    match = _CLOCK.match(text.strip())
    if not match:
        return None
    hours, minutes, seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + (int(fraction) / 10 ** len(fraction) if fraction else 0.0)


def seconds_of(text: str) -> float | None:
    """Seconds of a number of seconds or a clock time."""
    try:
        return float(text.strip().removesuffix("s").replace(",", "."))
    except ValueError:
        return clock_seconds(text)


def iso_moment(text: str) -> datetime | None:
    """Moment of an ISO 8601 / RFC 3339 time stamp; UTC where it names no zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def day_of_epoch(milliseconds: float) -> str | None:
    """ISO date (UTC) of milliseconds since 1970."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).date().isoformat()
    except (OverflowError, OSError, ValueError):
        return None


def day_in(text: str) -> str | None:
    """The first date written out in a line, as ISO; only notations that can be read in one way."""
    if match := _ISO_DAY.search(text):
        return _day(*(int(part) for part in match.groups()))
    if match := _MONTH_DAY_YEAR.search(text):
        month, day, year = match.groups()
        return _day(int(year), _MONTHS.index(month.casefold()) + 1, int(day))
    if match := _DAY_MONTH_YEAR.search(text):
        day, month, year = match.groups()
        return _day(int(year), _MONTHS.index(month.casefold()) + 1, int(day))
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime(year, month, day, tzinfo=UTC).date().isoformat()
    except ValueError:
        return None
