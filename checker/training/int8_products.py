"""Four-bit layers as products of integers: half the time of MatMulNBits on a CPU, from the same weights.

MatMulNBits unpacks its weights anew for every four rows. Here a layer's weights are unpacked once, when the
file is loaded (onnxruntime folds nodes of constants), to int8 with a scale an output, and activations are
rounded to eight bits with a scale a row, so that a pair's answer does not depend on what it is run with. A
transformer has a few channels whose values are many times those of the others, which would take the
resolution of a row for themselves: these stay floats (Dettmers et al. 2022, "LLM.int8(): 8-bit matrix
multiplication for transformers at scale"). What the file stores of a weight are the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGEST = 12
"""Channels of a layer's input that stay floats."""

OPSET = 21
"""The first version of ONNX that has four-bit blocks."""

UNPACKED = "_float"
"""Behind the name of what a layer gives: its weights as floats, shape (outputs, inputs)."""

_MICROSOFT = "com.microsoft"
_STEPS, _ZERO = 127, 128  # activations are unsigned, weights are not
_PROBES, _FIRST, _SECOND = 16, 30, 60  # made-up pairs of texts, and tokens in each of the two
_START, _END = 0, 2  # tokens around a text
_WORDS = (1_000, 6_000)  # tokens of common words


@dataclass(frozen=True)
class _Layer:
    """A MatMulNBits node: what it reads, where its weights are, and its inputs and outputs."""

    node: Any
    inputs: int
    outputs: int
    block: int

    @property
    def read(self) -> str:
        return str(self.node.input[0])

    @property
    def written(self) -> str:
        return str(self.node.output[0])

    @classmethod
    def of(cls, node: Any) -> _Layer:
        from onnx import helper

        flags = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        return cls(node, flags["K"], flags["N"], flags["block_size"])


def with_int8_products(model: Any) -> Any:
    """``model`` (ONNX, 4-bit MatMulNBits with zero points) with integer products in their place.

    Args:
        model: Changed in place; its inputs are input_ids and attention_mask.
    """
    from onnx import helper

    largest = _largest_channels(model)
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    made = _Made(model.graph, stored)
    nodes: list[Any] = []
    for node in model.graph.node:
        if node.op_type != "MatMulNBits":
            nodes.append(node)
            continue
        layer = _Layer.of(node)
        nodes += made.rows(layer.read, largest[layer.read], layer.inputs)
        nodes += made.weights(layer, largest[layer.read])
        nodes += made.product(layer)
    del model.graph.node[:]
    model.graph.node.extend(_with_gelu(nodes))
    del model.graph.value_info[:]
    del model.opset_import[:]
    model.opset_import.extend([helper.make_opsetid("", OPSET), helper.make_opsetid(_MICROSOFT, 1)])
    return model


class _Made:
    """Writes the nodes of layers, and what they need into the graph; what is there already once only."""

    def __init__(self, graph: Any, stored: Mapping[str, Any]) -> None:
        self._graph, self._stored = graph, stored
        self._read: set[str] = set()
        self._constant("rows_one", np.float32(1))
        self._constant("rows_zero", np.uint8(_ZERO))
        self._constant("rows_steps", np.float32(1 / _STEPS))
        self._constant("rows_least", np.float32(1e-9))
        self._constant("rows_last", np.array([-1], np.int64))

    def rows(self, read: str, largest: NDArray[np.int64], inputs: int) -> list[Any]:
        """Quantises an input row by row, its largest channels set to nothing."""
        if read in self._read:
            return []
        self._read.add(read)
        kept = np.ones(inputs, np.float32)
        kept[largest] = 0
        self._constant(f"{read}_kept", kept)
        self._constant(f"{read}_largest", largest)
        return [
            _node("Gather", [read, f"{read}_largest"], f"{read}_large", axis=-1),
            _node("Mul", [read, f"{read}_kept"], f"{read}_small"),
            _node("Abs", [f"{read}_small"], f"{read}_sizes"),
            _node("ReduceMax", [f"{read}_sizes", "rows_last"], f"{read}_size", keepdims=1),
            _node("Max", [f"{read}_size", "rows_least"], f"{read}_some"),
            _node("Mul", [f"{read}_some", "rows_steps"], f"{read}_scale"),
            _node("Div", [f"{read}_small", f"{read}_scale"], f"{read}_scaled"),
            _node("QuantizeLinear", [f"{read}_scaled", "rows_one", "rows_zero"], f"{read}_int"),
        ]

    def weights(self, layer: _Layer, largest: NDArray[np.int64]) -> list[Any]:
        """Unpacks a layer's weights; constants, so that it happens once."""
        packed, scales, zeros = layer.node.input[1:4]
        name = layer.written
        count = layer.inputs // layer.block
        self._as_uint4(packed, (layer.outputs, layer.inputs))
        self._as_uint4(zeros, (layer.outputs, count))
        self._reshape(scales, (layer.outputs, count))
        exact = unpacked(self._stored[packed], self._stored[scales], self._stored[zeros], layer.block)
        size = np.abs(np.delete(exact, largest, axis=1)).max(axis=1) / _STEPS
        self._constant(f"{name}_each", np.maximum(size, 1e-12).astype(np.float32))
        self._constant(f"{name}_none", np.zeros(layer.outputs, np.int8))
        return [
            _node(
                "DequantizeLinear", [packed, scales, zeros], name + UNPACKED, axis=1, block_size=layer.block
            ),
            _node(
                "QuantizeLinear", [name + UNPACKED, f"{name}_each", f"{name}_none"], f"{name}_flat", axis=0
            ),
            _node("Transpose", [f"{name}_flat"], f"{name}_weight", perm=[1, 0]),
            _node("Gather", [name + UNPACKED, f"{layer.read}_largest"], f"{name}_few", axis=1),
            _node("Transpose", [f"{name}_few"], f"{name}_large", perm=[1, 0]),
        ]

    def product(self, layer: _Layer) -> list[Any]:
        """The layer: integers times integers, scaled, and the largest channels in floats."""
        read, name = layer.read, layer.written
        factors = [f"{read}_int", f"{name}_weight", "rows_one", f"{name}_each", "rows_zero"]
        return [
            _node("MatMulIntegerToFloat", factors, f"{name}_unscaled", domain=_MICROSOFT),
            _node("Mul", [f"{name}_unscaled", f"{read}_scale"], f"{name}_rest"),
            _node("MatMul", [f"{read}_large", f"{name}_large"], f"{name}_few_rows"),
            _node("Add", [f"{name}_rest", f"{name}_few_rows"], name),
        ]

    def _as_uint4(self, name: str, shape: tuple[int, int]) -> None:
        """Calls bytes of two values each what they are; an odd row loses the half byte that filled it up."""
        from onnx import TensorProto

        tensor = self._stored[name]
        values = _halves(tensor).reshape(shape[0], -1)[:, : shape[1]].ravel()
        even = np.append(values, np.zeros(values.size % 2, np.uint8))
        tensor.raw_data = (even[0::2] | even[1::2] << 4).tobytes()
        tensor.data_type = TensorProto.UINT4
        self._reshape(name, shape)

    def _reshape(self, name: str, shape: tuple[int, ...]) -> None:
        tensor = self._stored[name]
        del tensor.dims[:]
        tensor.dims.extend(shape)

    def _constant(self, name: str, value: Any) -> None:
        from onnx import numpy_helper

        if all(tensor.name != name for tensor in self._graph.initializer):
            self._graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))


def unpacked(packed: Any, scales: Any, zeros: Any, block: int) -> NDArray[np.float32]:
    """A layer's weights as floats, shape (outputs, inputs), from what a DequantizeLinear node reads.

    Args:
        packed: Four-bit values, shape (outputs, inputs).
        scales: Of blocks along the inputs.
        zeros: Four-bit values, one a block.
        block: Its length.
    """
    outputs, inputs = packed.dims
    blocks = outputs * inputs // block
    values = _halves(packed)[: outputs * inputs].reshape(blocks, block).astype(np.float32)
    centre = _halves(zeros)[:blocks].reshape(blocks, 1).astype(np.float32)
    scale = np.frombuffer(scales.raw_data, np.float32).reshape(blocks, 1)
    exact: NDArray[np.float32] = ((values - centre) * scale).reshape(outputs, inputs)
    return exact


def _largest_channels(model: Any) -> dict[str, NDArray[np.int64]]:
    """For each layer's input the channels that grow largest, found on made-up text.

    Which they are hardly depends on the text: it is a trait of the trained weights.
    """
    import onnxruntime
    from onnx import ModelProto, TensorProto, helper

    open_ = ModelProto()
    open_.CopyFrom(model)
    names = list(dict.fromkeys(n.input[0] for n in model.graph.node if n.op_type == "MatMulNBits"))
    open_.graph.output.extend(helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in names)
    session = onnxruntime.InferenceSession(open_.SerializeToString(), providers=["CPUExecutionProvider"])
    dice = np.random.default_rng(0)
    known = _known_words(model.graph)
    low, high = min(_WORDS[0], known // 2), min(_WORDS[1], known)
    sizes: dict[str, Any] = dict.fromkeys(names, 0.0)
    for _ in range(_PROBES):
        first, second = (dice.integers(low, high, size=n).tolist() for n in (_FIRST, _SECOND))
        ids = np.array([[_START, *first, _END, _END, *second, _END]], np.int64)
        found = session.run(names, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        for name, values in zip(names, found, strict=True):
            here = np.abs(values.reshape(-1, values.shape[-1])).max(axis=0)
            sizes[name] = np.maximum(sizes[name], here)
    return {n: np.sort(np.argsort(-size, kind="stable")[:LARGEST]) for n, size in sizes.items()}


def _known_words(graph: Any) -> int:
    """Rows of the table of token vectors."""
    rows = {tensor.name: tensor.dims[0] for tensor in graph.initializer if tensor.dims}
    read = (node.input[0] for node in graph.node if "input_ids" in node.input)
    return int(max(rows[name] for name in read if name in rows))


def _with_gelu(nodes: list[Any]) -> list[Any]:
    """Joins a bias and the GELU after it, x · (½ · (1 + erf(x / √2))), to the one node there is for both."""
    makers = {name: node for node in nodes for name in node.output}
    gone: set[str] = set()
    joined: dict[str, Any] = {}
    for node in nodes:
        steps = _gelu(node, makers)
        if steps:
            biased = steps[-1]
            gone |= {step.output[0] for step in steps}
            joined[node.output[0]] = _node("BiasGelu", list(biased.input), node.output[0], domain=_MICROSOFT)
    return [joined.get(node.output[0], node) for node in nodes if node.output[0] not in gone]


def _gelu(last: Any, makers: Mapping[str, Any]) -> list[Any]:
    """The nodes before the last one of a GELU, the Add of the bias at the end; none for another node."""
    steps = []
    node = last
    for op, behind in (("Mul", 1), ("Mul", 1), ("Add", 0), ("Erf", 0), ("Div", 0)):
        if node is None or node.op_type != op:
            return []
        steps.append(node)
        node = makers.get(node.input[behind])
    fits = node is not None and node.op_type == "Add" and last.input[0] == node.output[0]
    return [*steps[1:], node] if fits else []


def _node(op: str, read: list[str], written: str, **flags: Any) -> Any:
    from onnx import helper

    return helper.make_node(op, read, [written], **flags)


def _halves(tensor: Any) -> NDArray[np.uint8]:
    """Two values of each byte, the lower half first."""
    packed = np.frombuffer(tensor.raw_data, np.uint8)
    return np.stack([packed & 15, packed >> 4], axis=-1).ravel()
