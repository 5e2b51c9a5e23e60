"""A user's own model becomes a space: a first look at what it does, and its manifest in the user's folder.

`sdol.spaces.drafts` makes the manifest of a model from its files; `probed` lets the model embed a few texts; `keep`
writes the manifest. Between them the caller measures the calibration.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sdol.errors import SdolError
from sdol.spaces.drafts import foreign_tokenizer
from sdol.spaces.manifest import FILENAME, Manifest, ModelFile, parse
from sdol.spaces.registry import bundled_folder, forget, open_manifest, user_folder

NAME = re.compile(r"[a-z][a-z0-9_]*")
PROBES = (
    "where is my parcel",
    "a cat",
    "the delivery is late, and nobody at the shop could tell me when the parcel will come",
    "a recipe for bread",
    "Grüße, 東京, naïve café",
    "the match ended in a draw after ninety minutes in which neither side had played well enough to win",
)
APART = 1e-4
"""A vector that differs by more from the one in company depends on its company; float32 rounding gives 1e-6."""


def check_name(name: str, reserved: Collection[str]) -> None:
    """Raises SdolError E0716 where a space cannot have this name.

    Args:
        reserved: words that mean something else in a program.
    """
    if not NAME.fullmatch(name):
        reason, help = "programs write it as a name", "use small letters, digits and `_`, a letter first"
    elif name in reserved:
        reason, help = "the word means something else in a program", "choose another name"
    elif (bundled_folder() / name).is_dir():
        reason, help = "a space of that name travels with sdol", "choose another name"
    elif (user_folder() / name).exists():
        reason = "there is one already"
        help = f"choose another name, or remove that one first: `sdol models remove {name}`"
    else:
        return
    raise SdolError("E0716", f"a space cannot be added as `{name}`", reason=reason, help=help)


# --- a first look -------------------------------------------------------------------------------------------


def probed(draft: Manifest) -> Manifest:
    """The draft after its model embedded a few texts alone and together, marked where those differ.

    Raises:
        SdolError: E0717 the tokenizer is not the model's; E0705-E0709 the model does not embed.
    """
    if draft.kind in ("remote", "pictures"):
        return draft
    import numpy as np

    space = open_manifest(draft)
    if draft.kind == "onnx":
        _try_highest_token(draft, space.embedder)
    together = space.embed(PROBES)
    alone = np.concatenate([space.embed([text]) for text in PROBES])
    apart = float(np.abs(together - alone).max())
    return replace(draft, settings={**draft.settings, "alone": True}) if apart > APART else draft


def _try_highest_token(draft: Manifest, embedder: Any) -> None:
    highest = embedder.highest_token
    try:
        embedder.run([[highest]])
    except SdolError as error:
        if error.code != "E0709":
            raise
        embedder.run([[min(1000, highest // 2)]])  # one that fails for every token says so itself
        raise foreign_tokenizer(draft.name, f"the model fails on its token {highest:,}") from error


def with_calibration(draft: Manifest, calibration: Mapping[str, Any]) -> Manifest:
    """The draft with what was measured of its similarities."""
    return replace(draft, calibration=calibration)


# --- keeping ------------------------------------------------------------------------------------------------


def keep(described: Manifest, *, copy: bool) -> Manifest:
    """Write the manifest into the user's folder, all or nothing, with the files themselves where `copy`.

    Raises:
        SdolError: E0718, it cannot be written.
    """
    target = user_folder() / described.name
    making = target.with_name(f".{described.name}.{os.urandom(4).hex()}")
    try:
        making.mkdir(parents=True)
        files = {role: _kept(file, making, copy=copy) for role, file in described.files.items()}
        found = replace(described, files=files, folder=target)
        text = json.dumps(found.to_json(), indent=2, ensure_ascii=False) + "\n"
        (making / FILENAME).write_text(text, encoding="utf-8")
        kept = parse(json.loads(text), target / FILENAME)
        making.rename(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    forget()
    return kept


def _kept(file: ModelFile, folder: Path, *, copy: bool) -> ModelFile:
    if not copy:
        return file
    source = Path(file.path)
    shutil.copyfile(source, folder / source.name)
    return replace(file, path=source.name)


def remove(name: str) -> Path:
    """Remove a space of the user's own; files that it only refers to stay. Gives the folder that it had.

    Raises:
        SdolError: E0701 no such space, E0716 it travels with sdol, E0718 it cannot be removed.
    """
    from sdol.spaces.registry import names, unknown

    if name not in names():
        raise unknown(name, names())
    if (bundled_folder() / name).is_dir():
        reason = "it travels with sdol"
        raise SdolError("E0716", f"the space `{name}` cannot be removed", reason=reason)
    folder = user_folder() / name
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    forget()
    return folder


def _unwritable(folder: Path, error: OSError) -> SdolError:
    return SdolError(
        "E0718",
        f"the folder of your own models cannot be changed: {folder}",
        reason=error.strerror or str(error),
        help="make room or change its permissions, or name another folder with `SDOL_MODELS`",
    )
