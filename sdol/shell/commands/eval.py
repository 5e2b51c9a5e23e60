"""`sdol eval EXPR`: runs a line or a few, and prints the value of the last one."""

from __future__ import annotations

import sys

from sdol.errors import SdolError
from sdol.kernel.output import Output
from sdol.kernel.show import show
from sdol.kernel.traps import as_error
from sdol.shell import running, status
from sdol.shell.options import Call, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.compiler.image import Image

NOTHING = ("nil", "never")
"""Types of lines that give nothing to show."""


def _eval(call: Call) -> int:
    engine, text = running.engine_of(call), str(call.argument("EXPR"))
    if call.option("json"):
        return _report(call, text, engine)
    image, gives = _compiled(text)
    output = Output(sys.stdout)
    value = running.run(image, running.world_of(call, image, output=output), engine)
    if gives not in NOTHING:
        _print(output, value)
    return status.FINE


def _print(output: Output, value: Any) -> None:
    """Writes the value as `print` does; raises as `_printed`."""
    try:
        output.print((value,))
    except ValueError as raised:
        raise as_error(raised) from None
    output.flush()


def _printed(value: Any) -> str:
    """The value as `print` writes it; raises E0504 for a number that is too large to be shown."""
    try:
        return show(value)
    except ValueError as raised:
        raise as_error(raised) from None


def _compiled(text: str) -> tuple[Image, str]:
    from sdol.compiler.image import Image
    from sdol.diagnostics import Source
    from sdol.lang.program import compile_expression

    program, gives, problems = compile_expression(Source("expression", text))
    if problems:
        raise status.Rejected(problems)
    running.verified(program)
    return Image.make(program), str(gives)


def _report(call: Call, text: str, engine: str) -> int:
    """The value as JSON; what the lines print goes to standard error: standard output is one value."""
    from sdol.shell.answer import say_json
    from sdol.shell.values import as_json

    found: dict[str, Any] = _failure(status.FINE, [])
    try:
        image, gives = _compiled(text)
        value = running.run(image, running.world_of(call, image, output=Output(sys.stderr)), engine)
        _printed(value)  # fails as it would without `--json`
        found |= {"value": as_json(value), "type": gives}
    except (status.Stopped, SdolError) as error:
        from sdol.shell.failures import of

        diagnostics, code = of(error)
        found = _failure(code, [d.to_json() for d in diagnostics])
    say_json(found)
    return int(found["status"])


def _failure(code: int, found: list[dict[str, object]]) -> dict[str, Any]:
    return {"value": None, "type": None, "status": code, "diagnostics": found}


COMMAND = Command(
    "eval",
    "run a line or a few, and print the value of the last one",
    _eval,
    ("EXPR",),
    (
        *(o for o in running.RUN_OPTIONS if o.name != "--json"),
        Option("--json", "write one JSON value: value, type, status and diagnostics"),
    ),
    "EXPR is an expression, or statements of which the last gives the value.",
    _failure,
    examples=(
        ('sdol eval \'~"a cat" ~ ~"a kitten"\'', "how similar two texts are"),
        ("sdol eval -D n=12 'args.n * 2' --json", "with an argument, as JSON"),
    ),
)
