"""What a program may touch, and what it may touch without asking.

An effect has a name that programs write after `uses` and users after `--allow`. Those marked free are granted without
asking: they reach only what the user named on the command line, or the session's own database.
"""

from __future__ import annotations

FREE = {
    "output": "write to standard output and error",
    "input": "read standard input or the file named by --input",
    "store": "read and write the session's own database",
    "embed": "embed text with a model on this machine",
    "clock": "read the clock, or wait",
}

ASKED = {
    "fs.read": "read a file or folder",
    "fs.write": "write or delete a file or folder",
    "net": "talk to a host on the network",
    "env": "read an environment variable",
}

_LEAVES_NO_TRACE = frozenset({"fs.read", "env"})


def lasting(effect: str) -> bool:
    """Whether an effect reaches beyond the session and what the user reads, so that nothing can take it back."""
    return effect in ASKED and effect not in _LEAVES_NO_TRACE


RESOURCE = {"fs.read": "PATH", "fs.write": "PATH", "net": "HOST", "env": "NAME"}
"""What the part after `=` of a grant is called."""


def known(effect: str) -> bool:
    return effect in FREE or effect in ASKED
