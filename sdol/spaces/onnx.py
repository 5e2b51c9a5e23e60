"""Models as ONNX graphs, run by onnxruntime on the processor.

Weights stored as int8 are unfolded to float32 once, when the graph is opened, and never computed with as
integers where we made the graph: integer kernels scale a row by its batch, and a vector would depend on its
neighbours by up to 0.03. A graph of another maker that does so is marked, when it is added, to be given its
texts one by one.

Settings of a manifest (all part of the identity):
    output: the graph's output; ``embedding`` where nothing is said, and then its rows are unit rows already.
    layer_norm: whether rows are layer-normalised before they are cut.
    padding: ``left`` or ``right`` (the default).
    end: a token to put after each text.
    width: the dimension of the graph's own vectors, where they are cut.
    alone: whether each text must be embedded alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sdol.errors import SdolError
from sdol.spaces.embedder import Embedder, kind, refused
from sdol.spaces.files import Contents
from sdol.spaces.graph import Graph
from sdol.spaces.pooling import finish, pool
from sdol.spaces.tokens import Tokeniser

if TYPE_CHECKING:
    from sdol.spaces.embedder import FloatMatrix
    from sdol.spaces.manifest import Manifest

OUTPUT = "embedding"
LARGE = 1 << 29
"""Bytes from which a graph is read by the runtime itself, to be in memory once."""


@kind("onnx", "model", "tokenizer")
def open_onnx(manifest: Manifest, contents: Contents) -> Embedder:
    """Raises SdolError E0707 where onnxruntime is missing, or the model is not as the manifest says."""
    return OnnxEmbedder(manifest, contents)


class OnnxEmbedder:
    """A transformer, and how its states become vectors."""

    def __init__(self, manifest: Manifest, contents: Contents, *, check: bool = True) -> None:
        self._manifest = manifest
        settings = manifest.settings
        self._tokeniser = Tokeniser(contents["tokenizer"], manifest.name)
        self._marks = self._tokeniser.marks(settings.get("end"))
        self._graph = Graph(_model(manifest, contents), manifest.name)
        self._graph.require_text()
        self._output = str(settings.get("output", OUTPUT))
        if check:
            _check_output(self._graph, manifest, self._output)
        self._left = settings.get("padding") == "left"
        self.batch = 1 if settings.get("alone") else 32
        self.window = None if manifest.max_tokens is None else manifest.max_tokens - self._marks.tokens

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._tokeniser.ids(texts)]

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        import numpy as np

        ids = [tokens[: self.window] for tokens in self._tokeniser.ids(texts)]
        told = [row for row, tokens in enumerate(ids) if tokens]
        vectors = np.zeros((len(ids), self._manifest.dimension), dtype=np.float32)
        if told:
            vectors[told] = self.run([ids[row] for row in told])
        return vectors

    @property
    def highest_token(self) -> int:
        """The highest id that the tokenizer may give."""
        return self._tokeniser.highest

    def run(self, ids: list[list[int]]) -> FloatMatrix:
        """Unit rows for texts as token ids, none of them empty.

        Raises:
            SdolError: E0709, the graph failed or gave numbers that are no vectors.
        """
        found, mask = self.states(ids)
        if self._manifest.settings:
            found = self._finished(found, mask)
        _check_numbers(found, self._manifest)
        return found  # type: ignore[no-any-return]

    def states(self, ids: list[list[int]]) -> tuple[Any, Any]:
        """The graph's output for texts as token ids, and the mask of the tokens that it was given."""
        rows = [[*self._marks.before, *tokens, *self._marks.after] for tokens in ids]
        padded, mask = _padded(rows, self._tokeniser.filler, left=self._left)
        return self._graph.run(self._output, padded, mask), mask

    def _finished(self, found: Any, mask: Any) -> FloatMatrix:
        settings, dimension = self._manifest.settings, self._manifest.dimension
        if found.ndim == 3 and self._manifest.pooling != "model":
            found = pool(found, mask, self._manifest.pooling)
        if found.ndim != 2 or found.shape[1] != settings.get("width", dimension):
            reason = f"its output {self._output!r} has the shape {found.shape}"
            raise refused(self._manifest.name, reason)
        return finish(found, dimension, layer_norm=bool(settings.get("layer_norm")))


def width(draft: Manifest) -> int:
    """The dimension of what a graph gives before any cut; the draft's own is not looked at."""
    embedder = OnnxEmbedder(draft, Contents(draft), check=False)
    found, _ = embedder.states([[min(embedder.highest_token, 1)]])
    return int(found.shape[-1])


def _model(manifest: Manifest, contents: Contents) -> bytes | Path:
    data = [role for role in manifest.files if role.startswith("data")]
    for role in data:
        contents.path(role)
    if data:
        return contents.path("model")
    return contents.path("model") if manifest.files["model"].size >= LARGE else contents["model"]


def _padded(rows: list[list[int]], filler: int, *, left: bool) -> tuple[Any, Any]:
    """The ids as one matrix (n, length) int64, and 1 where a token is."""
    import numpy as np

    lengths = np.array([len(row) for row in rows])
    longest = lengths.max()
    places = np.arange(longest)
    mask = (places >= longest - lengths[:, None] if left else places < lengths[:, None]).astype(np.int64)
    padded = np.full_like(mask, filler)
    for target, row in zip(padded, rows, strict=True):
        target[slice(longest - len(row), None) if left else slice(len(row))] = row
    return padded, mask


def _check_output(graph: Graph, manifest: Manifest, output: str) -> None:
    """The output is there and, where the graph says how wide it is, as wide as the manifest says."""
    wanted = manifest.settings.get("width", manifest.dimension)
    shape = graph.outputs.get(output)
    width = shape[-1] if shape else None
    if shape is None or (isinstance(width, int) and width != wanted):
        raise refused(manifest.name, f"its graph gives {graph.outputs}, not an {output!r} of {wanted}")


def _check_numbers(vectors: Any, manifest: Manifest) -> None:
    import numpy as np

    if np.isfinite(vectors).all() and vectors.any(axis=1).all():
        return
    what = "a vector of length zero" if np.isfinite(vectors).all() else "numbers that are not finite"
    raise SdolError(
        "E0709",
        f"the space {manifest.name!r} failed while it embedded texts",
        reason=f"the model gave {what}",
        help="check the model's files with `sdol models verify`; a half-precision model may need a full one",
    )
