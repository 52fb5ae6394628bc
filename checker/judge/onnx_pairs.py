"""Runs a shipped cross-encoder: pairs in, calibrated probabilities out. onnxruntime and tokenizers only.

Weights are stored in 4 bits and unpacked when the file is loaded. Activations are quantised row by row, so a
pair's probabilities do not depend on the batch it stands in beyond float rounding.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from checker.errors import ModelError
from checker.inference import cores, session
from checker.judge.features import LABELS, MAX_TOKENS, Pair, segments
from checker.judge.weight import Weight

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODELS = Path(__file__).resolve().parent.parent / "models"

Reported = Literal["alone", "together", "no"]
"""Whether a relation counts: in any case, beside another statement that says the same, or not."""

WHOLE = 0.5
"""Probability that a line claims something from which what is said against it counts whole."""

_REMEDY = "Reinstall the package, or run `checker train` to make the models again."


@dataclass(frozen=True)
class ModelInfo:
    """What ``meta.json`` says of a model.

    ``calibration`` maps a relation to its temperature and one bias a label; relations not named take that of
    "buyer". ``weights`` maps a relation to what each label's probability is worth among competing claims, and
    ``thresholds`` a relation without such to the least calibrated probability at which each label counts.
    ``single``: pairs are run one at a time on a thread each: padding costs more than a batch gains.
    """

    name: str
    version: str
    sha256: str
    pad_id: int
    single: bool
    calibration: Mapping[str, Mapping[str, Any]]
    thresholds: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, Mapping[str, Weight]]


def read_info(folder: Path) -> ModelInfo:
    """The model's ``meta.json``.

    Raises:
        ModelError: the file is missing or lacks a field.
    """
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        if tuple(meta["labels"]) != LABELS:
            raise ModelError(f"The model in {folder} has other labels than this version", _REMEDY)
        return ModelInfo(
            name=meta["name"],
            version=meta["version"],
            sha256=meta["sha256"],
            pad_id=int(meta["pad_id"]),
            single=bool(meta.get("single", False)),
            calibration=meta["calibration"],
            thresholds=meta["thresholds"],
            weights={
                kind: {label: Weight(**row) for label, row in rows.items()}
                for kind, rows in meta.get("weights", {}).items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The model description in {folder} cannot be read ({error})", _REMEDY) from error


class PairScorer:
    """Scores pairs with the ONNX cross-encoder in ``folder``; cheap to construct, loads at first use.

    Args:
        folder: where ``model.onnx``, ``tokenizer.json`` and ``meta.json`` lie.
        threads: intra-op threads; 0 lets onnxruntime choose.
        batch_tokens: padded tokens in one run; small batches of like length are fastest on a CPU.

    Raises:
        ModelError: the description is missing or does not fit this version.
    """

    def __init__(self, folder: Path, *, threads: int = 0, batch_tokens: int = 1024) -> None:
        self.info = read_info(folder)
        self._folder = folder
        self._threads = threads
        self._batch_tokens = batch_tokens

    @property
    def model(self) -> str:
        """Name, version and hashes of the model and of what decides: in the key of every cached verdict."""
        weights = {kind: {k: asdict(w) for k, w in rows.items()} for kind, rows in self.info.weights.items()}
        decides = json.dumps([self.info.calibration, self.info.thresholds, weights], sort_keys=True)
        rules = hashlib.sha256(decides.encode()).hexdigest()
        return f"{self.info.name} {self.info.version}+{self.info.sha256[:12]}.{rules[:6]}"

    def threshold(self, relation: str, label: str) -> float:
        """The least calibrated probability at which ``label`` counts for a pair of ``relation``."""
        return float(self.info.thresholds.get(relation, {}).get(label, 0.5))

    def reported(
        self, relation: str, label: str, probability: float, rivals: float, worth: float = 1.0
    ) -> Reported:
        """Whether ``label`` counts, with so many claims nearer to the statement than the pair's own."""
        weight = self.info.weights.get(relation, {}).get(label)
        if weight is None:
            return "alone" if probability >= self.threshold(relation, label) else "no"
        sure = weight.probability(probability, rivals)
        if label != "supports":  # a slogan may be backed, but hardly be wrong
            sure *= min(1.0, worth / WHOLE)
        return "alone" if sure >= weight.bar else "together" if sure >= weight.together else "no"

    def score(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Calibrated probabilities of ``pairs`` in their order: shape (n, 4), columns as in LABELS."""
        import numpy as np

        logits = self.logits(pairs)
        for row, pair in enumerate(pairs):
            fit = self.info.calibration.get(pair.relation) or self.info.calibration["buyer"]
            logits[row] = logits[row] / float(fit["temperature"]) + np.asarray(fit["bias"], dtype=np.float32)
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(pairs) else logits
        probabilities: NDArray[np.float32] = shifted / shifted.sum(axis=1, keepdims=True)
        return probabilities

    def logits(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Raw outputs of the model, shape (n, 4): what calibration is fitted on."""
        import numpy as np

        out = np.zeros((len(pairs), len(LABELS)), dtype=np.float32)
        encoded = [item.ids for item in self._tokenizer.encode_batch([segments(pair) for pair in pairs])]
        if self.info.single:
            _ = self._session  # loaded here, or every thread would load one
            with ThreadPoolExecutor(self._threads or cores()) as pool:
                for row, logits in enumerate(pool.map(lambda ids: self._run([ids]), encoded)):
                    out[row] = logits[0]
            return out
        for rows in self._batches([len(ids) for ids in encoded]):
            out[rows] = self._run([encoded[row] for row in rows])
        return out

    def verify(self) -> None:
        """Compares the model file with its description.

        Raises:
            ModelError: the hash is another one.
        """
        found = hashlib.sha256((self._folder / "model.onnx").read_bytes()).hexdigest()
        if found != self.info.sha256:
            raise ModelError(f"{self._folder / 'model.onnx'} is not the model its description names", _REMEDY)

    def _batches(self, lengths: list[int]) -> Iterator[list[int]]:
        rows: list[int] = []
        for row in sorted(range(len(lengths)), key=lambda index: (lengths[index], index)):
            if rows and lengths[row] * (len(rows) + 1) > self._batch_tokens:
                yield rows
                rows = []
            rows.append(row)
        if rows:
            yield rows

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        path = self._folder / "model.onnx"
        if not path.exists():
            raise ModelError(f"{path} is missing", _REMEDY)
        return session(path, 1 if self.info.single else self._threads)

    def _run(self, encoded: list[list[int]]) -> NDArray[np.float32]:
        import numpy as np

        width = max(map(len, encoded))
        ids = np.full((len(encoded), width), self.info.pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(encoded):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        result: NDArray[np.float32] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return result


def load(*, threads: int = 0) -> PairScorer:
    """The shipped judge."""
    return PairScorer(MODELS / "judge", threads=threads)
