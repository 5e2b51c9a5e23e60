"""The ONNX graph of minilm: int8 weights, float32 arithmetic, standard operators only.

Weight matrices are stored as int8 with one scale for each output column and pass through DequantizeLinear,
which the runtime may fold when it opens the graph. The word table is gathered as int8 and scaled afterwards:
only the rows that a text uses ever become float32.
"""

from __future__ import annotations

import math

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from tools.models import quantise
from tools.models.bert import EPSILON, HEADS, LAYERS, WIDTH
from tools.models.source import Weights

OPSET = 20
IR_VERSION = 9
MASKED = -1e9  # added to a padded position's score: its softmax is exactly zero


class _Builder:
    """Collects nodes and constants, naming each value after what it is."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, *inputs: str, to: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(operator, list(inputs), [to], name=to, **attributes))
        return to

    def floats(self, x: str, to: str) -> str:
        self.nodes.append(helper.make_node("Cast", [x], [to], name=to, to=TensorProto.FLOAT))
        return to

    def dense(self, x: str, names: list[str], to: str) -> str:
        """One product with the weights of `names` side by side, and their biases."""
        matrix = np.concatenate([self.weights[name + ".weight"] for name in names])
        values, scales = quantise.rows(matrix)
        stored = self.constant(to + ".int8", values.T)
        scale = self.constant(to + ".scale", scales)
        weight = self.node("DequantizeLinear", stored, scale, to=to + ".weight", axis=1)
        product = self.node("MatMul", x, weight, to=to + ".product")
        bias = np.concatenate([self.weights[name + ".bias"] for name in names])
        return self.node("Add", product, self.constant(to + ".bias", bias), to=to)

    def norm(self, x: str, name: str, to: str) -> str:
        weight = self.constant(to + ".weight", self.weights[name + ".weight"])
        bias = self.constant(to + ".bias", self.weights[name + ".bias"])
        return self.node("LayerNormalization", x, weight, bias, to=to, axis=-1, epsilon=EPSILON)


def build(weights: Weights, positions: int) -> ModelProto:
    """The graph (input_ids, attention_mask: int64 (n, length)) -> embedding: float32 (n, 384) unit rows."""
    b = _Builder(weights)
    x = _embedded(b, positions)
    bias = _mask_bias(b)
    for layer in range(LAYERS):
        x = _layer(b, layer, x, bias)
    _pooled(b, x)
    return _model(b)


def _embedded(b: _Builder, positions: int) -> str:
    name = "embeddings.{}_embeddings.weight".format
    values, scales = quantise.rows(b.weights[name("word")])
    stored = b.node("Gather", b.constant("words.int8", values), "input_ids", to="word.int8")
    scale = b.node("Gather", b.constant("words.scale", scales[:, None]), "input_ids", to="word.scale")
    words = b.floats(stored, to="word.float")
    words = b.node("Mul", words, scale, to="word")
    x = b.node("Add", words, _places(b, positions), to="embedded.sum")
    return b.norm(x, "embeddings.LayerNorm", "embedded")


def _places(b: _Builder, positions: int) -> str:
    """Rows for the positions 0..length-1; every token is of the first segment, so its row is added here."""
    name = "embeddings.{}_embeddings.weight".format
    table = b.weights[name("position")][:positions] + b.weights[name("token_type")][0]
    length = b.node("Shape", "input_ids", to="length", start=1, end=2)
    start, axis = b.constant("start", np.array([0])), b.constant("axis", np.array([0]))
    return b.node("Slice", b.constant("positions", table), start, length, axis, to="places")


def _mask_bias(b: _Builder) -> str:
    """0 for a token, MASKED for padding, shaped to add to scores (n, heads, length, length)."""
    mask = b.floats("attention_mask", to="mask")
    missing = b.node("Sub", mask, b.constant("one", np.float32(1)), to="mask.missing")
    bias = b.node("Mul", missing, b.constant("masked", np.float32(-MASKED)), to="mask.flat")
    return b.node("Unsqueeze", bias, b.constant("mask.axes", np.array([1, 2])), to="mask.bias")


def _layer(b: _Builder, layer: int, x: str, bias: str) -> str:
    at, to = f"encoder.layer.{layer}.", f"layer{layer}."
    mixed = b.dense(_attention(b, at, to, x, bias), [at + "attention.output.dense"], to + "mixed")
    x = b.norm(
        b.node("Add", x, mixed, to=to + "attended.sum"), at + "attention.output.LayerNorm", to + "attended"
    )
    inner = b.node("Gelu", b.dense(x, [at + "intermediate.dense"], to + "inner"), to=to + "gelu")
    outer = b.dense(inner, [at + "output.dense"], to + "outer")
    return b.norm(b.node("Add", x, outer, to=to + "sum"), at + "output.LayerNorm", to + "out")


def _attention(b: _Builder, at: str, to: str, x: str, bias: str) -> str:
    parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
    together = b.dense(x, parts, to + "qkv")
    shape = b.constant("heads.shape", np.array([0, 0, 3 * HEADS, WIDTH // HEADS]))
    heads = b.node("Reshape", together, shape, to=to + "heads")
    query, key, value = _split(b, to, heads)
    scores = b.node("MatMul", query, key, to=to + "products")
    scale = b.constant("root", np.float32(1 / math.sqrt(WIDTH // HEADS)))
    scores = b.node("Mul", scores, scale, to=to + "scaled")
    weights = b.node("Softmax", b.node("Add", scores, bias, to=to + "scores"), to=to + "weights", axis=-1)
    mixed = b.node("MatMul", weights, value, to=to + "values")
    mixed = b.node("Transpose", mixed, to=to + "rows", perm=[0, 2, 1, 3])
    return b.node("Reshape", mixed, b.constant("rows.shape", np.array([0, 0, WIDTH])), to=to + "joined")


def _split(b: _Builder, to: str, heads: str) -> tuple[str, str, str]:
    """Query and value (n, heads, length, width), key with its last two axes exchanged."""
    names = (to + "q", to + "k", to + "v")
    parts = helper.make_node("Split", [heads], list(names), name=to + "split", axis=2, num_outputs=3)
    b.nodes.append(parts)
    query = b.node("Transpose", names[0], to=to + "query", perm=[0, 2, 1, 3])
    key = b.node("Transpose", names[1], to=to + "key", perm=[0, 2, 3, 1])
    value = b.node("Transpose", names[2], to=to + "value", perm=[0, 2, 1, 3])
    return query, key, value


def _pooled(b: _Builder, x: str) -> None:
    """Mean over the tokens that are not padding, scaled to length one."""
    axis = b.constant("pool.axis", np.array([1]))
    mask = b.node("Unsqueeze", "mask", b.constant("pool.last", np.array([2])), to="pool.mask")
    total = b.node("ReduceSum", b.node("Mul", x, mask, to="pool.kept"), axis, to="pool.sum", keepdims=0)
    count = b.node("ReduceSum", "mask", axis, to="pool.count", keepdims=1)
    mean = b.node("Div", total, count, to="pool.mean")
    norm = b.node("ReduceL2", mean, axis, to="pool.norm", keepdims=1)
    b.node("Div", mean, norm, to="embedding")


def _model(b: _Builder) -> ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", WIDTH])
    graph = helper.make_graph(b.nodes, "minilm", inputs, [output], initializer=list(b.constants.values()))
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="sdol")


def before_norm(model: ModelProto) -> ModelProto:
    """The same graph, giving the mean of the states before it is scaled to length one."""
    found = ModelProto()
    found.CopyFrom(model)
    found.graph.output[0].name = "pool.mean"
    return found


def stored(weights: Weights) -> Weights:
    """The weights as the graph holds them: those kept as int8, as float32 again."""
    return {name: _unfolded(value) if _is_int8(name, value) else value for name, value in weights.items()}


def _is_int8(name: str, value: np.ndarray) -> bool:
    return value.ndim == 2 and (name.startswith("encoder.") or "word_embeddings" in name)


def _unfolded(value: np.ndarray) -> np.ndarray:
    values, scales = quantise.rows(value)
    return values * scales[:, None]
