"""The engines by themselves: onnxruntime on tokens, Chroma's own upsert. What the checker is held against.

Each gets its input ready made, in the order that suits it best; only the engine's own time is taken.
onnxruntime embeds as it comes, its own threads sharing each batch, and in small batches side by side, as the
checker has it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.inference import cores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODELS = Path(__file__).resolve().parent.parent / "models"
_BATCH = 32


def bare_embedding(texts: Sequence[str], models: Path = MODELS, *, side_by_side: bool = False) -> float:
    """Seconds in which onnxruntime runs the embedder over texts that are tokenized and sorted.

    Args:
        texts: What is embedded.
        models: Folder of the models.
        side_by_side: Small batches, one a core, in place of large ones on all cores.
    """
    from checker.inference import session
    from checker.store.local_embedder import BATCH

    folder = models / "embedder"
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    tokenizer = _tokenizer(folder, int(meta["max_tokens"]))
    ids = [item.ids for item in tokenizer.encode_batch([" ".join(text.split()) for text in texts])]
    if side_by_side:
        return _side_by_side(session(folder / "model.onnx", 1), ids, BATCH)
    return _one_by_one(session(folder / "model.onnx", 0), ids)


def bare_judging(pairs: Sequence[tuple[str, str]], models: Path = MODELS) -> float:
    """Seconds in which onnxruntime runs the judge over pairs of texts, likewise."""
    from checker.inference import session
    from checker.judge.features import MAX_TOKENS

    folder = models / "judge"
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    ids = [item.ids for item in _tokenizer(folder, MAX_TOKENS).encode_batch(list(pairs))]
    if meta.get("single"):
        return _side_by_side(session(folder / "model.onnx", 1), ids, 1)
    return _one_by_one(session(folder / "model.onnx", 0), ids)


def bare_storing(vectors: NDArray[np.float32], folder: Path) -> float:
    """Seconds in which Chroma by itself takes vectors in, in batches of its own size."""
    from checker.store.chroma_client import open_folder

    client = open_folder(folder, str(folder))
    collection = client.create_collection(
        "bare", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    size = client.get_max_batch_size()
    keys = [f"{i:08}" for i in range(len(vectors))]
    start = time.perf_counter()
    for at in range(0, len(keys), size):
        collection.upsert(ids=keys[at : at + size], embeddings=vectors[at : at + size])
    took = time.perf_counter() - start
    client.close()
    return took


def _tokenizer(folder: Path, most: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(most)
    return tokenizer


def _one_by_one(session: Any, ids: list[list[int]]) -> float:
    feeds = _feeds(session, ids, _BATCH)
    start = time.perf_counter()
    for feed in feeds:
        session.run(None, feed)
    return time.perf_counter() - start


def _side_by_side(session: Any, ids: list[list[int]], size: int) -> float:
    feeds = _feeds(session, ids, size)
    start = time.perf_counter()
    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(lambda feed: session.run(None, feed), feeds))
    return time.perf_counter() - start


def _feeds(session: Any, ids: list[list[int]], size: int) -> list[dict[str, Any]]:
    wanted = {value.name for value in session.get_inputs()}
    ordered = sorted(ids, key=len, reverse=True)
    return [_feed(ordered[at : at + size], wanted) for at in range(0, len(ordered), size)]


def _feed(ids: list[list[int]], wanted: set[str]) -> dict[str, Any]:
    import numpy as np

    tokens = np.zeros((len(ids), max(map(len, ids))), dtype=np.int64)
    mask = np.zeros_like(tokens)
    for row, sequence in enumerate(ids):
        tokens[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
    return {name: value for name, value in feed.items() if name in wanted}
