"""The dashboard: a driver on one side, panels on the other, and the keys between them."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.containers import Container
from textual.events import DescendantFocus
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input

from sdol.tui.bordering import say_keys
from sdol.tui.bound import DASHBOARD, MOVES, bindings, groups, key
from sdol.tui.heeding import Ending
from sdol.tui.models.arranging import SOURCE, alone, arranged, shares
from sdol.tui.models.driving import FORTH, SPEEDS
from sdol.tui.models.files import Files
from sdol.tui.models.keys import Key, line, page
from sdol.tui.models.status import BACK, PAUSING
from sdol.tui.pace import EVERY, Beat, Paced
from sdol.tui.panels import Panel, panels
from sdol.tui.plain import PLAIN
from sdol.tui.widgets.meaning import Meaning
from sdol.tui.widgets.prompt import Prompt, Typed
from sdol.tui.widgets.registers import Chosen
from sdol.tui.widgets.sheet import Sheet
from sdol.tui.widgets.source import SourceView, Toggled
from sdol.tui.widgets.status import OneLine, Status
from sdol.tui.widgets.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual.app import ComposeResult
    from textual.events import Resize
    from textual.filter import LineFilter
    from textual.screen import Screen

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.consent import Consent, Question
    from sdol.tui.models.driving import Driver
    from sdol.tui.models.engine import Engine
    from sdol.tui.models.reading import Reading
    from sdol.tui.panels import Shows

ANSWERED = 0.008
"""Seconds after which a program that is asked for a reading will not give one soon."""


class Dashboard(Ending, inherit_bindings=False):
    """Draws what a driver reads of a program.

    Args:
        driver: of the program; started and closed by whoever made it.
        consent: the program's questions for leave.
    """

    CSS_PATH = "dashboard.tcss"
    TITLE = "sdol"
    BINDINGS: ClassVar[list[BindingType]] = [*DASHBOARD]

    def __init__(self, driver: Driver, consent: Consent | None = None) -> None:
        super().__init__()
        self.driver, self._consent = driver, consent
        self.chosen = "registers"
        self._drawn_at = 0.0
        self._drawn: Reading | None = None
        self._pulse = Beat(self, EVERY, self._tick)
        self._room = Size(80, 24)
        self._source, self._status, self._keys = SourceView(), Status(), OneLine("keys-line")
        self._trouble, self._files = Trouble(), Files()
        self._zoomed = False
        self._panels: dict[str, Widget] = {p.name: _widget(p) for p in panels()}
        for panel in panels():
            self.bind(panel.key, f"panel({panel.name!r})", description=panel.title, show=False)

    def get_default_screen(self) -> Paced:
        screen = Paced()
        screen.expecting = lambda: self.driver.running
        return screen

    def get_line_filters(self) -> Sequence[LineFilter]:
        found = super().get_line_filters()
        return [*found, PLAIN] if self.driver.reading.ascii else found

    def compose(self) -> ComposeResult:
        yield self._status
        with Container(id="desk"):
            yield self._source
            yield from self._panels.values()
        yield self._trouble
        yield Prompt()
        yield self._keys

    def on_mount(self) -> None:
        self._room = self.size
        self.set_class(self.driver.reading.ascii, "ascii")
        self.screen.screen_layout_refresh_signal.subscribe(
            self, lambda screen: say_keys(self._source, self._panels, self.focused)
        )
        self._arrange()
        self._source.focus()
        self.driver.changed = lambda: self.soon(self.note)
        if self._consent is not None:
            self._consent.put = lambda question: self.soon(lambda: self._ask(question))
        self.set_interval(LOOKING, self._look_at_files)
        self.heed()
        self.note()

    # --- drawing --------------------------------------------------------------------------------------------

    def soon(self, call: Callable[[], object]) -> None:
        """Has something done in the thread of the screen; may be called in any."""
        if self.is_running:
            self.call_later(call)

    def note(self) -> None:
        """There may be a new reading: draws it, or, where that is too soon, a newer one at the next beat.

        That it stands still now is what somebody has just asked for, and never too soon.
        """
        reading, before = self.driver.reading, self._drawn
        if reading is before:
            return
        stands = before is not None and before.state == "running" != reading.state
        if stands or monotonic() - self._drawn_at >= EVERY:
            self.draw()
        else:
            self._pulse.resume()

    def draw(self) -> None:
        """Draws the latest reading in what is seen, and has the next one read, while it runs, a beat after that."""
        if not self.screen_stack:
            return  # it was left meanwhile
        self._drawn_at = monotonic()
        reading = self._drawn = self.driver.reading
        if self._status.said == PAUSING and not self.driver.running:
            self._status.said = ""
        if reading.state == "failed":
            self.exit()
            return
        self._status.show(reading)
        self._source.show(reading)
        self._trouble.show(reading)
        for widget in self._panels.values():
            if widget.display:
                _shows(widget).show(reading)
            elif hasattr(widget, "hear"):
                widget.hear(reading)
        if isinstance(self.screen, Paced):
            self.screen.hurry()
        self._pulse.pause()
        if self.driver.running:
            self._pulse.resume()

    def _tick(self) -> None:
        """While it runs: has it read, and draws the answer; where none comes, what was read last."""
        self.driver.pulse()
        if self.driver.running:
            self.set_timer(ANSWERED, self.note)
        else:
            self.note()

    def on_resize(self, event: Resize) -> None:
        self._room = event.size
        self._arrange()

    def _arrange(self) -> None:
        """Puts the panels where there is room for them."""
        width, height = self._room
        at_source = self.focused is None or self.focused is self._source
        if self._zoomed:
            made = alone(SOURCE if at_source else self.chosen)
        else:
            made = arranged(width, height, list(self._panels), self.chosen)
        desk = self.query_one("#desk")
        desk.styles.grid_size_columns, desk.styles.grid_size_rows = made.columns, made.rows
        desk.styles.grid_columns = shares(made, width, at_source=at_source)
        for name, widget in {SOURCE: self._source, **self._panels}.items():
            widget.display = name in made.names
        keys = [key(one) for one in bindings(self) if one.show]
        keys.insert(MOVES, Key("0-9", "panels"))
        self._keys.put(line(keys, width, Key("?", "keys")))
        self.call_after_refresh(self._arranged)

    def _arranged(self) -> None:
        if self.screen_stack:
            say_keys(self._source, self._panels, self.focused)
            self.draw()

    # --- the program ----------------------------------------------------------------------------------------

    def action_run(self) -> None:
        self._status.said = ""
        if self.driver.running:
            self.driver.pause()
            self.say(PAUSING)
        else:
            self._go(self.driver.run)

    def action_move(self, name: str) -> None:
        self._status.said = ""
        self._go(lambda: self.driver.move(name), forth=name in FORTH)

    def _go(self, move: Callable[[], None], *, forth: bool = True) -> None:
        if forth and self.driver.reading.state == "ended":
            self.say(BACK)
            return
        move()
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
            self.query_one(Prompt).open(begun, self.driver.reading.values)

    def say(self, text: str) -> None:
        """Says something in the line at the top."""
        self._status.said = text
        self._status.show(self.driver.reading)

    @on(Typed)
    def _typed(self, typed: Typed) -> None:
        self.action_panel("prompt")
        self.call_after_refresh(self._say_typed, typed.text)

    def _say_typed(self, text: str) -> None:
        """Hands it on, now that its panel has its size, whose last column is the scroll bar's."""
        self.driver.say(text, self._panels["prompt"].size.width - 1)
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
        from sdol.tui.serving.delivering import deliver

        widget = self.focused if isinstance(self.focused, Widget) and hasattr(self.focused, "rows") else None
        widget = widget or self._source
        rows = _shows(widget).rows(widget.size.width, widget.size.height)
        title = getattr(widget, "heading_shown", str(widget.border_title or ""))
        try:
            made = deliver(self, widget.id or "panel", rows, title)
        except OSError as error:
            self.say(f"it cannot be written: {error.strerror}")
            return
        self.say("wrote " + " and ".join(path.name for path in made))

    def action_keys(self) -> None:
        from sdol.tui.widgets.pages import Keys

        self.push_screen(Keys(page(groups(self, [(p.key, p.title) for p in panels()], self.focused))))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("theme", "choose the colours", self.action_change_theme)
        for one in bindings(self):
            yield SystemCommand(one.description, one.tooltip or one.description, self._acting(one.action))
        for panel in panels():
            yield SystemCommand(f"show {panel.title}", "a panel", self._acting(f"panel({panel.name!r})"))

    def _acting(self, action: str) -> Callable[[], object]:
        return lambda: self.run_action(action)

    @on(DescendantFocus)
    def _focus_moved(self, event: DescendantFocus) -> None:
        """The panel that has the focus has the room, where there is little."""
        name = event.widget.id
        if name in self._panels or name == SOURCE:
            self.chosen = name if name in self._panels else self.chosen
            self._arrange()

    def action_zoom(self) -> None:
        self._zoomed = not self._zoomed
        self._arrange()

    # --- the program's files --------------------------------------------------------------------------------

    def _look_at_files(self) -> None:
        """What is shown is what runs, whatever somebody has written since: that is said."""
        changed = self._files.changed(self.driver.reading.files)
        if changed != self._status.changed:
            self._status.changed = changed
            self._status.show(self.driver.reading)

    def action_reload(self) -> None:
        """Reads and compiles the program again, beside the one that runs; that ends only if there is another."""
        if self.driver.running:
            self.driver.pause()
        self.run_worker(self._compile, thread=True, group="compiling", exclusive=True)

    def _compile(self) -> None:
        from sdol.tui.models.problems import told

        try:
            prepare = self.driver.compiled()
        except Exception as error:
            rows = told(error, self.driver.reading.ascii)
            self.soon(lambda: self._not_reloaded(rows))
            return
        self.driver.begin_anew(prepare)
        self.soon(self._reloaded)

    def _not_reloaded(self, rows: list[Line]) -> None:
        from sdol.tui.widgets.whole import Whole

        self.push_screen(Whole("It cannot be run as it is", lambda engine, width: rows))

    def _reloaded(self) -> None:
        self._files.forget()
        self._status.changed = ""
        self.say("read again")
        self._pulse.resume()

    # --- ending ---------------------------------------------------------------------------------------------

    def action_interrupt(self) -> None:
        """Ctrl-C: pauses what runs; where nothing does, or it does not heed, leaves."""
        if self.driver.running and self._status.said != PAUSING:
            self.driver.pause()
            self.say(PAUSING)
        else:
            self.exit()


LOOKING = 1.0
"""Seconds between two looks at whether the program's files were edited."""


def _widget(panel: Panel) -> Widget:
    made = panel.widget() if panel.widget is not None else Sheet(panel)
    if made.id is None:
        made.id = panel.name
    return made


def _shows(widget: Widget) -> Shows:
    """A panel's widget as what the frame asks of it."""
    return cast("Shows", widget)
