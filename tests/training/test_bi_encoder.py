"""Batches of the embedder's training."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from checker.training import bi_encoder
from checker.training.bi_encoder import Query, TuneOptions, _loss, hardened, plan
from checker.training.examples import Finder
from checker.training.quantised import straight_through


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


def test_the_last_steps_are_taken_with_rounded_weights_and_all_weights_stay_exact(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounded = []

    @contextmanager
    def counted(model: torch.nn.Module, block: int) -> Iterator[None]:
        with straight_through(model, block):
            rounded.append(block)
            yield

    monkeypatch.setattr(bi_encoder, "straight_through", counted)
    finder = Finder.of(bi_encoder.build(base), base)
    before = {name: value.clone() for name, value in finder.model.state_dict().items()}
    options = TuneOptions(epochs=1, batch=5, hard=1, rounded_from=0.6, round_block=64)
    steps = len(plan(queries(products=5, claims=5, positives=1), options))
    asked = queries(products=5, claims=5, positives=1)
    bi_encoder.tune(finder.model, finder.tokenizer, finder.pad, asked, options, lambda _: None)
    assert rounded == [64] * (steps - int(0.6 * steps))
    moved = [
        float((value - before[name]).abs().max())
        for name, value in finder.model.state_dict().items()
        if name.endswith("query.weight")
    ]
    assert moved and all(0 < most < 0.01 for most in moved), "rounding would have moved them further"
