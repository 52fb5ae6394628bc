"""What a model's tokens cost, from one dated table; unknown where it is not listed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("prices.toml")
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True, slots=True)
class Price:
    """Money per million tokens.

    Attributes:
        input: Tokens of the prompt.
        output: Tokens of the answer.
        cached: Prompt tokens read from the provider's cache; None: as `input`.
        written: Prompt tokens written to that cache; None: as `input`.
        currency: Of all of these.
    """

    input: float
    output: float
    cached: float | None = None
    written: float | None = None
    currency: str = "USD"

    def of(self, input_tokens: int, output_tokens: int, cached: int = 0, written: int = 0) -> float:
        """Cost of so many tokens; those `cached` and `written` are part of `input_tokens`."""
        read = self.input if self.cached is None else self.cached
        wrote = self.input if self.written is None else self.written
        fresh = max(0, input_tokens - cached - written)
        total = fresh * self.input + cached * read + written * wrote + output_tokens * self.output
        return total / 1_000_000


FREE = Price(0.0, 0.0, 0.0)
"""Of a model that runs on this machine."""


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The shipped table; `date` (ISO 8601) is when its prices were read."""

    date: str
    models: Mapping[str, Price]


@cache
def price_table() -> PriceTable:
    """The table that comes with the checker."""
    data = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    currency = str(data["currency"])
    models = {
        name: Price(row["input"], row["output"], row["cached"], row.get("written"), currency)
        for name, row in data["models"].items()
    }
    return PriceTable(str(data["date"]), models)


def price_of(model: str, own: Mapping[str, Price] | None = None) -> Price | None:
    """Price of a model; None where it is not known.

    Args:
        model: Name as in settings; a provider (`openai:`) and a date at its end do not count. Models of
            the checker's own process (`gguf:…`) cost nothing.
        own: Prices of the user, which go before ours.
    """
    if model.startswith("gguf:"):
        return FREE
    name = model.rpartition(":")[2] if model.startswith("openai:") else model
    tables: tuple[Mapping[str, Price], ...] = (own or {}, price_table().models)
    for table in tables:
        for known in (model, name, _DATED.sub("", name)):
            if known in table:
                return table[known]
    return None
