"""A program of the language, compiled and ready to have its functions called from here."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from sdol.kernel.world import World


def program(name: str, text: str, world: World | None = None, engine: str = "emit") -> Callable[..., Any]:
    """Runs a program's top level, and gives what calls one of its functions by name.

    Raises:
        RuntimeError: it does not compile.
    """
    from sdol.compiler.link import ready
    from sdol.kernel.output import Output
    from sdol.shell.running import compile_new
    from sdol.shell.status import Rejected

    try:
        image = compile_new(name, text)
    except Rejected as rejected:
        raise RuntimeError(f"{name}: {rejected.diagnostics[0].message}") from None
    machine = ready(image, world or World(output=Output(io.StringIO()), session=":memory:"), engine)
    machine.call(0)
    names = list(image.function_names)

    def call(function: str, *args: Any) -> Any:
        return machine.call(names.index(function), args)

    return call
