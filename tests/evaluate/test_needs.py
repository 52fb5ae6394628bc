"""Scores of kinds and of grouping, by hand-made truths."""

import json

import pytest

from checker.errors import InputError
from checker.evaluate.needs import Score, evaluate, read_turns, same_pairs, score_kinds
from checker.needs.kinds import KindModel
from checker.needs.recipe import Recipe
from checker.store.local_embedder import LocalEmbedder


@pytest.mark.parametrize(
    ("needs", "groups", "expected"),
    [
        (["a", "a", "b", "b"], [1, 1, 2, 2], Score(2, 0, 0)),
        (["a", "a", "b", "b"], [1, 1, 1, None], Score(1, 2, 1)),
        (["a", "a", "", "a"], [1, 1, 1, None], Score(1, 0, 2)),
        (["a", "b"], [None, None], Score(0, 0, 0)),
    ],
    ids=["all right", "one too many", "lines without a need do not count", "two that are in no group"],
)
def test_pairs(needs, groups, expected):
    assert same_pairs(needs, groups) == expected


def test_scores():
    assert Score(2, 1, 1).f1 == pytest.approx(2 / 3)
    assert Score(0, 0, 3).to_json()["precision"] == 0
    scores = score_kinds(["need", "need", "nothing"], ["need", "nothing", "nothing"])
    assert scores == {"need": Score(1, 0, 1), "nothing": Score(1, 1, 0)}


def test_a_file_is_scored_with_the_shipped_model(tmp_path):
    rows = [
        ("Our clerk walks the pay form over by hand and I want that gone.", "need", "Pay forms"),
        ("Nobody tells our clerk about the pay form, we have to walk it over by hand.", "need", "Pay forms"),
        ("Thanks, talk Tuesday.", "logistics", ""),
    ]
    path = tmp_path / "turns.jsonl"
    path.write_text(
        "\n".join(
            json.dumps({"id": str(n), "industry": "x", "context": "", "statement": s, "kind": k, "need": w})
            for n, (s, k, w) in enumerate(rows)
        )
    )
    report = evaluate(read_turns([path]), LocalEmbedder().embed, KindModel.load(), Recipe.load()).to_json()
    assert report["lines"] == 3 and report["need_bearing"]["right"] == 2
    assert report["kinds"]["nothing"]["right"] == 1
    pairs = report["grouping_pairs"]
    assert pairs["right"] + pairs["missed"] == 1


@pytest.mark.parametrize("text", ["{", '{"statement": "a"}', "[1]"])
def test_a_wrong_line_is_named(tmp_path, text):
    path = tmp_path / "turns.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match=r"turns\.jsonl:1"):
        read_turns([path])
    with pytest.raises(InputError):
        evaluate([], LocalEmbedder().embed, KindModel.load(), Recipe.load())
