"""Files that a command writes after a program has run: that they can be written is looked at before."""

from __future__ import annotations

import os

from sdol.shell.options import UsageError


def writable(path: str, program: str) -> str:
    """The whole path of a file that is to be written, which exists or can be made, and is not the program itself.

    Raises:
        UsageError: E0801 to E0803, E0805, E0901, it cannot or must not be written.
    """
    if "\0" in path:
        raise UsageError("E0801", "a path cannot hold a zero byte")
    whole = os.path.realpath(path)
    folder = os.path.dirname(whole)
    if os.path.isdir(whole):
        raise UsageError("E0802", f"{path} is a folder", help="name a file in it")
    if not os.path.isdir(folder):
        raise UsageError("E0805", f"there is no folder {folder}", help="make it first")
    if not os.access(whole if os.path.exists(whole) else folder, os.W_OK):
        raise UsageError("E0803", f"{path} is not open to you", reason="it cannot be written")
    if os.path.exists(program) and os.path.exists(whole) and os.path.samefile(program, whole):
        raise UsageError("E0901", f"{path} is the program itself", help="write to another file")
    return whole
