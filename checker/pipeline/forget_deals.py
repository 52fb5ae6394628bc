"""Deals files of the user's own: which there were, and which of them still hold what is forgotten.

They are never written to. Their names are noted in the store when they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from checker.errors import CheckerError
from checker.pipeline.forget_names import Names
from checker.pipeline.forget_plan import Plan, Wanted
from checker.sources.names import company_words, label_of

if TYPE_CHECKING:
    from checker.store.index import Store

_MOST = 50  # file names kept, the latest


def note_deals_file(store: Store, file: str) -> None:
    """Notes that deals were read from a file, for the day when somebody asks what still holds a name."""
    before = store.deals_files()
    after = (*(f for f in before if f != file), file)[-_MOST:]
    if after != before:
        store.put_deals_files(after)


def forget_deals_files(store: Store, names: Names) -> None:
    """Takes out names of files that hold a name which is forgotten."""
    before = store.deals_files()
    after = tuple(f for f in before if not names.holds(f))
    if after != before:
        store.put_deals_files(after)


def names_deal(path: Path, wanted: Wanted, plan: Plan) -> bool:
    """Whether a deals file names what is forgotten; True where it cannot be told, False for no file."""
    from checker.sources.deal_rows import read_rows

    try:
        header, rows = read_rows(path.read_bytes(), path.name)
    except FileNotFoundError:
        return False
    except (CheckerError, OSError):
        return True
    return any(_names_it(list(map(str, row)), wanted, plan) for row in (header, *rows))


def _names_it(row: Sequence[str], wanted: Wanted, plan: Plan) -> bool:
    if plan.names.holds(" \n ".join(row)):
        return True
    cells = [cell for cell in row if cell.strip()]
    if wanted.account:  # its name may be too short to be looked for in running text
        return any(company_words(cell) == company_words(wanted.account) for cell in cells)
    if wanted.person:
        return any(label_of(cell).person == label_of(wanted.person).person for cell in cells)
    return bool(_call_names(wanted, plan) & set(_with_last(cells)))


def _call_names(wanted: Wanted, plan: Plan) -> set[str]:
    """A call as a deals file may name it."""
    files = [PurePosixPath(call.file) for call in plan.gone]
    names = {wanted.call, *(call.id for call in plan.gone)}
    return names | {name for path in files for name in (str(path), path.name, path.stem)}


def _with_last(cells: Iterable[str]) -> Iterable[str]:
    """Cells, and of a path its last part too."""
    for cell in cells:
        yield from (cell.strip(), PurePosixPath(cell.strip()).name)
