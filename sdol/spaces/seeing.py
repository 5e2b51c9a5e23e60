"""The manifest of a model that reads pictures, from its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sdol.spaces.folder import POOLED, STATES, Folder
from sdol.spaces.manifest import Manifest
from sdol.spaces.wishes import Wishes, unreadable

if TYPE_CHECKING:
    from sdol.spaces.graph import Graph


def from_pictures(
    name: str, folder: Folder, model: Path, graph: Graph, wishes: Wishes, entry: Mapping[str, Any]
) -> Manifest:
    """The manifest of the graph of a vision model, which shares the space of the text model beside it.

    Raises:
        SdolError: E0715 the folder does not say how pictures are seen; E0701 the text model is not there.
    """
    from sdol.spaces.drafts import described_files, sized
    from sdol.spaces.registry import manifest

    look = folder.picture()
    output = next((o for o in (*POOLED, *STATES) if o in graph.outputs), None)
    if output is None:
        raise unreadable(
            folder.path, f"its graph gives {', '.join(graph.outputs)}", "export `last_hidden_state`"
        )
    draft = Manifest(
        name=name,
        version="1",
        kind="pictures",
        dimension=1,
        pooling=wishes.pooling or "cls",
        max_tokens=None,
        files=described_files({"model": model}),
        licence=str(entry.get("licence", "licence not stated")),
        source=f"the folder {folder.path.resolve()}",
        folder=folder.path,
        description=str(entry.get("title") or folder.title()),
        settings={"output": output, "picture": look, "layer_norm": bool(wishes.layer_norm)},
    )
    shares = manifest(wishes.shares) if wishes.shares else None
    found = sized(draft, _width(graph, output, look["size"]), wishes)
    if shares is None:
        return found
    if shares.dimension != found.dimension:
        reason = f"vectors of {shares.name} have {shares.dimension} dimensions, and these {found.dimension}"
        raise unreadable(folder.path, reason, f"write `--dimension {shares.dimension}`")
    settings = dict(found.settings) | {"shares": shares.id}
    return replace(found, settings=settings)


def _width(graph: Graph, output: str, size: int) -> int:
    import numpy as np

    from sdol.spaces.graph import PICTURES

    found = graph.infer(output, {PICTURES: np.zeros((1, 3, size, size), np.float32)})
    return int(found.shape[-1])
