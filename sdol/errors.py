"""The one exception of the layers below the language.

Whatever can go wrong outside a program (a file, a model, the database, the network, a permission) is raised
as a `SdolError`: a code that the documentation lists, a sentence in the user's words, why, and the way out.
The engines add the place in the program; nothing else reaches a user.
"""

from __future__ import annotations


class SdolError(Exception):
    """A failure that a user can act on.

    Args:
        code: the catalogue's key, such as ``E0601``.
        message: what is wrong, one sentence without a full stop.
        reason: why it is so, or what was expected; may be empty.
        help: what to do about it; may be empty.
    """

    def __init__(self, code: str, message: str, *, reason: str = "", help: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason
        self.help = help

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.code, self.message, self.reason, self.help))


def _rebuild(code: str, message: str, reason: str, help: str) -> SdolError:
    return SdolError(code, message, reason=reason, help=help)
