"""From a torch model to the shipped ONNX file: weights blockwise 4 or 8 bits, activations per row.

Three forms. Blockwise 4 or 8 bits (MatMulNBits, activations per row and block): smallest. The same four bits
run as products of integers (`int8_products.py`): half the time, what both shipped models are. Dynamic int8
(activations per tensor): as fast, but less exact, and one text at a time, so that a result does not depend on
what it is batched with.
"""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from checker.training.int8_products import with_int8_products
from checker.training.quantised import FEWEST_WEIGHTS

_TOKEN_BLOCK = 64


@dataclass(frozen=True)
class Precision:
    """Bits and block length of the weights; ``embedding_bits`` are those of the token vectors (4 or 8).

    ``dynamic`` takes int8 weights with activations quantised at run time instead of blockwise weights.
    ``products`` runs blockwise weights of four bits as products of integers.
    """

    bits: int = 4
    block: int = 64
    embedding_bits: int = 8
    accuracy_level: int = 4
    dynamic: bool = False
    products: bool = False


def export(model: nn.Module, output: str, path: Path, precision: Precision) -> None:
    """Writes ``model`` (input_ids, attention_mask → ``output``) to ``path`` with quantised weights."""
    import onnx

    model.eval().cpu().float()
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "model.onnx"
        _to_onnx(model, output, plain)
        onnx.save(_without_gemm(onnx.load(plain)), plain)
        quantised = _dynamic(plain) if precision.dynamic else _quantise_matmuls(onnx.load(plain), precision)
    _quantise_embeddings(quantised, precision)
    if precision.products:
        with_int8_products(quantised)
    _forget_origin(quantised)
    temporary = path.with_suffix(".tmp")
    onnx.save(quantised, temporary)
    temporary.replace(path)


def _forget_origin(model: Any) -> None:
    """Takes out the exporter's notes: they name files of the machine that it ran on."""
    parts = [model, model.graph, *model.graph.node, *model.graph.initializer, *model.graph.value_info]
    parts += [node for function in model.functions for node in (function, *function.node)]
    for part in parts:
        part.ClearField("doc_string")
        del part.metadata_props[:]


def _to_onnx(model: nn.Module, output: str, path: Path) -> None:
    ids = torch.randint(1000, 2000, (2, 17))
    mask = torch.ones_like(ids)
    mask[1, 10:] = 0
    rows, width = torch.export.Dim("rows", min=1, max=1024), torch.export.Dim("width", min=2, max=500)
    torch.onnx.export(
        model, (ids, mask), str(path), input_names=["input_ids", "attention_mask"], output_names=[output],
        opset_version=18, dynamo=True, external_data=False, dynamic_shapes=({0: rows, 1: width},) * 2,
    )  # fmt: skip


def _without_gemm(graph: Any) -> Any:
    """The graph with Gemm nodes written as MatMul and Add: only those are quantised."""
    from onnx import helper, numpy_helper

    weights = {tensor.name: tensor for tensor in graph.graph.initializer}
    nodes = []
    for node in graph.graph.node:
        flags = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        plain = (
            flags.get("alpha", 1.0) == 1.0 and flags.get("beta", 1.0) == 1.0 and not flags.get("transA", 0)
        )
        if node.op_type != "Gemm" or node.input[1] not in weights or not plain or len(node.input) < 3:
            nodes.append(node)
            continue
        weight = numpy_helper.to_array(weights[node.input[1]])
        turned = weight.T.copy() if flags.get("transB", 0) else weight
        name = f"{node.output[0]}_weight"
        graph.graph.initializer.append(numpy_helper.from_array(turned, name))
        graph.graph.initializer.remove(weights[node.input[1]])
        product = f"{node.output[0]}_product"
        # The quantizer leaves layers out by name: a node without one would leave out all such.
        nodes.append(helper.make_node("MatMul", [node.input[0], name], [product], name=product))
        nodes.append(helper.make_node("Add", [product, node.input[2]], [node.output[0]]))
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    return graph


def _dynamic(plain: Path) -> Any:
    """The graph with int8 weights, a scale per output channel, and activations quantised at run time."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    target = plain.with_name("dynamic.onnx")
    quantize_dynamic(
        plain, target, op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8, per_channel=True,
    )  # fmt: skip
    return onnx.load(target)


def _quantise_matmuls(graph: Any, precision: Precision) -> Any:
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    config = DefaultWeightOnlyQuantConfig(
        block_size=precision.block, is_symmetric=False, accuracy_level=precision.accuracy_level,
        op_types_to_quantize=("MatMul",), bits=precision.bits,
    )  # fmt: skip
    small = {t.name for t in graph.graph.initializer if math.prod(t.dims) < FEWEST_WEIGHTS}
    left = [node.name for node in graph.graph.node if node.op_type == "MatMul" and small & set(node.input)]
    quantizer = MatMulNBitsQuantizer(graph, algo_config=config, nodes_to_exclude=left)
    quantizer.process()
    return quantizer.model.model


def _quantise_embeddings(graph: Any, precision: Precision) -> None:
    """Replaces float token vectors by integers and a scale a row (8 bits) or a block of 64 (4 bits)."""
    import numpy as np
    from onnx import helper, numpy_helper

    tables = {t.name: t for t in graph.graph.initializer if len(t.dims) == 2 and t.dims[0] > 256}
    nodes = []
    for node in graph.graph.node:
        if node.op_type != "Gather" or node.input[0] not in tables:
            nodes.append(node)
            continue
        table = tables[node.input[0]]
        weights = numpy_helper.to_array(table).astype(np.float32)
        # Of positions there are few: eight bits cost nothing there.
        bits = precision.embedding_bits if weights.shape[0] > 8192 else 8
        steps = 127 if bits == 8 else 7
        block = weights.shape[1] if bits == 8 else _TOKEN_BLOCK
        cells = weights.reshape(weights.shape[0], -1, block)
        scale = np.maximum(np.abs(cells).max(axis=2, keepdims=True) / steps, 1e-12).astype(np.float32)
        values = np.clip(np.rint(cells / scale), -steps, steps).reshape(weights.shape).astype(np.int8)
        prefix = node.output[0]
        graph.graph.initializer.remove(table)
        scale = scale[:, :, 0]
        if bits == 8:
            nodes += _gather_bytes(graph, node, values, scale, prefix)
        else:
            packed = ((values[:, 0::2] & 0xF) | ((values[:, 1::2] & 0xF) << 4)).astype(np.uint8)
            quantised = helper.make_tensor(
                f"{prefix}_q", 22, weights.shape, packed.tobytes(), raw=True
            )  # INT4
            graph.graph.initializer.extend([quantised, numpy_helper.from_array(scale, f"{prefix}_s")])
            nodes.append(helper.make_node(
                "GatherBlockQuantized", [f"{prefix}_q", node.input[1], f"{prefix}_s"], [prefix],
                domain="com.microsoft", gather_axis=0, quantize_axis=1, block_size=block,
            ))  # fmt: skip
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)


def _gather_bytes(graph: Any, node: Any, values: Any, scale: Any, prefix: str) -> list[Any]:
    """Nodes that look up int8 rows and scale them."""
    from onnx import TensorProto, helper, numpy_helper

    graph.graph.initializer.extend(
        [numpy_helper.from_array(values, f"{prefix}_q"), numpy_helper.from_array(scale, f"{prefix}_s")]
    )
    return [
        helper.make_node("Gather", [f"{prefix}_q", node.input[1]], [f"{prefix}_i"], axis=0),
        helper.make_node("Cast", [f"{prefix}_i"], [f"{prefix}_f"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{prefix}_s", node.input[1]], [f"{prefix}_g"], axis=0),
        helper.make_node("Mul", [f"{prefix}_f", f"{prefix}_g"], [prefix]),
    ]
