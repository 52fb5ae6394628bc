"""The gate for unmet needs: from groups of the development worlds, each told right or wrong by gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.model import Statement
from checker.needs.grouping import Grouper
from checker.needs.kinds import KindModel
from checker.needs.marks import today
from checker.needs.recipe import Gate, Recipe
from checker.store.embedding import embedding_text
from checker.training.mining import read_world

_C = 1.0
_LEAST_CALLS = 3
_WANTED = 0.65
"""Share of shown needs that shall be right, leaving each world out in turn."""


@dataclass(frozen=True)
class Corpus:
    """The buyers' statements of a world; `gold` holds the rows of each unmet need."""

    name: str
    statements: tuple[Statement, ...]
    in_context: NDArray[np.float32]
    alone: NDArray[np.float32]
    bearing: tuple[float, ...]
    near: NDArray[np.float32]
    gold: tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Shown:
    """A group of three calls or more: its numbers, and in how many calls it meets one gold need."""

    world: str
    numbers: tuple[float, float, float]
    gold_calls: int
    texts: tuple[str, ...]


def read_corpus(
    folder: Path, embed: Callable[[Sequence[str]], NDArray[np.float32]], model: KindModel
) -> Corpus:
    """Reads and embeds a world."""
    world = read_world(folder)
    rows = [row for row, s in enumerate(world.statements) if s.side == "buyer"]
    place = {row: n for n, row in enumerate(rows)}
    statements = tuple(world.statements[row] for row in rows)
    texts = [s.text for s in statements]
    in_context = embed([embedding_text(s) for s in statements])
    told = model.carried(in_context, texts, [s.context for s in statements])
    gold = tuple(
        frozenset(place[row] for row in g.evidence if row in place)
        for g in world.gold
        if g.kind == "unmet-need"
    )
    claims = embed([claim.quote for claim in world.claims])
    return Corpus(
        world.name, statements, in_context, embed(texts), tuple(t.bearing for t in told),
        claims @ in_context.T, gold,
    )  # fmt: skip


def shown(world: Corpus, recipe: Recipe) -> list[Shown]:
    """The groups of a world that are wide enough to be reported."""
    groups = Grouper(world.statements, world.in_context, world.alone, world.bearing, recipe).find()
    out = []
    for group in groups.groups:
        rows = list(group.members)
        if len({world.statements[row].file for row in rows}) < _LEAST_CALLS:
            continue
        nearness = float(world.near[:, rows].max(axis=0).mean())
        met = Counter(
            n
            for n, gold in enumerate(world.gold)
            for _ in {world.statements[row].file for row in rows if row in gold}
        )
        texts = tuple(world.statements[row].text for row in rows)
        numbers = (nearness, group.bearing, today(texts))
        out.append(Shown(world.name, numbers, max(met.values(), default=0), texts))
    return out


def fit_gate(worlds: Sequence[Corpus], recipe: Recipe) -> Gate:
    """The gate of all worlds; its cut is chosen by scores that leave each group's own world out."""
    rows = [item for world in worlds for item in shown(world, recipe)]
    return _fit(rows, _cut(left_out(rows)))


def left_out(rows: Sequence[Shown]) -> list[tuple[float, Shown]]:
    """Each group with its score by a gate that has not seen its world, best first."""
    out: list[tuple[float, Shown]] = []
    for world in dict.fromkeys(row.world for row in rows):
        gate = _fit([row for row in rows if row.world != world], 0.0)
        out += [(gate.score(*row.numbers), row) for row in rows if row.world == world]
    return sorted(out, key=lambda item: -item[0])


def measured(worlds: Sequence[Corpus], recipe: Recipe) -> dict[str, Any]:
    """Right, wrong and missed unmet needs with each world left out of the fit of its gate and cut."""
    rows = [item for world in worlds for item in shown(world, recipe)]
    right = wrong = 0
    for world in worlds:
        others = [row for row in rows if row.world != world.name]
        gate = _fit(others, _cut(left_out(others)))
        passed = [row for row in rows if row.world == world.name and gate.passes(*row.numbers)]
        right += sum(row.gold_calls >= 2 for row in passed)
        wrong += sum(row.gold_calls == 0 for row in passed)
    total = sum(len(world.gold) for world in worlds)
    return {"right": right, "wrong": wrong, "missed": total - right, "worlds": len(worlds)}


def _fit(rows: Sequence[Shown], least: float) -> Gate:
    from sklearn.linear_model import LogisticRegression

    x = np.array([row.numbers for row in rows])
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    fitted = LogisticRegression(C=_C).fit((x - mean) / scale, [row.gold_calls >= 2 for row in rows])
    weights = fitted.coef_[0] / scale
    nearness, bearing, practice = (float(weight) for weight in weights)
    return Gate(nearness, bearing, practice, float(fitted.intercept_[0] - weights @ mean), least)


def _cut(scored: Sequence[tuple[float, Shown]]) -> float:
    """The lowest score down to which the wanted share is right."""
    best = scored[0][0] if scored else 0.0
    right = wrong = 0
    for score, row in scored:
        right += row.gold_calls >= 2
        wrong += row.gold_calls == 0
        if right and right / (right + wrong) >= _WANTED:
            best = score
    return best
