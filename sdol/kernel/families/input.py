"""What a program is given to read: `--input FILE`, or standard input. It is read once, from its beginning."""

from __future__ import annotations

from sdol.kernel.input import MAX_TEXT, LineStream, RowStream, Stream
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.world import World


class Handle:
    """The program's input as a value; there is one."""

    __slots__ = ()
    shown = "input"


INPUT = Handle()


@instruction(
    "input.open", "() -> input", surface="syntax", form="input", examples=[Example("input", "<input>")]
)
def open_() -> Handle:
    """The program's input."""
    return INPUT


@instruction(
    "input.lines",
    "(i: input) -> stream[text]",
    surface="field",
    examples=[Example("[line for line in input.lines]", "[]")],
)
def lines(i: Handle) -> Stream:
    """The lines of the input, each as soon as it has arrived."""
    return LineStream()


@instruction(
    "input.rows",
    "(i: input) -> stream[json]",
    surface="field",
    examples=[Example("len(list(input.rows))", "0")],
)
def rows(i: Handle) -> Stream:
    """The rows of an input of JSON lines; a broken one is an error."""
    return RowStream("fail")


@instruction(
    "input.json_rows",
    '(i: input, on_error: text = "fail") -> stream[json]',
    examples=[
        Example("len(list(json_rows(input)))", "0"),
        Example('len(list(json_rows(input, on_error: "skip")))', "0"),
    ],
)
def json_rows(i: Handle, on_error: str = "fail") -> Stream:
    """The rows of an input of JSON lines; with `on_error: "skip"`, without the broken ones."""
    return RowStream(on_error)


@instruction(
    "input.skipped",
    "(s: stream[json]) -> int",
    examples=[
        Example('let rows = json_rows(input, on_error: "skip")\nlet all = list(rows)\nskipped(rows)', "0")
    ],
)
def skipped(s: RowStream) -> int:
    """How many broken rows a stream of rows has left out so far."""
    return s.skipped


@instruction(
    "input.text",
    "(i: input) -> text",
    effect="input",
    surface="field",
    examples=[Example("len(input.text)", "0")],
)
def text(world: World, i: Handle) -> str:
    """What is left of the input, as one text of at most 1 GiB."""
    return world.input.lines.text(MAX_TEXT)


@instruction(
    "input.advance",
    "(s: stream[T]) -> bool",
    effect="input",
    surface="syntax",
    form="for x in stream",
    examples=[Example("[line for line in input.lines]", "[]")],
)
def advance(world: World, s: Stream) -> bool:
    """Reads the next element of a stream; false at its end."""
    return s.advance(world)


@instruction(
    "input.current",
    "(s: stream[T]) -> T",
    surface="syntax",
    form="the x of for x in stream",
    inline="s.current",
    examples=[Example("[line for line in input.lines]", "[]")],
)
def current(s: Stream) -> Any:
    """The element of a stream that was read last."""
    return s.current
