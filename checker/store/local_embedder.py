"""Sentence embeddings without network: the project's own bi-encoder run by onnxruntime.

The model lies in ``checker/models/embedder`` (``model.onnx``, ``tokenizer.json``, ``meta.json``). Where it
quantises activations over its whole input (``single`` in meta.json), it gets one text at a time, so that a
text's vector does not depend on what it is embedded with.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from checker.inference import cores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODELS = Path(__file__).resolve().parent.parent / "models"

BATCH: Final = 8
"""Texts in one run of the model: so few stay in a core's cache."""


class LocalEmbedder:
    """Embeds texts with the ONNX model in ``folder``; cheap to construct, loads at first use.

    Args:
        folder: where ``model.onnx``, ``tokenizer.json`` and ``meta.json`` lie.
        threads: batches that are run side by side; 0 takes one a core.
        batch_size: texts in one run of the model. Small ones on a thread each stay in a core's cache: on two
            cores 28 % more texts a second than 32 at a time on threads of onnxruntime.
    """

    def __init__(
        self, folder: Path = MODELS / "embedder", *, threads: int = 0, batch_size: int = BATCH
    ) -> None:
        self._folder = folder
        self._threads = threads
        self._batch_size = batch_size
        self._meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        """The model's name as stored beside its vectors."""
        return str(self._meta["name"])

    @property
    def version(self) -> str:
        """Version and the start of the file's hash: vectors of different versions must not be mixed."""
        return f"{self._meta['version']}+{str(self._meta['sha256'])[:12]}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._meta["dimension"])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of ``texts``, in their order: shape (n, dimension), float32.

        Texts are sorted by token count, the longest first, and padded per batch; dot products of the result
        are cosines.
        """
        import numpy as np

        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return out
        encoded = self._tokenizer.encode_batch([" ".join(text.split()) for text in texts])
        order = sorted(range(len(texts)), key=lambda i: (-len(encoded[i].ids), i))
        size = 1 if self._meta.get("single") else self._batch_size
        batches = [order[start : start + size] for start in range(0, len(order), size)]
        _ = self._session  # loaded here, or every thread would load one
        with ThreadPoolExecutor(self._threads or cores()) as pool:
            vectors = pool.map(lambda rows: self._run([encoded[i].ids for i in rows]), batches)
            for rows, made in zip(batches, vectors, strict=True):
                out[rows] = made
        return out

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(int(self._meta["max_tokens"]))
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        from checker.inference import session

        return session(self._folder / "model.onnx", 1)

    def _run(self, ids: list[list[int]]) -> NDArray[np.float32]:
        """Mean of the last hidden states over the real tokens, normalised: (len(ids), dimension)."""
        import numpy as np

        width = max(map(len, ids))
        tokens = np.zeros((len(ids), width), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, sequence in enumerate(ids):
            tokens[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        wanted = {value.name for value in self._session.get_inputs()}
        hidden = self._session.run(None, {key: value for key, value in feed.items() if key in wanted})[0]
        pooled = (hidden * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: NDArray[np.float32] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit.astype(np.float32)
