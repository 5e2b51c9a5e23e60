"""Files into a folder: only into one that is new, empty or ours, and nothing of anybody else's is touched.

A list of the files that were made lies beside them. It is written before the first of them and holds what was there
earlier, too, so that a folder in which writing was interrupted is known for ours, and the next time is set right.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LIST = ".sdol-site.json"


def check(folder: str) -> None:
    """Whether a site may be written there.

    Raises:
        SdolError: E0826, it holds something else; E0801 to E0805, it cannot be looked into.
    """
    try:
        if os.path.lexists(folder) and os.listdir(folder) and _made(folder) is None:
            raise SdolError(
                "E0826",
                f"{folder} is not empty, and no site of ours",
                reason="nothing that somebody else put there is written over",
                help="name a new folder, or one with an earlier site",
            )
    except OSError as error:
        raise _cannot(error, folder) from None


def write(folder: str, files: Mapping[str, str]) -> None:
    """Writes the files by their paths, each whole or not at all, and takes away those of an earlier site.

    Raises:
        SdolError: E0801 to E0805, they cannot be written.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        earlier = set(_made(folder) or ())
        _put(folder, LIST, _listed(earlier | set(files)))
        for path, text in files.items():
            _put(folder, path, text)
        for path in sorted(earlier - set(files)):
            _take_away(folder, path)
        _put(folder, LIST, _listed(files))
    except OSError as error:
        raise _cannot(error, folder) from None


def _cannot(error: OSError, folder: str) -> SdolError:
    """What is told where the folder cannot be made or written."""
    from sdol.kernel.files import cannot_write

    if isinstance(error, FileNotFoundError):
        return SdolError(
            "E0805",
            f"the folder {folder or 'without a name'} cannot be made",
            reason="its path leads through a folder or a link that leads nowhere",
            help="name another one",
        )
    return cannot_write(error, folder)


def _listed(paths: Iterable[str]) -> str:
    return json.dumps(sorted(paths), indent=0) + "\n"


def _made(folder: str) -> list[str] | None:
    """The files that were made there; None where the folder is not ours."""
    try:
        with open(os.path.join(folder, LIST), encoding="utf-8") as file:
            found = json.load(file)
    except (FileNotFoundError, ValueError):
        return None
    return [path for path in found if _is_inside(path)] if isinstance(found, list) else None


def _is_inside(path: object) -> bool:
    """Whether it is a path that a site may have, so that a list that somebody wrote leads nowhere else."""
    if not isinstance(path, str) or os.path.isabs(path) or "\0" in path:
        return False
    return ".." not in path.replace("\\", "/").split("/")


def _put(folder: str, path: str, text: str) -> None:
    """Writes a file in one go; a link of that name is replaced, not followed."""
    target = os.path.join(folder, *path.split("/"))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    draft = f"{target}.{os.urandom(4).hex()}"
    try:
        with open(draft, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(draft, target)
    finally:
        with suppress(OSError):
            os.unlink(draft)


def _take_away(folder: str, path: str) -> None:
    """Removes a file of an earlier site, and its folder where that is empty then."""
    target = os.path.join(folder, *path.split("/"))
    with suppress(OSError):
        os.unlink(target)
        os.rmdir(os.path.dirname(target))
