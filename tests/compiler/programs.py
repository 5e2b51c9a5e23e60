"""Random programs that are well typed: what hypothesis draws for the tests of the two engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

INT, NUM, BOOL, TEXT, INTS, TEXTS, RECORD, FN, VEC = (
    *("int", "num", "bool", "text", "list[int]", "list[text]"),
    *("{a: int, b: text}", "fn(int) -> int", "vec@hd"),
)
TYPES = (INT, NUM, BOOL, TEXT, INTS, TEXTS, RECORD, VEC)
DEEPEST = 3
"""Nesting of statements and of expressions."""

BRANCHING = 2
"""Depth of an expression from which it has no branches."""


@dataclass
class Scope:
    """What may be named: variables with their types, functions with those of their parameters and result."""

    fixed: list[tuple[str, str]] = field(default_factory=list)
    changing: list[tuple[str, str]] = field(default_factory=list)
    functions: list[tuple[str, list[str], str]] = field(default_factory=list)
    in_loop: bool = False
    result: str = ""

    def inner(self, **changes: object) -> Scope:
        made = Scope([*self.fixed], [*self.changing], self.functions, self.in_loop, self.result)
        for name, value in changes.items():
            setattr(made, name, value)
        return made


class Writer:
    """Writes one program, asking `draw` wherever there is a choice."""

    def __init__(self, draw: Callable[..., object]) -> None:
        self.draw = draw
        self.names = 0

    def pick(self, choices: list[object]) -> object:
        return self.draw(st.sampled_from(choices))

    def number(self, low: int, high: int) -> int:
        return int(str(self.draw(st.integers(low, high))))

    def name(self) -> str:
        self.names += 1
        return f"v{self.names}"

    # --- programs -------------------------------------------------------------------------------------------

    def program(self) -> str:
        scope = Scope()
        functions = [self.function(scope) for _ in range(self.number(0, 2))]
        statements = [self.statement(scope, 0) for _ in range(self.number(1, 5))]
        return "\n".join([*functions, *statements]) + "\n"

    def function(self, scope: Scope) -> str:
        name, params = self.name(), [str(self.pick([INT, TEXT, INTS, FN])) for _ in range(self.number(0, 2))]
        result = str(self.pick(list(TYPES)))
        names = [self.name() for _ in params]
        inner = Scope(list(zip(names, params, strict=True)), [], list(scope.functions), False, result)
        body = [self.statement(inner, 1) for _ in range(self.number(0, 2))]
        body.append(self.expression(result, inner, 0))
        scope.functions.append((name, params, result))
        head = ", ".join(f"{n}: {t}" for n, t in zip(names, params, strict=True))
        return f"fn {name}({head}) -> {result} {{\n" + "\n".join(body) + "\n}"

    # --- statements -----------------------------------------------------------------------------------------

    def statement(self, scope: Scope, depth: int) -> str:
        kinds = ["print", "print", "let", "let", "var", "assert"]
        kinds += ["assign", "add"] if scope.changing else []
        kinds += ["if", "for", "while", "try", "match", "unpack"] if depth < DEEPEST else []
        kinds += ["leave"] if scope.in_loop else []
        kinds += ["return"] if scope.result else []
        made: str = getattr(self, f"_{self.pick(list(kinds))}")(scope, depth)
        return made

    def block(self, scope: Scope, depth: int) -> str:
        inner = scope.inner()
        lines = [self.statement(inner, depth + 1) for _ in range(self.number(1, 2))]
        return "{\n" + "\n".join(lines) + "\n}"

    def _print(self, scope: Scope, depth: int) -> str:
        return f"print {', '.join(self.any(scope) for _ in range(self.number(1, 3)))}"

    def _let(self, scope: Scope, depth: int) -> str:
        kind, name = str(self.pick([*TYPES, FN])), self.name()
        written = f"let {name}: {kind} = {self.expression(kind, scope, 0)}"
        scope.fixed.append((name, kind))
        return written

    def _var(self, scope: Scope, depth: int) -> str:
        kind, name = str(self.pick(list(TYPES))), self.name()
        written = f"var {name}: {kind} = {self.expression(kind, scope, 0)}"
        scope.changing.append((name, kind))
        return written

    def _assign(self, scope: Scope, depth: int) -> str:
        name, kind = self.pick(list(scope.changing))  # type: ignore[misc]
        return f"{name} = {self.expression(kind, scope, 0)}"

    def _add(self, scope: Scope, depth: int) -> str:
        numbers = [n for n, t in scope.changing if t == INT]
        return (
            f"{self.pick(list(numbers))} += {self.expression(INT, scope, 0)}"
            if numbers
            else self._print(scope, 0)
        )

    def _assert(self, scope: Scope, depth: int) -> str:
        return f"assert {self.expression(BOOL, scope, 1)}"

    def _if(self, scope: Scope, depth: int) -> str:
        otherwise = f" else {self.block(scope, depth)}" if self.number(0, 1) else ""
        return f"if {self.expression(BOOL, scope, 0)} {self.block(scope, depth)}{otherwise}"

    def _for(self, scope: Scope, depth: int) -> str:
        kind, item = self.pick([(INTS, INT), (TEXTS, TEXT)])  # type: ignore[misc]
        name, source = self.name(), self.expression(kind, scope, 1)
        inner = scope.inner(in_loop=True, fixed=[*scope.fixed, (name, item)])
        return f"for {name} in {source} {self.block(inner, depth)}"

    def _while(self, scope: Scope, depth: int) -> str:
        count, inner = self.name(), scope.inner(in_loop=True)
        body = self.block(inner, depth).removeprefix("{\n")
        condition = f"{count} < {self.number(1, 4)} and {self.expression(BOOL, scope, 1)}"
        return f"var {count} = 0\nwhile {condition} {{\n{count} += 1\n{body}"

    def _try(self, scope: Scope, depth: int) -> str:
        name = self.name()
        inner = scope.inner(fixed=[*scope.fixed, (f"{name}.message", TEXT)])
        return f"try {self.block(scope, depth)} else {name} {self.block(inner, depth)}"

    def _match(self, scope: Scope, depth: int) -> str:
        name = self.name()
        inner = scope.inner(fixed=[*scope.fixed, (name, INT)])
        arms = [
            f"{self.number(-2, 2)} => {self.block(scope, depth)}",
            f"{name} if {self.expression(BOOL, inner, 1)} => {self.block(inner, depth)}",
            f"_ => {self.block(scope, depth)}",
        ]
        return f"match {self.expression(INT, scope, 0)} {{\n" + "\n".join(arms) + "\n}"

    def _unpack(self, scope: Scope, depth: int) -> str:
        first, second = self.name(), self.name()
        written = f"let {{a: {first}, b: {second}}} = {self.expression(RECORD, scope, 0)}"
        scope.fixed += [(first, INT), (second, TEXT)]
        return written

    def _leave(self, scope: Scope, depth: int) -> str:
        return f"if {self.expression(BOOL, scope, 1)} {{ {self.pick(['break', 'continue'])} }}"

    def _return(self, scope: Scope, depth: int) -> str:
        return f"if {self.expression(BOOL, scope, 1)} {{ return {self.expression(scope.result, scope, 1)} }}"

    # --- expressions ----------------------------------------------------------------------------------------

    def any(self, scope: Scope) -> str:
        return self.expression(str(self.pick(list(TYPES))), scope, 0)

    def expression(self, kind: str, scope: Scope, depth: int) -> str:
        known = [n for n, t in [*scope.fixed, *scope.changing] if t == kind]
        simple = [self.literal(kind), *known, *known]
        if depth >= DEEPEST or self.number(0, 3) == 0:
            return str(self.pick(list(simple)))
        calls = [f for f in scope.functions if f[2] == kind]
        forms = [
            *_FORMS[kind],
            *(["call"] if calls else []),
            *(["if", "try", "match"] if depth < BRANCHING else []),
        ]
        form = str(self.pick(list(forms)))
        if form == "call":
            name, params, _ = self.pick(list(calls))  # type: ignore[misc]
            return f"{name}({', '.join(self.expression(p, scope, depth + 1) for p in params)})"
        if form in ("if", "try", "match"):
            return self.branching(form, kind, scope, depth)
        return self.filled(form, scope, depth)

    def branching(self, form: str, kind: str, scope: Scope, depth: int) -> str:
        one, other = (self.expression(kind, scope, depth + 1) for _ in range(2))
        if form == "if":
            return f"(if {self.expression(BOOL, scope, depth + 1)} {{ {one} }} else {{ {other} }})"
        if form == "try":
            return f"(try {{ {one} }} else {{ {other} }})"
        subject = self.expression(BOOL, scope, depth + 1)
        return f"(match {subject} {{\ntrue => {one}\nfalse => {other}\n}})"

    def literal(self, kind: str) -> str:
        number = self.number(-3, 9)
        written = f"({number})" if number < 0 else str(number)
        text = str(self.draw(st.text('abé {}"\\\n', max_size=3)))
        quoted = (
            '"'
            + "".join({"\n": "\\n", "{": "\\{", "}": "\\}", '"': '\\"', "\\": "\\\\"}.get(c, c) for c in text)
            + '"'
        )
        return {
            INT: written,
            NUM: f"({number}.5)",
            BOOL: "true" if number % 2 else "false",
            TEXT: quoted,
            INTS: f"[{written}, 0]",
            TEXTS: f"[{quoted}]",
            RECORD: f"{{a: {written}, b: {quoted}}}",
            FN: f"n => n + {written}",
            VEC: f"'s{number % 4}",
        }[kind]

    def filled(self, form: str, scope: Scope, depth: int) -> str:
        """A form with its slots filled: `«int»` by an expression, `«int|n: int»` by one that may use `n`."""

        def fill(slot: re.Match[str]) -> str:
            kind, _, name = slot[1].partition("|")
            inner = scope
            if name:
                fixed = [v for v in scope.fixed if v[0] != "n"]
                inner = scope.inner(fixed=[*fixed, ("n", INT)], changing=[])
            return self.expression(kind, inner, deeper)

        # an interpolated expression stands on one line, so no `match` may be in it
        deeper = max(depth + 1, BRANCHING) if '"' in form else depth + 1
        return _SLOT.sub(fill, form)


_SLOT = re.compile("«(.*?)»")

_FORMS: dict[str, list[str]] = {
    INT: [
        *(
            "(«int» + «int»)",
            "(«int» - «int» - «int»)",
            "«int» * «int»",
            "-(«int»)",
            "floor_div(«int», «int»)",
        ),
        *(
            "mod(«int», «int»)",
            "len(«list[int]»)",
            "len(«text»)",
            "«list[int]»[«int»]",
            "«{a: int, b: text}».a",
        ),
        *("or_else(first(«list[int]»), «int»)", "round(«num»)", "sum([«int», «int»])"),
        *("reduce(«list[int]», «int», (s, n) => s + n)", "max(«int», «int»)", 'int("{«int»}")'),
    ],
    NUM: [
        "(«num» + «int»)",
        "«num» * «num»",
        "«int» / «int»",
        "(«num» - «num»)",
        "round(«vec@hd» ~ «vec@hd», 3)",
    ],
    BOOL: [
        *("«int» < «int»", "«num» >= «int»", "«int» == «int»", "«text» != «text»", "not («bool»)"),
        *(
            "(«bool» and «bool»)",
            "(«bool» or «bool» or «bool»)",
            "«int» in «list[int]»",
            "«vec@hd» ~= «vec@hd»",
        ),
        *("«list[int]» == «list[int]»", "«{a: int, b: text}» == «{a: int, b: text}»"),
        *("any(«list[int]», n => n > «int|n: int»)", "(first(«list[int]») != nil)"),
    ],
    TEXT: [
        *(
            '"{«int»}-{«text»}"',
            "upper(«text»)",
            "«list[text]»[«int»]",
            "«{a: int, b: text}».b",
            '"{«list[int]»}"',
        ),
        *('join(«list[text]», "{«text»},")', '"{«num»} {«bool»} {«vec@hd»}"', "slice(«text», 0, «int»)"),
    ],
    INTS: [
        *("[«int», «int»]", "[«int|n: int» for n in «list[int]»]", "map(«list[int]», n => «int|n: int»)"),
        *("[«int|n: int» for n in «list[int]» if «bool|n: int»]", "concat(«list[int]», «list[int]»)"),
        *("sort(«list[int]»)", "filter(«list[int]», n => «bool|n: int»)", "range(mod(«int», 4))"),
    ],
    TEXTS: [
        "[«text», «text»]",
        "[«text|n: int» for n in «list[int]»]",
        "words(«text»)",
        "take(«list[text]», «int»)",
    ],
    RECORD: ["{a: «int», b: «text»}"],
    FN: ["n => «int|n: int»"],
    VEC: ["(«vec@hd» + «vec@hd»)", "«vec@hd» * «vec@hd»", "[«vec@hd», «vec@hd»][0]", "«vec@hd» >> 1"],
}


@st.composite
def programs(draw: Callable[..., object]) -> str:
    """The text of a program that compiles."""
    return Writer(draw).program()
