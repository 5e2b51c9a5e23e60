"""`sdol lsp`: the language server, for editors."""

from __future__ import annotations

import sys

from sdol.errors import SdolError
from sdol.shell import status
from sdol.shell.options import Call, Command, Option
from sdol.shell.terminal import is_terminal, talk


def _lsp(call: Call) -> int:
    try:
        from sdol.shell.lsp.serving import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol", "cattrs", "attrs"):
            raise
        raise SdolError(
            "E0940",
            "the language server needs the package `pygls`",
            reason="it comes with an extra of sdol, which is not installed here",
            help="pip install 'sdol[lsp]'",
        ) from None
    if sys.stdin is None or sys.stdout is None:
        return status.FAILED
    if is_terminal(sys.stdin):
        talk("this is for editors, which write to standard input; Ctrl-C ends it")
    return serve(_process(call))


def _process(call: Call) -> int | None:
    given = call.option("clientProcessId")
    return int(given) if given and given.isdecimal() and len(given) < 10 else None


COMMAND = Command(
    "lsp",
    "serve an editor: problems, types, completion, names, formatting",
    _lsp,
    (),
    (
        Option("--stdio", "speak over standard input and output, which it does without this, too"),
        Option("--clientProcessId", "end when the process N has ended, which `initialize` says, too", "N"),
    ),
    "Speaks the Language Server Protocol. An editor starts it by itself; the folder `editors` has what it needs. "
    "Install the extra first: `pip install 'sdol[lsp]'`.",
    examples=(("sdol lsp", "what an editor is told to start"),),
)
