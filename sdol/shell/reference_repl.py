"""The page of the REPL's commands, made from their declarations."""

from __future__ import annotations

from sdol.shell.describing import Description
from sdol.shell.describing.markdown import code
from sdol.shell.describing.sources import colon

HEAD = """\
# Commands of the REPL

A line that begins with a colon is a command. The beginning of a name is enough where no other begins so; `:help` lists
them, and `:help type` says more of one. `?name` is `:doc name`, and `!command` is `:sh command`."""


def page() -> list[str]:
    """The lines of the page."""
    lines = HEAD.splitlines()
    for name in colon.names():
        for one in colon.find(name):
            lines += ["", *_section(one)]
    return lines


def _section(one: Description) -> list[str]:
    lines = [
        f"## `{one.name}`",
        "",
        *(f"`{usage}`" for usage in one.signatures),
        "",
        *one.sentences.splitlines(),
    ]
    return [*lines, "", *(f"- {code(typed)}: {purpose}" for typed, purpose in one.examples)]
