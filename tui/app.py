"""The dashboard: a driver on one side, panels on the other, and the keys between them."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input

from sdol.tui.heeding import heed
from sdol.tui.models.arranging import arranged
from sdol.tui.models.driving import PULSE, SPEEDS
from sdol.tui.models.keys import Key, line, page, shown
from sdol.tui.panels import Panel, panels
from sdol.tui.widgets.meaning import Meaning
from sdol.tui.widgets.prompt import Prompt, Typed
from sdol.tui.widgets.registers import Chosen
from sdol.tui.widgets.sheet import Sheet
from sdol.tui.widgets.source import SourceView, Toggled
from sdol.tui.widgets.status import OneLine, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.events import Resize
    from textual.screen import Screen

    from sdol.tui.models.consent import Consent, Question
    from sdol.tui.models.driving import Driver
    from sdol.tui.models.engine import Engine
    from sdol.tui.panels import Shows

PAINTING = 0.1
"""Seconds between two times that a reading is drawn."""


def _move(key: str, name: str, word: str, sentence: str, *, show: bool = True) -> Binding:
    return Binding(key, f"move({name!r})", word, show=show, tooltip=sentence)


class Dashboard(App[None], inherit_bindings=False):
    """Draws what a driver reads of a program.

    Args:
        driver: of the program; started and closed by whoever made it.
        consent: the program's questions for leave.

    Attributes:
        signalled: the signal that ended it, or 0.
    """

    CSS_PATH = "dashboard.tcss"
    TITLE = "sdol"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "run", "run", tooltip="run to the next stop; pause where it runs"),
        _move("s", "step", "step", "go to the next line, into calls"),
        _move("n", "over", "over", "go to the next line, over calls"),
        _move("o", "out", "out", "go on until this call has ended"),
        _move("b", "back", "back", "go back to the line before; no effect is repeated"),
        Binding("colon", "prompt(':')", "command", priority=True, tooltip="type a command of the debugger"),
        Binding(
            "equals_sign,e", "prompt('')", "eval", priority=True, tooltip="evaluate where the program stands"
        ),
        Binding("q", "quit", "quit", tooltip="leave the dashboard"),
        _move("u", "over back", "over back", "go back to the line before, over calls", show=False),
        _move("B", "continue back", "run back", "go back to the last stop", show=False),
        _move("g", "start", "start", "go back to the beginning", show=False),
        Binding("c", "run", "continue", show=False, tooltip="run to the next stop"),
        Binding("plus", "speed(-1)", "faster", show=False, tooltip="run faster"),
        Binding("minus", "speed(1)", "slower", show=False, tooltip="run slower, so that one can watch"),
        Binding(
            "w", "export", "write", show=False, tooltip="write the panel that has the focus as text and SVG"
        ),
        Binding("tab", "app.focus_next", "next panel", show=False),
        Binding("shift+tab", "app.focus_previous", "panel before", show=False),
        Binding("ctrl+p", "command_palette", "palette", show=False, tooltip="find a command by its name"),
        Binding(
            "ctrl+c",
            "interrupt",
            "pause, quit",
            show=False,
            tooltip="pause the program; where it stands, leave",
        ),
        Binding("question_mark,f1", "keys", "keys", show=False, tooltip="show all keys"),
    ]

    def __init__(self, driver: Driver, consent: Consent | None = None) -> None:
        super().__init__()
        self.driver, self._consent = driver, consent
        self.chosen = "registers"
        self.signalled = 0
        self._due, self._drawn = False, 0.0
        self._room = Size(80, 24)
        self._source, self._status, self._keys = SourceView(), Status(), OneLine("keys-line")
        self._panels: dict[str, Widget] = {p.name: _widget(p) for p in panels()}
        for panel in panels():
            self.bind(panel.key, f"panel({panel.name!r})", description=panel.title, show=False)

    def compose(self) -> ComposeResult:
        yield self._status
        with Container(id="desk"):
            yield self._source
            yield from self._panels.values()
        yield Prompt()
        yield self._keys

    def on_mount(self) -> None:
        self._room = self.size
        self.screen.set_class(self.driver.reading.ascii, "ascii")
        self._arrange()
        self._source.focus()
        self.driver.changed = lambda: self.soon(self.note)
        if self._consent is not None:
            self._consent.put = lambda question: self.soon(lambda: self._ask(question))
        self._pulse = self.set_interval(PULSE, self._tick, pause=True)
        heed(self._signalled)
        self.note()

    # --- drawing --------------------------------------------------------------------------------------------

    def soon(self, call: Callable[[], object]) -> None:
        """Has something done in the thread of the screen; may be called in any."""
        if self.is_running:
            self.call_later(call)

    def note(self) -> None:
        """There is a new reading: draws it, but not more often than it may."""
        if self._due:
            return
        wait = self._drawn + PAINTING - monotonic()
        if wait <= 0:
            self.draw()
        else:
            self._due = True
            self.set_timer(wait, self.draw)

    def draw(self) -> None:
        """Draws the latest reading in what is seen."""
        self._due, self._drawn = False, monotonic()
        reading = self.driver.reading
        if reading.state == "failed":
            self.exit()
            return
        self._status.show(reading)
        self._source.show(reading)
        for widget in self._panels.values():
            if widget.display:
                _shows(widget).show(reading)
            elif hasattr(widget, "hear"):
                widget.hear(reading)
        if not self.driver.running:
            self._pulse.pause()

    def _tick(self) -> None:
        """While it runs: has it read, and draws what was read."""
        self.driver.pulse()
        self.note()

    def on_resize(self, event: Resize) -> None:
        self._room = event.size
        self._arrange()

    def _arrange(self) -> None:
        """Puts the panels where there is room for them."""
        width, height = self._room
        made = arranged(width, height, list(self._panels), self.chosen)
        desk = self.query_one("#desk")
        desk.styles.grid_size_columns, desk.styles.grid_size_rows = made.columns, made.rows
        desk.styles.grid_columns = "11fr 9fr" if made.columns == 2 else "1fr"
        for name, widget in self._panels.items():
            widget.display = name in made.names
        keys = [_key(one) for one in _bindings(self) if one.show]
        self._keys.put(line(keys, width, Key("?", "keys")))
        self.call_after_refresh(self.draw)

    # --- the program ----------------------------------------------------------------------------------------

    def action_run(self) -> None:
        self._status.said = ""
        if self.driver.running:
            self.driver.pause()
        else:
            self.driver.run()
            self._pulse.resume()

    def action_move(self, name: str) -> None:
        self._status.said = ""
        self.driver.move(name)
        self._pulse.resume()

    def action_speed(self, by: int) -> None:
        at = SPEEDS.index(self.driver.speed) if self.driver.speed in SPEEDS else 0
        self.driver.speed = SPEEDS[min(max(at + by, 0), len(SPEEDS) - 1)]
        self.say("full speed" if not self.driver.speed else f"{self.driver.speed:g} lines a second")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The prompt is opened before the next key is looked at, unless that key is one that somebody types."""
        free = len(self.screen_stack) == 1 and not isinstance(self.focused, Input)
        return free if action == "prompt" else True

    def action_prompt(self, begun: str) -> None:
        if self.driver.running:
            self.say("it runs: pause it first")
        else:
            self.query_one(Prompt).open(begun)

    def say(self, text: str) -> None:
        """Says something in the line at the top."""
        self._status.said = text
        self._status.show(self.driver.reading)

    @on(Typed)
    def _typed(self, typed: Typed) -> None:
        self.action_panel("prompt")
        self.driver.say(typed.text, self._panels["prompt"].size.width)
        self._pulse.resume()

    @on(Toggled)
    def _toggled(self, toggled: Toggled) -> None:
        from sdol.errors import SdolError
        from sdol.kernel.output import inert

        def toggle(engine: Engine) -> None:
            try:
                text = engine.toggle(toggled.source, toggled.line)
            except SdolError as error:
                text = inert(error.message)
            self.soon(lambda: self.say(text))

        self.driver.change(toggle)

    @on(Chosen)
    def _looked_at(self, chosen: Chosen) -> None:
        meaning = self._panels["meaning"]
        assert isinstance(meaning, Meaning)
        meaning.name_shown = chosen.variable
        if meaning.display:
            meaning.show(self.driver.reading)

    def _ask(self, question: Question) -> None:
        from sdol.tui.widgets.pages import Leave

        consent = self._consent
        if consent is not None:
            self.push_screen(Leave(question), lambda answer: consent.answer(bool(answer)))

    # --- panels ---------------------------------------------------------------------------------------------

    def action_panel(self, name: str) -> None:
        """Shows a panel, and puts the focus there."""
        self.chosen = name
        self._arrange()
        self._panels[name].focus()

    def action_export(self) -> None:
        from sdol.tui.models import exporting

        widget = self.focused if isinstance(self.focused, Widget) and hasattr(self.focused, "rows") else None
        widget = widget or self._source
        rows = _shows(widget).rows(widget.size.width, widget.size.height)
        try:
            made = exporting.write(Path.cwd(), widget.id or "panel", rows, str(widget.border_title or ""))
        except OSError as error:
            self.say(f"it cannot be written: {error.strerror}")
            return
        self.say("wrote " + " and ".join(path.name for path in made))

    def action_keys(self) -> None:
        from sdol.tui.widgets.pages import Keys

        own = self.focused
        groups = [("the program and the dashboard", [_key(one) for one in _bindings(self)])]
        groups += [("panels", [Key(p.key, p.title) for p in sorted(panels(), key=lambda p: p.key)])]
        if own is not None:
            groups += [(f"in {own.border_title or 'this panel'}", [_key(one) for one in _bindings(own)])]
        self.push_screen(Keys(page(groups)))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("theme", "choose the colours", self.action_change_theme)
        for one in _bindings(self):
            yield SystemCommand(one.description, one.tooltip or one.description, self._acting(one.action))
        for panel in panels():
            yield SystemCommand(f"show {panel.title}", "a panel", self._acting(f"panel({panel.name!r})"))

    def _acting(self, action: str) -> Callable[[], object]:
        return lambda: self.run_action(action)

    # --- ending ---------------------------------------------------------------------------------------------

    def action_interrupt(self) -> None:
        """Ctrl-C: pauses what runs; where nothing does, or it does not heed, leaves."""
        if self.driver.running and self._status.said != PAUSING:
            self.driver.pause()
            self.say(PAUSING)
        else:
            self.exit()

    def _signalled(self, number: int) -> None:
        """A signal asks it to end: it leaves the terminal as it was."""
        self.signalled = number
        self.exit()


PAUSING = "pausing; ctrl+c again leaves"


def _widget(panel: Panel) -> Widget:
    made = panel.widget() if panel.widget is not None else Sheet(panel)
    if made.id is None:
        made.id = panel.name
    return made


def _shows(widget: Widget) -> Shows:
    """A panel's widget as what the frame asks of it."""
    return cast("Shows", widget)


def _bindings(of: App[None] | Widget) -> list[Binding]:
    """The bindings of a class, the nearest first, each action once with all its keys."""
    found: dict[str, Binding] = {}
    for kind in type(of).__mro__:
        for one in kind.__dict__.get("BINDINGS", ()):
            if isinstance(one, Binding) and kind.__module__.startswith("sdol."):
                found.setdefault(f"{one.action} {one.description}", one)
    return list(found.values())


def _key(binding: Binding) -> Key:
    return Key(shown(binding.key), binding.description, binding.tooltip)
