"""A session that grows knows what a look at all of it would find, whatever was defined again, failed or was undone."""

from __future__ import annotations

import io
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sitting import Sitting

from sdol.compiler.link import ready
from sdol.diagnostics import Source
from sdol.kernel.output import Output
from sdol.kernel.world import World
from sdol.lang.effects import Effects
from sdol.lang.program import compile_source
from sdol.shell.repl.outcome import UNSET
from sdol.shell.running import compile_new

FUNCTIONS = 5
WRONG = (
    'let a = unique(["b", "b"])\nlet q = nowhere',
    "fn f0(n: int) -> int { nowhere }",
    'var total = 0\nfn f4(n: int) -> int { f3(n) }\nlet b: int = "b"',
    'let h = [f0]\nprint h[0](1) + "a"',
)
FAILING = ("let q = [1][9]", "total = 7\nprint [1][9]", 'var q = ["a"][9]', "f4(1) + [1][9]")
QUERIES = ("print f{0}(2)", "f{0}(2)\nprint 0", "print map([1, 2], f{0})", 'print "{{q}}"')


class Typed:
    """A session at which someone sits who types at random, and what a program would be that says the same."""

    def __init__(self, sitting: Sitting, seed: int) -> None:
        self.sitting, self.evaluator, self.random = sitting, sitting.evaluator, Random(seed)
        self.lines: dict[str, str] = {"q": "let q = 1", "total": "var total = 0"}
        self.past: list[dict[str, str]] = []
        self.evaluator.reset()
        self.evaluator.undoing.entries.clear()
        for line in self.lines.values():
            self.run(line)
        for number in reversed(range(FUNCTIONS)):
            self.define(f"f{number}", f"fn f{number}(n: int) -> int {{ n }}")
        self.past.clear()

    def move(self) -> None:
        self.random.choice(
            [self.again, self.again, self.other, self.wrong, self.failing, self.undo, self.ask]
        )()

    def define(self, name: str, line: str) -> None:
        before = {**self.lines}
        self.run(line)
        self.past[-1] = before
        self.lines[name] = line

    def again(self) -> None:
        """Defines a function anew; it calls only those after it, so that none calls itself."""
        number = self.random.randrange(FUNCTIONS)
        one, other = (f"f{self.random.randint(number + 1, FUNCTIONS)}" for _ in range(2))
        one, other = (name if name != f"f{FUNCTIONS}" else "abs" for name in (one, other))
        bodies = (
            f"{one}(n) + {other}(n) + {number}",
            f'print "f{number}"\n {one}(n)',
            f"total += 1\n {one}(n)",
            'len("{q}") + n',
            f"sum(map([n, 2], x => {one}(x) + {other}(x)))",
            f"let inner = {one}\n inner(n) + 1" if one != "abs" else "n * 2",
        )
        self.define(f"f{number}", f"fn f{number}(n: int) -> int {{\n {self.random.choice(bodies)}\n}}")

    def other(self) -> None:
        """Another value for `q`, of the same type or of another one."""
        word = self.random.choice(["let", "var"])
        self.define("q", f"{word} q = {self.random.choice(['1', '22', '[1, 2]', chr(34) + 'abc' + chr(34)])}")

    def wrong(self) -> None:
        assert self.sitting.codes(self.random.choice(WRONG))

    def failing(self) -> None:
        self.run(self.random.choice(FAILING), fails=True)

    def undo(self) -> None:
        if self.past:
            self.evaluator.take_back(1)
            self.lines = self.past.pop()

    def ask(self) -> None:
        """What a query prints, or is wrong with it, is the same in a program that is compiled whole."""
        query = self.random.choice(QUERIES).format(self.random.randrange(FUNCTIONS))
        before = len(self.sitting.printed.getvalue())
        codes = self.sitting.codes(query)
        if not codes:
            self.past.append({**self.lines})
        printed = self.sitting.printed.getvalue()[before:]
        assert (printed, codes) == as_file("\n".join([*self.lines.values(), query]))

    def run(self, line: str, *, fails: bool = False) -> None:
        """Runs an entry, which notes of each variable that it changes what it held."""
        live = self.evaluator.live
        before = live.values()
        self.past.append({**self.lines})
        assert bool(self.sitting.codes(line)) == fails, line
        after, noted = live.values(), self.evaluator.undoing.entries[-1].values
        assert noted == {i: before.get(i, UNSET) for i in before | after if not _same(before, after, i)}

    def check(self) -> None:
        """The effects of all functions are those that a look at all of them finds."""
        compiler = self.evaluator.session.compiler
        anew = Effects(compiler.unit)
        anew.extend([])
        assert compiler.effects.of == anew.of


def _same(before: dict[int, Any], after: dict[int, Any], index: int) -> bool:
    return before.get(index, UNSET) is after.get(index, UNSET)


def as_file(text: str) -> tuple[str, list[str]]:
    """What a program prints, and the codes of what is wrong with it."""
    problems = compile_source(Source("test.sdol", text))[1]
    if problems:
        return "", [problem.code for problem in problems]
    printed = io.StringIO()
    world = World(output=Output(printed), session=":memory:")
    ready(compile_new("test.sdol", text), world, "emit").call()
    world.close()
    return printed.getvalue(), []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_whatever_was_typed_it_answers_as_a_program_that_is_compiled_whole(
    sitting: Sitting, seed: int
) -> None:
    typed = Typed(sitting, seed)
    for _ in range(20):
        typed.move()
    typed.ask()
    typed.check()
