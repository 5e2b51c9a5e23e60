"""`sdol models list | verify`: the embedding models, which are the spaces that programs name."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.show import table
from sdol.shell import status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.terminal import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.spaces.manifest import Manifest

ACTION = "list|verify"


def _models(call: Call) -> int:
    action = call.argument(ACTION)
    if action not in ACTION.split("|"):
        raise UsageError("E0901", f"`sdol models` cannot {action}", help=f"usage: {call.command.usage()}")
    from sdol.spaces.registry import available

    rows = [_row(model, verify=action == "verify") for model in available()]
    if call.option("json"):
        say_json(rows)
    else:
        say("\n".join([table([_shown(row) for row in rows], width()), *(_sentence(row) for row in rows)]))
    return status.FAILED if any(row["problem"] for row in rows) else status.FINE


def _row(model: Manifest, *, verify: bool) -> dict[str, Any]:
    files, problem = _verified(model) if verify else _present(model)
    return {
        "name": model.name,
        "id": model.id,
        "kind": model.kind,
        "dimension": model.dimension,
        "max_tokens": model.max_tokens,
        "bytes": model.size,
        "licence": model.licence,
        "source": model.source,
        "description": model.description,
        "files": files,
        "problem": problem,
    }


def _present(model: Manifest) -> tuple[str, str]:
    """Whether the files are there, by their sizes alone, and what is wrong."""
    for file in model.files.values():
        path = model.folder / file.path
        try:
            size = path.stat().st_size
        except OSError:
            return "missing", f"there is no file {path}"
        if size != file.size:
            return "damaged", f"{path} has {size:,} bytes instead of {file.size:,}"
    return "present", ""


def _verified(model: Manifest) -> tuple[str, str]:
    from sdol.spaces.registry import verify

    try:
        verify(model)
    except SdolError as error:
        return "missing" if error.code == "E0705" else "damaged", error.message
    return "verified", ""


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    size = f"{row['bytes'] / 1e6:.1f} MB"
    return {key: row[key] for key in ("name", "kind", "dimension")} | {
        "size": size,
        "id": row["id"],
        "files": row["files"],
    }


def _sentence(row: dict[str, Any]) -> str:
    from textwrap import fill

    text = f"{row['name']}: {row['description']}. {row['licence']}, from {row['source']}."
    text += f" {row['problem']}: reinstall sdol, or put the original file back." if row["problem"] else ""
    return "\n" + fill(text, width(), subsequent_indent="  ")


COMMAND = Command(
    "models",
    "list the embedding models, or compare their files with what they should be",
    _models,
    (ACTION,),
    (Option("--json", "write one JSON array with an object for each model"),),
    "`list` looks whether the files are there, `verify` reads them all.",
)
