"""Fused loops do what the loops that were written do: same output, same bits, same failures at the same places."""

from __future__ import annotations

import io

import pytest
from engines import ENGINES, compiled, outcome

from sdol.compiler.image import Image
from sdol.compiler.link import ready
from sdol.compiler.passes import Note, optimised
from sdol.compiler.verify import verify
from sdol.kernel.ir import Program
from sdol.kernel.output import Output
from sdol.kernel.world import World

VECTORS = """
fn made(n: int) -> list[vec@hd] { [slerp('a, 'b, i / n) for i in range(n)] }
let vs = made(300)
let q = 'a
"""
RECORDS = VECTORS + "let rows = [{n: i, v: vs[i]} for i in range(len(vs))]\n"
STORED = VECTORS + "store kept@hd\nfor i in range(len(vs)) { kept.put(vs[i], {n: i}) }\n"

FUSED = {
    "count": VECTORS + "var n = 0\nfor v in vs { if v ~ q > 0.5 { n += 1 } }\nprint n",
    "count by two": VECTORS + "var n = 1\nfor v in vs { if v ~ q > 0.5 { n += 2 } }\nprint n",
    "sum": VECTORS + "var t = 0.0\nfor v in vs { t += v ~ q }\nprint t",
    "greatest": VECTORS
    + "var best = -1.0\nfor v in vs {\n let s = v ~ q\n if s > best { best = s }\n}\nprint best",
    "element": VECTORS + "for v in vs { if v ~ q > 0.99 { print v ~ 'b } }",
    "otherwise": VECTORS + "var n = 0\nfor v in vs { if v ~ q > 0.5 {} else { n += 3\n n -= 1 } }\nprint n",
    "both": VECTORS + 'for v in vs { if v ~ q > 0.9 { print "near" } else { print v ~ q } }',
    "and": VECTORS + "var n = 0\nfor v in vs { if v ~ q > 0.5 and v ~ 'b > 0.5 { n += 1 } }\nprint n",
    "or": VECTORS + "var n = 0\nfor v in vs { if v ~ q > 0.9 or v ~ 'b > 0.9 { n += 1 } }\nprint n",
    "not": VECTORS + "var n = 0\nfor v in vs { if not (v ~ q > 0.9) { n += 1 } }\nprint n",
    "reckoned": VECTORS + "var n = 0\nfor v in vs { if (v ~ q) * 2 - (v ~ 'b) > 0.9 { n += 1 } }\nprint n",
    "whole numbers": VECTORS + "var n = 0\nfor v in vs { if v ~ q < 1 { n += 1 } }\nprint n",
    "a large whole number": VECTORS
    + "let much = pow(2, 70)\nfor v in vs { if (v ~ q) * 1e30 > much { print 1 } }",
    "same": VECTORS + "var n = 0\nfor v in vs { if v ~= q { n += 1 } }\nprint n",
    "region": VECTORS + "let r = ball('b, 0.4)\nvar n = 0\nfor v in vs { if v in r { n += 1 } }\nprint n",
    "distance": VECTORS
    + "let r = ball('b, 0.4)\nfor v in vs { if distance(v, r) < 0 { print angle(v, q) } }",
    "break": VECTORS + "for v in vs { if v ~ q < 0.5 { print v ~ q\n break } }",
    "break after chunks": VECTORS
    + "var n = 0\nfor v in vs {\n n += 1\n if v ~ q < 0.1 { break }\n}\nprint n",
    "continue": VECTORS + "var n = 0\nfor v in vs {\n if v ~ q < 0.5 { continue }\n n += 1\n}\nprint n",
    "continue later": VECTORS
    + "for v in vs {\n let s = v ~ q\n if s < 0.9 { continue }\n if s > 0.99 { continue }\n print s\n}",
    "return": VECTORS
    + "fn far(q: vec@hd) -> num? {\n for v in vs { if v ~ q < 0.5 { return v ~ q } }\n nil\n}\nprint far(q)",
    "global": VECTORS
    + "fn close() -> int {\n var n = 0\n for v in vs { if v ~ q > 0.5 { n += 1 } }\n n\n}\nprint close()",
    "nested": VECTORS
    + "var n = 0\nfor v in take(vs, 20) { for w in vs { if v ~ w > 0.9 { n += 1 } } }\nprint n",
    "nested breaks": VECTORS
    + "for v in take(vs, 90) {\n for w in vs { if v ~ w < 0.7 { print v ~ w\n break } }\n if v ~ q < 0.9 { break }\n}",
    "collected": VECTORS + "let close = [v for v in vs if v ~ q > 0.7]\nprint len(close), close[0] ~ q",
    "collected values": VECTORS + "print [round(v ~ q, 3) for v in vs if v ~ q > 0.95]",
    "names": (
        "let vs = ['a, 'b, 'c]\nfor v in vs { if v ~ 'b > 0.5 { print v } }\n"
        "print [v for v in vs if v ~ 'c < 0.5]"
    ),
    "nothing": "let vs: list[vec@hd] = []\nfor v in vs { if v ~ 'b > 0.5 { print v } }",
    "trap in the body": VECTORS + "var n = 0\nfor v in vs { if v ~ q < 0.5 { print 1 / n } }",
    "trap in between": VECTORS
    + "for v in vs {\n print v ~ q\n let x = slerp(v, 'b, 0.5)\n assert x ~ 'b < 0.8\n}",
    "trap before": VECTORS
    + "for v in vs {\n let least = 1 / len(take(vs, 0))\n if v ~ q > least { print 1 }\n}",
    "too early": (
        "fn run(vs: list[vec@hd]) { for v in vs { if v ~ late > 0.5 { print 1 } } }\nrun(['a])\nlet late = 'b"
    ),
    "never too early": (
        "fn run(vs: list[vec@hd]) { for v in vs { if v ~ late > 0.5 { print 1 } } }\nrun([])\nlet late = 'b"
    ),
    "caught": VECTORS
    + "for v in vs { try { if v ~ q < 0.1 { print 1 / (len(vs) - 300) } } else e { print e.message } }",
    "records": RECORDS + "for r in rows { if r.v ~ q > 0.99 { print r.n } }",
    "records and": RECORDS + "for r in rows { if r.n > 3 and r.v ~ q > 0.99 { print r.n } }",
    "records then": RECORDS + "for r in rows { if r.v ~ q > 0.99 and r.n > 3 { print r.n } }",
    "store": STORED + "for h in kept { if h.vec ~ q > 0.99 { print h.payload.n } }",
    "store and": STORED
    + "for h in kept.all() { if h.vec ~ q > 0.9 and h.payload.n > 60 { print h.payload.n } }",
    "store vectors": STORED + "var n = 0\nfor v in kept.vectors() { if v ~ q > 0.9 { n += 1 } }\nprint n",
    "captured": VECTORS + "print map([0.5, 0.9], limit => len([v for v in vs if v ~ q > limit]))",
    "a function that cannot fail": (
        "fn f(v: vec@hd, w: vec@hd) -> num { v ~ w }\n"
        + VECTORS
        + "for v in vs { if f(v, q) > 0.99 { print f(v, 'b) } }"
    ),
    "with a global": VECTORS
    + "fn f(v: vec@hd) -> num { v ~ q }\nfor v in vs { if f(v) > 0.99 { print f(v) } }",
    "filter": VECTORS + "print len(filter(vs, v => v ~ q > 0.5)), len(vs |> filter(v => v ~ 'b > 0.9))",
    "map": VECTORS + "print sum(map(vs, v => v ~ q))",
    "any and all": VECTORS
    + "print any(vs, v => v ~ q < 0.1), any(vs, v => v ~ q < -2), all(vs, v => v ~ q > 0.1)",
    "find_first": VECTORS
    + "let found = find_first(vs, v => v ~ q < 0.5)\nif found != nil { print found ~ q }",
    "reduce": VECTORS + "print reduce(vs, 0.0, (sum, v) => sum + (v ~ q))",
    "early return": VECTORS
    + (
        "fn far(xs: list[vec@hd], q: vec@hd, least: num) -> text {\n"
        '  for x in xs {\n    if x ~ q < least { return "far" }\n    if x ~ q < least - 1 { return "never" }\n  }\n'
        '  if least > 0.5 { return "near" }\n  "nearer"\n}\n'
        "for least in [0.1, 0.9, -1.0, 0.05] { print far(vs, q, least) }"
    ),
    "a result that is an argument": VECTORS
    + (
        "fn next(xs: list[vec@hd], q: vec@hd, least: num) -> num {\n"
        "  for x in xs { if x ~ q < least { return x ~ q } }\n  least\n}\n"
        "var least = 0.9\nfor i in range(5) { least = next(vs, q, least) }\nprint least"
    ),
    "continue that sets": VECTORS
    + "fn f() {\n var far = false\n for v in vs {\n  if v ~ q < 0.5 {\n   far = true\n   continue\n  }\n }\n"
    + " print far\n}\nf()",
    "set before the test": VECTORS
    + "fn f() {\n var seen = q\n var n = 0\n for v in vs {\n  seen = v\n  if v ~ q > 2 { n += 1 }\n }\n"
    + " print n, seen ~ q\n}\nf()",
    "a sum too large": VECTORS
    + "let much = pow(2, 2000)\nfor v in vs {\n if v ~ q > 2 { if (v ~ q) + much > 0 { print 1 } }\n}\nprint 2",
    "a fixed sum too large": VECTORS
    + "let much = pow(2, 2000)\nfor v in vs { if v ~ q > 2 { print much + 0.5 } }\nprint 2",
    "nested as deep as it may be": VECTORS
    + "".join(f"for v{i} in take(vs, 1) {{ if v{i} ~ q > 0.5 {{\n" for i in range(18))
    + "print 1\n"
    + "} }\n" * 18,
    "hits collected": STORED + "print len([h for h in kept.all() if h.vec ~ q > 0.99])",
    "route": VECTORS
    + (
        "region one = ball('a, 0.4)\nregion two = ball('b, 0.4)\n"
        'for v in vs { print route v {\n one => "one"\n two => "two"\n void => "far"\n} }'
    ),
    "one case of a route": VECTORS
    + (
        "region one = ball('a, 0.4)\nregion two = ball('b, 0.4)\nvar n = 0\n"
        "for v in vs { route v {\n one => { n += 1 }\n two => { n += 2 }\n void => { n += 4 }\n} }\nprint n"
    ),
    "hoisted": VECTORS + "for v in vs { if v ~ mean(take(vs, 3)) < 0.1 { print v ~ q } }",
}

OPTIONAL = VECTORS + "fn some(i: int) -> vec@hd? { if i > 1 { vs[i] } else { nil } }\n"

LEFT = {
    "its list changes the other side": VECTORS
    + "var x = q\nfor v in take(vs, 9) {\n print v ~ x\n x <- v by 0.5\n}",
    "a function": VECTORS + "fn f(v: vec@hd) -> num { (v ~ q) / 2 }\nfor v in take(vs, 9) { print f(v) }",
    "an instruction that may fail": VECTORS + "for v in take(vs, 9) { print length(v - q) }",
    "numbers": "for i in range(3) { print i }",
    "a field that may be nil": OPTIONAL
    + "let rows = [{v: some(i)} for i in range(4)]\n"
    + "for r in rows {\n let w = r.v\n if w != nil { if w ~ q > 0.5 { print 1 } }\n}",
    "elements that may be nil": OPTIONAL
    + "let found = [some(i) for i in range(4)]\nfor w in found { if w != nil { if w ~ q > 0.5 { print 1 } } }",
    "no comparison": VECTORS + "for v in take(vs, 3) { print space_of(v) }",
}


REASONS = (
    *(
        "`x` changes",
        "goes to `f`",
        "may fail",
        "its elements are int",
        "may be nil",
        "its elements are vec@hd?",
    ),
    "nothing in it",
)

UNMOVED = {
    "read before it is set": "var x = 1.0\nfor i in range(3) {\n let y = x\n x = log(2.0)\n print y\n}",
    "read after a loop that does not run": "var x = 1.0\nfor i in range(0) { x = 'a ~ 'b }\nprint x",
    "a sum too large in a loop that does not run": (
        "fn f(much: num, xs: list[int]) { for i in xs { print much + 0.5, 'a ~ 'b } }\nf(pow(2, 2000), [])\nprint 1"
    ),
    "loops of a function too deep to be written out": (
        "fn f(xs: list[int]) -> int {\n var n = 0\n for a in xs { for b in xs { for c in xs { n += 1 } } }\n n\n}\n"
        + "".join(f"for v{i} in [1] {{\n" for i in range(17))
        + "print f([1, 2])\n"
        + "}\n" * 17
    ),
    "a sum too large in a function": (
        "let much = pow(2, 2000)\nfn add(a: num, b: num) -> num { a + b }\nfor i in [1] { print add(0.5, much) }"
    ),
    "uneven lists in a function": (
        "fn f(a: list[vec@hd], b: list[vec@hd]) -> list[num] { a ~ b }\n"
        "for i in [1] { print f(['a, 'b], ['a, 'b, 'c]) }"
    ),
    "uneven lists in a loop that does not run": (
        "fn f(xs: list[int]) { for i in xs { print ['a, 'b] ~ ['a, 'b, 'c] } }\nf([])\nprint 1"
    ),
}
"""What the passes must leave where it is, or guard: it may fail, or is seen."""


def notes_on(program: Program) -> list[Note]:
    notes: list[Note] = []
    optimised(program, notes=notes, after=lambda _, made: verify(made))
    return [n for n in notes if n.source == 0]


@pytest.mark.parametrize("name", [*FUSED, *LEFT, *UNMOVED])
def test_every_engine_does_the_same(name: str) -> None:
    program = compiled((FUSED | LEFT | UNMOVED)[name])
    found = {engine: outcome(make(program)) for engine, make in ENGINES.items()}
    assert found == dict.fromkeys(ENGINES, found["step"])


@pytest.mark.parametrize("name", FUSED)
def test_is_fused(name: str) -> None:
    assert any(note.done == "fused" for note in notes_on(compiled(FUSED[name])))


@pytest.mark.parametrize(
    ("name", "reason"),
    list(zip(LEFT, REASONS, strict=True)),
)
def test_says_why_not(name: str, reason: str) -> None:
    last = max(notes_on(compiled(LEFT[name])), key=lambda note: note.place)
    assert last.done == "not fused" and reason in last.text


def test_the_program_given_stays_as_it_is() -> None:
    program, again = compiled(FUSED["break"]), compiled(FUSED["break"])
    optimised(program)
    assert program == again


def test_a_loop_left_early_computes_few_of_its_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    from sdol import lvm

    rows: list[int] = []
    similarity = lvm.similarity

    def counted(a: object, b: object) -> object:
        found = similarity(a, b)
        rows.append(len(found))
        return found

    text = (
        VECTORS + "let many = flatten([vs for i in range(40)])\nfor v in many { if v ~ q < 0.99 { break } }"
    )
    image = Image.make(compiled(text))
    monkeypatch.setattr(lvm, "similarity", counted)
    world = World(output=Output(io.StringIO()), session=":memory:")
    ready(image, world, "emit").call()
    assert rows == [64]
