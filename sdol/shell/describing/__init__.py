"""What a name means: words, signs, types, instructions, functions, commands, errors, and the user's own.

`describe` finds it, `suggest` helps where nothing is called so, `search` looks for what is described in words.
Everything comes from where it is defined: the instruction table, the pages of `docs`, the library's comments, the
commands' declarations, the catalogue of errors. `markdown` makes a text of a description, `showing` shows one on a
terminal.
"""

from __future__ import annotations

from sdol.shell.describing.description import Description, Example
from sdol.shell.describing.finding import describe, describe_all, elsewhere, names, suggest
from sdol.shell.describing.scope import Scope

__all__ = ["Description", "Example", "Scope", "describe", "describe_all", "elsewhere", "names", "suggest"]
