"""The graph against the plain forward pass, and the vectors by which the tests know the model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tools.models import bert, graph, package
from tools.models.source import Source

SENTENCES = (
    "Where is my parcel?",
    "The delivery is late, and nobody answers the telephone.",
    "volatility is rising",
    "En kaffe, tack: 35 kr!",
)
GRAPH_TOLERANCE = 1e-6  # largest difference of a component, both computed in float32 from the same weights
LEAST_COSINE = 0.999  # what storing the weights in eight bits may cost


def check(origin: Source, run: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Rows (n, 384) for `SENTENCES` from the published weights; ends the build if the graph gives others."""
    ids = [np.array([row]) for row in package.token_ids(origin.tokenizer, SENTENCES)]
    found = np.concatenate([run(row) for row in ids])
    stored = np.concatenate([bert.embed(graph.stored(origin.weights), row) for row in ids])
    published = np.concatenate([bert.embed(origin.weights, row) for row in ids])
    difference = float(np.abs(found - stored).max())
    cosine = float((found * published).sum(axis=1).min())
    print(
        f"graph against numpy on the stored weights: {difference:.1e}; on the published: cosine {cosine:.5f}"
    )
    if difference > GRAPH_TOLERANCE or cosine < LEAST_COSINE:
        raise SystemExit("the graph does not compute the model")
    return published


def save(path: Path, vectors: np.ndarray) -> None:
    """Write the sentences and their vectors, to five digits, for the tests."""
    rows = [
        {"text": text, "vector": row}
        for text, row in zip(SENTENCES, np.round(vectors, 5).tolist(), strict=True)
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
