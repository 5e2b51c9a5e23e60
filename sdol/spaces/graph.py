"""An ONNX graph of an encoder: which inputs it takes, and what is fed to them.

Encoders exported by the common tools take `input_ids` and a choice of `attention_mask`, `token_type_ids`,
`position_ids`, and, where the graph was made for generation, `past_key_values…`, which are given empty.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sdol.errors import SdolError
from sdol.spaces.embedder import refused

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_THREADS = 8  # a matrix of 384 columns gives more threads nothing to do
TYPES = {
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(bool)": "bool",
}
TOKENS = "input_ids"
PICTURES = "pixel_values"
ELSEWHERE = "session.model_external_initializers_file_folder_path"
"""The runtime's option for the folder of weights that a graph keeps in other files."""
PAST = ("past_key_values", "past_")
KNOWN = (TOKENS, "attention_mask", "token_type_ids", "position_ids", "use_cache_branch")


class Graph:
    """A graph that was opened.

    Args:
        model: the graph itself, or the path of one that refers to further files.
        name: of the space, for messages.

    Raises:
        SdolError: E0707, onnxruntime is missing or cannot read it.
    """

    def __init__(self, model: bytes | Path, name: str) -> None:
        self._name = name
        self._session = _session(model, name)
        self.inputs = {i.name: i for i in self._session.get_inputs()}
        self.outputs = {o.name: list(o.shape or []) for o in self._session.get_outputs()}

    def require_text(self) -> None:
        """Raises SdolError E0707 where the graph takes something else than tokens."""
        if PICTURES in self.inputs:
            raise refused(self._name, "its graph takes pictures (`pixel_values`), not texts")
        unknown = [n for n in self.inputs if n not in KNOWN and not n.startswith(PAST)]
        if TOKENS not in self.inputs or unknown:
            taken = ", ".join(self.inputs)
            which = f"nothing is known to give to {unknown[0]!r}" if unknown else f"there is no {TOKENS!r}"
            raise refused(self._name, f"its graph takes {taken}: {which}")

    def run(self, output: str, ids: Any, mask: Any) -> Any:
        """The output of that name for token ids (n, length) and their mask."""
        return self.infer(output, {n: self._fed(n, ids, mask) for n in self.inputs})

    def infer(self, output: str, inputs: Mapping[str, Any]) -> Any:
        """The output of that name for given inputs.

        Raises:
            SdolError: E0709, the graph failed.
        """
        try:
            return self._session.run([output], dict(inputs))[0]
        except Exception as error:  # onnxruntime's exceptions have no common class but this
            raise SdolError(
                "E0709",
                f"the space {self._name!r} failed while it embedded",
                reason=str(error).strip(),
                help="check that there is memory left, and the model's files with `sdol models verify`",
            ) from error

    def _fed(self, name: str, ids: Any, mask: Any) -> Any:
        import numpy as np

        kind = TYPES.get(self.inputs[name].type, "int64")
        if name == TOKENS:
            return ids.astype(kind, copy=False)
        if name == "attention_mask":
            return mask.astype(kind, copy=False)
        if name == "position_ids":
            return np.maximum(np.cumsum(mask, axis=1) - 1, 0).astype(kind)
        if name.startswith(PAST):
            return np.zeros(_empty(self.inputs[name].shape, len(ids)), dtype=kind)
        shape = (1,) if name == "use_cache_branch" else ids.shape
        return np.zeros(shape, dtype=kind)


def _empty(shape: list[int | str | None], texts: int) -> list[int]:
    """The shape of a past that holds nothing: (texts, heads, 0, width)."""
    first, *rest = shape
    return [first if isinstance(first, int) else texts, *(d if isinstance(d, int) else 0 for d in rest)]


def runtime() -> Any:
    """The module onnxruntime, told before it loads to report nothing: it would otherwise, over the network."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime


def _session(model: bytes | Path, name: str) -> Any:
    try:
        onnxruntime = runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads()
        options.log_severity_level = 4
        # Otherwise the runtime puts a kernel of fewer bits in place of unfold-and-multiply: 0.006 off.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        given = str(model) if isinstance(model, Path) else model
        if isinstance(model, bytes):
            # Else the weights that a graph names would be read, unchecked, from the folder that one is in.
            options.add_session_config_entry(ELSEWHERE, os.devnull)
        return onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions have no common class but this
        why = f"onnxruntime cannot read its graph: {error}"
        if "External data path" in why:
            why = "its graph keeps weights in a file that is not called NAME_data beside it: they cannot be checked"
        raise refused(name, why) from error


def threads() -> int:
    """One for each processor that this process may use; the runtime's own default takes all there are."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        usable = os.cpu_count() or 1
    return min(usable, MOST_THREADS)
