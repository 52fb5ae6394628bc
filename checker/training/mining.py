"""Examples from worlds: gold evidence in its context, and what retrieval brings up that gold does not list.

A world is a folder in the format of bench/SPEC-worlds.md. Claims and statements are those of the product's
own readers, so that a model is trained on what it will be asked.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.judge.features import LABELS, Pair
from checker.model import Claim, Statement
from checker.training.data import Example

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Rank = Callable[[Sequence[str], Sequence[str]], "NDArray[np.float32]"]
"""Takes q queries and d texts, returns similarities (q, d)."""

_RELATION_OF = {"contradicted-claim": ("buyer", "contradicts"), "dismissed-claim": ("buyer", "dismisses"),
                "rep-drift": ("rep", "contradicts"), "supported": ("buyer", "supports")}  # fmt: skip

GOLD_SHARE = 0.88
"""Certainty of gold evidence: a quote out of several may not carry the verdict alone."""

NEGATIVE_TARGETS = {
    "buyer": (0.09, 0.02, 0.01, 0.88),
    "rep": (0.22, 0.03, 0.0, 0.75),
    "copy": (0.25, 0.02, 0.0, 0.73),
}
"""Targets (in the order of LABELS) of what retrieval brings up and gold does not list: gold names every
clash, but not every agreement."""


@dataclass(frozen=True)
class Gold:
    """One finding or supported claim: which claims it is about, and what is its evidence."""

    kind: str
    claims: tuple[int, ...]
    evidence: tuple[int, ...]
    others: tuple[int, ...] = ()


@dataclass(frozen=True)
class World:
    """A read world; Gold refers to claims and statements by index."""

    name: str
    claims: tuple[Claim, ...]
    statements: tuple[Statement, ...]
    gold: tuple[Gold, ...]


def read_world(folder: Path) -> World:
    """Reads campaign, calls and gold of ``folder``."""
    import yaml

    from checker.segments.claims import claims as claims_of
    from checker.segments.statements import statements as statements_of
    from checker.sources.calls.registry import read_calls
    from checker.sources.copy.registry import read_copy
    from checker.sources.speakers import Company, tell_sides

    about = yaml.safe_load((folder / "world.yaml").read_text(encoding="utf-8"))
    company = Company(
        about["company"], about["product"], (about["our_email_domain"],), tuple(about["our_people"])
    )
    assets = [read_copy(path.read_bytes(), f"campaign/{path.name}") for path in _files(folder / "campaign")]
    claims = [claim for asset in assets for claim in claims_of(asset)]
    calls = [
        c for path in _files(folder / "calls") for c in read_calls(path.read_bytes(), f"calls/{path.name}")
    ]
    statements = [s for call in tell_sides(calls, company) for s in statements_of(call)]
    gold = yaml.safe_load((folder / "gold.yaml").read_text(encoding="utf-8"))
    rows = [*gold["findings"], *({"kind": "supported", **row} for row in gold["supported"])]
    return World(
        folder.name, tuple(claims), tuple(statements), tuple(_gold(row, claims, statements) for row in rows)
    )


def gold_examples(world: World) -> list[Example]:
    """Gold evidence with the label that its finding says; conflicting copy as pairs of claims."""
    out = []
    for gold in world.gold:
        if gold.kind == "conflicting-copy":
            quotes = [
                (world.claims[a].quote, world.claims[b].quote) for a in gold.claims for b in gold.others
            ]
            out += [_example(world, Pair("copy", a, "", b), _gold_target("contradicts"))
                    for both in quotes for a, b in (both, both[::-1])]  # fmt: skip
        elif gold.kind in _RELATION_OF:
            relation, label = _RELATION_OF[gold.kind]
            # The first claim is the one gold names best; its repetitions elsewhere would only weigh it up.
            for claim in gold.claims[:1]:
                asked = [_pair(relation, world.claims[claim], world.statements[row]) for row in gold.evidence]
                out += [_example(world, pair, _gold_target(label)) for pair in asked]
    return out


def mined_negatives(
    world: World, rank: Rank, *, per_claim: int, depth: int, seed: int, relation: str = "buyer"
) -> list[Example]:
    """For each claim a random ``per_claim`` of the ``depth`` nearest texts that gold does not tie to it."""
    rng = random.Random(f"{seed} {world.name} {relation}")
    side = "ours" if relation == "rep" else "buyer"
    if relation == "copy":
        texts = [claim.quote for claim in world.claims]
        pool = list(range(len(texts)))
    else:
        pool = [row for row, statement in enumerate(world.statements) if statement.side == side]
        texts = [embedding_text(world.statements[row]) for row in pool]
    scores = rank([claim.quote for claim in world.claims], texts)
    tied = _tied(world, relation)
    out = []
    for index, claim in enumerate(world.claims):
        near = [pool[column] for column in (-scores[index]).argsort()[: depth + 20]]
        free = [
            row
            for row in near
            if row not in tied[index] and not (relation == "copy" and _same_asset(world, index, row))
        ]
        for row in rng.sample(free[:depth], min(per_claim, len(free[:depth]))):
            pair = (
                Pair("copy", claim.quote, "", world.claims[row].quote)
                if relation == "copy"
                else _pair(relation, claim, world.statements[row])
            )
            out.append(_example(world, pair, NEGATIVE_TARGETS[relation]))
    return out


def embedding_text(statement: Statement) -> str:
    """What the store embeds of a statement."""
    from checker.store.embedding import embedding_text as text

    return text(statement)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _gold(row: dict[str, Any], claims: Sequence[Claim], statements: Sequence[Statement]) -> Gold:
    evidence = tuple(
        index
        for place in row.get("evidence", ())
        for index, statement in enumerate(statements)
        if statement.file == place["file"] and _holds(statement.text, place["quote"])
    )
    named = _claims_at(row["claim"], claims) if "claim" in row else ()
    return Gold(
        row["kind"],
        named,
        tuple(dict.fromkeys(evidence)),
        _claims_at(row["other"], claims) if "other" in row else (),
    )


def _claims_at(place: dict[str, str], claims: Sequence[Claim]) -> tuple[int, ...]:
    """Claims of the file that share most of the quote's words, the best first."""
    quoted = set(_words(place["quote"]))
    scored = []
    for index, claim in enumerate(claims):
        if claim.file == place["file"]:
            mine = set(_words(claim.quote))
            share = len(quoted & mine) / max(1, min(len(quoted), len(mine)))
            if share >= 0.8:
                scored.append((-len(quoted & mine) / max(1, len(quoted | mine)), index))
    return tuple(index for _, index in sorted(scored))


def _holds(text: str, quote: str) -> bool:
    """Whether the quote stands in the text, or most of a quote that was cut at a statement's border."""
    a, b = " ".join(_words(text)), " ".join(_words(quote))
    return b in a or (len(a) > 25 and a in b)


def _tied(world: World, relation: str) -> list[set[int]]:
    """For each claim the rows that gold ties to it or to a claim much like it."""
    tied: list[set[int]] = [set() for _ in world.claims]
    for gold in world.gold:
        rows = set(gold.others if relation == "copy" else gold.evidence)
        for named in gold.claims:
            quoted = set(_words(world.claims[named].quote))
            for index, claim in enumerate(world.claims):
                mine = set(_words(claim.quote))
                if index == named or len(quoted & mine) >= 0.5 * min(len(quoted), len(mine)):
                    tied[index] |= rows
                    if relation == "copy" and index in gold.others:
                        tied[index].add(named)
    return tied


def _same_asset(world: World, first: int, second: int) -> bool:
    return world.claims[first].file == world.claims[second].file


def _pair(relation: str, claim: Claim, statement: Statement) -> Pair:
    return Pair(relation, claim.quote, statement.context, statement.text)


def _gold_target(label: str) -> tuple[float, ...]:
    rest = 1.0 - GOLD_SHARE
    return tuple(GOLD_SHARE if n == label else rest if n == "unrelated" else 0.0 for n in LABELS)


def _example(world: World, pair: Pair, target: tuple[float, ...]) -> Example:
    return Example(pair, target, world.name, f"world-{world.name}")
