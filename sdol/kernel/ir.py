"""The structured intermediate representation: what a program is between the checker and the engines.

A function is a tree of blocks over typed registers. Blocks, not jumps: `sdol.compiler.emit` turns them into
Python's own `if` and `for`, and `sdol.kernel.flat` derives the flat listing that the stepping machine runs
and `sdol dis` shows.

Every node carries the characters it came from. Registers are integers; -1 stands for none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeAlias

Reg: TypeAlias = int
Place: TypeAlias = tuple[int, int]
"""Half-open range of character offsets in the function's source."""


@dataclass(slots=True)
class Op:
    """`dst = name(args)`: an instruction of the table. `lift` marks the arguments that are lists (`"10"`)."""

    place: Place
    dst: Reg
    name: str
    args: list[Reg]
    lift: str = ""


@dataclass(slots=True)
class Const:
    """`dst = constants[index]`."""

    place: Place
    dst: Reg
    index: int


@dataclass(slots=True)
class Copy:
    place: Place
    dst: Reg
    src: Reg


@dataclass(slots=True)
class If:
    place: Place
    condition: Reg
    then: list[Node]
    otherwise: list[Node]


@dataclass(slots=True)
class While:
    """Runs `test`, ends when `condition` is false, runs `body`, and again."""

    place: Place
    test: list[Node]
    condition: Reg
    body: list[Node]


@dataclass(slots=True)
class For:
    """Runs `body` with `dst` bound to each element of the list or stream in `source`."""

    place: Place
    dst: Reg
    source: Reg
    body: list[Node]


@dataclass(slots=True)
class Break:
    place: Place


@dataclass(slots=True)
class Continue:
    place: Place


@dataclass(slots=True)
class Return:
    place: Place
    src: Reg


@dataclass(slots=True)
class Try:
    """Runs `body`; a trap in it binds `error` to its record and runs `handler`."""

    place: Place
    body: list[Node]
    error: Reg
    handler: list[Node]


@dataclass(slots=True)
class Call:
    """`dst = functions[function](args)`."""

    place: Place
    dst: Reg
    function: int
    args: list[Reg]


@dataclass(slots=True)
class CallValue:
    """`dst = callee(args)` for a function that is a value."""

    place: Place
    dst: Reg
    callee: Reg
    args: list[Reg]


@dataclass(slots=True)
class Closure:
    """`dst` = functions[function] with `captures` as its first arguments."""

    place: Place
    dst: Reg
    function: int
    captures: list[Reg]


@dataclass(slots=True)
class GetGlobal:
    place: Place
    dst: Reg
    index: int


@dataclass(slots=True)
class SetGlobal:
    place: Place
    index: int
    src: Reg


Node: TypeAlias = (
    Op
    | Const
    | Copy
    | If
    | While
    | For
    | Break
    | Continue
    | Return
    | Try
    | Call
    | CallValue
    | Closure
    | GetGlobal
    | SetGlobal
)

NODES: dict[str, type[Node]] = {
    c.__name__: c
    for c in (
        *(Op, Const, Copy, If, While, For, Break, Continue, Return),
        *(Try, Call, CallValue, Closure, GetGlobal, SetGlobal),
    )
}


@dataclass(slots=True)
class Function:
    """One function. Registers 0.. hold the captures, then the parameters.

    Attributes:
        arity: captures and parameters together.
        captures: how many of them come from the closure.
        types: of each register, as the language writes it; their number is the number of registers.
        names: what the user calls a register, "" for a temporary.
        source: index of its source text in the program.
    """

    name: str
    arity: int
    captures: int = 0
    types: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    body: list[Node] = field(default_factory=list)
    source: int = 0
    place: Place = (0, 0)


@dataclass(slots=True)
class Program:
    """A compiled program.

    Attributes:
        functions: function 0 is the top level.
        constants: `("value", v)`, `("symbol", name)`, or `("vec", space, text)`: a text whose vector is
        looked up when
            the program is linked.
        globals: names of the top-level variables that functions see.
        tests: titles and functions of the `test` blocks.
        sources: name and text of each source file, the main one first.
        spaces: the identity of each space that the program was compiled against.
    """

    functions: list[Function] = field(default_factory=list)
    constants: list[tuple[Any, ...]] = field(default_factory=list)
    globals: list[str] = field(default_factory=list)
    tests: list[tuple[str, int]] = field(default_factory=list)
    sources: list[tuple[str, str]] = field(default_factory=list)
    spaces: dict[str, str] = field(default_factory=dict)


def children(node: Node) -> list[list[Node]]:
    """The blocks inside a node."""
    match node:
        case If():
            return [node.then, node.otherwise]
        case While():
            return [node.test, node.body]
        case For():
            return [node.body]
        case Try():
            return [node.body, node.handler]
    return []


def reads(node: Node) -> list[Reg]:
    """The registers a node itself reads, in order; not those of the blocks inside it."""
    match node:
        case Op() | Call():
            return node.args
        case CallValue():
            return [node.callee, *node.args]
        case Closure():
            return node.captures
        case Copy() | SetGlobal() | Return():
            return [node.src] if node.src >= 0 else []
        case If():
            return [node.condition]
        case For():
            return [node.source]
    return []


def writes(node: Node) -> Reg:
    """The register a node sets, or -1."""
    match node:
        case Try():
            return node.error
        case Op() | Const() | Copy() | For() | Call() | CallValue() | Closure() | GetGlobal():
            return node.dst
    return -1


# --- as plain data ------------------------------------------------------------------------------------------


def to_data(value: Any) -> Any:
    """A program as tuples, lists and scalars only, for `marshal`."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = [to_data(getattr(value, f.name)) for f in fields(value)]
        return (type(value).__name__, *parts)
    if isinstance(value, list):
        return [to_data(v) for v in value]
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return ("", *value)  # so that no text of the program is taken for the name of a node
    return value


def from_data(data: Any) -> Any:
    """The program that `to_data` wrote.

    Raises:
        KeyError, TypeError: the data are not of this form.
    """
    if isinstance(data, list):
        return [from_data(v) for v in data]
    if isinstance(data, tuple) and data and isinstance(data[0], str):
        if data[0] == "":
            return data[1:]
        made = {**NODES, "Function": Function, "Program": Program}[data[0]]
        return made(*(from_data(v) for v in data[1:]))
    return data
