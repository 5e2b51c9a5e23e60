"""Every pure instruction, called with what nobody wants: a value comes out, or one trap; never anything else."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.errors import SdolError
from sdol.kernel import symbols, table
from sdol.kernel.kinds import KINDS, Made
from sdol.kernel.lifting import operation
from sdol.kernel.table import Instruction
from sdol.kernel.traps import as_error
from sdol.kernel.types import Con, Fn, Record, Signature, Type, Var, is_con, list_of
from sdol.kernel.values import Codebook, Disp, Disps, Point, Points, Region, Vec, Vecs, pack

ROWS = [row for row in table.load_all().values() if row.effect is None and row.family != "sweep"]
"""But for those that only the compiler writes, over columns that it has made."""
UNREACHED = {"builder", "input", "stream", "store", "transaction", "column", "records", "failure", "ranked"}
"""Types of the machine's own, whose values no program writes down."""

NAN, INF = math.nan, math.inf
DEEP: Any = []
for _ in range(20_000):
    DEEP = [DEEP]

NUMBERS = [0, 1, -1, 2, 0.5, 0.0, -0.0, NAN, INF, -INF, 1e308, -1e308, 5e-324, 1e-8, 2**70, -(2**70), 10**400]
INTS = [0, 1, -1, 2, 3, 16, 1000, 10**9, 10**12, -(10**12), 2**70, -(2**70), 10**400]
TEXTS = [
    *("", " ", "a", "abc abc", "\0", "\ud800", "é", "e\u0301", "🙂", "\n", "\r\n", "{", "/", "/a/0", "%", "%zz", "%Y"),
    *("nan", "inf", "1e999", "-", "0" * 5000, "a" * 100_000, "(((", "(a*)*b", "[", "$1", "NFC", "left", "day", "1h"),
    *('{"a": [1, null]}', "[" * 50_000, "2026-03-01", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00", "a,b\n1"),
]  # fmt: skip
DATA = [
    None,
    True,
    0,
    -1,
    1.5,
    NAN,
    INF,
    10**400,
    "",
    "a",
    [],
    [1, "a", [None]],
    {},
    {"a": {"b": [1]}},
    DEEP,
    "\ud800",
]
HD = symbols.atom("a").space


@cache
def points() -> list[Vec]:
    """Vectors of two spaces, opposite ones among them."""
    a, b = symbols.atom("a"), symbols.atom("b")
    tiny = [Vec("tiny@1", row) for row in np.eye(3, dtype=np.float32)]
    return [a, b, Vec(HD, -a.data), *tiny]


@cache
def damaged() -> list[Vec]:
    """What no vector may be. Models, stores and `normalise` refuse them where they would come in."""
    return [Vec(HD, np.full(1024, x, np.float32)) for x in (0.0, NAN, INF, 1e30, 1e-30)]


@cache
def lists_of_points() -> list[Any]:
    a, b = symbols.atom("a"), symbols.atom("b")
    names = [symbols.atom(name) for name in "abcdef"]
    return [[], *(pack(list(some)) for some in ([a, b], names, [a] * 5, points()[:3], points()[3:6]))]


@cache
def displacements() -> list[Disp]:
    a, b = symbols.atom("a"), symbols.atom("b")
    true = lvm.log_map(a.rows, b.rows)[0]
    return [Disp(HD, true), *(Disp(p.space, p.data) for p in points())]


@cache
def regions() -> list[Region]:
    a, b, tiny = points()[0], points()[1], points()[3]
    shapes = [
        lvm.Ball(a.rows, 0.5),
        lvm.Ball(a.rows, 0.0),
        lvm.Halfspace(b.rows, -1.0),
        lvm.around(a.rows, _calm()),
    ]
    shapes += [lvm.Complement(shapes[0]), lvm.Ellipsoid(a.rows, b.rows, np.array([[1e-6]]), 3.0)]
    strange = lvm.Ball(tiny.rows, 1.0)
    return [*(Region(HD, s) for s in shapes), Region(tiny.space, strange), Region(HD, strange)]


@cache
def made(kind: str) -> list[Made]:
    """Values of a kind: in two spaces where it has one, and those with nothing in them."""
    from sdol.kernel.pictures.sparkline import sparkline
    from sdol.lvm.residue import Number

    if kind == "residue":
        return [
            Made(kind, "", Number(n, m)) for m in ((7, 11, 13, 17, 19, 23), (3,), (7, 11)) for n in (0, 1)
        ]
    if kind == "picture":
        return [Made(kind, "", sparkline(np.array(ys), 40)) for ys in ([], [1.0, NAN])]
    spaces = [pack(points()[:3]), pack(points()[3:6])]
    if kind in ("router", "tagger", "drift"):
        return [Made(kind, x.space, _learned(kind, x.rows)) for x in spaces]
    make: Any = {"hologram": lvm.Hologram, "lens": lvm.Lens, "medium": lvm.Medium, "views": lvm.Views}[kind]
    held = [Made(kind, x.space, make(x.rows)) for x in spaces]
    if kind == "hologram":
        held.append(Made(kind, HD, held[0].body.put("a", points()[0].rows)))
    return held


def _learned(kind: str, rows: Any) -> Any:
    """What is fitted on rows: a router or tagger with two labels, a log whose answers are the tasks of others."""
    from sdol.lvm.drift import drift_log
    from sdol.lvm.routing import Router, Several

    if kind == "drift":
        return drift_log(rows, rows[::-1])
    if kind == "tagger":
        return Several.fit(rows, [["a", "b"][: 1 + at % 2] for at in range(len(rows))])
    return Router.fit(rows, ["a" if at else "b" for at in range(len(rows))])


def _calm() -> lvm.Calibration:
    from sdol.kernel.spaces import calibration

    return calibration(HD)


def chosen(items: Sequence[Any]) -> st.SearchStrategy[Any]:
    """One of the items; by its place, for vectors are not compared."""
    return st.integers(0, len(items) - 1).map(items.__getitem__)


def drawn(t: Type, bound: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Values of a type, the ones nobody wants among them."""
    match t:
        case Con("num"):
            return chosen(NUMBERS)
        case Con("int"):
            return chosen(INTS)
        case Con("text"):
            return chosen(TEXTS)
        case Con("bool"):
            return st.booleans()
        case Con("nil"):
            return st.none()
        case Con("json"):
            return chosen(DATA)
        case Con("vec"):
            return chosen(points())
        case Con("disp"):
            return chosen(displacements())
        case Con("region"):
            return chosen(regions())
        case Con("codebook"):
            return chosen([Codebook(x) for x in lists_of_points() if len(x)])
        case Con(name) if name in KINDS:
            return chosen(made(name))
        case Con("optional", (inner,)):
            return st.none() | drawn(inner, bound)
        case Con("list", (Con("optional", (inner,)),)):
            return st.lists(st.none() | drawn(inner, bound), max_size=4).map(same_spaced)
        case Con("list", (Con("vec"),)):
            return chosen(lists_of_points())
        case Con("list", (inner,)):
            return st.lists(drawn(inner, bound), max_size=4).map(packed)
        case Record(()):
            return chosen([{}, {"a": 1}, {"": None, "a": points()[0]}])
        case Record(fields):
            return st.fixed_dictionaries({name: drawn(inner, bound) for name, inner in fields})
        case Var(name):
            return bound[name]
    raise NotImplementedError(str(t))


def packed(items: list[Any]) -> Any:
    """A list as the machine keeps it; what it could not hold is left out."""
    return pack(same_spaced(items))


def same_spaced(items: list[Any]) -> list[Any]:
    """The list without the vectors that live elsewhere than its first one."""
    first = next((x.space for x in items if isinstance(x, Point)), None)
    return [x for x in items if not isinstance(x, Point) or x.space == first]


def _reached(t: Type) -> bool:
    match t:
        case Con(name, args):
            return name not in UNREACHED and all(map(_reached, args))
        case Record(fields):
            return all(_reached(inner) for _, inner in fields)
        case Fn():
            return False
    return True


@st.composite
def calls(draw: st.DrawFn, signature: Signature, lift: bool) -> tuple[str, list[Any]]:
    """The mask and the arguments of a call."""
    any_type = chosen([Con("num"), Con("text"), Con("json"), Con("vec"), Con("list", (Con("int"),))])
    bound: dict[str, st.SearchStrategy[Any]] = {}
    for name in "TU":
        bound[name] = drawn(draw(any_type), {})
    mask, args = "", []
    for param in signature.params:
        for _ in range(draw(st.integers(0, 3)) if param.many else 1):
            over = lift and is_con(param.type, "vec", "num", "disp") and draw(st.booleans())
            args.append(draw(drawn(list_of(param.type) if over else param.type, bound)))
            mask += "01"[over]
    return mask, args


def outcome(row: Instruction, mask: str, args: list[Any], *, quiet: bool = False) -> Any:
    """What a call gives: a value, or its trap; a warning is as bad as a crash."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore" if quiet else "error")
        try:
            return operation(row, mask if "1" in mask else "", len(args))(*args)
        except Exception as raised:
            return as_error(raised)


def vectors_in(value: Any) -> list[np.ndarray]:
    if isinstance(value, Point | Points):
        return [value.rows]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [rows for part in parts for rows in vectors_in(part)] if value is not DEEP else []


INTERNAL = {"record.make", "record.get", "json.convert", "control.fail", "sphere.same"}
"""Called with arguments that the compiler writes, never a program."""
CASES = [
    (row, s)
    for row in ROWS
    for s in row.signatures
    if row.name not in INTERNAL and all(_reached(p.type) for p in s.params)
]


def test_nearly_every_pure_instruction_is_tried() -> None:
    left_out = {row.name for row in ROWS} - {row.name for row, _ in CASES} - INTERNAL
    assert {name.partition(".")[0] for name in left_out} <= {"collect", "control", "input", "store"}


@pytest.mark.parametrize(("row", "signature"), CASES, ids=[f"{row.name}{s}" for row, s in CASES])
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_a_value_or_a_trap(row: Instruction, signature: Signature, data: st.DataObject) -> None:
    if row.lift and not signature.params[0].many:
        mask, args = data.draw(calls(signature, lift=True))
    else:
        mask, args = data.draw(calls(signature, lift=False))
        if len(args) < len(signature.params):
            return  # the grammar asks for one at least
    found = outcome(row, mask, args)
    if row.family in ("sphere", "region") and not isinstance(found, SdolError):
        kinds = "disp" if isinstance(found, Disp | Disps) else "vec"
        for rows in vectors_in(found):
            assert np.isfinite(rows).all()
            assert kinds == "disp" or np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-3)


VECTORS = [(row, s) for row, s in CASES if row.family in ("sphere", "region", "route", "symbol")]


@pytest.mark.parametrize(("row", "signature"), VECTORS, ids=[f"{row.name}{s}" for row, s in VECTORS])
def test_a_damaged_vector_is_noticed_or_does_no_harm(row: Instruction, signature: Signature) -> None:
    plain = {
        "vec": points()[:1],
        "disp": displacements()[:1],
        "region": regions()[:1],
        "num": [0.5],
        "int": [2],
    }
    many = {
        "vec": lists_of_points()[1],
        "region": regions()[:2],
        "num": [0.5, 0.5],
        "int": [1, 2],
        "text": ["a", "b"],
    }
    for bad in damaged():
        args = []
        for t in (p.type for p in signature.params):
            if is_con(t, "list"):
                args.append(
                    Vecs(HD, np.stack([bad.data] * 2)) if is_con(t.args[0], "vec") else many[t.args[0].name]
                )
            else:
                one = {"vec": bad, "disp": Disp(HD, bad.data), "codebook": Codebook(many["vec"])}
                args.append(one.get(t.name) or plain.get(t.name, [None])[0])
        found = outcome(row, "0" * len(args) if row.lift else "", args, quiet=True)
        for rows in vectors_in(found) if not isinstance(found, SdolError) else ():
            assert np.isfinite(rows).all()


BOMBS = [
    ("text.repeat", ("a", 10**12)),
    ("text.pad", ("a", 10**9)),
    ("list.range", (10**12,)),
    ("list.range", (0, 10**12, 7)),
    ("list.chunk", ([1], 0)),
    ("num.pow", (10, 10**9)),
    ("num.round", (5, -(10**9))),
    ("whole.shift", (1, 10**12)),
    ("whole.to_base", (1 << 500_000, 10)),
    ("pieces.fill", (10**12, 1)),
    ("pieces.windows", (list(range(20_000)), 10_000)),
    ("random.random_nums", (10**12, 1)),
    ("sphere.random_points", (symbols.atom("a"), 10**9, 1)),
    ("wording.edit_distance", ("a" * 10_000, "b" * 10_000)),
    ("stats.product", ([1 << 1000] * 1000,)),
    ("pattern.find_all", ("a" * 200_000, "(?:a.*c|a)")),
]


@pytest.mark.parametrize(("name", "args"), BOMBS, ids=[f"{n}-{i}" for i, (n, _) in enumerate(BOMBS)])
def test_what_would_take_for_ever_is_refused(name: str, args: tuple[Any, ...]) -> None:
    row = table.get(name)
    mask = "0" * len(args) if row.lift else ""
    found = outcome(row, mask, list(args))
    assert isinstance(found, SdolError) or name == "num.round"
