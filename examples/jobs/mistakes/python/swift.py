"""Texts to unit vectors with the other model that is there, a table of tokens: what job 1 takes by mistake."""

import numpy as np
import tokenizers
from encoder import MODELS


def embed_swift(texts: list[str]) -> np.ndarray:
    """Unit rows, (n, 256) float32."""
    folder = MODELS / "swift"
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    rows, scales = np.load(folder / "rows.npy"), np.load(folder / "scales.npy")
    ids = [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    sums = np.array([(rows[i] * scales[i, None]).sum(axis=0) for i in ids])
    return (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
