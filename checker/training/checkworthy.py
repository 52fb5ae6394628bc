"""`python -m checker.training.checkworthy`: which lines of copy claim something, refitted.

To be run whenever the embedder changes. Learnt from graded lines (`corpus/lines`: 2 says something of the
offer that a buyer could confirm or contradict, 1 a slogan or a fact beside the offer, 0 claims nothing) and,
as further lines that do, from the claims of the excerpts and labelled pairs that models are trained on, half
of them with a full stop: crisp claims ("Go live in one week.") are rare in whole campaigns. Three campaigns
are left out of it and are what is measured, with the claims of the pairs that no training sees.
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
from checker.training.data import Example, split_pairs
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
_PAIR_CLAIMS = 600
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
    pairs = sorted((corpus / "pairs").glob("*.jsonl"))
    split = split_pairs(pairs)
    told += _excerpt_claims(corpus) + _pair_claims(split.train, _PAIR_CLAIMS)
    apart = [line for line in lines if line.company in HELD_OUT]

    def table(of: Sequence[Line]) -> np.ndarray:
        quotes = [line.quote for line in of]
        return np.hstack([vectors.embed(quotes), marks(quotes)])

    known = table(told)
    weights, bias = fit(known, [line.claims for line in told])
    least = _least(known, told)
    model = CheckWorthiness(weights, bias, least, f"{embedder.name} {embedder.version}")
    results: dict[str, Any] = {
        "companies left out": _measured(model, apart, vectors.embed([x.quote for x in apart])),
        "claims of pairs left out": _reached(model, _pair_claims(split.held_out), vectors),
    }
    described = {
        "marks": list(COLUMNS),
        "bias": round(bias, 5),
        "least": least,
        "data": {
            f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (*paths, *pairs)
        },
        "results": results,
    }
    return write_model(output, model.embedder, {"weights": weights}, described)


def _excerpt_claims(corpus: Path) -> list[Line]:
    """A sample of the claims of training excerpts: all of them claim something."""
    rng = np.random.default_rng(_SEED)
    claims = [Line(e.product, c, True) for e in read_excerpts(corpus / "excerpts")[0] for c in e.claims]
    return [claims[i] for i in sorted(rng.permutation(len(claims))[:_EXCERPT_CLAIMS])]


def _pair_claims(examples: Sequence[Example], most: int | None = None) -> list[Line]:
    """Claims of buyers' pairs, each once, half of them with a full stop; a sample where there are more."""
    rng = np.random.default_rng(_SEED)
    found = dict.fromkeys((e.group, e.pair.claim) for e in examples if e.pair.relation == "buyer")
    rows = sorted(found)
    kept = [rows[i] for i in sorted(rng.permutation(len(rows))[:most])]
    stops = rng.random(len(kept)) < 0.5
    return [
        Line(company, claim.rstrip(".") + "." * int(stop), True)
        for (company, claim), stop in zip(kept, stops, strict=True)
    ]


def _reached(model: CheckWorthiness, lines: Sequence[Line], vectors: KeptVectors) -> dict[str, float]:
    """How many lines that claim something reach some probabilities."""
    quotes = [line.quote for line in lines]
    shares = model.of(quotes, vectors.embed(quotes))
    reached = {
        f"{bar:g} or more": round(float((shares >= bar).mean()), 4) for bar in (model.least, 0.38, 0.5)
    }
    return {"lines": len(lines), **reached}


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
