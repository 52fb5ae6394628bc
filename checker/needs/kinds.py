"""What a statement carries: a need, a priority, an objection, an experience, or nothing of the kind.

A logistic regression on the local embedder's vector of a statement (with what was said before it) and on
plain marks of speech. Its weights lie in `checker/models/kinds`; they hold for one version of the embedder
only and are made by `python -m checker.training.kinds`. numpy is all it takes at run time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from checker.errors import ModelError
from checker.needs.marks import COLUMNS, marks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["need", "priority", "objection", "experience", "nothing"]

KINDS: tuple[Kind, ...] = ("need", "priority", "objection", "experience", "nothing")
BEARING: tuple[Kind, ...] = ("need", "priority", "objection")
"""Kinds of statements that campaign copy could answer."""

MODELS = Path(__file__).resolve().parent.parent / "models"
_REMEDY = "Reinstall the package, or run `python -m checker.training.kinds` to make it again."


@dataclass(frozen=True, slots=True)
class Carried:
    """What one statement carries.

    Attributes:
        kind: The likeliest kind.
        bearing: Probability that it carries a need, a priority or an objection.
        shares: Probability of each of KINDS.
    """

    kind: Kind
    bearing: float
    shares: tuple[float, ...]


class KindModel:
    """Tells kinds of statements.

    Args:
        weights: (dimension + marks, classes).
        bias: (classes,).
        classes: Kind of each class; classes of one kind are summed.
        embedder: Name and version of the embedder whose vectors it takes.
    """

    def __init__(
        self,
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        classes: Sequence[Kind],
        embedder: str,
    ) -> None:
        self._weights, self._bias, self._classes = weights, bias, tuple(classes)
        self.embedder = embedder

    @property
    def dimension(self) -> int:
        """Length of the vectors that it takes."""
        return int(self._weights.shape[0]) - len(COLUMNS)

    @property
    def parts(self) -> tuple[NDArray[np.float32], NDArray[np.float32], tuple[Kind, ...]]:
        """Weights, bias and the kind of each class."""
        return self._weights, self._bias, self._classes

    @classmethod
    def load(cls, folder: Path = MODELS / "kinds") -> KindModel:
        """The model in a folder of `weights.npz` and `meta.json`.

        Raises:
            ModelError: Missing, damaged, or made for other marks than this version has.
        """
        import io

        import numpy as np

        try:
            meta: Mapping[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            raw = (folder / "weights.npz").read_bytes()
            with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
                weights, bias = stored["weights"], stored["bias"]
            classes = [_kind(name) for name in meta["classes"]]
            if hashlib.sha256(raw).hexdigest() != meta["sha256"]:
                raise ModelError(f"{folder / 'weights.npz'} is not the file its description names", _REMEDY)
            if tuple(meta["marks"]) != COLUMNS or weights.shape[1] != len(classes):
                raise ModelError(f"The model in {folder} was made for another version", _REMEDY)
            return cls(weights, bias, classes, str(meta["embedder"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"The model in {folder} cannot be read ({error})", _REMEDY) from error

    def check(self, embedder: str) -> None:
        """Compares the embedder with the one that the weights were fitted for.

        Args:
            embedder: Its name and version.

        Raises:
            ModelError: They differ.
        """
        if embedder != self.embedder:
            raise ModelError(
                f"The kinds of statements were learnt with {self.embedder}, not {embedder}", _REMEDY
            )

    def probabilities(
        self, vectors: NDArray[np.float32], texts: Sequence[str], contexts: Sequence[str]
    ) -> NDArray[np.float32]:
        """Probability of each of KINDS: shape (len(texts), 5).

        Args:
            vectors: Of `embedding_text` of each statement, by the model's embedder.
            texts: The statements' own words.
            contexts: What was said before each.
        """
        import numpy as np

        logits = np.hstack([vectors, marks(texts, contexts)]) @ self._weights + self._bias
        raised = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(texts) else logits
        share = raised / raised.sum(axis=1, keepdims=True)
        columns = [share[:, [c == kind for c in self._classes]].sum(axis=1, keepdims=True) for kind in KINDS]
        out: NDArray[np.float32] = np.hstack(columns).astype(np.float32)
        return out

    def carried(
        self, vectors: NDArray[np.float32], texts: Sequence[str], contexts: Sequence[str]
    ) -> list[Carried]:
        """What each statement carries, in order."""
        shares = self.probabilities(vectors, texts, contexts)
        bearing = shares[:, [KINDS.index(kind) for kind in BEARING]].sum(axis=1)
        return [
            Carried(KINDS[int(best)], float(share), tuple(row))
            for best, share, row in zip(shares.argmax(axis=1), bearing, shares.tolist(), strict=True)
        ]


def _kind(name: str) -> Kind:
    """The kind of a class of the turns files; what carries no need, priority or experience is `nothing`."""
    return next((kind for kind in KINDS if kind == name), "nothing")
