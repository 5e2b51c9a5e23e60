"""Models as GGUF files, run by llama.cpp through llama-cpp-python, an optional dependency (`sdol[llm]`).

Each text is embedded alone: its vector does not depend on company. Settings of a manifest: `width`, the
dimension of the model's own vectors where they are cut, and `layer_norm` before the cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sdol.errors import SdolError
from sdol.spaces.embedder import Embedder, kind, refused
from sdol.spaces.graph import threads
from sdol.spaces.pooling import finish

if TYPE_CHECKING:
    from sdol.spaces.embedder import FloatMatrix
    from sdol.spaces.files import Contents
    from sdol.spaces.manifest import Manifest

MAGIC = b"GGUF"
POOLING = {"mean": 1, "cls": 2, "last": 3}
"""llama.cpp's numbers for the poolings of a manifest."""
NOT_SAID = -1
SMALL = 1 << 24
"""Bytes of a model that is fastest with one thread."""

_silent: Any = None


@kind("gguf", "model")
def open_gguf(manifest: Manifest, contents: Contents) -> Embedder:
    """Raises SdolError E0707 where llama.cpp cannot read the model, E0710 where it is not installed."""
    library()
    return GgufEmbedder(manifest, contents.path("model"))


class GgufEmbedder:
    """An embedding model in llama.cpp."""

    batch = 1

    def __init__(self, manifest: Manifest, path: Path) -> None:
        self._manifest = manifest
        how = POOLING.get(manifest.pooling)
        if how is None or manifest.max_tokens is None:
            raise refused(manifest.name, "its manifest lacks a pooling of llama.cpp, or max_tokens")
        self._model = loaded(path, manifest.name, pooling=how, window=manifest.max_tokens)
        marks = len(self._model.tokenize(b"a")) - len(self._model.tokenize(b"a", add_bos=False))
        self.window: int | None = manifest.max_tokens - marks
        wanted = manifest.settings.get("width", manifest.dimension)
        if self._model.n_embd() != wanted:
            raise refused(manifest.name, f"the model gives {self._model.n_embd()} dimensions, not {wanted}")

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        return [len(self._model.tokenize(text.encode(), add_bos=False)) for text in texts]

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        import numpy as np

        rows = np.zeros((len(texts), self._manifest.dimension), dtype=np.float32)
        layer_norm = bool(self._manifest.settings.get("layer_norm"))
        for row, text in enumerate(texts):
            found = np.array(self._one(text), dtype=np.float64)[None]
            if not np.isfinite(found).all() or not found.any():
                raise _failed(self._manifest.name, "the model gave a vector that is no direction")
            rows[row] = finish(found, self._manifest.dimension, layer_norm=layer_norm)[0]
        return rows

    def _one(self, text: str) -> Any:
        try:
            return self._model.embed(text)
        except Exception as error:  # llama-cpp-python raises RuntimeError and ValueError, ctypes its own
            raise _failed(self._manifest.name, str(error)) from error


class Described(NamedTuple):
    """What a GGUF file says of itself."""

    dimension: int
    max_tokens: int
    pooling: str | None
    title: str
    licence: str


def describe(path: Path, name: str) -> Described:
    """Read a GGUF file's own description; raises SdolError E0707 or E0710."""
    library()
    with path.open("rb") as file:
        if file.read(4) != MAGIC:
            raise refused(name, f"{path} does not begin as a GGUF file does")
    model = loaded(path, name, pooling=NOT_SAID, window=64)
    facts = model.metadata
    known = {number: word for word, number in POOLING.items()}
    return Described(
        model.n_embd(),
        int(facts.get(f"{facts.get('general.architecture')}.context_length", 512)),
        known.get(model.pooling_type()),
        facts.get("general.name", path.stem),
        facts.get("general.license", "licence not stated"),
    )


def library() -> Any:
    """The module llama_cpp, which from then on writes nothing to standard error.

    Raises:
        SdolError: E0710, it is not installed.
    """
    global _silent
    try:
        import llama_cpp
    except (ImportError, OSError) as error:
        raise SdolError(
            "E0710",
            "a GGUF model needs llama-cpp-python, which is not installed",
            reason=f"it is optional, because its installation compiles llama.cpp ({error})",
            help="run `pip install 'sdol[llm]'`, which takes some minutes",
        ) from error
    if _silent is None:
        import ctypes

        _silent = llama_cpp.llama_log_callback(lambda level, text, data: None)
        llama_cpp.llama_log_set(_silent, ctypes.c_void_p(0))
    return llama_cpp


def loaded(path: Path, name: str, *, pooling: int, window: int) -> Any:
    """A model in llama.cpp, ready to embed texts of up to `window` tokens; raises SdolError E0707."""
    workers = 1 if path.stat().st_size < SMALL else threads()
    try:
        return library().Llama(
            str(path),
            embedding=True,
            pooling_type=pooling,
            n_ctx=window,
            n_batch=window,
            n_ubatch=window,
            n_threads=workers,
            n_threads_batch=workers,
            verbose=False,
        )
    except (ValueError, RuntimeError, AssertionError, OSError) as error:
        raise refused(name, f"llama.cpp cannot read its model: {error}") from error


def _failed(name: str, reason: str) -> SdolError:
    return SdolError(
        "E0709",
        f"the space {name!r} failed while it embedded texts",
        reason=reason.strip(),
        help="check that there is memory left, and the model's file with `sdol models verify`",
    )
