"""Groups need-bearing statements of all calls: what several buyers ask for in different words.

Statements are joined by how alike they are on average (`needs.branches`). First come the branches of three
calls or more whose statements voice a need most plainly: these may be wide, since plain words of one topic
seldom ask for two things; a loose one is narrowed to its core. What is left is grouped only where it is much
alike: two groups of one need do less harm than one group of two. What joins none is in `Groups.rest`:
nothing is swept under another heading.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.model import Statement
from checker.needs.branches import Branch, branches, cut, spread
from checker.needs.likeness import by_words, centred, likeness
from checker.needs.recipe import Gate, Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_CALLS = 2
"""Calls that a group needs to be a need."""

WIDE_CALLS = 3
"""Calls that a wide group needs."""

CORE = 10
"""Statements to which a wide group that is loose is narrowed."""

CORE_COHESION = 0.2
"""Cohesion from which a wide group may be larger than its core."""

_CENTRAL_WEIGHT = 6.0
"""What likeness to the others counts beside how plainly a statement voices a need, where a core is chosen."""

MAX_ROWS = 3000
"""Statements that are compared with each other; memory and time grow with the square."""


@dataclass(frozen=True, slots=True)
class Group:
    """Statements that ask for one thing.

    Attributes:
        members: Rows of the statements, the most central first.
        cohesion: Mean likeness of two members.
        merit: How much it is one plainly voiced need; see `Gate.merit`.
    """

    members: tuple[int, ...]
    cohesion: float
    merit: float


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups of two calls or more, those of most calls first, and the bearing rows that are in none."""

    groups: tuple[Group, ...]
    rest: tuple[int, ...]


class Grouper:
    """Groups the need-bearing ones of the buyers' statements.

    Args:
        statements: All of buyers.
        in_context: A vector for each, with what was said before.
        alone: A vector of the own words of each; only those of need-bearing rows are read.
        bearing: Probability for each that it carries a need.
        voices: How plainly each voices one; see `Gate.voices`.
        recipe: From where a statement bears a need, and how alike a group must be.
        alike: Likeness of each two need-bearing rows, where it is known; vectors are not read then.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        in_context: NDArray[np.float32],
        alone: NDArray[np.float32],
        bearing: Sequence[float],
        voices: Sequence[float],
        recipe: Recipe,
        alike: NDArray[np.float64] | None = None,
    ) -> None:
        self._statements, self._voices, self._recipe = statements, voices, recipe
        self.rows, self.beyond = chosen(bearing, recipe.bearing)
        self._place = {row: place for place, row in enumerate(self.rows)}
        if alike is not None:
            self._alike = alike
            return
        words = by_words([s.text for s in statements], self.rows)
        usual, usual_alone = recipe.means or (None, None)
        self._alike = likeness(
            centred(in_context, usual)[self.rows], centred(alone[self.rows], usual_alone), words
        )

    def find(self) -> Groups:
        """All groups."""
        found = [self.group([self.rows[place] for place in places]) for places in self._clusters()]
        wide = [group for group in found if self.calls(group) >= LEAST_CALLS]
        held = {row for group in wide for row in group.members}
        return Groups(
            tuple(sorted(wide, key=lambda g: (-self.calls(g), g.members))),
            tuple(sorted({*self.rows, *self.beyond} - held)),
        )

    def group(self, rows: Sequence[int]) -> Group:
        """The group of some need-bearing rows, whoever put them together; at least one."""
        places = [self._place[row] for row in rows]
        return group_of(
            rows, self._alike[places][:, places], [self._voices[row] for row in rows], self._recipe.gate
        )

    def calls(self, group: Group) -> int:
        """How many calls a group comes from."""
        return len({self._call(row) for row in group.members})

    def _call(self, row: int) -> tuple[str, str]:
        return self._statements[row].file, self._statements[row].call

    def _clusters(self) -> list[list[int]]:
        """Places of the rows of each group: of the wide ones, and of others where they are much alike."""
        tree = branches(self._alike, 0.0)
        wide = self._wide(tree)
        held = {place for members in wide for place in members}
        tight = (
            [place for place in branch.members if place not in held]
            for branch in cut(tree, self._recipe.tight)
        )
        return [*wide, *(places for places in tight if places)]

    def _wide(self, tree: Sequence[Branch]) -> list[list[int]]:
        """Cores of branches of enough calls and merit, the best first; of two that overlap, the better."""
        recipe, gate = self._recipe, self._recipe.gate
        calls = spread(tree, [self._call(row) for row in self.rows])
        merit = {
            place: gate.merit([self._voices[self.rows[p]] for p in branch.members], branch.cohesion)
            for place, branch in enumerate(tree)
            if calls[place] >= WIDE_CALLS and branch.cohesion >= recipe.threshold
        }
        parent = {part: place for place, branch in enumerate(tree) for part in branch.parts or ()}
        held: set[int] = set()
        out: list[list[int]] = []
        for best in sorted(merit, key=lambda place: (-merit[place], -place)):
            place = best
            # What is as alike as any group must be is one need, even if a part of it is plainer.
            while tree[up := parent.get(place, place)].likeness >= recipe.tight and up != place:
                if merit.get(up, -math.inf) < gate.wide:
                    break
                place = up
            members = set(tree[place].members)
            if merit[place] < gate.wide or held & members:
                continue
            core = self._core(tree[place])
            if self._cohesion(core) >= recipe.core:
                held |= members
                out.append(core)
        return out

    def _cohesion(self, places: Sequence[int]) -> float:
        """Mean likeness of any two of at least two places."""
        inside = self._alike[list(places)][:, list(places)]
        return float((inside.sum() - inside.trace()) / (len(places) * (len(places) - 1)))

    def _core(self, branch: Branch) -> list[int]:
        """The branch, without what hangs on to it: as many members as stay close, but no fewer than CORE."""
        places = list(branch.members)
        if len(places) <= CORE or branch.cohesion >= CORE_COHESION:
            return places
        inside = self._alike[places][:, places]
        others = (inside.sum(axis=1) - inside.diagonal()) / (len(places) - 1)
        merit = [
            self._voices[self.rows[place]] + _CENTRAL_WEIGHT * float(like)
            for place, like in zip(places, others, strict=True)
        ]
        order = sorted(range(len(places)), key=lambda i: (-merit[i], places[i]))
        kept, total = CORE, 0.0
        for count in range(1, len(order)):
            total += float(inside[order[count], order[:count]].sum())
            if total / (count * (count + 1) / 2) >= CORE_COHESION:
                kept = max(CORE, count + 1)
        return sorted(places[i] for i in order[:kept])


def group_of(rows: Sequence[int], alike: NDArray[np.float64], voices: Sequence[float], gate: Gate) -> Group:
    """The group of some rows, with the most central first.

    Args:
        rows: At least one.
        alike: Likeness of each two of them.
        voices: How plainly each voices a need.
        gate: Weighs the group.
    """
    others = alike.sum(axis=1) - alike.diagonal()
    order = sorted(range(len(rows)), key=lambda i: (-round(float(others[i]), 9), rows[i]))
    pairs = len(rows) * (len(rows) - 1)
    cohesion = float(others.sum() / pairs) if pairs else 1.0
    return Group(tuple(rows[i] for i in order), cohesion, gate.merit(voices, cohesion))


def chosen(bearing: Sequence[float], least: float) -> tuple[list[int], list[int]]:
    """Rows that carry a need: those that are grouped, and those beyond what can be compared pair by pair."""
    rows = [row for row, share in enumerate(bearing) if share >= least]
    sure = sorted(rows, key=lambda row: (-bearing[row], row))
    return sorted(sure[:MAX_ROWS]), sorted(sure[MAX_ROWS:])
