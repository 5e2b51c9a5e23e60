"""What a program says: data on standard output, talk on standard error."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.world import World


@instruction(
    "output.print",
    "(*values: T)",
    effect="output",
    surface="syntax",
    form="print a, b",
    examples=[Example('print 1, "a", [nil, true]', "1 a [nil, true]")],
)
def print_(world: World, *values: Any) -> None:
    """Writes the values to standard output with a space between, and ends the line."""
    world.output.print(values)


@instruction(
    "output.print_part",
    "(t: text)",
    effect="output",
    examples=[Example('print_part("a")\nprint_part("b")\nprint "c"', "abc")],
)
def print_part(world: World, t: str) -> None:
    """Writes a text to standard output as it is, without ending the line."""
    world.output.write(t)


@instruction(
    "output.print_json",
    "(value: T)",
    effect="output",
    examples=[Example('print_json({a: [1, nil], b: "x"})', '{"a": [1, null], "b": "x"}')],
)
def print_json(world: World, value: Any) -> None:
    """Writes a value to standard output as strict JSON, on a line of its own."""
    from sdol.kernel.families.json import to_json

    world.output.write(to_json(value) + "\n")


@instruction(
    "output.warn",
    "(message: text)",
    effect="output",
    examples=[Example('warn("careful")\n"warned"', "warned")],
)
def warn(world: World, message: str) -> None:
    """Writes a line to standard error."""
    import sys

    from sdol.errors import SdolError
    from sdol.kernel.output import Output, OutputClosed

    world.output.flush()
    try:
        error = Output(sys.stderr)
        error.print((message,))
        error.flush()
    except (OutputClosed, SdolError):
        return  # nobody hears it
