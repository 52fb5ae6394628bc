"""Examples from excerpts: short calls in which every turn that speaks to a claim is labelled.

A file of ``corpus/excerpts`` names a product, its claims, calls of a few dozen turns, and ``labels`` (claim,
call, turn, label; ``rep-`` before the label of a rep's turn). What has no label is unrelated: unlike worlds,
whose gold names findings only, excerpts teach how seldom a turn speaks to a claim.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.judge.features import Pair
from checker.training.data import Example, one_hot
from checker.training.mining import Rank

CONTEXT_TURNS = 2
_CONTEXT_WORDS = 45
_FEWEST_WORDS = 3
_NOTHING = (0.04, 0.015, 0.005, 0.94)
"""Target of a turn without a label, in the order of LABELS."""

DEVELOPMENT = (
    "aislecast", "ambrolyx", "briefmeter", "caseleaf", "decoyline", "elbrunit", "hollabrix", "jambwise",
    "joulebook", "kestorin", "kitemast", "nockrell", "northchill", "otomould", "quenlith", "rootlens",
    "scanhardt", "tablesong", "tamberlo", "togglery", "vanwright", "wakewell", "wendrosse",
    "wrenchbook", "zephyrcoat",
)  # fmt: skip
"""Excerpts that no model is trained on: thresholds at the base rate of real calls are chosen on them."""

HELD_OUT = (
    "adrevane", "bidwren", "dravekka", "evenvoice", "foyerly", "gribbeltide", "inkstead", "jellivar",
    "mulvaro", "pedalmoss", "pelvorra", "pitchember", "plumbmark", "promowell", "sealbrook", "skolvane",
    "veilhouse", "vestrallo",
)  # fmt: skip
"""Excerpts on which nothing is trained or chosen: what the README states is measured on them."""


@dataclass(frozen=True)
class Spoken:
    """A turn with the turns before it; ``relation`` is "buyer" or "rep"."""

    relation: str
    context: str
    text: str
    labels: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Excerpt:
    """A product's claims and the turns of its calls."""

    product: str
    source: str
    claims: tuple[str, ...]
    turns: tuple[Spoken, ...]


def read_excerpt(path: Path) -> Excerpt:
    """Reads one file."""
    import yaml

    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    turns = []
    for number, call in enumerate(raw["calls"]):
        for index, turn in enumerate(call["turns"]):
            before = call["turns"][max(0, index - CONTEXT_TURNS) : index]
            relation = "rep" if turn["who"] == "rep" else "buyer"
            labels = tuple(
                (row["claim"], row["label"].removeprefix("rep-"))
                for row in raw["labels"]
                if (row["call"], row["turn"]) == (number, index)
            )
            turns.append(Spoken(relation, "\n".join(map(_line, before)), turn["text"], labels))
    return Excerpt(raw["product"], f"excerpt-{path.stem}", tuple(raw["claims"]), tuple(turns))


def labelled(excerpt: Excerpt) -> list[Example]:
    """Every labelled turn with its claim."""
    return [
        _example(excerpt, claim, turn, one_hot(label))
        for turn in excerpt.turns
        for claim, label in turn.labels
    ]


def unlabelled(
    excerpt: Excerpt, rank: Rank | None, seed: int, *, near: int = 2, far: int = 1, relation: str = "buyer"
) -> list[Example]:
    """For each claim ``near`` of its most similar turns without a label and ``far`` random ones.

    Without ``rank`` all are random.
    """
    rng = random.Random(f"{seed} {excerpt.product} {relation}")
    turns = [t for t in excerpt.turns if t.relation == relation and len(t.text.split()) >= _FEWEST_WORDS]
    scores = rank(excerpt.claims, [embedded(turn) for turn in turns]) if rank else None
    out = []
    for claim in range(len(excerpt.claims)):
        order = list(range(len(turns))) if scores is None else [int(i) for i in (-scores[claim]).argsort()]
        free = [index for index in order if claim not in {named for named, _ in turns[index].labels}]
        if scores is None:
            rng.shuffle(free)
        # The nearest of all are drawn from, not taken: some of them will be labels that somebody forgot.
        pool = free[: 4 * near]
        chosen = rng.sample(pool, min(near, len(pool)))
        rest = [index for index in free if index not in pool]
        chosen += rng.sample(rest, min(far, len(rest)))
        out += [_example(excerpt, claim, turns[index], _NOTHING) for index in chosen]
    return out


def everything(excerpt: Excerpt) -> list[Example]:
    """All claims with all turns, labelled or not: the base rate of a real call."""
    out = []
    for turn in excerpt.turns:
        if len(turn.text.split()) >= _FEWEST_WORDS:
            told = dict(turn.labels)
            for claim in range(len(excerpt.claims)):
                target = one_hot(told[claim]) if claim in told else _NOTHING
                out.append(_example(excerpt, claim, turn, target))
    return out


def read_excerpts(folder: Path) -> tuple[list[Excerpt], list[Excerpt]]:
    """Excerpts for training and those for development; what is held out is left alone."""
    paths: Sequence[Path] = [p for p in sorted(folder.glob("*.yaml")) if p.stem not in HELD_OUT]
    train = [read_excerpt(path) for path in paths if path.stem not in DEVELOPMENT]
    return train, [read_excerpt(path) for path in paths if path.stem in DEVELOPMENT]


def embedded(turn: Spoken) -> str:
    """What the store would embed of a turn."""
    return with_turn_before(turn.context, turn.text)


def with_turn_before(context: str, text: str) -> str:
    """A text behind the end of what was said before it."""
    before = " ".join(context.split()[-25:])
    return f"{before}\n{text}" if before else text


def _line(turn: dict[str, Any]) -> str:
    words = re.split(r"\s+", turn["text"].strip())
    said = " ".join(words) if len(words) <= _CONTEXT_WORDS else "… " + " ".join(words[-_CONTEXT_WORDS:])
    return f"{'Rep' if turn['who'] == 'rep' else 'Buyer'}: {said}"


def _example(excerpt: Excerpt, claim: int, turn: Spoken, target: tuple[float, ...]) -> Example:
    pair = Pair(turn.relation, excerpt.claims[claim], turn.context, turn.text)
    return Example(pair, target, excerpt.product, excerpt.source)
