"""Which spaces there are: one folder for each, with its manifest, in the package data."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

from sdol.errors import SdolError
from sdol.resources import folder
from sdol.spaces import files, onnx, static  # noqa: F401 (a kind registers itself)
from sdol.spaces.embedder import opener
from sdol.spaces.manifest import FILENAME, Manifest, read
from sdol.spaces.space import Space


def available() -> list[Manifest]:
    """The manifests of all spaces, by name.

    Raises:
        SdolError: E0702, E0703 or E0704, a manifest that cannot be used.
    """
    return [manifest(name) for name in names()]


def names() -> list[str]:
    """The names of all spaces, read from folders alone: one manifest that is broken hides no other."""
    return sorted(_folders())


@cache
def manifest(name: str) -> Manifest:
    """The manifest of a space: reads one small JSON file.

    Raises:
        SdolError: E0701 no such space; E0702, E0703 or E0704 its manifest cannot be used.
    """
    places = _folders()
    if name not in places:
        raise _unknown(name, sorted(places))
    found = read(places[name] / FILENAME)
    opener(found)
    return found


@cache
def open_space(name: str) -> Space:
    """The space of that name, the same object for the whole process.

    The model is loaded when the space first embeds; until then it costs no more than its manifest.

    Raises:
        SdolError: as `manifest` does.
    """
    return open_manifest(manifest(name))


def open_manifest(described: Manifest) -> Space:
    """A space from any manifest, wherever its files are."""
    make = opener(described)
    return Space(described, lambda: make(described, files.contents(described)))


def verify(described: Manifest) -> None:
    """Read every file of the model and compare it with the manifest.

    Raises:
        SdolError: E0705 or E0706, naming the file.
    """
    files.contents(described)


def _roots() -> list[Path]:
    """Where spaces are looked for; an earlier place wins."""
    try:
        return [folder("models")]
    except FileNotFoundError as error:
        raise SdolError("E0705", "the models that travel with sdol are missing", reason=str(error)) from error


def _folders() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for root in _roots():
        for path in sorted(root.glob(f"*/{FILENAME}")):
            found.setdefault(path.parent.name, path.parent)
    return found


def _unknown(name: str, known: list[str]) -> SdolError:
    near = difflib.get_close_matches(name.lower(), known, n=1)
    guess = f"did you mean {near[0]!r}? " if near else ""
    return SdolError(
        "E0701",
        f"there is no space named {name!r}",
        help=f"{guess}spaces: {', '.join(known) or 'none is installed'}",
    )
