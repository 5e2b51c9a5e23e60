"""The two engines agree: the same output, and the same trap at the same characters, whatever the program."""

from __future__ import annotations

import io

from hypothesis import HealthCheck, given, settings
from programs import programs

from sdol.compiler.image import Image
from sdol.compiler.link import ready
from sdol.compiler.verify import verify
from sdol.diagnostics import Source
from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.lang.program import compile_source


def compiled(text: str) -> Image:
    program, problems = compile_source(Source("t.sdol", text))
    assert [p.message for p in problems] == []
    verify(program)
    return Image.make(program)


def outcome(image: Image, engine: str) -> tuple[object, ...]:
    """What a program printed, and the trap that ended it."""
    written = io.StringIO()
    world = World(output=Output(written), session=":memory:")
    try:
        ready(image, world, engine).call()
    except Trap as trap:
        return world.close(1), written.getvalue(), trap.error.code, trap.error.message, trap.places
    return world.close(), written.getvalue()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_both_engines_do_the_same(text: str) -> None:
    image = compiled(text)
    assert outcome(image, "step") == outcome(image, "emit")


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_an_image_that_was_kept_is_the_same_program(text: str) -> None:
    image = compiled(text)
    again = Image.from_bytes(image.to_bytes())
    assert outcome(again, "emit") == outcome(image, "emit")
    assert again.program() == image.program()
