"""Lists that a loop only appends to grow in place, and nobody can tell but by the time it takes."""

from __future__ import annotations

import pytest
from engines import ENGINES, compiled, outcome

from sdol.compiler.passes import optimised
from sdol.compiler.verify import verify

START = "fn f(xs: list[int]) -> list[int] {\n var made = xs\n "
END = "\n made\n}\nlet kept = [7]\nprint f(kept), kept"
LOST = "fn f(xs: list[int]) -> list[int] {\n var made = xs\n var ys = xs\n "

GROWN = {
    "for": START + "for i in range(4) { made = append(made, i) }" + END,
    "if": START
    + "for i in range(4) { if i > 1 { made = append(made, i) } else { made = append(made, -i) } }"
    + END,
    "twice": START + "for i in range(4) {\n made = append(made, i)\n made = append(made, i)\n }" + END,
    "while": START + "var i = 0\nwhile i < 3 {\n made = append(made, i)\n i += 1\n }" + END,
    "nested": START + "for i in range(3) { for j in range(i) { made = append(made, j) } }" + END,
    "no element": START + "for i in range(0) { made = append(made, i) }" + END,
    "its own elements": START + "for i in made { made = append(made, i) }" + END,
    "break": START + "for i in range(9) {\n if i > 3 { break }\n made = append(made, i)\n }" + END,
    "a failure kept in the loop": START
    + "for i in range(3) { try { made = append(made, round(6 / (i))) } else e { print e.message } }"
    + END,
    "a failure that ends it": START + "for i in range(3) { made = append(made, round(6 / (i - 1))) }" + END,
    "lists": "var made: list[list[int]] = []\nfor i in range(3) { made = append(made, [i]) }\nprint made",
    "records": "var made: list[{n: int}] = []\nfor i in range(3) { made = append(made, {n: i}) }\nprint made",
}

LEFT = {
    "it is asked for its length": START + "while len(made) < 4 { made = append(made, 1) }" + END,
    "it is in its own item": START + "for i in range(3) { made = append(made, len(made)) }" + END,
    "it is kept by the way": LOST
    + "for i in range(3) {\n ys = made\n made = append(made, i)\n }\nprint ys"
    + END,
    "it is set anew": START
    + "for i in range(4) {\n if i == 2 { made = [] }\n made = append(made, i)\n }"
    + END,
    "it is returned": START
    + "for i in range(4) {\n if i == 2 { return made }\n made = append(made, i)\n }"
    + END,
    "the failure is caught around it": START
    + "try { for i in range(3) { made = append(made, round(6 / (1 - i))) } } else e { print e.message }"
    + END,
    "a function has it": START
    + "for i in range(3) {\n let now = made\n let n = () => len(now)\n made = append(made, n())\n }"
    + END,
    "vectors": "var made = ['a]\nfor i in range(2) { made = append(made, 'b) }\nprint made",
    "any type": "fn f(x: T) -> list[T] {\n var made = [x]\n for i in range(2) { made = append(made, x) }\n made\n}\n"
    "print f(1), f('a)",
}


@pytest.mark.parametrize("name", [*GROWN, *LEFT])
def test_every_engine_does_the_same(name: str) -> None:
    program = compiled((GROWN | LEFT)[name])
    found = {engine: outcome(make(program)) for engine, make in ENGINES.items()}
    assert found == dict.fromkeys(ENGINES, found["step"])


@pytest.mark.parametrize("name", [*GROWN, *LEFT])
def test_only_what_nobody_sees_grows(name: str) -> None:
    notes: list = []
    optimised(compiled((GROWN | LEFT)[name]), notes=notes, after=lambda _, made: verify(made))
    assert any(note.done == "grown" for note in notes if note.source == 0) == (name in GROWN)
