"""`sdol tui FILE`: the dashboard."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from sdol.errors import SdolError
from sdol.shell import running
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.terminal import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

INCAPABLE = ("", "dumb", "unknown")
"""Values of TERM that say that the terminal can only write line after line."""


def _tui(call: Call) -> int:
    name = call.argument("FILE")
    if name == "-":
        raise UsageError(
            "E0901",
            "the dashboard reads the keyboard, so the program cannot come from there",
            help="name its file",
        )
    if name is None and call.option("session") is None:
        raise UsageError(
            "E0901",
            "`sdol tui` needs a program, or a session whose journal to walk",
            help="`sdol tui FILE`, or `sdol tui --session DATABASE`",
        )
    if call.option("serve"):
        return _served(call, name)
    if call.option("port") is not None:
        raise UsageError("E0901", "`--port` is for `--serve`", help="`sdol tui FILE --serve --port N`")
    if "TEXTUAL_DRIVER" not in os.environ:  # which names a screen that is no terminal
        _need_terminal()
    return _shown(call, name)


def _need_terminal() -> None:
    reason = ""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        reason = "standard input or standard output leads elsewhere"
    elif os.environ.get("TERM", "") in INCAPABLE:
        reason = (
            f"the variable TERM says {os.environ.get('TERM') or 'nothing'}: such a one cannot move its cursor"
        )
    if reason:
        raise UsageError(
            "E0901",
            "the dashboard needs a terminal",
            reason=reason,
            help="`sdol debug FILE -x COMMANDS` and `sdol trace FILE` write what happens without one",
        )


def _shown(call: Call, name: str | None) -> int:
    # The dashboard stands above this layer: it is found by its name when it is asked for.
    if name is None:
        return int(import_module("sdol.tui.past").walk(call))
    from sdol.shell.debugger.program import Debuggable

    program = Debuggable(name)
    return int(import_module("sdol.tui.starting").dashboard(call, program))


def _served(call: Call, name: str | None) -> int:
    """Serves the dashboard to browsers, once it is known that it can begin."""
    port = _port(call)
    if name is None:
        import_module("sdol.tui.models.shelves").runs(str(call.option("session")))
    else:
        from sdol.shell.debugger.program import Debuggable

        Debuggable(name)
    serve = _serving()
    return int(serve(_words(call), name or str(call.option("session")), _listening(port)))


def _port(call: Call) -> int:
    given = call.option("port")
    if given is None:
        return 0
    if not given.isdecimal() or len(given) > 5 or int(given) > 65535:
        raise UsageError(
            "E0901",
            f"`--port {given}` is not a port",
            help="write a number from 1 to 65535, or leave it out: then one is chosen that is free",
        )
    return int(given)


def _serving() -> Callable[..., int]:
    try:
        return import_module("sdol.tui.serving.server").serve  # type: ignore[no-any-return]
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "sdol":
            raise
        raise SdolError(
            "E0943",
            f"the served dashboard needs the package `{(error.name or '').partition('.')[0]}`",
            reason="it comes with an extra of sdol, which is not installed here",
            help="pip install 'sdol[serve]'",
        ) from None


def _listening(port: int) -> socket.socket:
    """A socket that only this machine reaches."""
    import socket

    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise SdolError(
            "E0944",
            f"the dashboard cannot be served on port {port}",
            reason=error.strerror or str(error),
            help="leave `--port` out: then one is chosen that is free",
        ) from None


def _words(call: Call) -> list[str]:
    """What starts the same dashboard in a process of its own; a folder that it is called in adds no modules to it."""
    words = [sys.executable, "-P", "-m", "sdol", "tui"]
    for option in COMMAND.options:
        given = call.option(option.key)
        if option.name in ("--serve", "--port") or not given:
            continue
        for value in given if option.many else [given]:
            words += [option.name, value] if option.value else [option.name]
    name = call.argument("FILE")
    return [*words, "--", name] if name is not None else words


COMMAND = Command(
    "tui",
    "watch a program think: source, registers, decisions",
    _tui,
    ("[FILE]",),
    (
        *(o for o in running.RUN_OPTIONS if o.name not in ("--engine", "--json")),
        *running.LIMIT_OPTIONS[:1],
        Option("--serve", "show it in a browser on this machine, at the address that is printed"),
        Option("--port", "serve on port N; by default on one that is free", "N"),
    ),
    "The program stops before its first line: space runs and pauses it, `s` steps, `b` goes back, `?` shows all keys. "
    "Going back repeats no effect. The dashboard stays open when the program has ended, so that one can go back into "
    "it. What the program reads comes from `--input`; what it wants leave for is asked on the screen. Without FILE it "
    "walks the journal of a session. With `--serve` it is a page for browsers on this machine, which loads "
    "nothing from elsewhere; whoever has its address drives the program. That needs the extra `serve`: "
    "`pip install 'sdol[serve]'`.",
    examples=(
        ("sdol tui triage.sdol --input messages.txt", "who answers which message, and why"),
        ("sdol tui --session work.db", "the journal of what ran in a session"),
        ("sdol tui triage.sdol --input messages.txt --serve", "the same in a browser"),
    ),
)
