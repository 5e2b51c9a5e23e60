"""The model in plain numpy, float32: the reference that the graph is verified against.

BERT encoder (Devlin et al. 2019, arXiv:1810.04805) with 6 layers of 384, 12 heads, exact GELU and layer norm
after each residual sum; mean over the tokens and L2 norm as in Sentence-BERT (Reimers and Gurevych 2019,
arXiv:1908.10084).
"""

from __future__ import annotations

import math

import numpy as np

from tools.models.source import Weights

LAYERS = 6
HEADS = 12
WIDTH = 384
EPSILON = 1e-12

# The error function from the C library on a grid of 2**-13: linear interpolation is off by less than 2e-9.
_STEPS = 8192
_REACH = 4
_ERF = np.array(
    [math.erf(i / _STEPS) for i in range(-_REACH * _STEPS, _REACH * _STEPS + 2)], dtype=np.float32
)
_RISE = np.diff(_ERF)


def embed(weights: Weights, ids: np.ndarray) -> np.ndarray:
    """Unit rows (n, 384) float32 for token ids (n, length), all of one length, special tokens included."""
    pooled = hidden(weights, ids).mean(axis=1)
    return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def hidden(weights: Weights, ids: np.ndarray) -> np.ndarray:
    """The last layer's states (n, length, 384) float32."""
    x = _embedded(weights, ids)
    for layer in range(LAYERS):
        x = _layer(weights, f"encoder.layer.{layer}.", x)
    return x


def _embedded(weights: Weights, ids: np.ndarray) -> np.ndarray:
    name = "embeddings.{}_embeddings.weight".format
    x = (
        weights[name("word")][ids]
        + weights[name("position")][: ids.shape[1]]
        + weights[name("token_type")][0]
    )
    return _norm(weights, "embeddings.LayerNorm", x)


def _layer(weights: Weights, at: str, x: np.ndarray) -> np.ndarray:
    attended = _dense(weights, at + "attention.output.dense", _attention(weights, at, x))
    x = _norm(weights, at + "attention.output.LayerNorm", x + attended)
    inner = _gelu(_dense(weights, at + "intermediate.dense", x))
    return _norm(weights, at + "output.LayerNorm", x + _dense(weights, at + "output.dense", inner))


def _attention(weights: Weights, at: str, x: np.ndarray) -> np.ndarray:
    query, key, value = (
        _heads(_dense(weights, f"{at}attention.self.{part}", x)) for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(WIDTH // HEADS))
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
    return mixed.transpose(0, 2, 1, 3).reshape(x.shape)


def _heads(x: np.ndarray) -> np.ndarray:
    return x.reshape(*x.shape[:2], HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)


def _dense(weights: Weights, name: str, x: np.ndarray) -> np.ndarray:
    return x @ weights[name + ".weight"].T + weights[name + ".bias"]


def _norm(weights: Weights, name: str, x: np.ndarray) -> np.ndarray:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
    return centred / spread * weights[name + ".weight"] + weights[name + ".bias"]


def _gelu(x: np.ndarray) -> np.ndarray:
    return x * np.float32(0.5) * (np.float32(1) + _erf(x / np.float32(math.sqrt(2))))


def _erf(x: np.ndarray) -> np.ndarray:
    at = (np.clip(x, -_REACH, _REACH) + np.float32(_REACH)) * np.float32(_STEPS)
    below = at.astype(np.int32)
    return _ERF[below] + (at - below.astype(np.float32)) * _RISE[below]
