"""Money as people and CRMs write it: an amount and a currency.

Of two kinds of separator the last one is the decimal one. A single separator before exactly three
digits groups thousands (`96.500`, `96,500`), unless the number begins with a zero or has a magnitude
such as `M` behind it (`1.250M`); any other single one is decimal. What is no amount (`TBD`, `10-20k`) is
told apart from no entry (`-`, `n/a`, empty).
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

_SYMBOLS = {
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "S$": "SGD",
    "HK$": "HKD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "zł": "PLN",
    "Kč": "CZK",
    "₺": "TRY",
    "₴": "UAH",
    "Fr.": "CHF",
}
CODES = frozenset(
    "USD EUR GBP JPY CHF CAD AUD NZD SGD HKD BRL INR CNY KRW ILS PLN CZK HUF RON SEK NOK DKK ISK TRY UAH "
    "ZAR MXN AED SAR THB IDR MYR PHP VND CLP COP ARS".split()
)
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS"})
_MAGNITUDES = {
    "k": 1e3,
    "tsd": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mm": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "mrd": 1e9,
    "billion": 1e9,
}
_NO_ENTRY = frozenset({"", "-", "–", "—", "n/a", "na", "none", "null", "nan", "#n/a"})
_SYMBOL = re.compile("|".join(re.escape(symbol) for symbol in sorted(_SYMBOLS, key=len, reverse=True)))
_NUMBER = re.compile(r"\d[\d.,'’\s]*")


class Amount(NamedTuple):
    """An amount and the ISO code of its currency, empty where it names none."""

    value: float
    currency: str


class NoAmountError(ValueError):
    """The text stands for no amount that can be told."""


def read_amount(text: str, currency: str = "") -> Amount | None:
    """The amount in a cell; None if the cell says that there is none.

    Args:
        text: Such as `$96,500`, `96.500,00`, `1 200,50 €`, `EUR 12k`, `1.2M`, `(500)`.
        currency: Code that the column or another cell gives; it also tells whose `$` is meant.

    Raises:
        NoAmountError: There is something else than one amount.
    """
    rest = " ".join(text.split())
    if rest.casefold() in _NO_ENTRY:
        return None
    own = currency_of(rest)
    if own == "USD" and currency in _DOLLARS and "$" in rest and "US" not in rest:
        own = currency
    rest = re.sub(
        r"\b[A-Za-z]{3}\b", lambda m: "" if m.group().upper() in CODES else m.group(), _SYMBOL.sub("", rest)
    ).strip()
    negative = rest.startswith(("-", "−")) or rest.endswith(("-", "−")) or bool(re.fullmatch(r"\(.*\)", rest))
    rest = rest.strip("-−() ")
    number = _NUMBER.match(rest)
    if not number:
        raise NoAmountError(text)
    magnitude = rest[number.end() :].strip().casefold().rstrip(".")
    if magnitude and magnitude not in _MAGNITUDES:
        raise NoAmountError(text)
    value = _number(number.group().strip(), bool(magnitude)) * _MAGNITUDES.get(magnitude, 1.0)
    if not math.isfinite(value):
        raise NoAmountError(text)
    return Amount(-value if negative else value, own or currency)


def currency_of(text: str) -> str:
    """ISO code of the currency that a text names by symbol or code; empty if none."""
    for code in re.findall(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])", text.replace("_", " ")):
        if code.upper() in CODES:
            return str(code).upper()
    symbol = _SYMBOL.search(text)
    return _SYMBOLS[symbol.group()] if symbol else ""


def _number(text: str, has_magnitude: bool) -> float:
    """The value of digits with separators."""
    digits = re.sub(r"['’\s]", "", text).rstrip(".,")
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal = "." if digits.rindex(".") > digits.rindex(",") else ","
        grouping = "," if decimal == "." else "."
        if digits.count(decimal) > 1:
            raise NoAmountError(text)
        return float(digits.replace(grouping, "").replace(decimal, "."))
    if points + commas == 0:
        return float(digits)
    mark = "." if points else ","
    head, _, tail = digits.partition(mark)
    grouped = points + commas > 1 or (
        len(tail) == 3 and 1 <= len(head) <= 3 and head[0] != "0" and not has_magnitude
    )
    return float(digits.replace(mark, "" if grouped else "."))
