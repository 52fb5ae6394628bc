"""The gate is fitted to what speaks to a claim, in calls and in pairs that are said plainly."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from checker.evaluate.excerpts import judged_of
from checker.judge.gate import Gate
from checker.training import gating
from checker.training.data import Example, read_pairs
from checker.training.excerpts import read_excerpt
from tests.fakes import WordEmbedder

CORPUS = Path(__file__).parents[2] / "corpus"
EXCERPTS = [
    read_excerpt(CORPUS / "excerpts" / f"{name}.yaml")
    for name in ("annuary", "anvilrun", "backloop", "radiovale", "tablesong")
]
PAIRS = [e for e in read_pairs(CORPUS / "pairs" / "w07.jsonl") if e.label != "dismisses"][:600]


def fitted(pairs: list[Example]) -> Gate:
    return Gate(**gating.fit(EXCERPTS, pairs, WordEmbedder().embed)["buyer"])


def test_it_lets_through_what_speaks_to_a_claim_more_often_than_the_rest() -> None:
    gate, embed = fitted([]), WordEmbedder().embed
    assert gate.cosine > 0 and gate.words > 0
    asked = [i for e in EXCERPTS for i in judged_of(e, "buyer", gating.Nobody(), embed)]
    passed = [item for item in asked if gate.odds(item.candidate) >= gate.least]
    assert math.isclose(len(passed) / len(asked), gating.PASSED["buyer"], abs_tol=0.02)
    told = [sum(item.label != "unrelated" for item in items) / len(items) for items in (passed, asked)]
    assert told[0] > 1.2 * told[1] > 0


def test_with_pairs_that_are_said_shortly_length_counts_for_less() -> None:
    assert fitted(PAIRS).words < fitted([]).words
    # pairs of files whose claims may be about one matter are not crossed
    assert fitted([replace(e, source="p01") for e in PAIRS]) == fitted([])


def test_without_anything_that_speaks_to_a_claim_there_is_no_gate() -> None:
    silent = [replace(e, turns=tuple(replace(t, labels=()) for t in e.turns)) for e in EXCERPTS]
    assert gating.fit(silent, PAIRS, WordEmbedder().embed) == {}
