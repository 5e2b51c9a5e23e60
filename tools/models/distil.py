"""The static table of swift, distilled from the encoder without any data.

Each token of the vocabulary goes through the model alone, the states are reduced by principal components and
partly whitened, the mean row of running text is taken away, and each row is weighted by how frequent its
token must be: as in model2vec (Minish Lab, 2024), with weights and common component after SIF (Arora et al.
2017, "A simple but tough-to-beat baseline for sentence embeddings").

Chosen on `val` files, without the common component against with it: unrelated texts of CLINC150 have a mean
cosine of 0.09 against 0.21, requests out of scope are found with an AUROC of .953 against .941, Banking77 is
classified .779 against .768, and STS-B falls from 80.4 to 79.4.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tools.models import quantise

DIMENSION = 256
WHITENING = 0.5  # 0 leaves the components' spreads, 1 makes them equal
SIF = 3e-3
LARGEST_SCALE = 2**20  # scales are whole numbers up to this: a sum of rows is exact in float64

BATCH = 256
FIRST_RANKED = "the"  # words follow by frequency; marks, signs and letters stand before it

# Token ids (n, length), marks included -> pooled states (n, 384).
Encoder = Callable[[np.ndarray], np.ndarray]


def table(encoder: Encoder, vocabulary: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows (vocabulary, 256) and their scales, whole numbers in float32."""
    first = vocabulary[FIRST_RANKED]
    shares = zipf(len(vocabulary), first)
    weights = SIF / (SIF + shares)
    rows = reduce(states(encoder, vocabulary))
    usual = np.average(rows[first:], axis=0, weights=(shares * weights)[first:])
    values, scales = quantise.rows((rows - usual) * weights[:, None])
    whole = np.maximum(np.rint(scales * (LARGEST_SCALE / scales.max())), 1)
    return values, whole.astype(np.float32)


def states(encoder: Encoder, vocabulary: dict[str, int]) -> np.ndarray:
    """The pooled vector (not normalised) of each token between the model's marks, (vocabulary, 384)."""
    ids = np.arange(len(vocabulary))
    framed = np.stack(
        [np.full_like(ids, vocabulary["[CLS]"]), ids, np.full_like(ids, vocabulary["[SEP]"])], axis=1
    )
    return np.concatenate([encoder(framed[start : start + BATCH]) for start in range(0, len(ids), BATCH)])


def reduce(rows: np.ndarray) -> np.ndarray:
    """Rows on their first 256 principal components, whitened by the exponent."""
    centred = rows.astype(np.float64) - rows.mean(axis=0, dtype=np.float64)
    variances, axes = np.linalg.eigh(centred.T @ centred / len(rows))
    variances, axes = variances[::-1][:DIMENSION], axes[:, ::-1][:, :DIMENSION]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(DIMENSION)])
    return centred @ axes / variances ** (WHITENING / 2)


def zipf(tokens: int, first: int) -> np.ndarray:
    """The share of running text that each token has, by Zipf's law; tokens before the first count as it."""
    ranks = np.maximum(np.arange(tokens) - first + 1, 1)
    return (1 / ranks) / (1 / ranks[first:]).sum()
