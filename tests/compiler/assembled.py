"""A program with every kind of node, and programs as bytes: what the tests of assembly and of compiled files share."""

from __future__ import annotations

import marshal

from sdol.diagnostics import Source
from sdol.kernel import ir
from sdol.kernel.depth import deep
from sdol.lang.program import compile_source

TEXT = """
fn safe(n: int, f: fn(int) -> num) -> num {
  var s = 0
  for i in range(n) {
    try {
      if i == 3 { break }
      if i == 1 { continue }
      s += floor(f(i))
    } else e { print e.message, "#|\\"" }
  }
  while s > 2 {
    s = s - 1
    if s == 5 { continue } else { s = s - 1 }
  }
  s
}
var total = 0.1
fn add(x: int) -> num { total + x }
print safe(8, x => 10 / x), add(2), 'paris ~ 'rome, ~"a cat"@swift ~ ~"a dog"@swift
test "a # title" { assert 1 < 2 }
"""


def compiled(text: str = TEXT, name: str = "t.sdol") -> ir.Program:
    program, problems = compile_source(Source(name, text))
    assert [p.message for p in problems] == []
    return program


def data(program: ir.Program) -> bytes:
    """The program as bytes, in which 1, 1.0 and true differ, and nan is itself."""
    with deep():
        return marshal.dumps(ir.to_data(program), 2)
