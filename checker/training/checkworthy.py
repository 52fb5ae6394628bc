"""`python -m checker.training.checkworthy`: which lines of copy claim something, refitted.

To be run whenever the embedder changes. Learnt from graded lines (`corpus/lines`: 2 says something of the
offer that a buyer could confirm or contradict, 1 a slogan or a fact beside the offer, 0 claims nothing) and,
as further lines that do, from the claims of the excerpts that models are trained on. Three whole campaigns
are left out of it and are what is measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from checker.segments.checkworthy import COLUMNS, MODELS, CheckWorthiness, marks
from checker.store.local_embedder import LocalEmbedder
from checker.training.excerpts import read_excerpts
from checker.training.vectors import KeptVectors
from checker.training.weights import write_model

HELD_OUT = ("Ferncrest", "Orchardpay", "Quillbay")
"""Companies of `corpus/lines/w01.jsonl` that nothing is learnt from."""

KEPT = 0.995
"""Share of the lines that claim something which the least probability keeps, in cross-validation."""

_C = 0.1
_VECTOR_SCALE = 4.0
_FOLDS = 5
_EXCERPT_CLAIMS = 300
_SEED = 7


@dataclass(frozen=True, slots=True)
class Line:
    """A line of copy, its company, and whether it claims something."""

    company: str
    quote: str
    claims: bool


def read_lines(paths: Sequence[Path]) -> list[Line]:
    """The graded lines of some files."""
    rows = [json.loads(row) for path in paths for row in path.read_text(encoding="utf-8").splitlines()]
    return [Line(row["company"], row["quote"], row["grade"] == 2) for row in rows]


def fit(table: np.ndarray, claims: Sequence[bool]) -> tuple[np.ndarray, float]:
    """Weights and bias; the scale of each column is folded into its weight.

    Args:
        table: Unit vectors and marks, (lines, dimension + marks).
        claims: Whether each line claims something.
    """
    from sklearn.linear_model import LogisticRegression

    mean, scale = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-6)
    # The vectors' columns share one scale, so that none is blown up by being nearly constant.
    vectors = table.shape[1] - len(COLUMNS)
    mean[:vectors], scale[:vectors] = 0, 1 / _VECTOR_SCALE
    fitted = LogisticRegression(C=_C, max_iter=3000, random_state=_SEED).fit((table - mean) / scale, claims)
    weights = fitted.coef_[0] / scale
    return weights.astype(np.float32), float(fitted.intercept_[0] - weights @ mean)


def run(corpus: Path, output: Path, work: Path) -> dict[str, Any]:
    """Fits, measures and writes everything; gives the description that is stored."""
    embedder = LocalEmbedder()
    vectors = KeptVectors(embedder, work)
    paths = sorted((corpus / "lines").glob("*.jsonl"))
    lines = read_lines(paths)
    told = [line for line in lines if line.company not in HELD_OUT]
    told += _excerpt_claims(corpus)
    apart = [line for line in lines if line.company in HELD_OUT]

    def table(of: Sequence[Line]) -> np.ndarray:
        quotes = [line.quote for line in of]
        return np.hstack([vectors.embed(quotes), marks(quotes)])

    known = table(told)
    weights, bias = fit(known, [line.claims for line in told])
    least = _least(known, told)
    model = CheckWorthiness(weights, bias, least, f"{embedder.name} {embedder.version}")
    results = {"companies left out": _measured(model, apart, vectors.embed([x.quote for x in apart]))}
    described = {
        "marks": list(COLUMNS),
        "bias": round(bias, 5),
        "least": least,
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths},
        "results": results,
    }
    return write_model(output, model.embedder, {"weights": weights}, described)


def _excerpt_claims(corpus: Path) -> list[Line]:
    """A sample of the claims of training excerpts: all of them claim something."""
    rng = np.random.default_rng(_SEED)
    claims = [Line(e.product, c, True) for e in read_excerpts(corpus / "excerpts")[0] for c in e.claims]
    return [claims[i] for i in sorted(rng.permutation(len(claims))[:_EXCERPT_CLAIMS])]


def _least(table: np.ndarray, lines: Sequence[Line]) -> float:
    """The probability that `KEPT` of the lines which claim something reach, companies left out."""
    companies = sorted({line.company for line in lines})
    found: list[float] = []
    for fold in range(_FOLDS):
        held = set(companies[fold::_FOLDS])
        inside = [row for row, line in enumerate(lines) if line.company not in held]
        out = [row for row, line in enumerate(lines) if line.company in held and line.claims]
        weights, bias = fit(table[inside], [lines[row].claims for row in inside])
        found += (1 / (1 + np.exp(-(table[out] @ weights + bias)))).tolist()
    return round(float(np.quantile(found, 1 - KEPT)), 4)


def _measured(model: CheckWorthiness, lines: Sequence[Line], vectors: np.ndarray) -> dict[str, float]:
    from sklearn.metrics import roc_auc_score

    claims = np.array([line.claims for line in lines])
    shares = model.of([line.quote for line in lines], vectors)
    return {
        "lines": len(lines),
        "that claim something": int(claims.sum()),
        "area under the ROC curve": round(float(roc_auc_score(claims, shares)), 4),
        "of those that claim something, kept": round(float((shares[claims] >= model.least).mean()), 4),
        "of the others, kept": round(float((shares[~claims] >= model.least).mean()), 4),
    }


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, default=Path("corpus"))
    options.add_argument("--output", type=Path, default=MODELS / "checkworthy")
    options.add_argument("--work", type=Path, default=Path("/tmp/checkworthy"))
    given = options.parse_args()
    print(json.dumps(run(given.corpus, given.output, given.work), indent=1))


if __name__ == "__main__":
    main()
