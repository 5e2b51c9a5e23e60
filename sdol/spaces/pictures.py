"""Models that read pictures into the space of a text model, as ONNX graphs that take `pixel_values`.

A picture is an array (height, width, 3) of uint8. It is scaled to the graph's size, its colours are shifted and
scaled as the model was trained to see them, and the graph's states are pooled as those of a text are. Settings
of a manifest: `output`, `width` and `layer_norm` as in `sdol.spaces.onnx`; `shares`, the identity of the text
space that the vectors are of; `picture`: `size` (pixels of a side), `mean` and `std` (three numbers, of colours
from 0 to 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sdol.errors import SdolError
from sdol.spaces.embedder import kind, refused
from sdol.spaces.graph import PICTURES, Graph
from sdol.spaces.pooling import finish, pool

if TYPE_CHECKING:
    from sdol.spaces.embedder import FloatMatrix
    from sdol.spaces.files import Contents
    from sdol.spaces.manifest import Manifest

LARGEST = 4096
"""Pixels of a side that no model goes beyond."""


@kind("pictures", "model")
def open_pictures(manifest: Manifest, contents: Contents) -> PictureEmbedder:
    """Raises SdolError E0707 where the graph takes no pictures or the manifest does not say how they look."""
    return PictureEmbedder(manifest, contents)


class PictureEmbedder:
    """A vision model; texts are refused."""

    window: int | None = None
    batch = 8

    def __init__(self, manifest: Manifest, contents: Contents) -> None:
        self._manifest = manifest
        self._look: dict[str, Any] = manifest.settings.get("picture") or {}
        if not _seen(self._look):
            raise refused(manifest.name, "its manifest lacks settings.picture with size, mean and std")
        self._graph = Graph(contents["model"], manifest.name)
        if list(self._graph.inputs) != [PICTURES]:
            taken = ", ".join(self._graph.inputs)
            raise refused(manifest.name, f"its graph takes {taken}, not {PICTURES!r}")

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        return [1 for _ in texts]

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        """Raises SdolError E0714: a text is no picture."""
        text_space = str(self._manifest.settings.get("shares", "")).partition("@")[0]
        raise SdolError(
            "E0714",
            f"the space {self._manifest.name!r} reads pictures, not texts",
            help=f"embed texts in {text_space!r}, whose space it shares" if text_space else "",
        )

    def embed_pictures(self, pictures: Sequence[Any]) -> FloatMatrix:
        """Unit rows (n, dimension) of arrays (height, width, 3), uint8.

        Raises:
            SdolError: E0714, an array is no picture; E0709, the graph failed.
        """
        import numpy as np

        look = self._look
        pixels = np.stack([_pixels(p, int(look["size"]), look["mean"], look["std"]) for p in pictures])
        found = self._graph.infer(str(self._manifest.settings["output"]), {PICTURES: pixels})
        if found.ndim == 3:
            found = pool(found, np.ones(found.shape[:2], np.int64), self._manifest.pooling)
        norm = bool(self._manifest.settings.get("layer_norm"))
        return finish(found, self._manifest.dimension, layer_norm=norm)


def _seen(look: dict[str, Any]) -> bool:
    """Whether a manifest says how pictures are seen, in numbers that can be used."""
    size, mean, std = (look.get(name) for name in ("size", "mean", "std"))
    if type(size) is not int or not 0 < size <= LARGEST:
        return False
    colours = [c for three in (mean, std) if isinstance(three, list) and len(three) == 3 for c in three]
    numbers = [c for c in colours if isinstance(c, (int, float)) and not isinstance(c, bool)]
    return len(numbers) == 6 and 0 not in numbers[3:]


def _pixels(picture: Any, size: int, mean: list[float], std: list[float]) -> Any:
    """(3, size, size) float32, as a model takes it."""
    import numpy as np

    array = np.asarray(picture)
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3 or 0 in array.shape:
        raise SdolError(
            "E0714",
            f"an array of shape {array.shape} and type {array.dtype} is no picture",
            help="give (height, width, 3) of uint8",
        )
    colours = resized(array.astype(np.float32) / 255.0, size)
    shifted = (colours - np.array(mean, np.float32)) / np.array(std, np.float32)
    return np.ascontiguousarray(shifted.transpose(2, 0, 1), dtype=np.float32)


def resized(colours: Any, size: int) -> Any:
    """A picture (h, w, 3) as (size, size, 3): each new pixel is the mean of what it covers, by triangles.

    Along each axis in turn, the triangle filter that is widened when a picture shrinks (Turkowski, "Filters for
    Common Resampling Tasks", 1990), which the imaging libraries call bilinear.
    """
    import numpy as np

    rows = _weights(colours.shape[0], size)
    columns = _weights(colours.shape[1], size)
    return np.einsum("ih,hwc,jw->ijc", rows, colours, columns, optimize=True).astype(np.float32)


def _weights(old: int, new: int) -> Any:
    """How much each old pixel of a line counts for each new one, as (new, old); rows add up to 1."""
    import numpy as np

    scale = old / new
    reach = max(scale, 1.0)
    centres = (np.arange(new) + 0.5) * scale
    distance = np.abs(np.arange(old) + 0.5 - centres[:, None]) / reach
    weights = np.maximum(1.0 - distance, 0.0)
    return weights / weights.sum(axis=1, keepdims=True)
