"""The manifest of a user's own model, from what its files say and what the user says beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sdol.errors import SdolError
from sdol.spaces.described import described
from sdol.spaces.files import measured
from sdol.spaces.folder import LONGEST, Folder, output_of
from sdol.spaces.manifest import SMALLEST_WINDOW, Manifest, ModelFile
from sdol.spaces.wishes import Wishes, unreadable


def from_folder(name: str, path: Path, wishes: Wishes, like: str | None = None) -> Manifest:
    """The manifest of a sentence encoder in a folder, or of the pictures' side of one.

    Args:
        like: a described model whose settings to take; the one called `name` where nothing is said.

    Raises:
        SdolError: E0715 the folder cannot be used; E0707 its graph cannot be opened.
    """
    from sdol.spaces.graph import PICTURES, Graph

    folder = Folder(path)
    entry = described().get(like or name, {})
    if entry:
        wishes = wishes.completed(entry)
    model = folder.graph(wishes.model)
    graph = Graph(model, name)
    if PICTURES in graph.inputs:
        from sdol.spaces.seeing import from_pictures

        return from_pictures(name, folder, model, graph, wishes, entry)
    files = {"model": model, **_data(model), "tokenizer": folder.tokenizer()}
    output, pooling = output_of(graph.outputs, folder, wishes)
    settings = _without_defaults(
        output=output,
        layer_norm=wishes.layer_norm,
        padding=wishes.padding or folder.padding(),
        end=wishes.end,
    )
    draft = Manifest(
        name=name,
        version="1",
        kind="onnx",
        dimension=1,
        pooling=pooling,
        max_tokens=_window(path, wishes, folder.max_tokens()),
        files=described_files(files),
        licence=str(entry.get("licence", "licence not stated")),
        source=f"the folder {path.resolve()}",
        folder=path,
        description=str(entry.get("title") or folder.title()),
        prefixes=wishes.prefixes if wishes.prefixes is not None else folder.prefixes(),
        settings=settings,
    )
    _check_vocabulary(draft, folder)
    return sized(draft, _width(draft), wishes)


def from_gguf(name: str, path: Path, wishes: Wishes, like: str | None = None) -> Manifest:
    """The manifest of an embedding model in a GGUF file; `like` as for a folder.

    Raises:
        SdolError: E0715 it cannot be used as one, E0707 llama.cpp cannot read it, E0710 llama.cpp is missing.
    """
    from sdol.spaces.gguf import POOLING, describe

    if not path.is_file():
        raise unreadable(path, "there is no such file", "name a GGUF file")
    said = describe(path, name)
    entry = described().get(like or name, {})
    if entry:
        wishes = wishes.completed(entry)
    pooling = wishes.pooling or said.pooling
    if pooling not in POOLING:
        reason = "it does not say how the states of a text's tokens become one vector"
        if pooling:
            reason = f"llama.cpp does not pool by {pooling}"
        raise unreadable(path, reason, "say it: `--pooling mean`, `cls` or `last`, as the model's page tells")
    draft = Manifest(
        name=name,
        version="1",
        kind="gguf",
        dimension=said.dimension,
        pooling=pooling,
        max_tokens=_window(path, wishes, min(said.max_tokens, LONGEST)),
        files=described_files({"model": path}),
        licence=said.licence,
        source=f"the file {path.resolve()}",
        folder=path.parent,
        description=said.title,
        prefixes=wishes.prefixes or {},
        settings=_without_defaults(layer_norm=wishes.layer_norm),
    )
    return sized(draft, said.dimension, wishes)


def from_url(name: str, url: str, wishes: Wishes) -> Manifest:
    """The manifest of a model behind an OpenAI-compatible service, which is asked for one vector.

    Raises:
        SdolError: E0715 the address cannot be used; E0711, E0712 or E0713 the service gives no vector.
    """
    from urllib.parse import urlsplit

    from sdol.spaces.remote import width
    from sdol.spaces.service import address_of

    address, fault, way_out = address_of(url, keyed=wishes.key_env is not None)
    if fault:
        raise unreadable("this address", fault, way_out)
    if not wishes.model:
        raise unreadable(url, "a service has many models", "say which: `--model NAME`")
    draft = Manifest(
        name=name,
        version="1",
        kind="remote",
        dimension=wishes.dimension or 1,
        pooling="model",
        max_tokens=None,
        files={},
        licence="licence not stated",
        source=address,
        folder=Path(),
        description=f"{wishes.model} at {urlsplit(address).hostname}",
        prefixes=wishes.prefixes or {},
        settings=_without_defaults(url=address, model=wishes.model, dimensions=bool(wishes.dimension)),
        access=_without_defaults(key_env=wishes.key_env, timeout=wishes.timeout),
    )
    return draft if wishes.dimension else replace(draft, dimension=width(draft))


def described_files(files: Mapping[str, Path]) -> dict[str, ModelFile]:
    """What a manifest says of files, by role; they are named by their full paths."""
    return {role: ModelFile(str(path.resolve()), *measured(path)) for role, path in files.items()}


def _data(model: Path) -> dict[str, Path]:
    """The files beside a graph that hold its weights, where it is too large for one."""
    found = sorted({*model.parent.glob(f"{model.name}_data*"), *model.parent.glob(f"{model.name}.data*")})
    return {f"data{number or ''}": path for number, path in enumerate(found)}


def _without_defaults(**settings: Any) -> dict[str, Any]:
    """The settings that differ from what is so anyway."""
    return {
        k: v for k, v in settings.items() if v not in (None, False) and not (k == "padding" and v == "right")
    }


def _window(path: Path, wishes: Wishes, said: int) -> int:
    window = wishes.max_tokens or said
    if window < SMALLEST_WINDOW:
        raise unreadable(path, f"it reads only {window} tokens at once", f"a space needs {SMALLEST_WINDOW}")
    return window


def sized(draft: Manifest, width: int, wishes: Wishes) -> Manifest:
    """The draft with its dimension, cut where that is wished."""
    dimension = wishes.dimension or width
    if dimension > width:
        raise SdolError(
            "E0715",
            f"vectors of {width} dimensions cannot have {dimension}",
            reason="a cut keeps the first of them",
            help=f"write `--dimension` with a number up to {width}",
        )
    settings = dict(draft.settings) | ({"width": width} if dimension != width else {})
    return replace(draft, dimension=dimension, settings=settings)


def _width(draft: Manifest) -> int:
    """The dimension of what the graph gives, as it gives it."""
    from sdol.spaces.onnx import width

    return width(draft)


def _check_vocabulary(draft: Manifest, folder: Folder) -> None:
    from sdol.spaces.tokens import Tokeniser

    size = folder.vocabulary()
    highest = Tokeniser(Path(draft.files["tokenizer"].path).read_bytes(), draft.name).highest
    if size is not None and highest >= size:
        raise foreign_tokenizer(draft.name, f"its highest token is {highest:,}, and the model knows {size:,}")


def foreign_tokenizer(name: str, reason: str) -> SdolError:
    """E0717: the tokenizer has tokens that the model has not."""
    return SdolError(
        "E0717",
        f"the tokenizer of the space {name!r} is not that of its model",
        reason=reason,
        help="fetch tokenizer.json and the graph from the same place, at the same version",
    )
