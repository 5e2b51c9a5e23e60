"""Where the files that travel with the package are: grammar, standard library, models, documentation.

In a checkout and in an editable install `grammar/`, `stdlib/` and `docs/` stand beside the package; in a wheel they
are inside it. Both places are looked at, in that order of nearness, and nothing is copied.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `name` of package data (``grammar``, ``stdlib``, ``models``, ``docs``).

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for root in (_PACKAGE, _PACKAGE.parent):
        path = root / name
        if path.is_dir():
            return path
    raise FileNotFoundError(f"the installed package lacks its folder {name!r}: reinstall sdol")
