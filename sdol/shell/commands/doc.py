"""`sdol doc [NAME…]`: what a name means, the guides, and all of it as a site."""

from __future__ import annotations

import os
import sys

from sdol.shell import status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.shell.describing import Description


def _doc(call: Call) -> int:
    names = call.argument("NAME")
    if call.option("site") is not None:
        return _site(call, names)
    if call.option("search") is not None:
        return _listed(call, " ".join([call.option("search"), *names]))
    if not names:
        return _overview(call)
    found = _meant(names)
    return _shown(call, found) if found else _listed(call, " ".join(names))


def _site(call: Call, files: list[str]) -> int:
    from sdol.shell.site.building import build

    written = build(call.option("site"), files)
    if call.option("json"):
        say_json({"folder": written.folder, "pages": written.pages})
    else:
        say(
            f"{len(written.pages)} pages in {written.folder}: open {os.path.join(written.folder, 'index.html')}"
        )
    return status.FINE


# --- by name ------------------------------------------------------------------------------------------------


def _meant(names: list[str]) -> list[Description]:
    """What the words name, all together or each for itself; nothing where several are no names but a question.

    Raises:
        UsageError: E0901, one word that names nothing, and is spelt like something.
    """
    from sdol.shell.describing import describe_all

    together = describe_all(" ".join(names))
    if together:
        return together
    each = [_file(name) or describe_all(name) for name in names]
    if all(each):
        return [one for found in each for one in found]
    if len(names) > 1:
        return []
    _may_be_looked_for(names[0])
    return []


def _file(name: str) -> list[Description]:
    """What a program of the user's documents."""
    if not name.endswith(".sdol"):
        return []
    from sdol.shell.describing.programs import described

    return described(name)


def _may_be_looked_for(name: str) -> None:
    """Raises UsageError, E0901, where it is clear what somebody meant who wrote this word."""
    from sdol.shell.describing import elsewhere, suggest
    from sdol.shell.describing.showing import short

    near = " or ".join(f"`{one}`" for one in suggest(name))
    reason = elsewhere(name)
    if near or reason or name.endswith(".sdol"):
        help = (
            f"did you mean {near}?"
            if near
            else f"`sdol doc --search {short(name)}` looks for it in everything"
        )
        raise UsageError("E0901", f"nothing is called `{short(name)}`", reason=reason, help=help)


def _shown(call: Call, found: list[Description]) -> int:
    if call.option("json"):
        say_json([_as_data(one) for one in found])
        return status.FINE
    from sdol.shell.describing.showing import shown
    from sdol.shell.paging import page

    page(shown(found, sys.stdout))
    return status.FINE


def _as_data(one: Description) -> dict[str, Any]:
    return {**one._asdict(), "examples": [example._asdict() for example in one.examples]}


# --- without one --------------------------------------------------------------------------------------------


def _overview(call: Call) -> int:
    if call.option("json"):
        from sdol.shell.describing import names

        say_json(names())
        return status.FINE
    from sdol.shell.describing.overview import overview
    from sdol.shell.paging import page

    page(overview(sys.stdout))
    return status.FINE


def _listed(call: Call, words: str) -> int:
    """What a search finds.

    Raises:
        UsageError: E0901, nothing.
    """
    from sdol.shell.describing.searching import search
    from sdol.shell.describing.showing import short

    found = search(words)
    if not found:
        text = f"nothing is called `{short(words)}`, nor described so"
        raise UsageError("E0901", text, help="`sdol doc` lists what there is")
    if call.option("json"):
        say_json([_as_data(one) for one in found])
    else:
        from sdol.shell.describing.showing import rows

        say(rows(found, sys.stdout))
    return status.FINE


COMMAND = Command(
    "doc",
    "say what a name means, show a guide, or write all of it as a site",
    _doc,
    ("[NAME…]",),
    (
        Option("--search", "look for what is described in words, by the words and by their meaning", "WORDS"),
        Option(
            "--site", "write everything as HTML into a folder; a NAME is a program that is to be in it", "DIR"
        ),
        Option(
            "--json", "write one JSON array: name, kind, title, signatures, sentences, examples, see_also"
        ),
    ),
    "NAME is a word or sign of the language, a type, an instruction, a function of the library, a command, a code of "
    "an error, a word of the field, or a guide such as `language`. Several words that are no names are looked for. "
    "FILE.sdol shows what the `##` comments of a program say. Without a name, what there is. A long page is shown by "
    "`$PAGER`, or `less`.",
    examples=(
        ("sdol doc slerp '~' lists.group_by", "what these mean, each with an example"),
        ("sdol doc language", "the reference of the language"),
        ("sdol doc find the nearest", "what is described so"),
        ("sdol doc --site site triage.sdol", "everything to read, a program's own functions too"),
    ),
)
