"""Measuring what is flagged at the base rate of calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.errors import InputError
from checker.evaluate.excerpts import evaluate, read
from checker.model import Pair, Verdict
from checker.training.excerpts import DEVELOPMENT, HELD_OUT
from tests.fakes import WordEmbedder

EXCERPT = """
product: Pumpwell
industry: water pumps
claims: [Installed within two days, Runs without any noise]
calls:
  - turns:
      - {who: rep, text: "Good morning, how are you today?"}
      - {who: buyer, text: "It was installed within two weeks, not days."}
      - {who: buyer, text: "And it runs without any noise at all."}
      - {who: buyer, text: "We keep bees behind the house."}
      - {who: rep, text: "Installed within a month is what we manage."}
labels:
  - {claim: 0, call: 0, turn: 1, label: contradicts}
  - {claim: 1, call: 0, turn: 2, label: supports}
  - {claim: 0, call: 0, turn: 4, label: rep-contradicts}
"""


class Sayer:
    """A judge for which what holds a word has a relation, to whatever claim."""

    name = model = "sayer"

    def __init__(self, **words: str) -> None:
        self._words = words

    def judge(self, pairs: Sequence[Pair], tick: object = None) -> list[Verdict]:
        return [self._verdict(pair) for pair in pairs]

    def _verdict(self, pair: Pair) -> Verdict:
        for word, relation in self._words.items():
            if word in pair.statement:
                scores = tuple(
                    0.9 if r == relation else 0.0 for r in ("supports", "contradicts", "dismisses", "-")
                )
                return Verdict(relation, self.name, scores)  # type: ignore[arg-type]
        return Verdict("unrelated", self.name, (0.0, 0.0, 0.0, 1.0))


def measured(tmp_path: Path, judge: Sayer) -> dict[str, dict[str, object]]:
    (tmp_path / "pumpwell.yaml").write_text(EXCERPT, encoding="utf-8")
    embedder = WordEmbedder()
    return evaluate(read([tmp_path]), judge, embedder.embed)


def test_counts_what_is_labelled_judged_flagged_and_right(tmp_path: Path) -> None:
    found = measured(tmp_path, Sayer(weeks="contradicts", month="contradicts", noise="supports"))
    assert set(found) == {"buyer contradicts", "buyer supports", "rep contradicts"}
    row = found["buyer contradicts"]
    assert (row["labelled"], row["judged"], row["right"], row["recall"]) == (1, 1, 1, 1.0)
    # The judge says it of both claims: what nobody labelled counts as wrong.
    assert (row["flagged"], row["precision"]) == (2, 0.5)
    assert (row["claims"], row["claims_right"]) == (2, 1)
    assert found["rep contradicts"]["right"] == 1


def test_a_judge_that_flags_nothing_has_no_precision(tmp_path: Path) -> None:
    found = measured(tmp_path, Sayer())
    assert found["buyer supports"]["precision"] is None
    assert found["buyer supports"]["recall"] == 0.0


def test_what_is_no_excerpt_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("product: Odd", encoding="utf-8")
    with pytest.raises(InputError, match=r"odd\.yaml is no excerpt"):
        read([tmp_path])
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="no excerpts"):
        read([empty])


def test_every_excerpt_of_the_project_reads_and_none_is_in_two_parts() -> None:
    corpus = Path(__file__).parents[2] / "corpus" / "excerpts"
    names = {path.stem for path in corpus.glob("*.yaml")}
    assert not set(DEVELOPMENT) & set(HELD_OUT)
    assert {*DEVELOPMENT, *HELD_OUT} <= names
    for excerpt in read([corpus]):
        assert all(0 <= claim < len(excerpt.claims) for t in excerpt.turns for claim, _ in t.labels), (
            excerpt.source
        )
        assert len({label for t in excerpt.turns for _, label in t.labels} - {"unrelated"}) >= 2, (
            excerpt.source
        )
