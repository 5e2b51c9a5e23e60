"""Laws of the formatter, on random programs, on every program here, and on these with their blanks scrambled."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdol.diagnostics import Source
from sdol.lang.formatting import formatted
from sdol.lang.formatting.same import comments, same
from sdol.lang.formatting.stream import leaves
from sdol.lang.parser import parse
from tests.compiler.programs import programs

ROOT = Path(__file__).parents[2]
FILES = [path for path in sorted(ROOT.rglob("*.sdol")) if not any(p.startswith(".") for p in path.parts)]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8").removeprefix("\ufeff").replace("\r\n", "\n")


RIGHT = [path for path in FILES if not parse(Source(path.name, text_of(path)))[1]]


def check(text: str) -> None:
    """fmt(fmt(x)) == fmt(x), the same tree, the same comments in the same order."""
    found, problems = formatted(Source("a.sdol", text))
    assert not problems
    before, after = parse(Source("a.sdol", text))[0], parse(Source("b.sdol", found))[0]
    assert same(tuple(before.items), tuple(after.items))
    assert comments(before) == comments(after)
    assert formatted(Source("b.sdol", found)) == (found, [])
    assert found == "" or (found.endswith("\n") and not found.endswith("\n\n"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_random_programs(text: str) -> None:
    check(text)


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: str(path.relative_to(ROOT)))
def test_programs_of_the_repository(path: Path) -> None:
    check(text_of(path))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(RIGHT), st.integers(0, 1 << 30))
def test_scrambled_programs(path: Path, seed: int) -> None:
    check(scrambled(text_of(path), random.Random(seed)))


FREE = [*[" "] * 12, "", "\t", "\n", "\n\n\n", " # beside\n", "\n# alone\n", "\n  # a\n\n\n # b\n"]


def scrambled(text: str, dice: random.Random) -> str:
    """The same program with other blanks, newlines wherever one may stand, and more comments."""
    out: list[str] = []
    open_brackets: list[str] = []
    before = None
    for leaf in leaves(Source("a.sdol", text), parse(Source("a.sdol", text))[0]):
        if leaf.type == "NEWLINE":
            out.append(dice.choice(["\n", " \n\n\n", "\n# alone\n", "# beside\n"]))
            before = None
            continue
        out.append(_between(before, leaf, open_brackets, dice))
        out.append(leaf.text + ("\n" if leaf.type == "COMMENT" else ""))
        if leaf.type in ("(", "[", "{", "LREC"):
            open_brackets.append(leaf.type)
        elif leaf.type in (")", "]", "}"):
            open_brackets.pop()
        before = leaf
    return "".join(out)


def _between(before: object, leaf: object, open_brackets: list[str], dice: random.Random) -> str:
    kind, last = getattr(leaf, "type", ""), getattr(before, "type", "")
    inner = open_brackets[-1] if open_brackets else ""
    if kind == "COMMENT":
        return "\n" if leaf.newlines else " "  # type: ignore[attr-defined]
    tight = leaf.tight_left or getattr(before, "tight_right", True)  # type: ignore[attr-defined]
    free = inner in ("(", "[") or (inner == "LREC" and last in ("LREC", ",")) or last == "{"
    if before is not None and last != "COMMENT" and (free or kind in ("|>", "else")):
        return dice.choice(FREE) or ("" if tight else " ")
    return "" if tight and dice.random() < 0.7 else " " * dice.randint(1, 3)
