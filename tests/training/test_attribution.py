"""The last pass: groups of one turn beside claims, their loss, and going on from the shipped file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")

from checker.judge.features import Pair  # noqa: E402
from checker.judge.onnx_pairs import MODELS, PairScorer  # noqa: E402
from checker.training.attribution import group_loss, groups_of_excerpt, groups_of_world  # noqa: E402
from checker.training.cross_encoder import encode  # noqa: E402
from checker.training.excerpts import NOTHING, read_excerpt  # noqa: E402
from checker.training.mining import read_world  # noqa: E402

CORPUS = Path(__file__).parents[2] / "corpus"


def by_words(queries: object, texts: object) -> np.ndarray:
    """Similarity by shared words."""
    rows = [[set(text.lower().split()) for text in part] for part in (queries, texts)]  # type: ignore[attr-defined]
    return np.array([[len(a & b) / (1 + len(a | b)) for b in rows[1]] for a in rows[0]])


def test_a_labelled_turn_stands_beside_its_claim_and_three_to_which_it_says_nothing() -> None:
    excerpt = read_excerpt(CORPUS / "excerpts" / "radiovale.yaml")
    groups = groups_of_excerpt(excerpt, by_words, seed=1)
    named = {(c, t.text) for t in excerpt.turns for row, _ in t.labels for c in [excerpt.claims[row]]}
    told = [g for g in groups if g[0].target != NOTHING]
    assert len(told) == sum(len(t.labels) for t in excerpt.turns if len(t.text.split()) >= 3)
    for group in told:
        assert len(group) == 4 and len({e.pair.statement for e in group}) == 1
        assert (group[0].pair.claim, group[0].pair.statement) in named
        assert not any((e.pair.claim, e.pair.statement) in named for e in group[1:])
    assert groups == groups_of_excerpt(excerpt, by_words, seed=1)


def test_of_a_world_other_lines_stand_beside_the_evidence() -> None:
    world = read_world(CORPUS / "worlds" / "ledgerline")
    groups = groups_of_world(world, by_words, seed=1)
    assert len(groups) > 50
    assert all(len(g) == 5 and g[0].target != NOTHING for g in groups)
    assert all(e.target == NOTHING for g in groups for e in g[1:])


def test_the_loss_falls_where_the_labelled_claim_wins() -> None:
    target = torch.tensor([[0.0, 1.0, 0.0, 0.0], *[list(NOTHING)] * 2])
    wins = torch.tensor([[0.0, 3.0, 0.0, 0.0], [0.0, 0.0, 0.0, 3.0], [0.0, 0.0, 0.0, 3.0]])
    ties = torch.tensor([[0.0, 3.0, 0.0, 0.0], [0.0, 3.0, 0.0, 0.0], [0.0, 3.0, 0.0, 0.0]])
    pairs_only = torch.nn.functional.cross_entropy(ties, target)
    assert group_loss(wins, target, [3], 0.0) < pairs_only < group_loss(ties, target, [3], 0.0)
    assert group_loss(ties, target, [1, 1, 1], 0.0) == pairs_only


def test_the_shipped_judge_is_restored_as_it_answers() -> None:
    from checker.training.restore import restored

    net = restored(MODELS / "judge", seed=1)
    net.model.eval()
    pairs = [
        Pair("buyer", "Live in ten business days.", "", "It took us five months."),
        Pair("rep", "No minimums", "Buyer: and for three trucks?", "That lane starts at ten pallets."),
    ]
    with torch.inference_mode():
        rows = [torch.tensor([row]) for row in encode(net.tokenizer, pairs)]
        ours = [net.model(row, torch.ones_like(row))[0].numpy() for row in rows]
    assert np.allclose(ours, PairScorer(MODELS / "judge").logits(pairs), atol=0.15)
