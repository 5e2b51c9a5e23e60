"""Random programs that are well typed: what the tests of the engines run.

Hypothesis chooses for the tests, which can then shrink what fails; `soak.py` takes a random generator, which is
faster, for very many programs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol, TypeVar

from hypothesis import strategies as st

from sdol.kernel import table
from sdol.kernel.types import Type, show

INT, NUM, BOOL, TEXT, INTS, NUMS, TEXTS, RECORD, FN, VEC, VECS, ROWS, REGION = (
    *("int", "num", "bool", "text", "list[int]", "list[num]", "list[text]"),
    *(
        "{a: int, b: text}",
        "fn(int) -> int",
        "vec@hd",
        "list[vec@hd]",
        "list[{k: int, v: vec@hd}]",
        "region@hd",
    ),
)
TYPES = (INT, NUM, BOOL, TEXT, INTS, NUMS, TEXTS, RECORD, VEC, VECS, ROWS, REGION)
LONGEST = 100
"""Vectors in a list: more than the first chunk of a fused loop."""

T = TypeVar("T")


class Choices(Protocol):
    """Where a writer's decisions come from."""

    def pick(self, choices: Sequence[T]) -> T: ...

    def number(self, low: int, high: int) -> int: ...

    def text(self) -> str: ...


ALPHABET = 'abé {}"\\\n'


class Drawn:
    """Decisions by hypothesis."""

    def __init__(self, draw: Callable[..., object]) -> None:
        self.draw = draw

    def pick(self, choices: Sequence[T]) -> T:
        return self.draw(st.sampled_from(choices))  # type: ignore[return-value]

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))  # type: ignore[return-value]

    def text(self) -> str:
        return str(self.draw(st.text(ALPHABET, max_size=3)))


class Rolled:
    """Decisions by a random generator with a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def text(self) -> str:
        return "".join(self.random.choices(ALPHABET, k=self.random.randint(0, 3)))


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
    """Writes one program, asking for every decision."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.pick, self.number = choices.pick, choices.number
        self.names = 0

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
        name, params = (
            self.name(),
            [self.pick([INT, TEXT, INTS, FN, VEC, VECS]) for _ in range(self.number(0, 2))],
        )
        result = self.pick(TYPES)
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
        if depth < DEEPEST:
            kinds += ["if", "for", "while", "try", "match", "unpack"]
            kinds += ["sweep"] * (1 if scope.in_loop else 3) + ["hoist"]
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
        kind, name = self.pick([*TYPES, FN]), self.name()
        written = f"let {name}: {kind} = {self.expression(kind, scope, 0)}"
        scope.fixed.append((name, kind))
        return written

    def _var(self, scope: Scope, depth: int) -> str:
        kind, name = self.pick(TYPES), self.name()
        written = f"var {name}: {kind} = {self.expression(kind, scope, 0)}"
        scope.changing.append((name, kind))
        return written

    def _assign(self, scope: Scope, depth: int) -> str:
        name, kind = self.pick(scope.changing)
        return f"{name} = {self.expression(kind, scope, 0)}"

    def _add(self, scope: Scope, depth: int) -> str:
        numbers = [n for n, t in scope.changing if t == INT]
        return (
            f"{self.pick(numbers)} += {self.expression(INT, scope, 0)}" if numbers else self._print(scope, 0)
        )

    def _assert(self, scope: Scope, depth: int) -> str:
        return f"assert {self.expression(BOOL, scope, 1)}"

    def _if(self, scope: Scope, depth: int) -> str:
        otherwise = f" else {self.block(scope, depth)}" if self.number(0, 1) else ""
        return f"if {self.expression(BOOL, scope, 0)} {self.block(scope, depth)}{otherwise}"

    def _for(self, scope: Scope, depth: int) -> str:
        kind, item = self.pick([(INTS, INT), (TEXTS, TEXT), (VECS, VEC)])
        name, source = self.name(), self.expression(kind, scope, 1)
        inner = scope.inner(in_loop=True, fixed=[*scope.fixed, (name, item)])
        return f"for {name} in {source} {self.block(inner, depth)}"

    def _sweep(self, scope: Scope, depth: int) -> str:
        """A loop over vectors, or over records with one, whose body compares them."""
        name = self.name()
        kind, element = self.pick([(VECS, name), (VECS, name), (ROWS, f"{name}.v")])
        own = [(name, VEC)] if kind == VECS else [(f"{name}.v", VEC), (f"{name}.k", INT)]
        inner = scope.inner(in_loop=True, fixed=[*scope.fixed, *own])
        lines = []
        if self.number(0, 1):
            near = self.name()
            lines.append(f"let {near} = {self.filled(f'{element} ~ «vec@hd»', inner, 2)}")
            inner.fixed.append((near, NUM))
        noted, note = self.noted(element)
        lines += [note] * self.pick([0, 0, 0, 1])
        lines += [self.statement(inner, depth + 1) for _ in range(self.pick([0, 0, 0, 1]))]
        test = self.filled(self.pick(_TESTS).replace("ELEMENT", element), inner, 1)
        then = self.pick(
            [
                self.block(inner, depth),
                "{ continue }",
                "{ break }",
                f"{{\n{note}\ncontinue\n}}",
                f"{{\n{note}\n}}",
            ]
        )
        lines.append(f"if {test} {then}{self.pick(['', '', f' else {self.block(inner, depth)}'])}")
        lines += [self.statement(inner, depth + 1) for _ in range(self.pick([0, 0, 1]))]
        head = f"{noted}\nfor {name} in {self.expression(kind, scope, 1)} {{\n"
        return head + "\n".join(lines) + f"\n}}\nprint {note.partition(' ')[0]}"

    def noted(self, element: str) -> tuple[str, str]:
        """A variable that a loop over vectors may leave changed, and the statement that changes it."""
        name = self.name()
        kind, before, after = self.pick(
            [("bool", "false", "true"), ("vec@hd", "'s3", element), ("vec@hd?", "nil", element)]
        )
        return f"var {name}: {kind} = {before}", f"{name} = {after}"

    def _hoist(self, scope: Scope, depth: int) -> str:
        """A loop that computes the same each time round, perhaps never, and is seen before or after."""
        kept, name, seen = self.name(), self.name(), self.name()
        lines = [f"let {seen} = {kept}"] * self.number(0, 1)
        lines.append(f"{kept} = {self.expression(NUM, scope, 0)}")
        lines.append(f"print {self.pick([seen, kept]) if len(lines) > 1 else kept}")
        head = f"var {kept}: num = 0.5\nfor {name} in {self.expression(INTS, scope, 1)} {{\n"
        return head + "\n".join(lines) + f"\n}}\nprint {kept}"

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
        return self.expression(self.pick(TYPES), scope, 0)

    def expression(self, kind: str, scope: Scope, depth: int) -> str:
        known = [n for n, t in [*scope.fixed, *scope.changing] if t == kind]
        simple = [self.literal(kind), *known, *known]
        if depth >= DEEPEST or self.number(0, 3) == 0:
            return self.pick(simple)
        calls = [f for f in scope.functions if f[2] == kind]
        forms = [
            *_FORMS[kind],
            *(self.pick(calls_of_table().get(kind, [self.literal(kind)])) for _ in range(3)),
            *(["call"] if calls else []),
            *(["if", "try", "match"] if depth < BRANCHING else []),
        ]
        form = self.pick(forms)
        if form == "call":
            name, params, _ = self.pick(calls)
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
        text = self.choices.text()
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
            NUMS: f"[{written} / 2, 0.25]",
            TEXTS: f"[{quoted}]",
            RECORD: f"{{a: {written}, b: {quoted}}}",
            FN: f"n => n + {written}",
            VEC: f"'s{number % 4}",
            VECS: self.vectors(number),
            ROWS: f"[{{k: n, v: 's1 >> mod(n, 3)}} for n in range({abs(number)})]",
            REGION: f"ball('s{number % 4}, 0.{abs(number)}5)",
        }[kind]

    def vectors(self, number: int) -> str:
        """A list of vectors, short or longer than a chunk of a fused loop."""
        if self.number(0, 3):
            return f"['s{number % 4}, 's1, 's2]"
        return f"flatten([['s{number % 4}, 's1, 's2 + 's0] for n in range({self.number(0, LONGEST // 3)})])"

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
        "(«vec@hd» ~ «vec@hd»)",
        "«list[num]»[«int»]",
    ],
    BOOL: [
        *("«int» < «int»", "«num» >= «int»", "«int» == «int»", "«text» != «text»", "not («bool»)"),
        *(
            "(«bool» and «bool»)",
            "(«bool» or «bool» or «bool»)",
            "«int» in «list[int]»",
            "«vec@hd» ~= «vec@hd»",
        ),
        *("(«vec@hd» ~ «vec@hd») > «num»", "«vec@hd» in «region@hd»", "(«vec@hd» ~ «vec@hd») < 0.5"),
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
    NUMS: ["[«num», «num»]", "(«list[vec@hd]» ~ «vec@hd»)", "[«num|n: int» for n in «list[int]»]"],
    VECS: [
        *(
            "[«vec@hd», «vec@hd»]",
            "[«vec@hd|n: int» for n in «list[int]»]",
            "filter(«list[vec@hd]», v => v ~ 's1 > 0.5)",
        ),
        *(
            "[v for v in «list[vec@hd]» if v ~ «vec@hd» > 0.4]",
            "take(«list[vec@hd]», «int»)",
            "reverse(«list[vec@hd]»)",
        ),
        "[v for v in «list[vec@hd]» if v in «region@hd»]",
    ],
    ROWS: [
        "[{k: n, v: «vec@hd|n: int»} for n in «list[int]»]",
        "[r for r in «list[{k: int, v: vec@hd}]» if r.v ~ 's1 > 0.5]",
    ],
    REGION: [
        "ball(«vec@hd», «num»)",
        "(«region@hd» | «region@hd»)",
        "(«region@hd» & «region@hd»)",
        "!«region@hd»",
    ],
    FN: ["n => «int|n: int»"],
    VEC: ["(«vec@hd» + «vec@hd»)", "«vec@hd» * «vec@hd»", "[«vec@hd», «vec@hd»][0]", "«vec@hd» >> 1"],
}


_TESTS = [
    *(
        "ELEMENT ~ «vec@hd» > «num»",
        "ELEMENT ~ «vec@hd» > 0.7",
        "ELEMENT ~= «vec@hd»",
        "ELEMENT in «region@hd»",
    ),
    *(
        "not (ELEMENT ~ «vec@hd» > 0.3)",
        "ELEMENT ~ 's1 > 0.3 and ELEMENT ~ 's0 < 0.6",
        "angle(ELEMENT, «vec@hd») < 1",
    ),
    *("ELEMENT ~ 's1 > 0.8 or ELEMENT in «region@hd»", "«bool» and ELEMENT ~ «vec@hd» > 0.2", "«bool»"),
    *(
        "ELEMENT ~ «vec@hd» > 0.2 and «bool»",
        "(ELEMENT ~ 's2) * 2 - (ELEMENT ~ 's0) < «num»",
        "distance(ELEMENT, «region@hd») < «num»",
        "ELEMENT ~ 's1 > 0.8 and (ELEMENT ~ 's0) + pow(2, 1100) > 0",
    ),
]

GROWING = frozenset(
    [
        "range",
        "repeat",
        "pad",
        "pow",
        "fill",
        "shift",
        "random_nums",
        "random_ints",
        "random_normals",
        "random_points",
    ]
)
"""Instructions whose results are as large as a number among their arguments says."""

COSTLY = frozenset(["fit_ellipsoid", "fit_ball"])
"""Instructions that take so long that few programs could be run."""

_LETTERS = {"vec@S": VEC, "list[vec@S]": VECS, "region@S": REGION, "T": INT, "list[T]": INTS}


@cache
def calls_of_table() -> dict[str, list[str]]:
    """By the type of their result: calls of every pure instruction over types that are drawn here."""
    found: dict[str, list[str]] = {}
    for row in table.load_all().values():
        if row.effect or row.surface != "call" or row.verb in GROWING | COSTLY:
            continue
        for signature in row.signatures:
            params = [_drawn(p.type) for p in signature.params if p.default is None and not p.many]
            result = _drawn(signature.result)
            if result and None not in params:
                found.setdefault(result, []).append(f"{row.verb}({', '.join(f'«{p}»' for p in params)})")
    return found


def _drawn(kind: Type) -> str | None:
    written = _LETTERS.get(show(kind), show(kind))
    return written if written in TYPES else None


@st.composite
def programs(draw: Callable[..., object]) -> str:
    """The text of a program that compiles."""
    return Writer(Drawn(draw)).program()


def rolled(seed: int) -> str:
    """The text of the program that belongs to a seed."""
    return Writer(Rolled(seed)).program()
