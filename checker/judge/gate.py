"""Which candidates the embedded judge is not asked about: those that hardly speak to their claim.

Of what retrieval brings up the judge reports on one in ten: hardly ever where another claim lies nearer to
the statement, where both hardly share a matter, or where little was said that does not lie near. Three
numbers that retrieval has anyway tell most of these apart, at no cost beside that of the cross-encoder they
save (a cascade: Viola and Jones 2001, "Rapid object detection using a boosted cascade of simple features").
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from checker.errors import ModelError
from checker.model import Candidate, PairKind

MODELS = Path(__file__).resolve().parent.parent / "models"
_HARDLY_A_RIVAL = 1.0
_A_FEW_WORDS = 12
_REMEDY = "Reinstall the package, or run `checker train` to make the models again."


@dataclass(frozen=True, slots=True)
class Gate:
    """Log odds that a statement speaks to a claim: `base + cosine·c + words·log(1 + w) + rivals·log(1 + r)`.

    Fitted by `checker.training.gating` on what speaks to a claim in training excerpts and labelled pairs.

    Attributes:
        least: Log odds below which the judge is not asked.
        near: Cosine from which it is asked all the same about a few words, where hardly another claim lies
            nearer: what is said straight is short, and lies near.
    """

    base: float
    cosine: float
    words: float
    rivals: float
    least: float
    near: float = math.inf

    def odds(self, candidate: Candidate) -> float:
        """Of a candidate, as a logarithm."""
        cosine, words, rivals = measured(candidate)
        return self.base + self.cosine * cosine + self.words * words + self.rivals * rivals

    def is_plain(self, candidate: Candidate) -> bool:
        """Whether a candidate says in a few words what lies near to the claim."""
        if candidate.cosine < self.near or candidate.rivals > _HARDLY_A_RIVAL:
            return False
        return len(candidate.statement.text.split()) <= _A_FEW_WORDS

    def passes(self, candidate: Candidate) -> bool:
        """Whether the judge is to be asked."""
        return self.odds(candidate) >= self.least or self.is_plain(candidate)


def measured(candidate: Candidate) -> tuple[float, float, float]:
    """What a gate goes by: cosine, log(1 + words), log(1 + rivals)."""
    return measures(candidate.cosine, candidate.statement.text, candidate.rivals)


def measures(cosine: float, text: str, rivals: float) -> tuple[float, float, float]:
    """The same of a statement's text beside a claim."""
    return cosine, math.log1p(len(text.split())), math.log1p(rivals)


@dataclass(frozen=True)
class Gates:
    """The gates of a judge.

    Attributes:
        judge: Name, version and start of the file's hash of the model that they stand before.
        embedder: Name and version of the embedder that gave the cosines they were fitted to.
        kinds: A gate for each kind of pair.
    """

    judge: str
    embedder: str
    kinds: Mapping[str, Gate]


def gate_of(judge: str, embedder: str, kind: PairKind) -> Gate | None:
    """The gate of a judge for a kind of pair; None where it is to be asked about everything.

    Args:
        judge: Its model (`Judge.model`); only the shipped one has gates.
        embedder: Name and version of what gave the cosines; there are gates for one only.
        kind: Whose statements they are.

    Raises:
        ModelError: The model's description cannot be read.
    """
    gates = shipped()
    fits = judge.startswith(gates.judge) and embedder == gates.embedder
    return gates.kinds.get(kind) if fits else None


@lru_cache(maxsize=1)
def shipped(folder: Path = MODELS / "judge") -> Gates:
    """The gates of the shipped judge; none where its description names none.

    Raises:
        ModelError: It cannot be read.
    """
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        told = meta.get("gates", {})
        kinds = {kind: Gate(**row) for kind, row in told.get("kinds", {}).items()}
        judge = f"{meta['name']} {meta['version']}+{meta['sha256'][:12]}"
        return Gates(judge, str(told.get("embedder", "")), kinds)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The model description in {folder} cannot be read ({error})", _REMEDY) from error
