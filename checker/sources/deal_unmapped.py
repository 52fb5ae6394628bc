"""What a deals file has no known column for, and the lines of checker.toml that would name it.

Without a column of accounts, amounts or outcomes all of these vanish in silence, so it is told, with
the file's other columns as candidates. A column that is not known is no fault by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from checker.sources.amounts import NoAmountError, read_amount
from checker.sources.calls.registry import CALL_SUFFIXES
from checker.sources.deal_dates import read_dates

_NEEDED = ("account", "amount", "outcome")
_TOLD = ("account", "amount", "outcome", "stage", "segment", "date")
_GUESSED = ("file", "date", "amount", "account", "outcome")  # what its cells tell goes first
_SHARE = 0.8  # of a column's cells that have to be of one kind
_LOOKED_AT = 200  # cells of a column: exports have dozens of columns
_ALTERNATIVES = 3
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Unmapped:
    """What is not known of a file's columns.

    Attributes:
        columns: Names of those that hold something and stand for no field.
        missing: Fields, of those that the user is told of, that have no column.
        remedy: How to name columns by hand: what to put into checker.toml.
    """

    columns: tuple[str, ...]
    missing: tuple[str, ...]
    remedy: str

    def warning(self, file: str) -> str:
        """One line for the user; empty where nothing that counts is missing or could be named."""
        if not self.columns or not set(_NEEDED) & set(self.missing):
            return ""
        return (
            f"{file}: no column is known for {', '.join(self.missing)}; not recognised: "
            f"{_listed(self.columns)}. {self.remedy}"
        )


def unmapped(
    header: Sequence[str], rows: Sequence[Sequence[str]], found: Mapping[str, int], chosen: Mapping[str, str]
) -> Unmapped:
    """What is missing, and which columns may be it.

    Args:
        header: Column names as the file has them.
        rows: The cells under them.
        found: Index of the column of each field that is known.
        chosen: Field to column name, from checker.toml.
    """
    cells = {
        name: list(islice((row[i].strip() for row in rows if i < len(row) and row[i].strip()), _LOOKED_AT))
        for i, name in enumerate(header)
        if name and i not in found.values()
    }
    cells = {name: texts for name, texts in cells.items() if texts}
    # A stage or a flag tells the outcome too; a call's id tells the call as its file does.
    known = found.keys() | ({"outcome"} if found.keys() & {"stage", "won", "closed"} else set())
    known |= {"file"} if "call" in found else set()
    lines = _lines([field for field in _GUESSED if field not in known], cells)
    where = "under [deals.columns] in" if chosen else "into"
    head = () if chosen else ("[deals.columns]",)
    remedy = f"If they are there by other names, put {where} checker.toml, a line each: " + " | ".join(
        (*head, *(lines or ('account = "…"',)))
    )
    return Unmapped(tuple(cells), tuple(field for field in _TOLD if field not in known), remedy)


def _lines(fields: Sequence[str], cells: Mapping[str, Sequence[str]]) -> list[str]:
    """A line of TOML for each field that a column may be, the other candidates behind it as a comment."""
    kinds = {name: _kind(texts) for name, texts in cells.items()}
    taken: set[str] = set()
    lines = []
    for field in fields:
        wanted = field if field in ("file", "date", "amount") else "words"
        fit = [name for name, kind in kinds.items() if kind == wanted and name not in taken]
        if field == "account":  # many names; of outcomes there are few, and they stand behind the names
            fit.sort(key=lambda name: -len(set(cells[name])))
        elif field == "outcome":
            fit = sorted(reversed(fit), key=lambda name: len(set(cells[name])))
        if fit:
            taken.add(fit[0])
            others = " or ".join(map(_quoted, fit[1 : 1 + _ALTERNATIVES]))
            lines.append(f"{field} = {_quoted(fit[0])}" + (f" # or {others}" if others else ""))
    return lines


def _kind(texts: Sequence[str]) -> str:
    """What most cells of a column are: file, date, amount or words."""
    enough = _SHARE * len(texts)
    if sum(PurePath(text).suffix.lower() in CALL_SUFFIXES for text in texts) >= enough:
        return "file"
    if sum(map(_is_amount, texts)) >= enough:
        return "amount"
    if sum(day is not None for day in read_dates(texts).days) >= enough:
        return "date"
    return "words"


def _is_amount(text: str) -> bool:
    try:
        return read_amount(text) is not None
    except NoAmountError:
        return False


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)  # TOML's basic strings escape as JSON does
