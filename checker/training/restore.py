"""The torch model of a shipped four-bit judge: where no checkpoint is kept, training goes on from the file.

Four bits and their scales are read back to floats, so the restored model answers as the file does, up to the
rounding of activations. What rounding took away in the first place does not come back.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from checker.training import cross_encoder
from checker.training.cross_encoder import CrossEncoder
from checker.training.examples import Net
from checker.training.int8_products import UNPACKED, unpacked

_Array = NDArray[Any]
_TOKEN_VECTORS = "encoder.embeddings.word_embeddings.weight"
_POSITIONS = "encoder.embeddings.position_embeddings.weight"


def restored(folder: Path, seed: int, dropout: float = 0.1) -> Net:
    """The judge in ``folder`` (model.onnx, tokenizer.json, meta.json) with what it needs to read texts."""
    from checker.judge.onnx_pairs import read_info

    torch.manual_seed(seed)
    weights = _weights(folder / "model.onnx")
    model = _empty(weights, dropout)
    model.load_state_dict(weights, strict=True)
    return Net(model, cross_encoder.load_tokenizer(folder), read_info(folder).pad_id, folder)


def _empty(weights: dict[str, torch.Tensor], dropout: float) -> CrossEncoder:
    from transformers import MPNetConfig, MPNetModel

    config = MPNetConfig(
        vocab_size=len(weights[_TOKEN_VECTORS]),
        max_position_embeddings=len(weights[_POSITIONS]),
        layer_norm_eps=1e-5,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,
    )
    return cross_encoder.around(MPNetModel(config), dropout)


def _weights(path: Path) -> dict[str, torch.Tensor]:
    """The state of the torch model, from the nodes and initializers of the exported graph."""
    import onnx
    from onnx import helper, numpy_helper

    graph = onnx.load(path).graph
    stored = {tensor.name: tensor for tensor in graph.initializer}
    users: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)

    def array(name: str) -> _Array:
        out: _Array = numpy_helper.to_array(stored[name])
        return out

    found = {n: array(n).copy() for n in stored if n.startswith(("encoder.", "dense.", "out."))}
    for node in graph.node:
        flags = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "DequantizeLinear":
            layer = node.output[0].removesuffix(UNPACKED)
            (bias,) = (n for user in users[layer] for n in user.input if n in stored)
            packed, scales, zeros = (stored[n] for n in node.input)
            found[bias.removesuffix("bias") + "weight"] = unpacked(packed, scales, zeros, flags["block_size"])
        elif node.op_type == "GatherBlockQuantized":
            raw = np.frombuffer(stored[node.input[0]].raw_data, np.uint8)
            rows = tuple(stored[node.input[0]].dims)
            found[_TOKEN_VECTORS] = _signed(raw, array(node.input[2]), rows, flags["block_size"])
    (positions,) = (n for n in stored if n.endswith("_q") and stored[n].data_type == onnx.TensorProto.INT8)
    found[_POSITIONS] = array(positions) * array(positions.removesuffix("_q") + "_s").reshape(-1, 1)
    # The last layer is left exact; the export keeps it the other way round.
    found["out.weight"] = array("logits_weight").T
    return {name: torch.from_numpy(np.ascontiguousarray(a, dtype=np.float32)) for name, a in found.items()}


def _halves(packed: _Array) -> _Array:
    """Two four-bit values of each byte, the lower first."""
    return np.stack([packed & 15, packed >> 4], axis=-1).reshape(*packed.shape[:-1], -1)


def _signed(packed: _Array, scales: _Array, shape: tuple[int, ...], block: int) -> _Array:
    """Rows of a table of signed four-bit values with a scale for each block of a row."""
    values = _halves(packed).astype(np.int8).reshape(shape)
    values = np.where(values > 7, values - 16, values)
    out: _Array = (values.reshape(shape[0], -1, block) * scales[..., None]).reshape(shape)
    return out
