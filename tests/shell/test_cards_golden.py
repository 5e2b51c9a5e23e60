"""What cards look like: every kind of value at 80 columns, at 60, and in ASCII alone; `--update` writes them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from sdol.compiler.live import Live
from sdol.kernel import decisions, symbols
from sdol.kernel.pictures.page import page_of
from sdol.kernel.types import Type
from sdol.kernel.world import World
from sdol.lang.interactive import Session
from sdol.shell.cards import Setting, as_text, card, line
from sdol.shell.cards.decision import view
from sdol.shell.cards.known import Known
from sdol.spaces.registry import manifest

GOLDEN = Path(__file__).with_name("cards.txt")
DECISIONS = Path(__file__).with_name("decisions.txt")

BEFORE = """\
region billing = around ["my card was charged twice", "refund my payment", "the invoice is wrong"]
region shipping = around ["where is my parcel", "the delivery is late", "it was sent to the wrong address"]
store notes
notes.put("my parcel is late", {year: 2025, team: "shipping"})
notes.put("the invoice is wrong", {year: 2024, team: "billing, and whoever else is there"})
## Twice a number. Nothing else.
fn twice(n: num) -> num { 2 * n }
fn team(v: vec) -> text { if v in billing { "billing" } else { "a person" } }
"""

SHOWN = (
    '~"my card was charged for a parcel"',
    '~"a card" + ~"a parcel"',
    "'paris",
    "'a + 'b + 'c",
    "'a * 'b",
    '~"refund my payment" - ~"where is my parcel"',
    "billing",
    "billing | shipping",
    "!billing",
    'billing - ball(~"a card", 0.2)',
    "ellipsoid('a, ['b, 'c], [0.5, 0.6], rest: 0.4)",
    "halfspace('a, 0.2)",
    '~["my card was charged twice", "refund my payment", "where is my parcel"]',
    "codebook ['a, 'b]",
    'near "late parcel" in notes',
    '(near "late parcel" in notes)[0]',
    "notes",
    "notes.all()",
    "team",
    "twice",
    "put(hologram(codebook ['paris, 'rome, 'oslo]), [\"france\", \"italy\"], ['paris, 'rome])",
    'lens(~["a card", "my card", "a parcel"], contrast: 1)',
    'reward(medium(~["a card", "my card", "a parcel"]), ~"a card", 2)',
    "residue(17)",
    'bar_chart(["a", "b"], [1, 3])',
    "range(0, 200)",
    'map(range(0, 30), i => {number: i, name: "the {i}th of them all", odd: mod(i, 2) == 1})',
    "map(range(0, 20), i => map(range(0, 30), j => i * j))",
    '{a: {b: [1, 2, 3, 4], c: "a longer text that takes room"}, d: "another long text, really", e: [["x"], []]}',
    'parse_json("[1, [2, [3, [4, [5, [6, [7, [8, [9, [10]]]]]]]]], null]")',
    'join(map(range(0, 400), i => "word {i}"), " ")',
    'join(map(range(0, 30), i => "line {i}"), "\\n")',
    'parse_json("[\\"日本語のテキスト\\", \\"\\\\u001b[31m red\\"]")',
    "[]",
    "nil",
    "1.5",
)


DECIDED = (
    'decide(~"my card was charged for a parcel", [billing, shipping]).region',
    'decide(~"a sunny day", [billing, shipping, ball(~"the sun", 0.4)]).region',
    '~"the invoice is wrong" in billing',
    '~"the invoice is wrong" ~= ~"a wrong invoice"',
)


class Shown(NamedTuple):
    text: str
    value: object
    type: Type
    known: Known


Value = Callable[[str], tuple[object, Type]]


@pytest.fixture
def world() -> Iterator[World]:
    decisions.listen()
    symbols.met.clear()  # other tests have named some
    symbols.atom.cache_clear()
    made = World(session=":memory:")
    yield made
    made.close()
    decisions.stop()


@pytest.fixture
def value(world: World) -> Value:
    """Runs a line of a session in the swift space, and gives what it gave."""
    session = Session("swift")
    live = Live(session.program, world)

    def run(text: str) -> tuple[object, Type]:
        compiled = session.add(text, final=True)
        assert compiled.function is not None, (text, compiled.problems)
        return live.call(compiled.function), compiled.type

    run(BEFORE)
    return run


@pytest.fixture
def known(world: World, value: Value) -> Known:
    regions = {name: value(name)[0] for name in ("billing", "shipping")}
    return Known(world, lambda: regions, lambda name: "Twice a number." if name == "twice" else "")


@pytest.fixture
def shown(value: Value, known: Known) -> list[Shown]:
    return [Shown(text, *value(text), known) for text in SHOWN]


def test_cards(shown: list[Shown], update: bool) -> None:
    found = "\n".join(_section(one) for one in shown)
    if update:
        GOLDEN.write_text(found)
    assert found == GOLDEN.read_text()


def _section(one: Shown) -> str:
    parts = [f"##### {one.text}"]
    for width, ascii in ((80, False), (60, False), (60, True)):
        text = card(one.value, one.type, width=width, known=one.known, ascii=ascii)
        parts.append(f"--- {width}{' ASCII' if ascii else ''}\n{text}")
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("notes", "store notes: 2 records"),
        ('near "my parcel is late" in notes', '2 hits: 1.000 "my parcel is late"'),
        ("billing", "region billing: 3 examples in swift"),
        ("billing & shipping", "region: intersection of 2 in swift"),
        ("ball('a, 0.5)", "region: ball in hd"),
        ("[{a: 1}, {a: 2}]", "2 records: {a: 1}"),
        ("'paris", "'paris"),
    ],
)
def test_one_line(value: Value, text: str, expected: str) -> None:
    found, of = value(text)
    assert line(found, of, width=60) == expected


def test_decisions(value: Value, known: Known, world: World, update: bool) -> None:
    def embed(space: str, texts: list[str]) -> np.ndarray:
        return world.embeddings.computed(manifest("swift"), texts)

    found = ""
    for text in DECIDED:
        value(text)
        for width, ascii in ((80, False), (60, True)):
            setting = Setting(page_of(width, ascii=ascii), known)
            blocks = view(decisions.listen()[-1], setting, embed)
            found += f"##### {text}\n--- {width}\n{as_text(blocks, setting)}\n"
    if update:
        DECISIONS.write_text(found)
    assert found == DECISIONS.read_text()
