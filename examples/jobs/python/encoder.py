"""Texts to unit vectors with an ONNX sentence encoder: what every Python job needs before it can begin.

A package for sentence encoders would bring this and a deep-learning framework; the jobs count only their own lines.
"""

import os
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import tokenizers

MODELS = Path(os.environ.get("MODELS", Path(__file__).resolve().parents[3] / "sdol" / "models"))


@cache
def _opened():
    tokenizer = tokenizers.Tokenizer.from_file(str(MODELS / "minilm" / "tokenizer.json"))
    tokenizer.enable_truncation(256)  # without it a long text fails in the graph
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = len(os.sched_getaffinity(0))
    # without this the weights are multiplied as integers: every vector is a little off, and no two batches agree
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(str(MODELS / "minilm" / "model.onnx"), options)
    return tokenizer, session, [i.name for i in session.get_inputs()]


def embed(texts: list[str]) -> np.ndarray:
    """Unit rows, (n, 384) float32. Sorted by length first: a batch is padded to its longest text."""
    tokenizer, session, names = _opened()
    vectors = np.empty((len(texts), 384), np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in range(0, len(order), 32):
        places = order[start : start + 32]
        batch = tokenizer.encode_batch([texts[i] for i in places])
        ids = np.array([e.ids for e in batch], np.int64)
        # a mask that is forgotten changes every vector of a batch but the longest, without a word
        mask = np.array([e.attention_mask for e in batch], np.int64)
        vectors[places] = session.run(None, dict(zip(names, (ids, mask), strict=True)))[0]
    return vectors
