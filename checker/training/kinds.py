"""`python -m checker.training.kinds`: kinds of statements and the numbers for grouping, refitted.

To be run whenever the embedder changes. The kinds are learnt from `corpus/turns`; their measure is a
cross-validation in which no industry is on both sides. The gate for unmet needs is learnt from
`corpus/worlds`, measured leaving one world out. Vectors are kept in the work folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from checker.evaluate.needs import Line, evaluate, read_turns, score_kinds
from checker.needs.kinds import BEARING, KINDS, MODELS, Kind, KindModel
from checker.needs.marks import COLUMNS, marks
from checker.needs.recipe import Gate, Recipe
from checker.store.embedding import embedding_text
from checker.store.local_embedder import LocalEmbedder
from checker.training.unmet_gate import Corpus, fit_gate, measured, read_corpus
from checker.training.vectors import KeptVectors
from checker.training.weights import write_model

_C = 0.02
_FOLDS = 5
_SEED = 7
UNFITTED = Gate((0.0,) * len(KINDS), 0, 0, 0, 0, 0, math.inf, math.inf, math.inf)
CHOSEN = Recipe(bearing=0.5, threshold=0.08, core=0.13, tight=0.2, close=0.25, answer=0.42, gate=UNFITTED)
"""Chosen on the development worlds; the gate is fitted for them."""


def fit_kinds(
    vectors: NDArray[np.float32], lines: Sequence[Line], embedder: str, rows: Sequence[int]
) -> KindModel:
    """The model of some of the lines; the scale of each column is folded into its weights."""
    from sklearn.linear_model import LogisticRegression

    plain = marks([line.text for line in lines], [line.context for line in lines])
    x = np.hstack([vectors, plain])[list(rows)]
    mean, scale = x.mean(axis=0), x.std(axis=0)
    # The vectors' columns share one scale, so that none is blown up by being nearly constant.
    mean[: vectors.shape[1]] = 0
    scale[: vectors.shape[1]] = 1 / np.sqrt(vectors.shape[1])
    scale = np.maximum(scale, 1e-6)
    labels = [lines[row].label for row in rows]
    fitted = LogisticRegression(C=_C, max_iter=1000, random_state=_SEED).fit((x - mean) / scale, labels)
    weights = (fitted.coef_ / scale).T.astype(np.float32)
    bias = (fitted.intercept_ - (fitted.coef_ / scale) @ mean).astype(np.float32)
    classes: list[Kind] = [next((k for k in KINDS if k == name), "nothing") for name in fitted.classes_]
    return KindModel(weights, bias, classes, embedder)


def cross_validated(vectors: NDArray[np.float32], lines: Sequence[Line]) -> dict[str, Any]:
    """Scores of the kinds over folds of industries."""
    industries = list(dict.fromkeys(line.industry for line in lines))
    told: dict[int, Kind] = {}
    for fold in range(_FOLDS):
        held = set(industries[fold::_FOLDS])
        out = [row for row, line in enumerate(lines) if line.industry in held]
        inside = [row for row, line in enumerate(lines) if line.industry not in held]
        model = fit_kinds(vectors, lines, "", inside)
        texts, contexts = [lines[r].text for r in out], [lines[r].context for r in out]
        told |= {r: c.kind for r, c in zip(out, model.carried(vectors[out], texts, contexts), strict=True)}
    truth = [line.kind for line in lines]
    scores = score_kinds(truth, [told[row] for row in range(len(lines))])
    return {
        "accuracy": round(sum(t == told[r] for r, t in enumerate(truth)) / len(lines), 4),
        "macro_f1": round(sum(s.f1 for s in scores.values()) / len(scores), 4),
        **{kind: score.to_json() for kind, score in scores.items()},
    }


def run(corpus: Path, output: Path, work: Path) -> dict[str, Any]:
    """Fits, measures and writes everything; gives the description that is stored."""
    embedder = LocalEmbedder()
    name = f"{embedder.name} {embedder.version}"
    vectors = KeptVectors(embedder, work)
    paths = sorted((corpus / "turns").glob("*.jsonl"))
    lines = read_turns(paths)
    in_context = vectors.embed([embedding_text(line.statement()) for line in lines])
    model = fit_kinds(in_context, lines, name, range(len(lines)))
    worlds = [
        read_corpus(f, vectors.embed, model) for f in sorted((corpus / "worlds").iterdir()) if f.is_dir()
    ]
    carrying = [line.text for line in lines if line.kind in BEARING]
    means = (in_context.mean(axis=0), vectors.embed(carrying).mean(axis=0))
    recipe = replace(CHOSEN, means=means)
    recipe = replace(recipe, gate=fit_gate(worlds, recipe))
    results = {
        "kinds, industries left out": cross_validated(in_context, lines),
        "grouping of turns": {
            path.name: evaluate(read_turns([path]), vectors.embed, model, recipe).to_json()["grouping_pairs"]
            for path in paths
        },
        "unmet needs, worlds left out": measured(worlds, recipe),
    }
    return _write(model, recipe, results, [*paths, *_golds(worlds, corpus)], output)


def _golds(worlds: Sequence[Corpus], corpus: Path) -> list[Path]:
    return [corpus / "worlds" / world.name / "gold.yaml" for world in worlds]


def _write(
    model: KindModel, recipe: Recipe, results: dict[str, Any], data: Sequence[Path], output: Path
) -> dict[str, Any]:
    weights, bias, classes = model.parts
    in_context, alone = recipe.means or (bias[:0], bias[:0])
    gate = recipe.gate
    described = {
        "classes": list(classes),
        "marks": list(COLUMNS),
        "grouping": {
            "bearing": recipe.bearing,
            "threshold": recipe.threshold,
            "core": recipe.core,
            "tight": recipe.tight,
            "close": recipe.close,
            "answer": recipe.answer,
            "gate": {
                "kinds": {kind: round(weight, 4) for kind, weight in zip(KINDS, gate.kinds, strict=True)}
            }
            | {name: round(getattr(gate, name), 4) for name in Gate.__dataclass_fields__ if name != "kinds"},
        },
        "data": {f"{p.parent.name}/{p.name}": hashlib.sha256(p.read_bytes()).hexdigest() for p in data},
        "results": results,
    }
    arrays = {"weights": weights, "bias": bias, "mean_in_context": in_context, "mean_alone": alone}
    return write_model(output, model.embedder, arrays, described)


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, default=Path("corpus"))
    options.add_argument("--output", type=Path, default=MODELS / "kinds")
    options.add_argument("--work", type=Path, default=Path("/tmp/kinds"))
    given = options.parse_args()
    # Shared among cores, sums differ in their last digits, and with them which need comes before the cut.
    with threadpool_limits(1, user_api="blas"):
        print(json.dumps(run(given.corpus, given.output, given.work)["results"], indent=1))


if __name__ == "__main__":
    main()
