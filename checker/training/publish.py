"""Export of the trained models, their calibration, thresholds and measurement, and their cards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from checker.evaluate import pairs as pair_scores
from checker.judge.features import LABELS
from checker.judge.onnx_pairs import PairScorer
from checker.store.local_embedder import LocalEmbedder
from checker.training import bi_encoder, calibrate, card, data, examples, excerpts, export, gating, weighing
from checker.training.mining import World, gold_examples, mined_negatives, read_world
from checker.training.retrieved import world_recall

if TYPE_CHECKING:
    from checker.training.run import TrainOptions

JUDGE_PRECISION = export.Precision(bits=4, block=128, embedding_bits=4, products=True)
EMBEDDER_PRECISION = export.Precision(bits=4, block=64, embedding_bits=8, products=True)

_LICENCE = "Apache-2.0, as its base"
_FLOOR = 0.5
_WANTED_PRECISION = 0.7
_MEANINGS = {
    "judge": "Tells what a statement is to a claim: supports, contradicts, dismisses or unrelated.",
    "embedder": "Finds what buyers say to a claim, for or against. Input: a claim, or the end of the turn "
    "before and a statement.",
}
_HELD_OUT_NAMES = {
    "claim × buyer, without context (p06)": ("p06",),
    "claim × buyer, with context (p09)": ("p09",),
    "claim × buyer, said plainly (x13)": ("x13",),
    "claim × buyer, of many kinds (last 2 products of w09 to w13, w15 and w16)": (
        "w09", "w10", "w11", "w12", "w13", "w15", "w16",
    ),
    "copy × copy (last 5 products of c01)": ("c01",),
    "claim × rep (last 5 products of r01)": ("r01",),
    "claim × rep (last 2 products of w14)": ("w14",),
}  # fmt: skip
"""Name of a result in the card: the files that it was measured on."""

_LIMITS = (
    "English only; trained on fictional companies.",
    "Numbers in other words (a quarter, thirteen weeks) are often not compared.",
    "The probabilities are calibrated on pairs, where every second one is a clash or an agreement; among the "
    "candidates of a real campaign about one in three hundred is, which is what the thresholds are for.",
    "Held-out products and worlds were used neither in training nor in choosing settings.",
)


def publish(
    options: TrainOptions, settings: Mapping[str, Any], split: data.Split, judge: examples.Net,
    embedder: examples.Finder, log: Callable[[str], None],
) -> None:  # fmt: skip
    """Writes judge and embedder to ``options.output``, each folder complete before it moves there."""
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        found, judged = Path(name) / "embedder", Path(name) / "judge"
        publish_embedder(embedder, found, options, settings)
        publish_judge(judge, judged, options, settings, split, embedder, LocalEmbedder(found))
        for folder in (found, judged):
            install(folder, options.output / folder.name)
            log(f"{folder.name}: written to {options.output / folder.name}")


def publish_judge(
    net: examples.Net, folder: Path, options: TrainOptions, settings: Mapping[str, Any], split: data.Split,
    finder: examples.Finder, local: LocalEmbedder,
) -> None:  # fmt: skip
    """Writes a complete model folder of the judge; ``local`` is the published embedder."""
    folder.mkdir(parents=True)
    export.export(net.model, "logits", folder / "model.onnx", JUDGE_PRECISION)
    _tokenizer(net.base, folder)
    runtime: dict[str, Any] = {
        "labels": LABELS, "pad_id": net.pad, "single": True,
        "calibration": {"buyer": {"temperature": 1.0, "bias": [0.0] * 4}}, "thresholds": {"buyer": {}},
    }  # fmt: skip
    described = _card("judge", net.base, options, settings, runtime)
    card.write(described, folder)
    scorer = PairScorer(folder, threads=options.threads)
    fitted = calibration(scorer, split.development)
    runtime["calibration"] = {
        name: {"temperature": round(c.temperature, 4), "bias": list(c.bias)} for name, c in fitted.items()
    }
    card.write(_card("judge", net.base, options, settings, runtime), folder)
    scorer = PairScorer(folder, threads=options.threads)
    learnt, told = excerpts.read_excerpts(options.corpus / "excerpts")
    runtime["weights"] = weighing.fit(told, scorer, local.embed)
    runtime["thresholds"] = thresholds(scorer, real_candidates(options, finder))
    card.write(_card("judge", net.base, options, settings, runtime), folder)
    scorer = PairScorer(folder, threads=options.threads)
    gates = gating.fit(learnt, split.train, local.embed)
    runtime["gates"] = {"embedder": f"{local.name} {local.version}", "kinds": gates}
    results = held_out_results(scorer, split.held_out)
    card.write(_card("judge", net.base, options, settings, runtime, results), folder)


def publish_embedder(
    embedder: examples.Finder, folder: Path, options: TrainOptions, settings: Mapping[str, Any]
) -> None:
    """Writes a complete model folder of the embedder."""
    folder.mkdir(parents=True)
    export.export(embedder.model, "last_hidden_state", folder / "model.onnx", EMBEDDER_PRECISION)
    _tokenizer(embedder.base, folder)
    width = embedder.vectors(["width"]).shape[1]
    runtime = {
        "dimension": width,
        "max_tokens": bi_encoder.MAX_TOKENS,
        "single": EMBEDDER_PRECISION.dynamic,
    }
    card.write(_card("embedder", embedder.base, options, settings, runtime), folder)
    folders = {name: options.corpus / "worlds" / name for name in data.HELD_OUT_WORLDS}
    results = {
        f"recall of gold evidence, held-out world {name}": world_recall(read_world(path), folder)
        for name, path in folders.items()
        if path.exists()
    }
    card.write(_card("embedder", embedder.base, options, settings, runtime, results), folder)


def calibration(scorer: PairScorer, development: Sequence[data.Example]) -> dict[str, calibrate.Calibration]:
    """Temperature and biases by relation, fitted on development pairs."""
    logits = torch.tensor(scorer.logits([e.pair for e in development]))
    targets = torch.tensor([LABELS.index(e.label) for e in development])
    return calibrate.fit_by_relation(logits, targets, [e.pair.relation for e in development])


def thresholds(
    scorer: PairScorer, told: Sequence[data.Example], wanted: float = _WANTED_PRECISION
) -> dict[str, dict[str, float]]:
    """By relation and label, the least probability that is right often enough among real candidates."""
    out: dict[str, dict[str, float]] = {}
    for relation in sorted({e.pair.relation for e in told}):
        rows = [e for e in told if e.pair.relation == relation]
        scores = scorer.score([e.pair for e in rows])
        out[relation] = {
            label: calibrate.threshold_for(
                scores[:, column].tolist(), [e.label == label for e in rows], wanted, _FLOOR
            )
            for column, label in enumerate(LABELS[:3])
        }
    return out


def real_candidates(options: TrainOptions, embedder: examples.Finder) -> list[data.Example]:
    """Labelled turns of development worlds and excerpts, and what retrieval brings up beside them."""
    out: list[data.Example] = []
    for world in development_worlds(options):
        out += gold_examples(world)
        for relation, (count, depth) in {"buyer": (4, 30), "rep": (1, 20), "copy": (1, 12)}.items():
            out += mined_negatives(
                world, embedder.rank, per_claim=count, depth=depth, seed=options.seed, relation=relation
            )
    for excerpt in excerpts.read_excerpts(options.corpus / "excerpts")[1]:
        out += excerpts.labelled(excerpt)
        for relation, near in {"buyer": 6, "rep": 2}.items():
            out += excerpts.unlabelled(excerpt, embedder.rank, options.seed, near=near, relation=relation)
    return out


def held_out_results(scorer: PairScorer, held_out: Sequence[data.Example]) -> dict[str, Any]:
    """The report of each group of held-out files."""
    results: dict[str, Any] = {}
    rows = [pair_scores.LabelledPair("", e.pair, e.label, e.trap) for e in held_out]
    sources = [e.source for e in held_out]
    for name, files in _HELD_OUT_NAMES.items():
        part = [row for row, origin in zip(rows, sources, strict=True) if origin in files]
        if part:
            results[name] = pair_scores.evaluate(part, scorer.score).to_json()
    return results


def development_worlds(options: TrainOptions) -> list[World]:
    """The worlds on which thresholds are chosen."""
    folders = [options.corpus / "worlds" / name for name in data.DEVELOPMENT_WORLDS]
    return [read_world(folder) for folder in folders if folder.exists()]


def install(folder: Path, target: Path) -> None:
    """Moves a complete folder to its place; whoever reads meanwhile sees the old or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_name(f".{target.name}.new")
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(folder, staged)
    old = target.with_name(f".{target.name}.old")
    if target.exists():
        target.rename(old)
    staged.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _tokenizer(base: Path, folder: Path) -> None:
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")


def _card(
    kind: str, base: Path, options: TrainOptions, settings: Mapping[str, Any], runtime: Mapping[str, Any],
    results: Mapping[str, Any] | None = None,
) -> card.Card:  # fmt: skip
    corpus = options.corpus
    files = [*(corpus / "pairs").glob("*.jsonl"), *(corpus / "turns").glob("*.jsonl")]
    hashes = data.digest([*files, *(corpus / "excerpts").glob("*.yaml")])
    for path in sorted((corpus / "worlds").glob("*/gold.yaml")):
        hashes[f"worlds/{path.parent.name}/gold.yaml"] = data.digest([path])[path.name]
    warmed = kind != "embedder" and options.public is not None
    public = {name: licence for name, (licence, _) in data.WARM_UP_SETS.items()} if warmed else {}
    return card.Card(
        name=f"messaging-{kind}", version=options.version, purpose=_MEANINGS[kind], base=base.name,
        licence=_LICENCE, runtime=runtime, settings=settings, data=hashes,
        public_data=public, results=results or {}, limits=_LIMITS,
    )  # fmt: skip
