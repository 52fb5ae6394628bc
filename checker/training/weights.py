"""A small model on disk: `weights.npz`, and `meta.json` with its hash, its data and how it was measured."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


def write_model(
    output: Path, embedder: str, arrays: Mapping[str, Any], described: Mapping[str, Any]
) -> dict[str, Any]:
    """Writes a model that takes the vectors of an embedder; gives the description that is stored.

    Args:
        output: Folder of the model.
        embedder: Name and version of the embedder.
        arrays: What the model is made of.
        described: The rest of the description, in order.
    """
    output.mkdir(parents=True, exist_ok=True)
    raw = io.BytesIO()
    np.savez(raw, **arrays)
    meta = {"embedder": embedder, "sha256": hashlib.sha256(raw.getvalue()).hexdigest(), **described}
    (output / "weights.npz").write_bytes(raw.getvalue())
    (output / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    return meta
