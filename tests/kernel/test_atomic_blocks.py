"""Transactions in the language: all or nothing, in both engines, and what the journal says of them."""

from __future__ import annotations

import contextlib
import io
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdol.compiler.link import ready
from sdol.errors import SdolError
from sdol.kernel.gate import Grant
from sdol.kernel.output import Output
from sdol.kernel.table import Instruction
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.shell.running import compile_new
from sdol.store import Database

ENGINES = ["step", "emit"]
STORE = "store notes@swift\n"


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    "block",
    [
        'write("a.txt", "x")',
        "save()",
        "keep()",
        "each([1], n => save())",
        "transaction { save() }",
        "if true { for i in [1] { save() } }",
    ],
)
def test_what_cannot_be_undone_is_refused_before_anything_runs(run: Callable, block: str) -> None:
    program = (
        'fn save() uses fs.write { write("a.txt", "x") }\nlet keep = () => save()\n'
        "fn each(xs: list[int], f: fn(int)) { for x in xs { f(x) } }\n"
    )
    ran = run(f"{program}fn all() uses fs.write {{\n  transaction {{ {block} }}\n}}\nall()")
    assert (ran.status, ran.codes) == (2, ["E0412"])


def test_what_is_outside_the_transaction_is_not_its_business(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    program = f'{STORE}write("{path}", "before")\ntransaction {{ notes.put("a") }}\nprint read("{path}")'
    assert run(program, allow=[f"fs.write={path}", f"fs.read={path}"]).out == "before\n"


def test_a_function_that_is_passed_is_refused_when_it_acts(
    run: Callable, engine: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    program = f"""{STORE}
fn together(act: fn()) {{
  transaction {{
    notes.put("a")
    act()
  }}
}}
try {{ together(() => write("{path}", "x")) }} else e {{ print e.code, notes.count() }}
together(() => {{ print "said" }})
"""
    ran = run(program, engine, allow=[f"fs.write={path}"])
    assert ran.out == "E0412 0\nsaid\n"
    assert not path.exists()


def test_a_refusal_that_goes_on_is_still_a_refusal(run: Callable, engine: str) -> None:
    ran = run(f'{STORE}transaction {{\n  notes.put("a")\n  print read("/nowhere/at/all")\n}}', engine)
    assert (ran.status, ran.codes) == (3, ["E0401"])


def test_its_value_is_that_of_the_block(run: Callable, engine: str) -> None:
    program = (
        STORE
        + 'fn f() -> text { transaction { notes.put("a") } }\nvar id = transaction { f() }\nprint len(id)'
    )
    assert run(program, engine).out == "16\n"


@pytest.mark.parametrize(
    "body", ["while true { transaction { break } }", "transaction { }", "transaction { return }"]
)
def test_control_may_leave_it_in_any_way(run: Callable, engine: str, body: str) -> None:
    program = f'{STORE}fn f() {{ {body} }}\nf()\nf()\ntransaction {{ notes.put("a") }}\nprint notes.count()'
    assert run(program, engine).out == "1\n"


def test_recursion_through_transactions_undoes_them_all(run: Callable, engine: str) -> None:
    program = STORE + (
        'fn f(n: int) -> int { transaction {\n  notes.put("{n}")\n  f(n + 1)\n} }\n'
        "try { print f(0) } else e { print e.code, notes.count() }"
    )
    assert run(program, engine).out == "E0616 0\n"


def test_a_service_may_embed_inside_but_nothing_else_may_use_the_network(tmp_path: Path) -> None:
    world = World(output=Output(io.StringIO()), session=str(tmp_path / "s.db"), allow_all=True)
    rows = {
        name: Instruction(name, "(host: text) -> text", lambda world, host: host, effect="net", resource=0)
        for name in ("embed.spy", "net.spy")
    }
    world.transactions.begin()
    assert world.gate.perform(rows["embed.spy"], ("example.org",), (0, 0, 0)) == "example.org"
    with pytest.raises(SdolError) as caught:
        world.gate.perform(rows["net.spy"], ("example.org",), (0, 0, 0))
    assert caught.value.code == "E0412"
    world.transactions.commit(0)
    assert [(e.instruction, e.outcome) for e in world.journal.entries()] == [("embed.spy", "done")]
    world.close()


# --- the journal --------------------------------------------------------------------------------------------


def journaled(path: Path, program: str, engine: str, **options: object) -> list[tuple[str, str]]:
    """(instruction, outcome) of what a run in a named session left in its journal."""
    world = World(output=Output(io.StringIO()), session=str(path), record=True, **options)
    image = compile_new("test.sdol", program)
    world.program = image.sources[0]
    try:
        ready(image, world, engine).call()
    except Trap:
        pass
    finally:
        world.close()
    return entries(path)


def entries(path: Path) -> list[tuple[str, str]]:
    with Database.open(path) as database:
        return [(entry.instruction, entry.outcome) for entry in database.journal.entries()]


def test_what_was_rolled_back_is_still_in_the_journal(tmp_path: Path, engine: str) -> None:
    (tmp_path / "a.txt").write_text("x")
    found = journaled(
        tmp_path / "s.db",
        f"""{STORE}
try {{
  transaction {{
    notes.put("a")
    transaction {{ notes.put("b") }}
    print read("{tmp_path}/a.txt")
    notes.update("none", stop("no"))
  }}
}} else {{ print notes.count() }}
""",
        engine,
        grants=[Grant.parse(f"fs.read={tmp_path}")],
    )
    assert found == [
        ("store.open", "done"),
        ("store.begin", "rolled back"),
        ("store.put", "rolled back"),
        ("store.begin", "rolled back"),
        ("store.put", "rolled back"),
        ("fs.read", "done"),
        ("output.print", "done"),
        ("store.count", "done"),
        ("output.print", "done"),
    ]


def test_only_the_inner_one_is_marked_where_only_that_was_undone(tmp_path: Path, engine: str) -> None:
    program = STORE + (
        'transaction {\n  notes.put("a")\n'
        '  try { transaction {\n    notes.put("b")\n    stop("no")\n  } } else { }\n}\n'
    )
    found = journaled(tmp_path / "s.db", program, engine)
    assert found[1:] == [
        ("store.begin", "done"),
        ("store.put", "done"),
        ("store.begin", "rolled back"),
        ("store.put", "rolled back"),
    ]


KILLED = """
import io, os, signal, sys
from sdol.compiler.link import ready
from sdol.kernel.output import Output
from sdol.kernel.world import World
from sdol.shell.running import compile_new

class Deadly(io.StringIO):
    def write(self, text):
        os.kill(os.getpid(), signal.SIGKILL)

world = World(output=Output(Deadly()), session=sys.argv[1], record=True)
image = compile_new("test.sdol", sys.argv[2])
ready(image, world, "emit").call()
"""


def test_a_kill_in_the_middle_leaves_nothing_but_the_intent(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    program = STORE + 'notes.put("before")\ntransaction {\n  notes.put("a")\n  print "x"\n  input.lines\n}\n'
    program = program.replace("input.lines", "for line in input.lines { print line }")
    run = subprocess.run([sys.executable, "-c", KILLED, str(path), program], input=b"a line\n", check=False)
    assert run.returncode == -signal.SIGKILL
    assert entries(path) == [("store.open", "done"), ("store.put", "done"), ("store.begin", "unknown")]
    with Database.open(path) as database:
        assert [info.count for info in database.partitions()] == [1]


def test_an_interrupt_leaves_nothing_open(tmp_path: Path) -> None:
    class Stopping(io.StringIO):
        def write(self, text: str) -> int:
            raise KeyboardInterrupt

    world = World(output=Output(Stopping()), session=str(tmp_path / "s.db"))
    program = (
        STORE
        + 'transaction {\n  notes.put("a")\n  for i in range(100000) { print "a line that fills the buffer" }\n}'
    )
    with pytest.raises((KeyboardInterrupt, Trap)):
        ready(compile_new("test.sdol", program), world, "emit").call()
    assert world.transactions.open
    world.transactions.roll_back()
    assert [info.count for info in world.database.partitions()] == [0]
    world.close()


# --- any nesting of them, against a model -------------------------------------------------------------------

FAIL = ("fail", None)
blocks = st.recursive(
    st.lists(st.one_of(st.just(FAIL), st.tuples(st.just("put"), st.integers(0, 5))), max_size=3),
    lambda inner: st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.integers(0, 5)),
            st.tuples(st.just("delete"), st.integers(0, 5)),
            st.tuples(st.sampled_from(["transaction", "try", "call", "break"]), inner),
        ),
        max_size=4,
    ),
    max_leaves=12,
)


class Failed(Exception):
    pass


def modelled(block: list, texts: list[str]) -> list[str]:
    """What the store holds after a block that began with these texts."""
    for kind, what in block:
        if kind == "put" and str(what) not in texts:
            texts = [*texts, str(what)]
        elif kind == "delete":
            texts = [text for text in texts if text != str(what)]
        elif kind == "fail":
            raise Failed
        elif kind == "try":
            with contextlib.suppress(Failed):
                texts = modelled(what, texts)
        elif kind in ("transaction", "call", "break"):
            texts = modelled(what, texts)
    return texts


def written(block: list, functions: list[str]) -> str:
    return "\n".join(_statement(kind, what, functions) for kind, what in block)


def _statement(kind: str, what: Any, functions: list[str]) -> str:
    if kind in ("put", "fail"):
        return f'notes.put("{what}")' if kind == "put" else 'notes.put("lost")\nfails()'
    if kind == "delete":
        return f'notes.delete_all([n.id for n in notes if n.text == "{what}"])'
    inner = f"transaction {{\n{written(what, functions)}\n}}"
    if kind == "try":
        return f"try {{ {inner} }} else {{ }}"
    if kind == "break":
        return f"for i in range(3) {{ transaction {{\n{written(what, functions)}\nif true {{ break }}\n}} }}"
    if kind == "call":
        functions.append(f"fn f{len(functions)}() {{ {inner} }}")
        return f"f{len(functions) - 1}()"
    return inner


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(block=blocks)
def test_any_nesting_of_transactions_leaves_what_the_model_says(run: Callable, block: list) -> None:
    functions: list[str] = []
    body = written(block, functions)
    program = "\n".join(
        [
            STORE,
            'fn fails() { stop("no") }',
            *functions,
            "fn all() { transaction {",
            body,
            "} }",
            "try { all() } else { }",
            "print notes.texts()",
        ]
    )
    try:
        expected = modelled(block, [])
    except Failed:
        expected = []
    for engine in ENGINES:
        ran = run(program, engine)
        assert (ran.codes, ran.out) == ([], "[" + ", ".join(f'"{text}"' for text in expected) + "]\n"), (
            program
        )


def test_the_machine_may_stop_anywhere_inside(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    kept = io.StringIO()
    world = World(output=Output(kept), session=str(path))
    program = STORE + 'transaction {\n  notes.put("a")\n  notes.put("b")\n}\nprint notes.texts()'
    machine = ready(compile_new("test.sdol", program), world, "step")
    machine.start()
    seen: list[int] = []
    with Database.open(path) as other:
        while not machine.run(1):
            seen += [info.count for info in other.partitions()]
    world.close()
    assert kept.getvalue() == '["a", "b"]\n'
    assert sorted(set(seen)) == [0, 2] and seen == sorted(seen)


def test_a_full_disk_in_the_middle_undoes_everything_and_is_told(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "s.db"
    world = World(output=Output(io.StringIO()), session=str(path), record=True)
    program = STORE + (
        'notes.put("before")\ntransaction {\n  for i in range(1000) {\n    try { notes.put("{i}") } else { }\n  }\n}'
    )
    image = compile_new("test.sdol", program)
    world.program = image.sources[0]
    pages = world.database.info().bytes // 16384
    world.database._connection.run(f"PRAGMA max_page_count = {pages + 8}")
    with pytest.raises(Trap) as caught:
        ready(image, world, engine).call()
    assert caught.value.error.code in ("E0606", "E0613")
    world.database._connection.run("PRAGMA max_page_count = 100000")
    world.close()
    with Database.open(path) as database:
        assert [info.count for info in database.partitions()] == [1]
        outcomes = {(e.instruction, e.outcome) for e in database.journal.entries()}
    assert ("store.begin", "rolled back") in outcomes or ("store.begin", "unknown") in outcomes
    assert ("store.put", "rolled back") in outcomes and ("store.put", "failed") in outcomes
