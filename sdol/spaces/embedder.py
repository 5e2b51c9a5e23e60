"""The one protocol that every kind of model implements, and the table of kinds.

A kind is one module: a class with the three members below and an opener marked with `kind`, which gets the
manifest and the checked contents of the model's files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from sdol.errors import SdolError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sdol.spaces.files import Contents
    from sdol.spaces.manifest import Manifest

    FloatMatrix = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors; knows nothing of duplicates, order or progress.

    Attributes:
        window: tokens of text that the model reads at once; None where a text may be of any length.
        batch: texts that are best given to `embed` together.
    """

    window: int | None
    batch: int

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without the model's own marks around it."""
        ...

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit rows (n, dimension) for texts within `window`; a zero row for a text without any token."""
        ...


Opener = Callable[["Manifest", "Contents"], Embedder]

KINDS = ("gguf", "onnx", "pictures", "remote", "static")
"""The kinds of models: each is a module of this package, loaded when a model of it is opened."""

_openers: dict[str, Opener] = {}


def kind(name: str, *roles: str) -> Callable[[Opener], Opener]:
    """Register an opener, (manifest, contents of files by role) -> Embedder, and the roles it needs."""

    def register(opener: Opener) -> Opener:
        def checked(manifest: Manifest, contents: Contents) -> Embedder:
            for role in roles:
                if role not in contents:
                    raise refused(manifest.name, f"its manifest names no file for the role {role!r}")
            return opener(manifest, contents)

        _openers[name] = checked
        return opener

    return register


def opener(manifest: Manifest) -> Opener:
    """The opener for the kind of this model."""
    require_kind(manifest)
    import_module(f"sdol.spaces.{manifest.kind}")
    return _openers[manifest.kind]


def require_kind(manifest: Manifest) -> None:
    """Raises SdolError E0704 where this version opens no models of that kind."""
    if manifest.kind in KINDS:
        return
    raise SdolError(
        "E0704",
        f"the space {manifest.name!r} is of an unknown kind, {manifest.kind!r}",
        reason=f"{manifest.path} asks for it, and this version of sdol opens {', '.join(KINDS)}",
        help="install a version of sdol that is as new as the model, or correct the manifest",
    )


def refused(name: str, reason: str) -> SdolError:
    """E0707: the files of a model are as its manifest describes them, and yet it cannot be opened."""
    return SdolError(
        "E0707",
        f"the space {name!r} cannot be opened",
        reason=reason,
        help="reinstall sdol if the space came with it; else add the model anew, with other files or options",
    )
