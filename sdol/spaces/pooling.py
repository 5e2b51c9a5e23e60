"""From the states of tokens to one unit vector for each text: pooling, layer norm, cut, length one.

Mean, first ("cls") and last token as in Reimers and Gurevych, "Sentence-BERT" (EMNLP 2019), and the maximum of
each dimension. A cut keeps the first dimensions of a vector that was trained for it: Kusupati et al.,
"Matryoshka Representation Learning" (NeurIPS 2022). Sums run over one text at a time, and padding adds zeros,
so company changes no bit here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sdol.spaces.embedder import FloatMatrix

EPSILON = 1e-5
"""Added to the variance by a layer norm, as PyTorch does by default."""


def pool(states: Any, mask: Any, how: str) -> Any:
    """One row (n, d) for each text from states (n, length, d); `mask` (n, length) is 1 where a token is.

    Args:
        how: `mean`, `cls`, `last` or `max`.
    """
    import numpy as np

    rows = np.arange(len(mask))
    if how == "cls":
        return states[rows, np.argmax(mask, axis=1)]
    if how == "last":
        return states[rows, mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1)]
    if how == "max":
        return np.where(mask[:, :, None] == 1, states, -np.inf).max(axis=1)
    weights = mask[:, :, None].astype(np.float32)
    return (states * weights).sum(axis=1) / weights.sum(axis=1)


def finish(vectors: Any, dimension: int, *, layer_norm: bool) -> FloatMatrix:
    """Rows of length one with their first `dimensions`, (n, dimension) float32; a zero row stays zero.

    Args:
        layer_norm: shift and scale each whole row to mean 0 and variance 1 before the cut.
    """
    import numpy as np

    rows = np.asarray(vectors, dtype=np.float64)
    if layer_norm:
        variance = rows.var(axis=1, keepdims=True)
        rows = (rows - rows.mean(axis=1, keepdims=True)) / np.sqrt(variance + EPSILON)
    rows = rows[:, :dimension]
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.ascontiguousarray(rows / np.where(norms == 0, 1.0, norms), dtype=np.float32)
