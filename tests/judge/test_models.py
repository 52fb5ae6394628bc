"""The shipped cross-encoders: as their cards say, without network, equal on every batch size."""

from __future__ import annotations

import json
import random
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from checker.errors import ModelError
from checker.judge.embedded import EmbeddedJudge
from checker.judge.features import LABELS, Pair
from checker.judge.onnx_pairs import MODELS, PairScorer, load

CASES = json.loads((Path(__file__).parent / "plain_cases.json").read_text(encoding="utf-8"))
PAIRS = [Pair(c["relation"], c["claim"], c["context"], c["statement"]) for c in CASES]


@pytest.fixture(scope="module")
def scorer() -> PairScorer:
    return load()


def test_the_file_is_the_one_its_card_names(scorer: PairScorer) -> None:
    scorer.verify()


@pytest.mark.parametrize("kind", ["judge", "embedder"])
def test_the_card_names_hash_and_version(kind: str) -> None:
    meta = json.loads((MODELS / kind / "meta.json").read_text(encoding="utf-8"))
    card = (MODELS / kind / "card.md").read_text(encoding="utf-8")
    assert meta["sha256"] in card
    assert meta["version"] in card


def test_all_models_together_are_small_enough() -> None:
    size = sum(path.stat().st_size for path in MODELS.rglob("*") if path.is_file())
    assert size < 100_000_000


def test_loads_and_scores_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert load().score(PAIRS[:1]).shape == (1, 4)


def test_probabilities_add_up(scorer: PairScorer) -> None:
    scores = scorer.score(PAIRS)
    assert scores.shape == (len(PAIRS), len(LABELS))
    np.testing.assert_allclose(scores.sum(axis=1), 1.0, atol=1e-5)


def test_equal_input_gives_equal_output_on_every_batch_size(scorer: PairScorer) -> None:
    alone = np.concatenate([scorer.score([pair]) for pair in PAIRS])
    for tokens in (64, 300, 1024, 8192):
        batched = PairScorer(MODELS / scorer.info.name.removeprefix("messaging-"), batch_tokens=tokens)
        np.testing.assert_allclose(batched.score(PAIRS), alone, atol=2e-5)


def test_order_of_the_pairs_does_not_matter(scorer: PairScorer) -> None:
    order = list(range(len(PAIRS)))
    random.Random(3).shuffle(order)
    shuffled = scorer.score([PAIRS[row] for row in order])
    np.testing.assert_allclose(shuffled, scorer.score(PAIRS)[order], atol=2e-5)


def test_same_call_twice_is_the_same_to_the_bit(scorer: PairScorer) -> None:
    assert np.array_equal(scorer.score(PAIRS), scorer.score(PAIRS))


def test_no_pairs_give_no_scores(scorer: PairScorer) -> None:
    assert scorer.score([]).shape == (0, 4)


def test_plain_cases_come_out_right() -> None:
    """All but the misses that are known by name; one that is no longer missed is to be taken off the list."""
    predicted = [LABELS[row] for row in EmbeddedJudge().probabilities(PAIRS).argmax(axis=1)]
    wrong = [
        (c["claim"], c["statement"], c["label"], p)
        for c, p in zip(CASES, predicted, strict=True)
        if (p != c["label"]) != c.get("known_miss", False)
    ]
    assert not wrong


def test_another_file_under_the_card_is_an_error(tmp_path: Path) -> None:
    for name in ("meta.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((MODELS / "judge" / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"something else")
    with pytest.raises(ModelError, match="not the model"):
        PairScorer(tmp_path).verify()


def test_a_missing_card_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="checker train"):
        PairScorer(tmp_path)


def test_a_relation_without_thresholds_takes_the_likelier_half(scorer: PairScorer) -> None:
    assert scorer.threshold("nobody", "contradicts") == 0.5
    assert scorer.threshold("copy", "contradicts") > 0.5
