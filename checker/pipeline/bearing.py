"""What buyers need, in groups: worked out once for each state of the calls, since no copy changes it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.model import Evidence, Position, Span, Statement
from checker.needs.grouping import Group, group_of
from checker.pipeline.hearing import LazyStatements, held_by
from checker.store.kept import text_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.needs.recipe import Recipe
    from checker.store.index import Store

Quotes = tuple[tuple[Evidence, ...], ...]
"""Of each statement of a group what is quoted, as if there were no deals."""


@dataclass(frozen=True, slots=True)
class Found:
    """A group as it was found.

    Attributes:
        rows: Of its statements, the most central first, as its need's id is told from.
        group: The same rows, compared once more.
        quotes: What is quoted of each member of the group.
        titles: What it may be called, the best first.
    """

    rows: tuple[int, ...]
    group: Group
    quotes: Quotes = ()
    titles: tuple[str, ...] = ()


class Bearing:
    """The need-bearing statements that were compared or joined a group, and the groups.

    Rows are places in `statements`.

    Attributes:
        statements: In order of file, call and place.
        size: How many statements bear a need, with those beyond what is compared that joined no group.
        vectors: Of the statements, with what was said before.
        alone: Of their own words.
        voices: How plainly each voices a need.
        found: The groups, those of most calls first.

    Args:
        arrays: Of `Gathering.arrays`.
        store: Holds the statements.
        recipe: Of the grouping.

    Raises:
        StoreError: A statement has gone from the store.
    """

    def __init__(self, arrays: dict[str, NDArray[Any]], store: Store, recipe: Recipe) -> None:
        self._arrays, self._recipe = arrays, recipe
        self.statements = held_by(store, [key.decode("ascii") for key in arrays["keys"]])
        self._store = store
        self.size = len(self.statements) + len(arrays["beyond"])
        self.vectors: NDArray[np.float32] = arrays["vectors"]
        self.alone: NDArray[np.float32] = arrays["alone"]
        self.voices: list[float] = arrays["voices"].tolist()
        groups = json.loads(text_of(arrays["groups"]))
        self.found = [found_of(raw, self.statements) for raw in groups]
        self._by_rows = {found.rows: found for found in self.found}

    def group(self, rows: Sequence[int]) -> Group:
        """The group of some rows, whoever put them together."""
        known = self._by_rows.get(tuple(rows))
        return known.group if known else self._together(list(rows))

    def known(self, rows: Sequence[int]) -> Found | None:
        """What was found of some rows; None if somebody put them together by hand."""
        return self._by_rows.get(tuple(rows))

    def rest(self, held: Collection[str]) -> Sequence[Statement]:
        """All need-bearing statements, those that are not grouped too, but for those of some ids."""
        arrays = self._arrays
        rows = [row for row, said in enumerate(self.statements) if said.id not in held]
        left = [(int(arrays["places"][row]), arrays["keys"][row]) for row in rows]
        left += zip(arrays["beyond_places"].tolist(), arrays["beyond"], strict=True)
        return LazyStatements(self._store, [key.decode("ascii") for _, key in sorted(left)]) if left else ()

    def _together(self, rows: list[int]) -> Group:
        from checker.needs.likeness import alike_by, away_from, likeness, weights_of

        arrays = self._arrays
        parts = (arrays["weights"], arrays["columns"], arrays["begins"])
        weights = weights_of(parts, (len(self.statements), int(arrays["width"])))
        alike = likeness(
            away_from(arrays["middle"], self.vectors[rows]),
            away_from(arrays["middle_alone"], self.alone[rows]),
            alike_by(weights[rows]),
        )
        return group_of(rows, alike, [self.voices[row] for row in rows], self._recipe.gate)


def raw_of(found: Found) -> list[Any]:
    """A group as JSON; numbers come back as they were."""
    group = found.group
    quotes = [[_raw_quote(item) for item in said] for said in found.quotes]
    return [found.rows, group.members, group.cohesion, group.merit, quotes, found.titles]


def found_of(raw: Any, statements: Sequence[Statement]) -> Found:
    """Inverse of `raw_of`.

    Args:
        raw: From JSON.
        statements: That the rows are places in.
    """
    rows, members, cohesion, merit, quotes, titles = raw
    said = zip((statements[row] for row in members), quotes, strict=True)
    return Found(
        tuple(rows),
        Group(tuple(members), cohesion, merit),
        tuple(tuple(_quote(item, statement) for item in items) for statement, items in said),
        tuple(titles),
    )


def _raw_quote(item: Evidence) -> list[Any]:
    start, end = item.span.start, item.span.end
    place = [start.line, start.column, end.line, end.column, item.span.locator]
    return [
        item.quote,
        place,
        item.speaker,
        item.side,
        item.account,
        item.time,
        item.before,
        item.after,
        item.date,
    ]


def _quote(raw: Any, said: Statement) -> Evidence:
    (
        quote,
        (line, column, end_line, end_column, locator),
        speaker,
        side,
        account,
        time,
        before,
        after,
        date,
    ) = raw
    return Evidence(
        file=said.file,
        quote=quote,
        span=Span(Position(line, column), Position(end_line, end_column), locator),
        relation="unrelated",
        speaker=speaker,
        side=side,
        account=account,
        date=date,
        time=time,
        call=said.call,
        turn=said.turn,
        before=before,
        after=after,
    )
