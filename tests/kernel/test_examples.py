"""Every example of the instruction table, in both engines; that there are enough, `test_table.py` sees to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sdol.diagnostics import Source
from sdol.kernel import table
from sdol.kernel.table import Example, Instruction
from sdol.kernel.types import NIL
from sdol.lang import ast
from sdol.lang.parser import parse

EXAMPLES = [(row, example) for row in table.load_all().values() for example in row.examples]


def program(example: Example) -> str:
    """The example as a program: the value of its last expression is printed."""
    module, _ = parse(Source("example.sdol", example.code))
    last = module.items[-1]
    if (
        isinstance(last, ast.ExprStmt)
        and not isinstance(last.value, ast.Try)
        and not _gives_nothing(last.value)
    ):
        return f"{example.code[: last.span.start]}print {example.code[last.span.start :]}\n"
    return example.code + "\n"


def _gives_nothing(value: ast.Expr) -> bool:
    """Whether it is a call of an instruction without a result."""
    if not (isinstance(value, ast.Call) and isinstance(value.function, ast.Name)):
        return False
    rows = [r for r in table.reachable("call") if r.verb == value.function.name]
    return bool(rows) and all(s.result == NIL for r in rows for s in r.signatures)


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize(
    ("row", "example"), EXAMPLES, ids=[f"{r.name}-{i}" for i, (r, _) in enumerate(EXAMPLES)]
)
def test_example(
    row: Instruction,
    example: Example,
    engine: str,
    run: Callable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name, text in example.files.items():
        (folder / name).write_text(text)
    found = run(program(example), engine, allow=example.allow)
    assert (found.out.rstrip("\n"), found.messages) == (example.output, [])
