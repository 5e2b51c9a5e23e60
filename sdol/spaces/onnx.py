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

from sdol.errors import SdolError
from sdol.spaces.embedder import Embedder, kind, refused
from sdol.spaces.tokens import Tokeniser

if TYPE_CHECKING:
    from sdol.spaces.embedder import FloatMatrix
    from sdol.spaces.manifest import Manifest

MOST_THREADS = 8  # a matrix of 384 columns gives more threads nothing to do


@kind("onnx", "model", "tokenizer")
def open_onnx(manifest: Manifest, contents: Mapping[str, bytes]) -> Embedder:
    """Raises SdolError E0707 where onnxruntime is missing, or the model is not as the manifest says."""
    return OnnxEmbedder(manifest, contents)


class OnnxEmbedder:
    """A transformer whose graph pools and normalises."""

    batch = 32

    def __init__(self, manifest: Manifest, contents: Mapping[str, bytes]) -> None:
        self._name, self._dimension = manifest.name, manifest.dimension
        self._tokeniser = Tokeniser(contents["tokenizer"], manifest.name)
        self._first, self._last = (
            _mark(self._tokeniser, token, manifest.name) for token in ("[CLS]", "[SEP]")
        )
        self._session = _session(contents["model"], manifest.name)
        _check_width(self._session, manifest)
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
        return self._infer({"input_ids": padded, "attention_mask": mask})

    def _infer(self, inputs: dict[str, Any]) -> FloatMatrix:
        try:
            (vectors,) = self._session.run(["embedding"], inputs)
        except Exception as error:  # onnxruntime's exceptions have no common class but this
            raise SdolError(
                "E0709",
                f"the space {self._name!r} failed while it embedded texts",
                reason=str(error).strip(),
                help="check that there is memory left, and the model's files with `sdol doctor`",
            ) from error
        return vectors  # type: ignore[no-any-return]


def runtime() -> Any:
    """The module onnxruntime, told before it loads to report nothing: it would otherwise, over the network."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime


def _session(graph: bytes, name: str) -> Any:
    try:
        onnxruntime = runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _threads()
        options.log_severity_level = 4
        # Otherwise the runtime puts a kernel of fewer bits in place of unfold-and-multiply: 0.006 off.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions have no common class but this
        raise refused(name, f"onnxruntime cannot read its graph: {error}") from error


def _mark(tokeniser: Tokeniser, token: str, name: str) -> int:
    found = tokeniser.id_of(token)
    if found is None:
        raise refused(name, f"its tokenizer has no {token}")
    return found


def _check_width(session: Any, manifest: Manifest) -> None:
    widths = {output.name: output.shape[-1] for output in session.get_outputs()}
    if widths.get("embedding") != manifest.dimension:
        raise refused(manifest.name, f"its graph gives {widths}, not an 'embedding' of {manifest.dimension}")


def _threads() -> int:
    """One for each processor that this process may use; the runtime's own default takes all there are."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        usable = os.cpu_count() or 1
    return min(usable, MOST_THREADS)
