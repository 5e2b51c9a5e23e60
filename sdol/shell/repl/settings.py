"""What a person may set about the interactive loop: the prompt, the keys, the colours."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from sdol.errors import SdolError

PROMPT = "[{n}] sdol> "
"""The prompt; `{n}` is the number of the entry, under which its value and its places are found again."""

CHOICES = {"keys": ("emacs", "vi"), "colours": ("auto", "off"), "suggestions": ("on", "off")}
"""The settings that are one of some words, the first of them by default."""

NAMES = ("prompt", *CHOICES, "colour", "key")
ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse")
COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")

KINDS = (
    *("keyword", "function", "name", "text", "escape", "number", "type", "operator", "comment", "error"),
    *("command", "prompt"),
)
"""What has a style of its own."""

TAKEN = ("ctrl-c", "ctrl-d", "ctrl-i", "ctrl-j", "ctrl-m", "ctrl-z")
"""Keys that always do the same: whoever is lost must find the way out."""
_KEY = re.compile(r"f([1-9]|1[0-9]|2[0-4])|(ctrl|alt)-[a-z]")


@dataclass
class Settings:
    """The settings of one session.

    Attributes:
        prompt: what stands before an entry; `{n}` in it is the entry's number.
        keys: how the keys edit: `emacs` or `vi`.
        colours: `auto`, where the terminal has them, or `off`.
        suggestions: `on`, where the rest of an earlier entry is shown behind the cursor, or `off`.
        styles: how each kind of text is drawn, where it is not as by default; see `styled`.
        bound: texts that keys type, by the key's name, such as `f5` or `alt-t`.
    """

    prompt: str = PROMPT
    keys: str = field(default_factory=lambda: usual_keys())
    colours: str = "auto"
    suggestions: str = "on"
    styles: dict[str, str] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)

    def prompt_of(self, number: int) -> str:
        """The prompt of an entry, which is one line."""
        from sdol.kernel.output import inert

        return inert(self.prompt.replace("{n}", str(number))).replace("\n", " ")

    def change(self, name: str, value: str) -> None:
        """Sets one of NAMES to what was typed.

        Raises:
            SdolError: E0840, there is no such setting, or it cannot be that.
        """
        if name in CHOICES:
            setattr(self, name, _one_of(CHOICES[name], value, name))
        elif name == "prompt":
            self.prompt = _unquoted(value) or PROMPT
        elif name == "colour":
            kind, _, how = value.partition(" ")
            _put(self.styles, _one_of(KINDS, kind, name), styled(how) if how.strip() else None)
        elif name == "key":
            key, _, text = value.partition(" ")
            _put(self.bound, _key(key), _unquoted(text).replace("\\n", "\n") or None)
        else:
            raise wrong(f"there is no setting `{name}`", help=f"there are {', '.join(NAMES)}")

    def lines(self) -> list[str]:
        """All settings, as they are typed after `:set`."""
        shown = self.prompt.replace('"', '\\"')
        found = [f'prompt "{shown}"', *(f"{name} {getattr(self, name)}" for name in CHOICES)]
        found += [f"colour {kind} {how or 'plain'}" for kind, how in self.styles.items()]
        bound = ((key, text.replace("\n", "\\n")) for key, text in self.bound.items())
        return found + [f'key {key} "{text}"' for key, text in bound]


def usual_keys() -> str:
    """The keys that the person has chosen for all programs that read lines: `editing-mode` of the inputrc."""
    name = os.environ.get("INPUTRC") or os.path.join(os.path.expanduser("~"), ".inputrc")
    try:
        with open(name, encoding="utf-8", errors="replace") as file:
            lines = [line.split() for line in file]
    except OSError:
        return "emacs"
    chosen = [words[2] for words in lines if words[:2] == ["set", "editing-mode"] and words[2:]]
    return "vi" if chosen[-1:] == ["vi"] else "emacs"


def styled(how: str) -> str:
    """A style as it is kept: attributes and a colour, a name, `bright-` and a name, or `#rrggbb`; or `plain`.

    Raises:
        SdolError: E0840, a word of it is none of these.
    """
    words = [word for word in how.split() if word != "plain"]
    for word in words:
        plain = word.removeprefix("bright-")
        if word not in ATTRIBUTES and plain not in COLOURS and not re.fullmatch("#[0-9a-fA-F]{6}", word):
            allowed = ", ".join((*ATTRIBUTES, *COLOURS))
            raise wrong(
                f"`{word}` is no colour", help=f"there are {allowed}, bright-red and so on, and #ff8800"
            )
    return " ".join(words)


def wrong(message: str, *, help: str) -> SdolError:
    return SdolError("E0840", message, help=help)


def _put(chosen: dict[str, str], name: str, value: str | None) -> None:
    """Chooses a value; None is none, so that it is again as by default."""
    if value is None:
        chosen.pop(name, None)
    else:
        chosen[name] = value


def _one_of(allowed: tuple[str, ...], value: str, name: str) -> str:
    if value not in allowed:
        raise wrong(f"`{name}` cannot be `{value}`", help=f"it is one of {', '.join(allowed)}")
    return value


def _key(name: str) -> str:
    if not _KEY.fullmatch(name) or name in TAKEN:
        why = "always does the same" if name in TAKEN else "is no key that can be set"
        raise wrong(
            f"`{name}` {why}", help="write f1 to f24, ctrl-t or alt-t, with another letter if you like"
        )
    return name


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1].replace('\\"', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text
