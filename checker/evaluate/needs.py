"""How well kinds of statements are told, and how well needs are grouped, on labelled turns of buyers.

The format is bench/SPEC-turns.md. Each industry of a file is a corpus of its own. Grouping is scored end to
end over pairs of lines with a need: a pair is right if both lines share their need and stand in one group.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import InputError
from checker.model import Statement
from checker.needs.grouping import Grouper
from checker.needs.kinds import BEARING, KINDS, Kind, KindModel
from checker.needs.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Takes n texts, returns unit vectors (n, d)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a turns file; `need` is empty where it carries none."""

    id: str
    industry: str
    text: str
    context: str
    label: str
    need: str

    @property
    def kind(self) -> Kind:
        """Its label, or `nothing` for those that carry no need, priority, objection or experience."""
        return next((kind for kind in KINDS if kind == self.label), "nothing")

    def statement(self) -> Statement:
        """The line as a statement of a call of its own."""
        text = self.text
        return Statement(
            self.id, self.id, self.id, 0, 0, len(text), text, self.context, "Buyer", "buyer", account=self.id
        )


@dataclass(frozen=True, slots=True)
class Score:
    """Right, wrong and missed, as precision and recall."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing is right."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0

    def to_json(self) -> dict[str, float]:
        """Rounded, with the counts."""
        precision = self.right / (self.right + self.wrong) if self.right else 0.0
        recall = self.right / (self.right + self.missed) if self.right else 0.0
        scores = {"precision": precision, "recall": recall, "f1": self.f1}
        counts = {"right": self.right, "wrong": self.wrong, "missed": self.missed}
        return {name: round(value, 4) for name, value in scores.items()} | counts


@dataclass(frozen=True, slots=True)
class NeedsReport:
    """Kinds and grouping; `held` is the share of lines told as need-bearing that ended in a need."""

    lines: int
    accuracy: float
    macro_f1: float
    kinds: dict[Kind, Score]
    bearing: Score
    pairs: Score
    held: tuple[int, int]

    def to_json(self) -> dict[str, Any]:
        """As `checker eval needs --json` prints it."""
        return {
            "lines": self.lines,
            "kinds": {
                "accuracy": round(self.accuracy, 4),
                "macro_f1": round(self.macro_f1, 4),
                **{kind: score.to_json() for kind, score in self.kinds.items()},
            },
            "need_bearing": self.bearing.to_json(),
            "grouping_pairs": self.pairs.to_json(),
            "grouped": "{}/{}".format(*self.held),
        }


def read_turns(paths: Iterable[Path]) -> list[Line]:
    """All lines of turns files.

    Raises:
        InputError: A file cannot be read or a line lacks a field; says which.
    """
    out: list[Line] = []
    for path in paths:
        try:
            rows = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path} cannot be read ({error})") from error
        for number, row in enumerate(rows, 1):
            if row.strip():
                out.append(_line(row, f"{path}:{number}"))
    return out


def evaluate(lines: Sequence[Line], embed: Embed, model: KindModel, recipe: Recipe) -> NeedsReport:
    """Scores the shipped model and recipe on labelled lines.

    Raises:
        InputError: There are no lines.
    """
    import numpy as np

    from checker.store.embedding import embedding_text

    if not lines:
        raise InputError("The files hold no turns")
    statements = [line.statement() for line in lines]
    in_context = embed([embedding_text(s) for s in statements])
    alone = embed([s.text for s in statements])
    told = model.carried(in_context, [s.text for s in statements], [s.context for s in statements])
    pairs, held = Score(0, 0, 0), 0
    for industry in dict.fromkeys(line.industry for line in lines):
        rows = [row for row, line in enumerate(lines) if line.industry == industry]
        own = [statements[row] for row in rows]
        shares = [told[row].bearing for row in rows]
        voices = recipe.gate.voices(
            np.array([told[row].shares for row in rows], dtype=np.float32), [s.text for s in own]
        ).tolist()
        groups = Grouper(own, in_context[rows], alone[rows], shares, voices, recipe).find()
        label = {row: n for n, group in enumerate(groups.groups) for row in group.members}
        held += len(label)
        pairs = _sum(
            pairs, same_pairs([lines[row].need for row in rows], [label.get(i) for i in range(len(rows))])
        )
    scored = score_kinds([line.kind for line in lines], [c.kind for c in told])
    carries = [c.bearing >= recipe.bearing for c in told]
    return NeedsReport(
        len(lines),
        sum(line.kind == c.kind for line, c in zip(lines, told, strict=True)) / len(lines),
        sum(score.f1 for score in scored.values()) / len(scored),
        scored,
        _score([line.kind in BEARING for line in lines], carries),
        pairs,
        (held, sum(carries)),
    )


def score_kinds(truth: Sequence[Kind], told: Sequence[Kind]) -> dict[Kind, Score]:
    """Score of each kind that occurs."""
    return {
        kind: _score([t == kind for t in truth], [t == kind for t in told])
        for kind in KINDS
        if kind in {*truth, *told}
    }


def same_pairs(needs: Sequence[str], groups: Sequence[int | None]) -> Score:
    """Pairs of lines with a need: of the same need, and in the same group; None is in no group."""
    rows = [row for row, need in enumerate(needs) if need]
    pairs = list(combinations(rows, 2))
    return _score(
        [needs[a] == needs[b] for a, b in pairs],
        [groups[a] is not None and groups[a] == groups[b] for a, b in pairs],
    )


def _score(truth: Sequence[bool], told: Sequence[bool]) -> Score:
    both = list(zip(truth, told, strict=True))
    return Score(both.count((True, True)), both.count((False, True)), both.count((True, False)))


def _sum(a: Score, b: Score) -> Score:
    return Score(a.right + b.right, a.wrong + b.wrong, a.missed + b.missed)


def _line(row: str, place: str) -> Line:
    try:
        raw = json.loads(row)
        return Line(
            f"{place}:{raw.get('id', '')}",
            raw.get("industry", ""),
            raw["statement"],
            raw.get("context", ""),
            raw["kind"],
            raw.get("need", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{place} is not a labelled turn ({error})") from error
