"""Models as ONNX graphs, run by onnxruntime on the processor.

The graph takes ``input_ids`` and ``attention_mask`` (int64, (n, length)) and gives ``embedding`` (float32,
unit rows). Weights stored as int8 are unfolded to float32 once, when the graph is opened, and never computed
with as integers: integer kernels scale a row by its batch, and a vector would depend on its neighbours by up
to 0.03.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sdol.spaces.embedder import Embedder, kind
from sdol.spaces.tokens import Tokeniser, unopened

if TYPE_CHECKING:
    from sdol.spaces.embedder import FloatMatrix
    from sdol.spaces.manifest import Manifest

MOST_THREADS = 8  # a matrix of 384 columns gives more threads nothing to do


@kind("onnx")
def open_onnx(manifest: Manifest, contents: Mapping[str, bytes]) -> Embedder:
    """Raises SdolError E0707 where onnxruntime is missing or refuses the graph."""
    return OnnxEmbedder(manifest, contents)


class OnnxEmbedder:
    """A transformer whose graph pools and normalises."""

    batch = 32

    def __init__(self, manifest: Manifest, contents: Mapping[str, bytes]) -> None:
        tokeniser = Tokeniser(contents["tokenizer"], manifest.name)
        self._tokeniser = tokeniser
        self._first, self._last = tokeniser.id_of("[CLS]"), tokeniser.id_of("[SEP]")
        self._session = _session(contents["model"], manifest.name)
        self._dimension = manifest.dimension
        self.window = None if manifest.max_tokens is None else manifest.max_tokens - 2

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._tokeniser.ids(texts)]

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        import numpy as np

        ids = self._tokeniser.ids(texts)
        told = [row for row, tokens in enumerate(ids) if tokens]
        vectors = np.zeros((len(ids), self._dimension), dtype=np.float32)
        if told:
            vectors[told] = self._run([ids[row] for row in told])
        return vectors

    def _run(self, ids: list[list[int]]) -> FloatMatrix:
        import numpy as np

        lengths = np.array([len(tokens) + 2 for tokens in ids])
        mask = (np.arange(lengths.max()) < lengths[:, None]).astype(np.int64)
        padded = np.zeros_like(mask)
        for row, tokens in zip(padded, ids, strict=True):
            row[: len(tokens) + 2] = [self._first, *tokens, self._last]
        (vectors,) = self._session.run(["embedding"], {"input_ids": padded, "attention_mask": mask})
        return vectors  # type: ignore[no-any-return]


def _session(graph: bytes, name: str) -> Any:
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _threads()
        options.log_severity_level = 4
        # Otherwise the runtime puts a kernel of fewer bits in place of unfold-and-multiply: 0.006 off.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions have no common class but this
        raise unopened(name, "onnxruntime", error) from error


def _threads() -> int:
    """One for each processor that this process may use; the runtime's own default takes all there are."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        usable = os.cpu_count() or 1
    return min(usable, MOST_THREADS)
