"""What people do to needs by hand: rename, merge, divide, and take it back. It outlives every regrouping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError
from checker.pipeline.opening import home_of
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.needs.stable import NeedsBook

LEAST_PREFIX = 4
"""Letters of an id that are enough where only one id begins so."""


def book_path(settings: Settings) -> Path:
    """The file that keeps ids and edits."""
    return home_of(settings) / "needs.json"


def edition(settings: Settings) -> str:
    """Changes with each edit by hand; what a writer has seen, see `expected`.

    Raises:
        InputError: The book cannot be read.
    """
    from checker.needs.stable import NeedsBook

    return NeedsBook.read(book_path(settings)).edition


def rename_need(settings: Settings, need: str, title: str, *, expected: str | None = None) -> str:
    """Gives a need a title; gives its id.

    Args:
        settings: Say where the book lies.
        need: Id, or how it begins.
        title: In a few words.
        expected: `edition` that the writer has seen; None does not check.

    Raises:
        InputError: There is no such need, the title is empty, or somebody else has changed needs since.
    """
    with _revising(settings, expected) as book:
        ident = matching(need, book.now(), "need")
        book.rename(ident, title)
    return ident


def merge_needs(settings: Settings, into: str, others: Sequence[str], *, expected: str | None = None) -> str:
    """Makes several needs one, under the first one's id; gives it.

    Args:
        settings: Say where the book lies.
        into: Id that stays, or how it begins.
        others: Ids of those that become a part of it.
        expected: See `rename_need`.

    Raises:
        InputError: There is no such need, two are one already, or somebody else has changed needs since.
    """
    if not others:
        raise InputError("merge: what with?", "Write `checker needs merge NEED OTHER…`.")
    with _revising(settings, expected) as book:
        known = book.now()
        ident = matching(into, known, "need")
        book.merge(ident, *(matching(other, known, "need") for other in others))
    return ident


def divide_need(
    settings: Settings, need: str, statements: Sequence[str], *, expected: str | None = None
) -> str:
    """Makes some statements of a need a need of their own; gives its id.

    Args:
        settings: Say where the book lies.
        need: Id, or how it begins.
        statements: Ids of those that leave it, or how they begin.
        expected: See `rename_need`.

    Raises:
        InputError: There is no such need or statement, nothing would be left of the need, or somebody else
            has changed needs since.
    """
    with _revising(settings, expected) as book:
        known = book.now()
        ident = matching(need, known, "need")
        moved = {matching(statement, known[ident], f"statement of need {ident}") for statement in statements}
        if not moved or len(moved) == len(known[ident]):
            raise InputError(
                f"divide {ident}: name some of its {len(known[ident])} statements, not none and not all",
                f"`checker needs show {ident}` lists them.",
            )
        return book.divide(ident, moved)


def reset_need(settings: Settings, need: str, *, expected: str | None = None) -> str:
    """Takes back the title, the merges into it and the division that made it; gives its id.

    Args:
        settings: Say where the book lies.
        need: Id, or how it begins.
        expected: See `rename_need`.

    Raises:
        InputError: There is no such need, nothing was done to it by hand, or somebody else has changed needs
            since.
    """
    with _revising(settings, expected) as book:
        ident = matching(need, book.now(), "need")
        if not book.reset(ident):
            raise InputError(f"need {ident}: nothing was done to it by hand")
    return ident


def edited_needs(settings: Settings) -> Callable[[str], bool]:
    """Tells of a need's id whether somebody renamed, merged or divided it.

    Raises:
        InputError: The book cannot be read.
    """
    from checker.needs.stable import NeedsBook

    return NeedsBook.read(book_path(settings)).edited


def matching(ident: str, known: Iterable[str], what: str) -> str:
    """The one known id that is or begins with `ident`.

    Args:
        ident: As the user wrote it.
        known: Ids.
        what: What they are ids of, for the message.

    Raises:
        InputError: There is none, or several.
    """
    ids = sorted(known)
    found = [i for i in ids if i == ident]
    if not found and len(ident) >= LEAST_PREFIX:
        found = [i for i in ids if i.startswith(ident)]
    if not found:
        raise InputError(f"{ident}: no such {what}", "`checker needs` lists needs with their ids.")
    if len(found) > 1:
        raise InputError(f"{ident}: {len(found)} ids begin so: {', '.join(found[:3])}", "Give more of it.")
    return found[0]


@contextmanager
def _revising(settings: Settings, expected: str | None) -> Iterator[NeedsBook]:
    from checker.needs.stable import revising

    with revising(book_path(settings)) as book:
        if not book.members:
            raise InputError(
                "no needs are known yet", "Run `checker review COPY` or `checker needs COPY` first."
            )
        if expected is not None and expected != book.edition:
            raise InputError("somebody has changed needs meanwhile", "Look at them again, then decide.")
        yield book
