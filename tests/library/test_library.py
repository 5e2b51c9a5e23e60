"""The library: every public function says what it does and shows it, and its own tests hold in both engines."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from sdol.compiler.image import Image
from sdol.compiler.link import ready
from sdol.compiler.verify import verify
from sdol.diagnostics import Source
from sdol.kernel import table
from sdol.kernel.output import Output
from sdol.kernel.show import show
from sdol.kernel.world import World
from sdol.lang.program import compile_expression
from sdol.shell import instructions, library, testing
from sdol.shell.library import Function, Module, Sample
from sdol.shell.options import UsageError

STDLIB = Path(__file__).resolve().parents[2] / "stdlib"
PRELUDE_TESTS = Path(__file__).parent / "prelude_tests.sdol"
ENGINES = ("step", "emit")
MODULES = library.modules()
FUNCTIONS = [(m, f) for m in MODULES for f in m.functions]
SAMPLES = [(m, f, s) for m, f in FUNCTIONS for s in f.samples]
TITLES = [f"{m.name}.{f.name}" for m, f in FUNCTIONS]
NOTHING = ("nil", "never")


@pytest.mark.parametrize(("module", "function"), FUNCTIONS, ids=TITLES)
def test_a_public_function_is_documented(module: Module, function: Function) -> None:
    assert function.sentences.endswith("."), "a sentence that says what it gives"
    assert function.samples, "an example"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("module", "function", "sample"), SAMPLES, ids=[f"{m.name}.{f.name}" for m, f, _ in SAMPLES]
)
def test_an_example_shows_what_it_says(
    module: Module, function: Function, sample: Sample, engine: str
) -> None:
    assert shown(module.heading + sample.code, engine) == sample.output


def shown(code: str, engine: str) -> str:
    """What the lines print, and what the last of them gives, as the interactive loop shows it."""
    program, gives, problems = compile_expression(Source("example", code))
    assert problems == []
    verify(program)
    written = io.StringIO()
    world = World(output=Output(written), session=":memory:", input_path="/dev/null")
    value = ready(Image.make(program), world, engine).call()
    world.close()
    last = [] if str(gives) in NOTHING else [show(value, nested=True)]
    return "\n".join([*(line.rstrip() for line in written.getvalue().splitlines()), *last])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.name)
def test_its_own_tests_hold(module: Module, engine: str) -> None:
    name = PRELUDE_TESTS if module.name == library.PRELUDE else STDLIB / f"{module.name}.sdol"
    file = testing.opened(str(name), "")
    assert file.problems == []
    assert file.tests, "a module has tests"
    surroundings = testing.Surroundings(engine=engine)
    assert [r.title for r in testing.results(file, surroundings) if not r.passed] == []


@pytest.mark.parametrize(("module", "function"), FUNCTIONS, ids=TITLES)
def test_a_function_is_not_called_as_an_instruction(module: Module, function: Function) -> None:
    assert function.name not in {row.verb for row in table.reachable("call")}


def test_who_looks_for_a_function_among_the_instructions_is_sent_to_its_module() -> None:
    with pytest.raises(UsageError) as raised:
        instructions.named("group_by")
    assert raised.value.help == "write `import lists`, then `lists.group_by(…)`"
