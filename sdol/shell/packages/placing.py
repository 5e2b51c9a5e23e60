"""The files of a package, got ready for their place: copied, named as they are imported, and compiled."""

from __future__ import annotations

import os

from sdol.compiler.image import LIBRARY
from sdol.errors import SdolError
from sdol.lang.packages import ENDING, FOLDER
from sdol.shell.packages.fetching import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.diagnostics import Diagnostic


def ready(staged: str, name: str, found: str, source: str) -> None:
    """Copies what was found to a path, as the package of a name.

    Raises:
        SdolError: E0950, it holds no module of that name; E0952, it is too large, or cannot be read.
    """
    copied(found, staged, source)
    _as_named(staged, name, found)


def _as_named(staged: str, name: str, found: str) -> None:
    """A package of one file takes the name that was asked for; one of several needs a file of that name."""
    module = os.path.join(staged, name + ENDING)
    if os.path.isfile(found):
        os.rename(os.path.join(staged, os.path.basename(found)), module)
    elif not os.path.isfile(module):
        raise SdolError(
            "E0950",
            f"the package has no module `{name}`",
            reason=f"`import {name}` reads its file {name}{ENDING}, which there is not",
            help="name a module that it has",
        )


def compiles(root: str, staged: str, name: str, source: str) -> None:
    """Compiles a program that imports a package, as the project's own would; what it needs is in its place.

    Raises:
        SdolError: E0950, it does not compile, or imports a file that belongs to no package.
    """
    from sdol.diagnostics import Source
    from sdol.lang.program import compile_source

    path = os.path.join(staged, "program")
    program, found = compile_source(Source(path, f'import "{name}{ENDING}"\n'))
    if found:
        raise _not_compiled(staged, name, source, found[0])
    theirs = (LIBRARY, path, staged + os.sep, os.path.join(root, FOLDER) + os.sep)
    for file, _ in program.sources:
        if not file.startswith(theirs):
            raise SdolError(
                "E0950",
                f"the package `{name}` from {source} imports a file that is not its own",
                reason=f"{file} belongs to no package",
                help="a package imports its own files, the library, and the packages that its sdol.lock names",
            )


def _not_compiled(staged: str, name: str, source: str, first: Diagnostic) -> SdolError:
    at = first.source.position(first.labels[0].start)[0] if first.source and first.labels else 1
    where = os.path.relpath(first.source.name, staged) if first.source else name + ENDING
    return SdolError(
        "E0950",
        f"the package `{name}` from {source} does not compile",
        reason=f"{where}:{at}: {first.message} ({first.code})",
        help="it may be written for another version of sdol, or need a package that it does not name",
    )
