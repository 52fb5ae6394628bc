"""The gate for unmet needs: what plainly voiced needs look like, learnt from those that gold names.

Every need-bearing statement of the development worlds is told by gold: it is part of an unmet need or not.
A logistic regression on its kinds, its length and its nearness to the copy is fitted to that. Groups are
then ranked by it, and the cut is where the wanted share of them is right, each by a fit without its world.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.model import Statement
from checker.needs.grouping import WIDE_CALLS, Grouper, chosen
from checker.needs.kinds import KINDS, KindModel
from checker.needs.recipe import Gate, Recipe, said
from checker.store.embedding import embedding_text
from checker.training.mining import read_world

_C = 0.1
_COHESION = 4.0
_SLACK = 0.3
"""How much less merit a wide group may have than an unmet need: distance from the copy can make up for it."""

_PLAIN = 1.5
"""How much less merit a group may have that is shown as a need but not reported: read off the groups."""

_FIRST = -1.0
"""Cut at which groups are formed while the cut is looked for."""

_WANTED = 0.7
"""Share of shown needs that shall be right, leaving each world out in turn."""


@dataclass(frozen=True)
class Corpus:
    """The buyers' statements of a world; `gold` holds the rows of each unmet need."""

    name: str
    statements: tuple[Statement, ...]
    in_context: NDArray[np.float32]
    alone: NDArray[np.float32]
    bearing: tuple[float, ...]
    shares: NDArray[np.float32]
    near: NDArray[np.float32]
    gold: tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Shown:
    """A group of three calls or more: score, in how many calls it meets one gold need, members."""

    score: float
    gold_calls: int
    members: tuple[int, ...]


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
        np.array([t.shares for t in told], dtype=np.float32), claims @ in_context.T, gold,
    )  # fmt: skip


def shown(world: Corpus, recipe: Recipe) -> list[Shown]:
    """The groups of a world that are wide enough to be reported, with what the gate makes of each."""
    gate = recipe.gate
    voices = gate.voices(world.shares, [s.text for s in world.statements]).tolist()
    grouper = Grouper(world.statements, world.in_context, world.alone, world.bearing, voices, recipe)
    out = []
    for group in grouper.find().groups:
        if grouper.calls(group) < WIDE_CALLS:
            continue
        rows = list(group.members)
        nearness = float(world.near[:, rows].max(axis=0).mean())
        met = Counter(
            n
            for n, gold in enumerate(world.gold)
            for _ in {world.statements[row].file for row in rows if row in gold}
        )
        score = group.merit + gate.nearness * (nearness - gate.usual)
        out.append(Shown(score, max(met.values(), default=0), group.members))
    return out


def fit_gate(worlds: Sequence[Corpus], recipe: Recipe) -> Gate:
    """The gate of all worlds; its cut is chosen by scores that leave each group's own world out."""
    least = _cut(_left_out(worlds, recipe))
    return replace(_fit(worlds), wide=least - _SLACK, plain=least - _PLAIN, least=least)


def measured(worlds: Sequence[Corpus], recipe: Recipe) -> dict[str, Any]:
    """Right, wrong and missed unmet needs with each world left out of the fit of its gate and cut.

    `pure` is the mean share of a right group's statements that are gold's; gold does not name all of them.
    """
    found: list[Shown] = []
    pure: list[float] = []
    for world in worlds:
        gate = fit_gate([other for other in worlds if other is not world], recipe)
        passed = [item for item in shown(world, replace(recipe, gate=gate)) if item.score >= gate.least]
        found += passed
        pure += [
            max(len(gold & {*item.members}) for gold in world.gold) / len(item.members)
            for item in passed
            if item.gold_calls >= 2
        ]
    right = sum(item.gold_calls >= 2 for item in found)
    return {
        "right": right,
        "wrong": sum(item.gold_calls == 0 for item in found),
        "missed": sum(len(world.gold) for world in worlds) - right,
        "pure": round(sum(pure) / max(1, len(pure)), 4),
        "statements": round(sum(len(item.members) for item in found) / max(1, len(found)), 1),
        "worlds": len(worlds),
    }


def _left_out(worlds: Sequence[Corpus], recipe: Recipe) -> list[Shown]:
    """Groups of each world by a gate that has not seen it, best first."""
    out: list[Shown] = []
    for world in worlds:
        gate = _fit([other for other in worlds if other is not world])
        # Which groups are kept together hangs on the cut; a low one is near enough to find it.
        out += shown(world, replace(recipe, gate=replace(gate, wide=_FIRST - _SLACK)))
    return sorted(out, key=lambda item: -item.score)


def _fit(worlds: Sequence[Corpus]) -> Gate:
    from sklearn.linear_model import LogisticRegression

    rows = [chosen(world.bearing, 0.5)[0] for world in worlds]
    texts = [[world.statements[row].text for row in own] for world, own in zip(worlds, rows, strict=True)]
    x = np.vstack(
        [
            np.hstack([said(world.shares[own], words), world.near[:, own].max(axis=0)[:, None]])
            for world, own, words in zip(worlds, rows, texts, strict=True)
        ]
    )
    y = [
        any(row in gold for gold in world.gold)
        for world, own in zip(worlds, rows, strict=True)
        for row in own
    ]
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    fitted = LogisticRegression(C=_C, max_iter=1000).fit((x - mean) / scale, y)
    weights = [float(weight) for weight in fitted.coef_[0] / scale]
    usual = float(mean[-1])
    bias = float(fitted.intercept_[0] - np.dot(weights[:-1], mean[:-1]))
    kinds = len(KINDS)
    return Gate(tuple(weights[:kinds]), weights[kinds], weights[-1], usual, bias, _COHESION, 0.0, 0.0, 0.0)


def _cut(scored: Sequence[Shown]) -> float:
    """The lowest score down to which the wanted share is right."""
    best = scored[0].score if scored else 0.0
    right = wrong = 0
    for item in scored:
        right += item.gold_calls >= 2
        wrong += item.gold_calls == 0
        if right and right / (right + wrong) >= _WANTED:
            best = item.score
    return best
