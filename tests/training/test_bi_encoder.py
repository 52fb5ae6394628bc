"""Batches of the embedder's training."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from checker.training.bi_encoder import Query, TuneOptions, _loss, hardened, plan


def queries(products: int, claims: int, positives: int) -> list[Query]:
    return [
        Query(f"{p}-{c}", tuple(f"{p}-{c}-{n}" for n in range(positives)), (f"no {p}", f"not {p}"), str(p))
        for p in range(products)
        for c in range(claims)
    ]


def test_every_positive_is_taken_once_an_epoch_and_claims_of_a_product_stand_together() -> None:
    asked = queries(products=9, claims=5, positives=3)
    steps = plan(asked, TuneOptions(epochs=1, batch=10, hard=1, seed=3))
    taken = sorted(text for step in steps for _, text, _ in step)
    assert taken == sorted(text for query in asked for text in query.positives)
    for step in steps:
        named = [query.text for query, _, _ in step]
        assert len(named) == len(set(named)), "a claim twice: its positives would be each other's negatives"
        groups = [query.group for query, _, _ in step]
        assert all(groups.count(group) == 5 for group in groups)
    mixed = [step for step in steps if len({query.group for query, _, _ in step}) > 1]
    assert len(mixed) > len(steps) / 2, "beside its own product, a statement is compared with strangers"
    assert steps == plan(asked, TuneOptions(epochs=1, batch=10, hard=1, seed=3))


def test_the_nearest_negatives_are_kept() -> None:
    vectors = {"claim": [1.0, 0.0], "far": [0.0, 1.0], "near": [0.9, 0.1], "nearer": [1.0, 0.0]}
    query = Query("claim", ("yes",), ("far", "near", "nearer"), "p")
    found = hardened([query], lambda texts: np.array([vectors[text] for text in texts]), most=2)
    assert found[0].negatives == ("nearer", "near")
    assert found[0].positives == query.positives


def test_a_text_known_to_speak_to_both_claims_is_nobodys_negative() -> None:
    one = Query("a", ("x", "both"), (), "p")
    two = Query("b", ("y", "both"), (), "p")
    left = torch.eye(2)
    right = torch.tensor([[1.0, 0.0], [1.0, 0.0]])  # what b picked looks like a's
    told = _loss(left, right, [(one, "x", ()), (two, "both", ())])
    untold = _loss(left, right, [(one, "x", ()), (two, "y", ())])
    assert told < untold
