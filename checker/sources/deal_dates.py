"""Dates of a deals column in usual notations, as ISO dates.

ISO dates and dates with a month's name are plain. Of `03/04/2026` it is the column that tells: one
value with a first number over 12 means day first for all of them. Where none does, month first is
taken and said; with points (`03.04.2026`) the day is first always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T ])")
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?=$|[\sT,])")
_LONGEST = 100  # characters of a date with its time and zone


class Dates(NamedTuple):
    """ISO dates in the order asked, None where there is none, and what a user should know."""

    days: list[str | None]
    warnings: list[str]


def read_dates(texts: Sequence[str]) -> Dates:
    """ISO dates of the values of one column."""
    day_first, doubtful = _order(texts)
    days: list[str | None] = []
    bad: list[str] = []
    for text in texts:
        day = _day(text.strip(), day_first)
        days.append(day)
        if day is None and text.strip():
            bad.append(text.strip())
    warnings = []
    if doubtful:
        warnings.append(
            f"dates such as {doubtful} are read with the month first; write them as 2026-12-31 to be sure"
        )
    if bad:
        warnings.append(f"{len(bad)} dates cannot be read, such as {bad[0]!r}; write them as 2026-12-31")
    return Dates(days, warnings)


class _Order(NamedTuple):
    day_first: bool
    doubtful: str | None


def _order(texts: Iterable[str]) -> _Order:
    """Whether the day comes first, and a date that leaves it open if all do."""
    doubtful: str | None = None
    for text in texts:
        match = _NUMERIC.match(text.strip())
        if not match or match.group(2) == ".":
            continue
        first, second = int(match.group(1)), int(match.group(3))
        if first > 12:
            return _Order(True, None)
        if second > 12:
            return _Order(False, None)
        if first != second:
            doubtful = doubtful or text.strip()
    return _Order(False, doubtful)


def _day(text: str, day_first: bool) -> str | None:
    if not text or len(text) > _LONGEST:
        return None
    if _ISO.match(text):
        try:
            return date.fromisoformat(text[:10]).isoformat()
        except ValueError:
            return None
    from dateutil import parser

    numeric = _NUMERIC.match(text)
    if not numeric and not re.search(r"[A-Za-z]{3}", text):
        return None  # a bare number would be taken for a day of this month
    day_first = day_first or bool(numeric and numeric.group(2) == ".")
    try:  # twice, from different defaults: what a text leaves out must not be filled in with today
        first, second = (
            parser.parse(text, dayfirst=day_first, default=datetime(year, month, day), ignoretz=True).date()  # noqa: DTZ001
            for year, month, day in ((2000, 1, 1), (2001, 2, 2))
        )
    except (ValueError, OverflowError):
        return None
    return first.isoformat() if first == second else None
