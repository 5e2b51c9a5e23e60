"""Names of packages: those that programs can import them by."""

from __future__ import annotations

import os

from sdol.errors import SdolError
from sdol.lang.packages import ENDING
from sdol.resources import folder
from sdol.shell.options import UsageError


def name_of(found: str, wanted: str | None, source: str) -> str:
    """The name of a package: as asked for, else that of its module.

    Raises:
        UsageError: E0901, the name cannot be one.
        SdolError: E0950, it is not clear which of its modules is meant.
    """
    name = wanted or _only_module(found, source)
    if not name.isidentifier() or name in _reserved():
        raise UsageError(
            "E0901",
            f"`{name}` cannot be the name of a package",
            reason="it is called by that in programs, where it is no name, or means something else",
            help="give it a name as the last word: `sdol packages add SOURCE NAME`",
        )
    return name


def _only_module(found: str, source: str) -> str:
    """The module that a source holds: the file of the folder's name, or the only one."""
    if os.path.isfile(found):
        return os.path.splitext(os.path.basename(found))[0]
    modules = [f.removesuffix(ENDING) for f in sorted(os.listdir(found)) if f.endswith(ENDING)]
    called = os.path.basename(os.path.normpath(source)).removesuffix(".git").replace("-", "_")
    if called in modules or len(modules) == 1:
        return called if called in modules else modules[0]
    reason = f"its folder has {', '.join(modules)}" if modules else "its folder has no .sdol file"
    help = "name the one that is imported: `sdol packages add SOURCE NAME`" if modules else ""
    raise SdolError("E0950", f"it is not clear which module {source} is", reason=reason, help=help)


def _reserved() -> frozenset[str]:
    from sdol.lang.tables import tables
    from sdol.lang.tokens import FUTURE_WORDS, SOFT_WORDS

    library = {path.stem for path in folder("stdlib").glob("*.sdol")}
    return tables().words | FUTURE_WORDS | SOFT_WORDS | library
