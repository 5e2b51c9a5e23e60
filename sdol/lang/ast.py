"""The syntax tree: one small immutable record per construct, each with the characters it came from.

Nothing here knows types or registers: `sdol.lang.parser` makes these records, `sdol.lang.program` and its
companions read them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class Span(NamedTuple):
    """Half-open range of character offsets in one source text."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        return Span(self.start, other.end)


@dataclass(slots=True, frozen=True)
class Node:
    span: Span


# --- types as they are written ------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class NamedType(Node):
    """`num`, `vec@S`, `list[text]`, `store@swift`."""

    name: str
    args: tuple[TypeExpr, ...] = ()
    space: str | None = None


@dataclass(slots=True, frozen=True)
class RecordType(Node):
    fields: tuple[tuple[str, TypeExpr], ...]


@dataclass(slots=True, frozen=True)
class FnType(Node):
    params: tuple[TypeExpr, ...]
    result: TypeExpr | None


@dataclass(slots=True, frozen=True)
class OptionalType(Node):
    inner: TypeExpr


TypeExpr: TypeAlias = NamedType | RecordType | FnType | OptionalType


# --- patterns -----------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class NamePattern(Node):
    """Binds whatever stands there; `_` binds nothing."""

    name: str


@dataclass(slots=True, frozen=True)
class LiteralPattern(Node):
    """A number (possibly negative), text without interpolation, bool, nil or symbol."""

    value: Expr


@dataclass(slots=True, frozen=True)
class RecordPattern(Node):
    """`{a, b: 1}`: the shorthand `a` is the field `a` with the pattern `a`."""

    fields: tuple[tuple[str, Pattern], ...]


@dataclass(slots=True, frozen=True)
class ListPattern(Node):
    items: tuple[Pattern, ...]


Pattern: TypeAlias = NamePattern | LiteralPattern | RecordPattern | ListPattern


# --- expressions --------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Number(Node):
    """An `int` where the Python value is an int, else a `num`."""

    value: int | float


@dataclass(slots=True, frozen=True)
class Text(Node):
    """A text; its parts are plain strings (escapes resolved) and interpolated expressions, in order."""

    parts: tuple[str | Expr, ...]


@dataclass(slots=True, frozen=True)
class Bool(Node):
    value: bool


@dataclass(slots=True, frozen=True)
class Nil(Node):
    pass


@dataclass(slots=True, frozen=True)
class Symbol(Node):
    """`'paris`, named without its quote."""

    name: str


@dataclass(slots=True, frozen=True)
class Name(Node):
    name: str


@dataclass(slots=True, frozen=True)
class ListLit(Node):
    items: tuple[Expr, ...]


@dataclass(slots=True, frozen=True)
class RecordLit(Node):
    fields: tuple[tuple[str, Expr], ...]


@dataclass(slots=True, frozen=True)
class Comprehension(Node):
    """`[item for pattern in source if condition]`."""

    item: Expr
    pattern: Pattern
    source: Expr
    condition: Expr | None


@dataclass(slots=True, frozen=True)
class Paren(Node):
    """Kept, because parentheses end a bundle: `(a + b) + c` is not `a + b + c`."""

    inner: Expr


@dataclass(slots=True, frozen=True)
class Unary(Node):
    """`-x`, `!A`, `not x`; op is `-`, `!` or `not`."""

    op: str
    operand: Expr


@dataclass(slots=True, frozen=True)
class Binary(Node):
    """Op is one of `>> * / + - & | ~ == != < <= > >= ~= in, not in, and, or`."""

    op: str
    left: Expr
    right: Expr
    op_span: Span


@dataclass(slots=True, frozen=True)
class Embed(Node):
    """`~x` or `~x@s`."""

    operand: Expr
    space: str | None


@dataclass(slots=True, frozen=True)
class Translate(Node):
    """`v as s`."""

    operand: Expr
    space: str


@dataclass(slots=True, frozen=True)
class Argument(Node):
    """An argument of a call; named ones follow the others: `read_jsonl(p, on_error: "skip")`."""

    value: Expr
    name: str | None = None


@dataclass(slots=True, frozen=True)
class Call(Node):
    """`f(x)`, `s.put(x)`; `x |> f(1)` is a call with `piped` set and x as its first argument."""

    function: Expr
    args: tuple[Argument, ...]
    piped: bool = False


@dataclass(slots=True, frozen=True)
class Index(Node):
    operand: Expr
    index: Expr


@dataclass(slots=True, frozen=True)
class Field(Node):
    operand: Expr
    name: str
    name_span: Span


@dataclass(slots=True, frozen=True)
class PayloadField(Node):
    """`.year` inside the `where` of a `near`."""

    name: str


@dataclass(slots=True, frozen=True)
class Lambda(Node):
    params: tuple[tuple[str, Span], ...]
    body: Expr | Block


@dataclass(slots=True, frozen=True)
class Near(Node):
    query: Expr
    store: Expr
    top: Expr | None
    where: Expr | None


@dataclass(slots=True, frozen=True)
class Around(Node):
    examples: Expr


@dataclass(slots=True, frozen=True)
class Codebook(Node):
    items: Expr


@dataclass(slots=True, frozen=True)
class If(Node):
    condition: Expr
    then: Block
    otherwise: Block | None  # `else if` is a block that holds one If


@dataclass(slots=True, frozen=True)
class Try(Node):
    body: Block
    name: str | None
    handler: Block


@dataclass(slots=True, frozen=True)
class Transaction(Node):
    """`at` is its first word."""

    at: Span
    body: Block


@dataclass(slots=True, frozen=True)
class MatchArm(Node):
    """`pattern if guard => body`."""

    pattern: Pattern
    guard: Expr | None
    body: Block


@dataclass(slots=True, frozen=True)
class Match(Node):
    subject: Expr
    arms: tuple[MatchArm, ...]


@dataclass(slots=True, frozen=True)
class RouteArm(Node):
    """A region's arm, or the void arm where `region` is None."""

    region: Expr | None
    body: Block


@dataclass(slots=True, frozen=True)
class Route(Node):
    subject: Expr
    arms: tuple[RouteArm, ...]


Expr: TypeAlias = (
    Number
    | Text
    | Bool
    | Nil
    | Symbol
    | Name
    | ListLit
    | RecordLit
    | Comprehension
    | Paren
    | Unary
    | Binary
    | Embed
    | Translate
    | Call
    | Index
    | Field
    | PayloadField
    | Lambda
    | Near
    | Around
    | Codebook
    | If
    | Try
    | Transaction
    | Match
    | Route
)


# --- statements ---------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Block(Node):
    """Statements between braces, or the single one of an arm; its value is its last expression."""

    statements: tuple[Stmt, ...]


@dataclass(slots=True, frozen=True)
class Let(Node):
    """`let p = e`, `let x: T = e`; `var` where mutable (then the pattern is a name)."""

    pattern: Pattern
    type: TypeExpr | None
    value: Expr
    mutable: bool = False


@dataclass(slots=True, frozen=True)
class Assign(Node):
    """`x = e`; op is `=`, `+=`, `-=`, `*=` or `/=`.

    The target may be any expression: the checker says what may be assigned.
    """

    target: Expr
    op: str
    value: Expr
    op_span: Span


@dataclass(slots=True, frozen=True)
class Interpolate(Node):
    """`x <- v by t`."""

    target: Expr
    toward: Expr
    fraction: Expr


@dataclass(slots=True, frozen=True)
class Print(Node):
    values: tuple[Expr, ...]


@dataclass(slots=True, frozen=True)
class Assert(Node):
    condition: Expr
    message: Expr | None


@dataclass(slots=True, frozen=True)
class Return(Node):
    value: Expr | None


@dataclass(slots=True, frozen=True)
class Break(Node):
    pass


@dataclass(slots=True, frozen=True)
class Continue(Node):
    pass


@dataclass(slots=True, frozen=True)
class While(Node):
    condition: Expr
    body: Block


@dataclass(slots=True, frozen=True)
class For(Node):
    pattern: Pattern
    source: Expr
    body: Block


@dataclass(slots=True, frozen=True)
class Region(Node):
    """`region billing = around [...]`."""

    name: str
    name_span: Span
    value: Expr


@dataclass(slots=True, frozen=True)
class Store(Node):
    """`store notes`, `store notes@swift`."""

    name: str
    name_span: Span
    space: str | None


@dataclass(slots=True, frozen=True)
class ExprStmt(Node):
    value: Expr


@dataclass(slots=True, frozen=True)
class Param(Node):
    name: str
    type: TypeExpr
    default: Expr | None = None


@dataclass(slots=True, frozen=True)
class Fn(Node):
    name: str
    name_span: Span
    params: tuple[Param, ...]
    result: TypeExpr | None
    uses: tuple[tuple[str, Span], ...]
    body: Block
    doc: str = ""


@dataclass(slots=True, frozen=True)
class Test(Node):
    title: str
    body: Block


@dataclass(slots=True, frozen=True)
class Space(Node):
    """`space swift`: the default space of this file."""

    name: str


@dataclass(slots=True, frozen=True)
class Import(Node):
    """`import stats` (a library module) or `import "lib.sdol"` (a file, found from this one)."""

    target: str
    is_file: bool


Stmt: TypeAlias = (
    Let
    | Assign
    | Interpolate
    | Print
    | Assert
    | Return
    | Break
    | Continue
    | While
    | For
    | Region
    | Store
    | ExprStmt
    | Fn
    | Test
    | Space
    | Import
)


@dataclass(slots=True)
class Module:
    """A parsed file: the items that parsed, in order, and the comments (for the formatter and for documentation).

    `broken` has the names that items with mistakes would have defined, so that their uses are not called unknown.
    """

    items: list[Stmt]
    comments: list[tuple[Span, str]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
