"""Which spaces there are: one folder for each, with its manifest, in the package data or the user's own."""

from __future__ import annotations

import difflib
import os
from functools import cache
from pathlib import Path

from sdol.errors import SdolError
from sdol.resources import folder
from sdol.spaces import files
from sdol.spaces.embedder import opener, require_kind
from sdol.spaces.manifest import FILENAME, Manifest, read
from sdol.spaces.space import Space

PLACES = ("SDOL_MODELS", "XDG_DATA_HOME", "HOME")
"""The variables that say where the user's own models are."""


def available() -> list[Manifest]:
    """The manifests of all spaces, by name.

    Raises:
        SdolError: E0702, E0703 or E0704, a manifest that cannot be used.
    """
    return [manifest(name) for name in names()]


def names() -> list[str]:
    """The names of all spaces, read from folders alone: one manifest that is broken hides no other."""
    return sorted(_folders())


def manifest(name: str) -> Manifest:
    """The manifest of a space: reads one small JSON file, once in a process.

    Raises:
        SdolError: E0701 no such space; E0702, E0703 or E0704 its manifest cannot be used.
    """
    return _manifest(name, *map(os.environ.get, PLACES))


@cache
def _manifest(name: str, *places: str | None) -> Manifest:
    folders = _folders()
    if name not in folders:
        raise unknown(name, sorted(folders))
    found = read(folders[name] / FILENAME)
    require_kind(found)
    return found


def open_space(name: str) -> Space:
    """The space of that name, the same object for the whole process.

    The model is loaded when the space first embeds; until then it costs no more than its manifest.

    Raises:
        SdolError: as `manifest` does.
    """
    return _space(manifest(name))


@cache
def _space(described: Manifest) -> Space:
    return open_manifest(described)


def forget() -> None:
    """Look at the folders anew: a model was added or removed."""
    _manifest.cache_clear()
    _space.cache_clear()


def open_manifest(described: Manifest) -> Space:
    """A space from any manifest, wherever its files are."""
    require_kind(described)
    return Space(described, lambda: opener(described)(described, files.Contents(described)))


def verify(described: Manifest) -> None:
    """Read every file of the model and compare it with the manifest.

    Raises:
        SdolError: E0705 or E0706, naming the file.
    """
    files.check(described)


def bundled_folder() -> Path:
    """Where the models are that travel with sdol.

    Raises:
        SdolError: E0705, there is no such folder.
    """
    try:
        return folder("models")
    except FileNotFoundError as error:
        raise SdolError("E0705", "the models that travel with sdol are missing", reason=str(error)) from error


def user_folder() -> Path:
    """Where the user's own models are: $SDOL_MODELS, else sdol/models under $XDG_DATA_HOME or ~/.local/share."""
    named = os.environ.get("SDOL_MODELS")
    if named:
        return Path(named).expanduser()
    data = os.environ.get("XDG_DATA_HOME")
    base = Path(data) if data else Path(os.path.expanduser("~")) / ".local" / "share"
    return base / "sdol" / "models"


def _roots() -> list[Path]:
    """Where spaces are looked for; an earlier place wins."""
    return [bundled_folder(), user_folder()]


def _folders() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for root in _roots():
        for path in sorted(root.glob(f"*/{FILENAME}")):
            found.setdefault(path.parent.name, path.parent)
    return found


def unknown(name: str, known: list[str]) -> SdolError:
    """E0701: no space has that name; where it is a model that sdol knows of, the help says how to get it."""
    from sdol.spaces.described import how_to_get

    near = difflib.get_close_matches(name.lower(), known, n=1)
    guess = f"did you mean {near[0]!r}? " if near else ""
    return SdolError(
        "E0701",
        f"there is no space named {name!r}",
        help=how_to_get(name) or f"{guess}spaces: {', '.join(known) or 'none is installed'}",
    )
