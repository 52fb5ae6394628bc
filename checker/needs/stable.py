"""Needs keep their ids when calls are added, and what people did to them by hand.

A small JSON file beside the index holds, for each need, the ids of its statements as they were grouped last,
and the edits: renames, merges, splits. Groups of a new run are matched to it by shared statements first;
edits are then applied on top, so that they outlive any regrouping.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from checker.errors import InputError, StoreLocked
from checker.model import digest

_SCHEMA = 1
_CENTRAL = 3
_REMEDY = "Give the file's name as it was, or move it away to begin anew; edits by hand are lost then."


@dataclass(slots=True)
class NeedsBook:
    """What is remembered of needs.

    Attributes:
        members: Ids of the statements of each need as grouped last, before edits.
        titles: Titles given by hand, by need.
        merged: Need into which another was merged, by the other's id.
        split: Need that a statement was moved to by hand, by statement id.
    """

    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    split: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> NeedsBook:
        """The book in a file; an empty one if there is none.

        Raises:
            InputError: The file is no book.
        """
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            if raw["schema"] != _SCHEMA:
                raise InputError(f"{path}: schema {raw['schema']} is of another version", _REMEDY)
            members = {need: tuple(map(str, ids)) for need, ids in raw["members"].items()}
            return cls(members, dict(raw["titles"]), dict(raw["merged"]), dict(raw["split"]))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path}: cannot be read as the book of needs ({error})", _REMEDY) from error

    def write(self, path: Path) -> None:
        """Writes the book; a kill at any point leaves the old one or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = {
            "schema": _SCHEMA,
            "members": self.members,
            "titles": self.titles,
            "merged": self.merged,
            "split": self.split,
        }
        fresh = path.with_suffix(".part")
        fresh.write_text(json.dumps(raw, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        fresh.replace(path)

    @property
    def edition(self) -> str:
        """Changes with each edit by hand, and with nothing else."""
        return digest("needs", json.dumps([self.titles, self.merged, self.split], sort_keys=True))

    def rename(self, need: str, title: str) -> None:
        """Gives a need a title by hand.

        Raises:
            InputError: The title is empty.
        """
        title = " ".join(title.split())
        if not title:
            raise InputError("a title has no words", "Say in a few words what is asked for.")
        self.titles[need] = title

    def merge(self, into: str, *others: str) -> None:
        """Makes several needs one, for good.

        Raises:
            InputError: A need would be merged into itself.
        """
        for other in others:
            if self._end(into) == self._end(other):
                raise InputError(f"need {other} is a part of {into} already", "Name two different needs.")
            self.merged[self._end(other)] = self._end(into)

    def divide(self, need: str, statements: Iterable[str]) -> str:
        """Takes statements out of a need; gives the id of the need that they are from now on."""
        moved = tuple(sorted(statements))
        fresh = digest("need", "split", need, *moved)
        self.split.update(dict.fromkeys(moved, fresh))
        return fresh

    def reset(self, need: str) -> bool:
        """Takes back all that was done to a need by hand; False if nothing was."""
        if not self.edited(need):
            return False
        self.titles.pop(need, None)
        self.merged = {other: into for other, into in self.merged.items() if into != need}
        self.split = {ident: into for ident, into in self.split.items() if into != need}
        return True

    def now(self) -> dict[str, tuple[str, ...]]:
        """Statements of each need as grouped last, with the edits of today."""
        return self._by_hand(self.members.items())

    def edited(self, need: str) -> bool:
        """Whether somebody renamed, merged or split it by hand."""
        return need in self.titles or need in self.merged.values() or need in self.split.values()

    def settle(self, groups: Sequence[Sequence[str]]) -> list[tuple[str, tuple[str, ...]]]:
        """Ids for groups of statement ids, remembered; with what was done by hand applied.

        Args:
            groups: Statement ids of each group, the most central first.

        Returns:
            Id and statements of each need, in order of the groups.
        """
        ids = self._matched(groups)
        edited = {*self.titles, *self.merged, *self.merged.values()}
        kept = {need: rows for need, rows in self.members.items() if need in edited}
        self.members = kept | {need: tuple(group) for need, group in zip(ids, groups, strict=True)}
        return list(self._by_hand(zip(ids, groups, strict=True)).items())

    def _matched(self, groups: Sequence[Sequence[str]]) -> list[str]:
        """The id of the remembered need that shares most statements with each group, else a new one."""
        owner = {statement: need for need, rows in self.members.items() for statement in rows}
        shared: list[tuple[int, int, str]] = []
        for row, group in enumerate(groups):
            counts: dict[str, int] = {}
            for statement in group:
                if statement in owner:
                    counts[owner[statement]] = counts.get(owner[statement], 0) + 1
            shared += [(count, row, need) for need, count in counts.items()]
        ids: dict[int, str] = {}
        for _, row, need in sorted(shared, key=lambda s: (-s[0], s[1], s[2])):
            if row not in ids and need not in ids.values():
                ids[row] = need
        return [ids.get(row) or _fresh(group, self.members) for row, group in enumerate(groups)]

    def _by_hand(self, groups: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
        """Groups as they are after the edits."""
        out: dict[str, list[str]] = {}
        for need, statements in groups:
            for statement in statements:
                out.setdefault(self._end(self.split.get(statement, need)), []).append(statement)
        return {need: tuple(found) for need, found in out.items()}

    def _end(self, need: str) -> str:
        """The need that it was merged into, at the end of the chain."""
        while need in self.merged:
            need = self.merged[need]
        return need


@contextmanager
def revising(path: Path, wait: float = 10.0) -> Iterator[NeedsBook]:
    """The book in a file, written back at the end unless something is raised.

    Others who revise it wait meanwhile, so that what one says by hand is never lost to another.

    Args:
        path: The file; made with its folder.
        wait: Seconds to wait for another writer.

    Raises:
        InputError: The file is no book.
        StoreLocked: Another process writes.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{path}.lock", timeout=wait):
            book = NeedsBook.read(path)
            yield book
            book.write(path)
    except Timeout:
        raise StoreLocked(f"{path}: somebody else is writing", "Try again in a moment.") from None


def _fresh(group: Sequence[str], taken: Mapping[str, object]) -> str:
    """An id from the most central statements; another one where an older need has that id."""
    central = sorted(group[:_CENTRAL])
    ident, count = digest("need", *central), 1
    while ident in taken:
        count += 1
        ident = digest("need", str(count), *central)
    return ident
