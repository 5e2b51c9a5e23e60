"""What follows from a mistake that has been told is not told again."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdol.diagnostics import Source
from sdol.kernel.ir import Call
from sdol.lang.interactive import Session
from sdol.lang.program import compile_source

MISTAKES = {
    "a module that is not there": ("import nothing\nprint nothing.f(1), nothing.x", "E0209"),
    "a file that is not there": ('import "no.sdol"\nprint no.f(1), no.x', "E0801"),
    "a module with a mistake": ('import "broken.sdol"\nprint broken.f(1), broken.x', "E0120"),
    "an import of another language": ("from maths import pi\nprint maths.e, pi", "E0109"),
    "an import under another name": ("import text as t\nprint t.title(text.f(1))", "E0109"),
    "a tuple of names": ("let (a, b) = [1, 2]\nprint a, b", "E0133"),
    "names in a row": ("let a, b = 1, 2\nprint a, b", "E0118"),
    "a list of names": ("let [a, b] = [1, 2]\nprint a, b", "E0219"),
    "a constant of another language": ("const a: int = 1\nprint a", "E0109"),
    "a variable that nothing defines": ("x = 5\nx += 1\nprint x", "E0201"),
    "a comment of another language": ("// a comment\nprint 1", "E0113"),
    "a long comment of another language": ("/* a comment */\nprint 1", "E0113"),
    "a function that does not say what it gives": ("fn f(x: int) { return x }\nprint f(1) + 1", "E0302"),
    "a codebook of what is not there": ('let h = hologram(codebook (no))\nprint put(h, "x", \'a)', "E0201"),
    "an index of what has none": ('let h = hologram(codebook [\'a])\nprint h["a"]', "E0304"),
    "a function of another language": ("def f(x) {\n  return x\n}\nprint f(1)\nlet g = f", "E0109"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_one_message(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("broken.sdol").write_text("fn f(x: int) -> int { x + }\nlet x = (1\n")
    text, code = MISTAKES[name]
    _, problems = compile_source(Source("t.sdol", text))
    here = [p.code for p in problems if p.source and p.source.name == "t.sdol"]
    assert problems and here in ([], [code])


def test_a_mended_file_is_read_again_in_a_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file, session = Path("mine.sdol"), Session()
    file.write_text("fn f() -> int { }")
    assert session.add('import "mine.sdol"', final=True).problems
    assert [p.code for p in session.add("mine.f()", final=True).problems] == ["E0201"]
    file.write_text("fn f() -> int { 1 }")
    assert session.add('import "mine.sdol"\nlet x: int = ""', final=True).problems
    assert not session.add('import "mine.sdol"', final=True).problems
    given = session.add("mine.f()", final=True)
    assert given.function is not None
    functions = session.program.functions
    called = [
        functions[node.function].name for node in functions[given.function].body if isinstance(node, Call)
    ]
    assert called == ["f"]
