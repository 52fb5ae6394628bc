"""Recall of gold evidence through the real store and retriever, world by world."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.evaluate.gold import Ref, World, read_world, same
from checker.evaluate.worlds import inside
from checker.model import Claim, Position, Span
from checker.pipeline import index
from checker.pipeline.opening import open_store

CUTS = (10, 30, 60, 100)


@dataclass(frozen=True, slots=True)
class Recall:
    """Share of a world's gold evidence among the first k candidates of its claims, by k."""

    world: str
    evidence: int
    at: dict[int, float]


def world_recall(folders: Sequence[Path]) -> list[Recall]:
    """Recall of each world, every speaker's side as the pipeline tells it.

    Raises:
        InputError: A folder is not a world.
    """
    out: list[Recall] = []
    for folder in folders:
        with tempfile.TemporaryDirectory() as home:
            world = read_world(folder, Path(home) / "store")
            with inside(folder):
                index([Path("calls")], world.settings, deals=Path("calls.csv"))
                out.append(_recall(world))
    return out


def _recall(world: World) -> Recall:
    from checker.retrieve.candidates import Limits, Retriever

    wanted = _questions(world)
    nowhere = Span(Position(1, 1), Position(1, 2))
    claims = [Claim(str(i), ref.file, ref.quote, nowhere, "paragraph") for i, (ref, _) in enumerate(wanted)]
    most = max(CUTS)
    with open_store(world.settings, write=False) as store:
        vectors = store.embed([claim.quote for claim in claims])
        rows = Retriever(store, "buyer", Limits(n=most, per_call=most)).candidates(claims, vectors)
    hits = dict.fromkeys(CUTS, 0)
    total = 0
    for (_, evidence), row in zip(wanted, rows, strict=True):
        for ref in evidence:
            total += 1
            rank = next((i for i, c in enumerate(row) if _is(c.statement.file, c.statement.text, ref)), most)
            for cut in CUTS:
                hits[cut] += rank < cut
    return Recall(world.name, total, {cut: hits[cut] / max(1, total) for cut in CUTS})


def _questions(world: World) -> list[tuple[Ref, tuple[Ref, ...]]]:
    """Claims with buyers' evidence for or against them."""
    kinds = ("contradicted-claim", "dismissed-claim")
    against = [(f.claim, f.evidence) for f in world.findings if f.kind in kinds and f.claim]
    return against + list(world.supported)


def _is(file: str, text: str, ref: Ref) -> bool:
    return same(file, text, ref)
