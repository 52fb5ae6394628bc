"""Which labelled pairs train, which are kept apart, and which partners they get beside."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from checker.judge.features import Pair
from checker.training.data import Example, crossed, one_hot, split_pairs

PAIRS = Path(__file__).parents[2] / "corpus" / "pairs"


def example(claim: str, statement: str, label: str = "contradicts", source: str = "w01") -> Example:
    return Example(Pair("buyer", claim, "", statement), one_hot(label), "Tidewell", source)


TOLD = [
    example("Paid within five days.", "It took them two months to pay."),
    example("No paperwork.", "I filled in eleven pages."),
    example("Talk to a sailor.", "My wife's the better sailor.", "unrelated"),
]


def test_what_is_said_to_one_claim_says_nothing_on_another_of_its_product() -> None:
    found = crossed(TOLD, seed=1, share=1.0)
    assert [e.pair.statement for e in found] == [TOLD[0].pair.statement, TOLD[1].pair.statement]
    for before, after in zip(TOLD, found, strict=False):
        assert after.label == "unrelated" and after.pair.claim in {e.pair.claim for e in TOLD}
        assert after.pair.claim != before.pair.claim
    assert crossed(TOLD, seed=1) == crossed(TOLD, seed=1)


@pytest.mark.parametrize("change", [{"trap": "mixed"}, {"source": "p01"}, {"group": "another"}])
def test_what_bears_on_several_claims_or_stands_alone_gets_no_partner(change: dict[str, str]) -> None:
    told = [replace(TOLD[0], **change), replace(TOLD[1], source=change.get("source", "w01"))]  # type: ignore[arg-type]
    assert [e.pair.statement for e in crossed(told, seed=1, share=1.0)] == (
        [] if "group" in change or "source" in change else [TOLD[1].pair.statement]
    )


def test_a_product_is_on_one_side_of_the_split_and_every_file_is_read() -> None:
    paths = sorted(PAIRS.glob("*.jsonl"))
    split = split_pairs(paths)
    train, development, held = (
        {e.group for e in part} for part in (split.train, split.development, split.held_out)
    )
    assert not train & development and not train & held and not development & held
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)
    assert len(split.train) + len(split.development) + len(split.held_out) == lines


@pytest.mark.parametrize("path", sorted(PAIRS.glob("w*.jsonl")), ids=lambda path: path.stem)
def test_the_pairs_of_a_file_are_whole_and_no_label_stands_against_another(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    labels: dict[tuple[str, str, str, str], str] = {}
    for row in rows:
        key = (row["product"], row["claim"], row.get("context", ""), row["statement"])
        assert labels.setdefault(key, row["label"]) == row["label"], row["id"]
        assert row["label"] in ("supports", "contradicts", "dismisses", "unrelated")
        assert all(line.startswith(("Rep: ", "Buyer: ")) for line in row.get("context", "").splitlines())
    assert len({row["id"] for row in rows}) == len(rows)
