"""Small real encoders as folders: a table of token vectors in an ONNX graph, and a tokenizer of whole words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

MARKS = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "<|endoftext|>"]
KNOWN = "a cat sat on the mat dog runs far away from here : query document"
WORDS = [*MARKS, *KNOWN.split()]
WIDTH = 8
RNG = np.random.default_rng(7)
TABLE = RNG.normal(size=(len(WORDS), WIDTH)).astype(np.float32)
PLACES = RNG.normal(size=(4096, WIDTH)).astype(np.float32)


def tokenizer(*, marks: Sequence[str] = ("[CLS]", "[SEP]"), extra: int = 0, padding: bool = True) -> str:
    """A tokenizer.json of whole words; `marks` go before and after, None is no mark."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    words = [*WORDS, *(f"word{n}" for n in range(extra))]
    made = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.add_special_tokens(MARKS)
    before, after = marks
    template = " ".join(part for part in (before, "$A", after) if part)
    ids = [(mark, WORDS.index(mark)) for mark in marks if mark]
    if ids:
        made.post_processor = processors.TemplateProcessing(single=template, special_tokens=ids)
    if padding:
        made.enable_padding(pad_id=0, pad_token="[PAD]")
    return made.to_str()


def graph(
    path: Path,
    *,
    inputs: Sequence[str] = ("input_ids", "attention_mask", "token_type_ids"),
    output: str = "last_hidden_state",
    pooled: bool = False,
    table: Any = TABLE,
    past: bool = False,
    other: Sequence[str] = (),
    beside: bool = False,
) -> None:
    """A graph whose states are rows of a table, with those of `position_ids` and twice the type added.

    Args:
        pooled: give the plain mean over all tokens, padding included, as (n, width).
        past: take past_key_values of two layers and add their sum, which is zero where they are empty.
        other: inputs that nothing is known of.
        beside: keep the table in a file of its own, `NAME_data`.
    """
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    kinds = {
        name: helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in inputs
    }
    given = [*kinds.values(), *(helper.make_tensor_value_info(n, TensorProto.FLOAT, [1]) for n in other)]
    values = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(PLACES, "places")]
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["words"])]
    last = "words"
    if "position_ids" in inputs:
        nodes.append(helper.make_node("Gather", ["places", "position_ids"], ["where"]))
        nodes.append(helper.make_node("Add", [last, "where"], ["placed"]))
        last = "placed"
    if "token_type_ids" in inputs:
        values.append(numpy_helper.from_array(np.array([2], np.int64), "axis"))
        nodes.append(helper.make_node("Cast", ["token_type_ids"], ["kind"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Unsqueeze", ["kind", "axis"], ["kinds"]))
        nodes.append(helper.make_node("Add", [last, "kinds"], ["typed"]))
        last = "typed"
    for layer in range(2 if past else 0):
        name = f"past_key_values.{layer}.key"
        given.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 2, "past", 4]))
        nodes.append(helper.make_node("ReduceSum", [name], [f"sum{layer}"], keepdims=0))
        nodes.append(helper.make_node("Add", [last, f"sum{layer}"], [f"after{layer}"]))
        last = f"after{layer}"
    if pooled:
        nodes.append(helper.make_node("ReduceMean", [last], [output], axes=[1], keepdims=0))
    else:
        nodes.append(helper.make_node("Identity", [last], [output]))
    shape = ["batch", WIDTH] if pooled else ["batch", "length", WIDTH]
    made = helper.make_graph(
        nodes, "encoder", given, [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)], values
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    if beside:
        onnx.save(model, path, save_as_external_data=True, location=f"{path.name}_data", size_threshold=100)
    else:
        onnx.save(model, path)


def encoder(
    folder: Path,
    *,
    pooling: str | None = "mean",
    files: Mapping[str, Any] | None = None,
    tokens: str | None = None,
    **made: Any,
) -> Path:
    """A folder with a graph, a tokenizer, and what published models have beside them; `files` adds or replaces."""
    graph(folder / "onnx" / "model.onnx", **made)
    (folder / "tokenizer.json").write_text(tokens or tokenizer())
    texts: dict[str, Any] = {"config.json": {"vocab_size": len(WORDS), "max_position_embeddings": 512}}
    if pooling:
        modes = {"mean": "mean_tokens", "cls": "cls_token", "last": "lasttoken", "max": "max_tokens"}
        texts["1_Pooling/config.json"] = {
            f"pooling_mode_{word}": mode == pooling for mode, word in modes.items()
        }
    for name, value in (texts | dict(files or {})).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(value if isinstance(value, str) else json.dumps(value))
    return folder


def states(text: str, marks: tuple[str, ...] = ("[CLS]", "[SEP]")) -> Any:
    """The rows of the table for a text of known words, marks included."""
    before, after = marks
    words = [*([before] if before else []), *text.split(), *([after] if after else [])]
    return TABLE[[WORDS.index(word) for word in words]].astype(np.float64)


def unit(row: Any) -> Any:
    return row / np.linalg.norm(row)
