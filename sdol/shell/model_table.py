"""The embedding models as a table: what they are, and whether their files are as they should be."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.show import table
from sdol.shell.terminal import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.spaces.manifest import Manifest


def rows(*, verify: bool) -> list[dict[str, Any]]:
    """One row for each model; `verify` reads its files whole."""
    from sdol.spaces.registry import names

    return [row(name, verify=verify) for name in names()]


def row(name: str, *, verify: bool) -> dict[str, Any]:
    """What is told of one model; a manifest that cannot be read is a problem like others."""
    from sdol.spaces.registry import manifest

    try:
        model = manifest(name)
    except SdolError as error:
        return _unreadable(name, error)
    files, problem = _verified(model) if verify else _present(model)
    return {
        "name": model.name,
        "id": model.id,
        "kind": model.kind,
        "dimension": model.dimension,
        "pooling": model.pooling,
        "max_tokens": model.max_tokens,
        "bytes": model.size,
        "licence": model.licence,
        "source": model.source,
        "description": model.description,
        "files": files,
        "problem": problem,
    }


def _unreadable(name: str, error: SdolError) -> dict[str, Any]:
    empty = dict.fromkeys(("id", "kind", "dimension", "pooling", "max_tokens", "licence", "source"))
    problem = f"{error.message} ({error.reason}); {error.help}"
    return {"name": name, **empty, "bytes": 0, "description": "", "files": "unreadable", "problem": problem}


def _present(model: Manifest) -> tuple[str, str]:
    """Whether the files are there, by their sizes alone, and what is wrong."""
    from sdol.spaces.files import repair

    if model.kind == "remote":
        return "remote", ""
    for file in model.files.values():
        path = model.folder / file.path
        try:
            size = path.stat().st_size
        except OSError:
            return "missing", f"there is no file {path}: {repair(model)}"
        if size != file.size:
            return "damaged", f"{path} has {size:,} bytes instead of {file.size:,}: {repair(model)}"
    return "present", ""


def _verified(model: Manifest) -> tuple[str, str]:
    from sdol.spaces.registry import verify

    if model.kind == "remote":
        return "remote", ""
    try:
        verify(model)
    except SdolError as error:
        state = "missing" if error.code == "E0705" else "damaged"
        return state, f"{error.message}: {error.help}"
    return "verified", ""


def shown(found: list[dict[str, Any]]) -> str:
    """The rows as a table, and below it a sentence for each model."""
    return "\n".join([table([_short(row) for row in found], width()), *map(_sentence, found)])


def _short(row: dict[str, Any]) -> dict[str, Any]:
    size = f"{row['bytes'] / 1e6:.1f} MB" if row["bytes"] else ""
    plain = {key: row[key] if row[key] is not None else "" for key in ("name", "kind", "dimension")}
    return plain | {"size": size, "id": row["id"] or "", "files": row["files"]}


def _sentence(row: dict[str, Any]) -> str:
    from textwrap import fill

    text = f"{row['name']}: "
    if row["source"]:
        text += f"{row['description']}. {row['licence']}, from {row['source']}. "
    text += f"{row['problem']}." if row["problem"] else ""
    return "\n" + fill(text.strip(), width(), subsequent_indent="  ")
