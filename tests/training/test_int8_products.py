"""A four-bit layer written as products of integers: the same stored weights, nearly the same answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from checker.training.int8_products import UNPACKED, unpacked, with_int8_products  # noqa: E402

BLOCK = 128
VOCABULARY = 6_000


def model_of(inputs: int, outputs: int, loud: int | None = None) -> Any:
    """Token vectors, of which channel `loud` is large, through one four-bit layer with a bias and a GELU."""
    dice = np.random.default_rng(5)
    table = dice.standard_normal((VOCABULARY, inputs)).astype(np.float32)
    if loud is not None:
        table[:, loud] *= 60
    blocks = inputs // BLOCK
    stored = {
        "table": table,
        "w_Q4": dice.integers(0, 256, (outputs, blocks, BLOCK // 2), dtype=np.uint8),
        "w_scales": (0.01 * (1 + dice.random((outputs, blocks)))).astype(np.float32),
        "w_zero_points": dice.integers(0, 256, (outputs, (blocks + 1) // 2), dtype=np.uint8),
        "w.bias": dice.standard_normal(outputs).astype(np.float32),
        "root": np.float32(np.sqrt(2)),
        "one": np.float32(1),
        "half": np.float32(0.5),
    }
    layer: dict[str, Any] = {"K": inputs, "N": outputs, "bits": 4, "block_size": BLOCK, "accuracy_level": 1}
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["x"]),
        helper.make_node(
            "MatMulNBits", ["x", "w_Q4", "w_scales", "w_zero_points"], ["y"], domain="com.microsoft", **layer
        ),
        helper.make_node("Add", ["y", "w.bias"], ["biased"]),
        helper.make_node("Div", ["biased", "root"], ["shrunk"]),
        helper.make_node("Erf", ["shrunk"], ["erf"]),
        helper.make_node("Add", ["erf", "one"], ["above"]),
        helper.make_node("Mul", ["half", "above"], ["share"]),
        helper.make_node("Mul", ["biased", "share"], ["out"]),
    ]
    inputs_ = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["rows", "width"])
        for name in ("input_ids", "attention_mask")
    ]
    graph = helper.make_graph(
        nodes,
        "layer",
        inputs_,
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in stored.items()],
    )
    versions = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=10)


def run(model: Any, ids: list[list[int]]) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    tokens = np.array(ids, np.int64)
    return session.run(None, {"input_ids": tokens, "attention_mask": np.ones_like(tokens)})[0]


IDS = [[1500, 1502, 5999, 0, 7, 2048]]


@pytest.mark.parametrize("inputs", [256, 128])
def test_answers_are_nearly_those_of_the_exact_weights(inputs: int) -> None:
    exact = run(model_of(inputs, 64), IDS)
    ours = run(with_int8_products(model_of(inputs, 64)), IDS)
    assert np.abs(ours - exact).max() < 0.02 * np.abs(exact).max()


def test_a_loud_channel_does_not_take_the_resolution_of_the_others() -> None:
    exact = run(model_of(256, 64, loud=17), IDS)
    ours = run(with_int8_products(model_of(256, 64, loud=17)), IDS)
    assert np.abs(ours - exact).max() < 0.005 * np.abs(exact).max()


def test_a_row_does_not_depend_on_what_it_is_run_with() -> None:
    model = with_int8_products(model_of(256, 64))
    alone = [run(model, [[token]])[0, 0] for token in IDS[0]]
    assert np.array_equal(run(model, IDS)[0], np.array(alone))


@pytest.mark.parametrize("inputs", [256, 128])
def test_stored_weights_stay_what_they_are(inputs: int) -> None:
    before = {t.name: t.raw_data for t in model_of(inputs, 64).graph.initializer}
    model = with_int8_products(model_of(inputs, 64))
    after = {t.name: t for t in model.graph.initializer}
    assert after["w_Q4"].raw_data == before["w_Q4"]
    assert after["w_scales"].raw_data == before["w_scales"]
    weights = unpacked(after["w_Q4"], after["w_scales"], after["w_zero_points"], BLOCK)
    (node,) = (n for n in model.graph.node if n.op_type == "DequantizeLinear")
    assert node.output[0] == "y" + UNPACKED and weights.shape == (64, inputs)
    packed = np.frombuffer(before["w_Q4"], np.uint8).reshape(64, -1)
    zero = np.frombuffer(before["w_zero_points"], np.uint8)[0] & 15
    scale = np.frombuffer(before["w_scales"], np.float32)[0]
    assert weights[0, 0] == np.float32(int(packed[0, 0] & 15) - int(zero)) * scale


def test_the_gelu_is_one_node() -> None:
    kinds = [node.op_type for node in with_int8_products(model_of(128, 64)).graph.node]
    assert kinds.count("BiasGelu") == 1 and "Erf" not in kinds
