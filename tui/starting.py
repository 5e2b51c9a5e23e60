"""Makes a program ready, and shows the dashboard until it is left."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from sdol.kernel.gate import Grant
from sdol.kernel.output import Output
from sdol.kernel.world import World
from sdol.shell import portable, running, status
from sdol.tui import sizing
from sdol.tui.models.consent import Consent
from sdol.tui.models.driving import Driver
from sdol.tui.models.reading import Reading
from sdol.tui.models.tail import Tail

if TYPE_CHECKING:
    from collections.abc import Callable

    from sdol.kernel.input import Input
    from sdol.shell.debugger.program import Debuggable
    from sdol.shell.options import Call
    from sdol.tui.models.engine import Engine

SWITCHING = 0.001
"""Seconds after which the program's thread gives way to the screen's; the usual 0.005 would be in every key's way."""


def dashboard(call: Call, program: Debuggable) -> int:
    """Shows a program until the person leaves, and gives the status.

    Raises:
        SdolError: it could not begin.
        Terminated: a signal ended it.
    """
    from sdol.tui.app import Dashboard

    sizing.ask_the_terminal()
    consent = Consent(lambda: program.program.sources)
    driver = made(call, program, consent)
    app = Dashboard(driver, consent)
    sys.setswitchinterval(SWITCHING)
    driver.start()
    name = call.argument("FILE")
    with portable.foreign(name) if portable.is_compiled(name) else nullcontext():
        try:
            app.run()
        finally:
            consent.close()
            driver.close()
        if driver.failure is not None:
            raise driver.failure
    return _status(driver, app.signalled)


def made(call: Call, program: Debuggable, consent: Consent) -> Driver:
    """The driver of a program, not yet started.

    Raises:
        UsageError: an option of the call is none.
    """
    from sdol.diagnostics import Source
    from sdol.shell.bounds import limits_of
    from sdol.shell.cards import shows_signs

    depth = limits_of(call).depth
    ascii = not shows_signs(sys.__stdout__)
    arguments = running.arguments(call.option("D") or [])
    grants = [Grant.parse(text) for text in call.option("allow") or []]

    def prepare(program: Debuggable) -> Engine:
        from sdol.kernel import decisions
        from sdol.shell.recording import record
        from sdol.tui.models.engine import Engine

        decisions.stop()
        decisions.listen()
        consent.sources = lambda: program.program.sources
        tail = Tail()
        world = World(
            output=Output(tail),  # type: ignore[arg-type]
            input_path=call.option("input"),
            session=call.option("session"),
            record=call.option("session") is not None,
            grants=grants,
            allow_all=bool(call.option("allow_all")),
            ask=consent.ask,
            arguments=arguments,
            notice=driver.tell,
            progress=driver.progress,
        )
        world.program = program.program.sources[0]
        if call.option("input") is None:
            world.input = _no_input()
        if call.option("session") is not None:
            world.open_database()
            record(world)
        debugger, expressions = program.begin(world, depth)
        return Engine(debugger, expressions, world, tail, ascii=ascii)

    def compiled() -> Callable[[], Engine]:
        from sdol.shell.debugger.program import Debuggable

        again = Debuggable(program.program.sources[0][0])
        return lambda: prepare(again)

    source = Source(*program.program.sources[0])
    driver = Driver(lambda: prepare(program), Reading(source=source, ascii=ascii))
    driver.compiled = compiled
    return driver


def _no_input() -> Input:
    from sdol.errors import SdolError
    from sdol.shell.debugger.program import NoInput

    class Nothing(NoInput):
        """What a program reads whose keyboard is the dashboard's."""

        @property
        def lines(self) -> object:  # type: ignore[override]
            raise SdolError(
                "E0827",
                "this program reads its input, and the keyboard belongs to the dashboard",
                help="give it a file: `sdol tui FILE --input INPUT`",
            )

    return Nothing()


def _status(driver: Driver, signalled: int) -> int:
    """That of the program, where it has come to its end, else that all is well."""
    import signal

    if signalled == signal.SIGINT:
        return status.INTERRUPTED
    if signalled:
        from sdol.shell.signals import Terminated

        raise Terminated(signalled)
    return driver.status
