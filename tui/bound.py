"""The keys of the dashboard, and those of an app or a panel as its bindings have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.binding import Binding

from sdol.tui.models.keys import Key, shown

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget


def bindings(of: App[Any] | Widget) -> list[Binding]:
    """The bindings of a class, the nearest first, each action once with all its keys."""
    found: dict[str, Binding] = {}
    for kind in type(of).__mro__:
        for one in kind.__dict__.get("BINDINGS", ()):
            if isinstance(one, Binding) and kind.__module__.startswith("sdol."):
                found.setdefault(f"{one.action} {one.description}", one)
    return list(found.values())


def key(binding: Binding) -> Key:
    """The key of a binding, and what it does."""
    return Key(shown(binding.key), binding.description, binding.tooltip)


def groups(
    of: App[Any], panels: list[tuple[str, str]], focused: Widget | None
) -> list[tuple[str, list[Key]]]:
    """All keys: those of an app, those that show a panel, and those of the panel that has the focus."""
    found = [("the program and the dashboard", [key(one) for one in bindings(of)])]
    found += [("panels", [Key(shown, title) for shown, title in sorted(panels)])]
    if focused is not None:
        found += [(f"in {focused.border_title or 'this panel'}", [key(one) for one in bindings(focused)])]
    return found


def hint(of: Widget, width: int) -> str:
    """The keys that a panel has to itself, as many as there is room for."""
    found = [key(one) for one in bindings(of) if one.show]
    return listed([one._replace(key=one.key.split(" ")[0]) for one in found], width)


def listed(keys: list[Key], width: int) -> str:
    """Keys with a word each, as many as there is room for."""
    said = ""
    for one in keys:
        part = f"{one.key} {one.word}"
        if len(said) + len(part) + 2 <= width:
            said += ("  " if said else "") + part
    return said


def _move(key: str, name: str, word: str, sentence: str, *, show: bool = True) -> Binding:
    return Binding(key, f"move({name!r})", word, show=show, tooltip=sentence)


DASHBOARD = (
    Binding("space", "run", "run", tooltip="run to the next stop; pause where it runs"),
    _move("s", "step", "step", "go to the next line, into calls"),
    _move("n", "over", "over", "go to the next line, over calls"),
    _move("o", "out", "out", "go on until this call has ended"),
    _move("b", "back", "back", "go back to the line before; no effect is repeated"),
    Binding("colon", "prompt(':')", "command", priority=True, tooltip="type a command of the debugger"),
    Binding("q", "quit", "quit", tooltip="leave the dashboard"),
    Binding(
        "equals_sign,e", "prompt('')", "eval", priority=True, tooltip="evaluate where the program stands"
    ),
    _move("u", "over back", "over back", "go back to the line before, over calls", show=False),
    _move("B", "continue back", "run back", "go back to the last stop", show=False),
    _move("g", "start", "start", "go back to the beginning", show=False),
    Binding("c", "run", "continue", show=False, tooltip="run to the next stop"),
    Binding("plus", "speed(-1)", "faster", show=False, tooltip="run faster"),
    Binding("minus", "speed(1)", "slower", show=False, tooltip="run slower, so that one can watch"),
    Binding("w", "export", "write", show=False, tooltip="write the panel that has the focus as text and SVG"),
    Binding("z", "zoom", "zoom", show=False, tooltip="give the panel all the room, or take it back"),
    Binding("R", "reload", "reload", show=False, tooltip="read the program's file again, and begin anew"),
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
    Binding(
        "ctrl+z",
        "suspend_process",
        "to the shell",
        show=False,
        tooltip="stop here and give the shell back; `fg` returns",
    ),
    Binding("question_mark,f1", "keys", "keys", show=False, tooltip="show all keys"),
)
"""Those that are the same wherever the focus is; the first ones stand in the line at the bottom."""

MOVES = 5
"""Those of that line that come before the one that leads to the panels."""
