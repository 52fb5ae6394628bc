"""`checker train` end to end on random little models: what it writes loads, scores and is described.

Needs the extra [train]; without torch these tests are skipped (`make test-train` installs it and runs them).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")

from checker.judge.features import Pair  # noqa: E402
from checker.judge.onnx_pairs import PairScorer  # noqa: E402
from checker.training.run import Recipe, TrainOptions, train  # noqa: E402

RECIPE = Recipe(scout_epochs=1.0, embedder_epochs=1, hard_negatives=20, other_negatives=10)
PAIR = Pair("buyer", "Live in one day", "", "It took us six weeks and a consultant.")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, base: Path, corpus: Path) -> Iterator[TrainOptions]:
    work, output = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("models")
    options = TrainOptions(corpus, str(base), str(base), None, work, output, version="9.9.9", threads=1)
    train(options, RECIPE, log=lambda line: None)
    yield options


def test_what_is_written_scores_pairs_and_says_what_it_is(trained: TrainOptions) -> None:
    scorer = PairScorer(trained.output / "judge")
    scorer.verify()
    assert scorer.score([PAIR]).sum() == pytest.approx(1.0, abs=1e-4)
    meta = json.loads((trained.output / "judge" / "meta.json").read_text(encoding="utf-8"))
    assert meta["version"] == "9.9.9"
    assert meta["gates"]["embedder"].startswith("messaging-embedder 9.9.9+")
    assert set(meta["results"]) == {
        "claim × buyer, without context (p06)",
        "claim × rep (last 5 products of r01)",
    }
    assert set(meta["thresholds"]["buyer"]) == {"supports", "contradicts", "dismisses"}


def test_the_embedder_embeds(trained: TrainOptions) -> None:
    from checker.store.local_embedder import LocalEmbedder

    vectors = LocalEmbedder(trained.output / "embedder").embed(["six weeks", "one day"])
    assert vectors.shape == (2, 128)


def test_a_second_run_repeats_no_stage_and_writes_the_same_bytes(trained: TrainOptions) -> None:
    before = {p.parent.name: p.read_bytes() for p in trained.output.glob("*/model.onnx")}
    lines: list[str] = []
    train(trained, RECIPE, log=lines.append)
    assert not [line for line in lines if "step" in line or line.endswith("pairs")]
    assert {p.parent.name: p.read_bytes() for p in trained.output.glob("*/model.onnx")} == before


def test_held_out_products_are_in_no_stage(trained: TrainOptions) -> None:
    held = {json.loads(line)["claim"] for line in (trained.corpus / "pairs/p06.jsonl").open(encoding="utf-8")}
    for name in ("negatives.json", "hard.json"):
        rows = json.loads((trained.work / name).read_text(encoding="utf-8"))
        assert rows
        assert not held & {row["pair"]["claim"] for row in rows}
