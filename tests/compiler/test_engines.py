"""The engines agree: the same output, and the same trap at the same characters, whatever the program."""

from __future__ import annotations

from engines import ENGINES, compiled, outcome
from hypothesis import HealthCheck, given, settings
from programs import programs
from soak import batch

from sdol.compiler.image import Image
from sdol.compiler.link import ready


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_every_engine_does_the_same(text: str) -> None:
    program = compiled(text)
    found = {name: outcome(engine(program)) for name, engine in ENGINES.items()}
    assert found == dict.fromkeys(ENGINES, found["step"])


def test_so_do_many_more() -> None:
    assert batch(0, 150) == []


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_an_image_that_was_kept_is_the_same_program(text: str) -> None:
    image = Image.make(compiled(text))
    again = Image.from_bytes(image.to_bytes())
    assert outcome(lambda world: ready(again, world, "emit")) == outcome(
        lambda world: ready(image, world, "emit")
    )
    assert again.program() == image.program()
