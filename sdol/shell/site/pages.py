"""The pages of a site: the guides, the reference that is made from the program itself, and programs of the user's."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sdol.resources import folder
from sdol.shell import catalogue, library, reference, reference_errors, reference_repl
from sdol.shell.catalogue import Entry
from sdol.shell.describing.markdown import markdown
from sdol.shell.describing.sections import sections

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sdol.shell.describing import Description

GUIDES = (
    "language",
    "tools",
    "spaces",
    "pictures",
    "geometry",
    "torchhd",
    "assembly",
    "comparison",
    "comparison-repl",
)
"""In the order in which they are best read; others follow."""

REFERENCE = ("vocabulary", "commands", "glossary")
OWN, READ, LOOKED_UP, LIBRARY, TABLE, ERRORS = (
    *("Your programs", "Guides", "Reference", "Library", "Instructions", "Errors"),
)


class Page(NamedTuple):
    """A page as it is written.

    Attributes:
        path: of its Markdown below `docs`, with `.md`: what links to it name.
        group: under which the contents list it.
        title: in the contents; the heading says more.
        text: Markdown.
        listed: whether the contents of every page name it.
    """

    path: str
    group: str
    title: str
    text: str
    listed: bool = True


def pages(programs: Iterable[str] = ()) -> list[Page]:
    """Every page in the order in which they are read.

    Args:
        programs: files whose functions are to be documented.

    Raises:
        UsageError: one of them cannot be read.
    """
    made = {path: text for path, text in reference.pages().items() if path.endswith(".md")}
    own = list(_programs(programs))
    return [*own, *_guides(set(made)), *_made(made), *_errors()]


# --- what is written by hand --------------------------------------------------------------------------------


def _guides(made: set[str]) -> Iterator[Page]:
    found = {path.stem: path for path in sorted(folder("docs").glob("*.md")) if path.name not in made}
    order = [name for name in GUIDES if name in found]
    order += [name for name in found if name not in order and name not in REFERENCE]
    for name in order:
        yield _page(f"{name}.md", READ, found[name].read_text(encoding="utf-8"))
    for name in REFERENCE:
        if name in found:
            yield _page(f"{name}.md", LOOKED_UP, found[name].read_text(encoding="utf-8"))


def _page(path: str, group: str, text: str, title: str = "") -> Page:
    return Page(path, group, title or sections(text)[0].heading, text)


# --- what is made from the program itself -------------------------------------------------------------------


def _made(made: dict[str, str]) -> Iterator[Page]:
    yield _page("commands.md", LOOKED_UP, made["commands.md"])
    yield _page("repl.md", LOOKED_UP, "\n".join(reference_repl.page()))
    for group, below in ((LIBRARY, "library"), (TABLE, "instructions")):
        yield _page(f"{below}/index.md", group, made[f"{below}/index.md"], "Overview")
        names = [path for path in made if path.startswith(f"{below}/") and not path.endswith("/index.md")]
        first = f"{below}/{library.PRELUDE}.md"
        for path in sorted(names, key=lambda path: (path != first, path)):
            yield _page(path, group, made[path])


def _errors() -> Iterator[Page]:
    """The list of codes, and a page for each."""
    yield Page("errors.md", ERRORS, "All codes", "\n".join(_codes()))
    for one in catalogue.entries():
        yield Page(f"errors/{one.code}.md", ERRORS, one.code, "\n".join(_error(one)), listed=False)


def _codes() -> Iterator[str]:
    yield reference_errors.HEAD
    found = catalogue.entries()
    for beginning, title in catalogue.ALL_GROUPS.items():
        yield from ("", f"## {title}", "")
        yield from (
            f"- [{e.code}](errors/{e.code}.md): {e.title}" for e in found if e.code.startswith(beginning)
        )


def _error(one: Entry) -> Iterator[str]:
    yield f"# {one.code}: {one.title}"
    for part in one.parts:
        yield ""
        if isinstance(part, str):
            yield part
        else:
            label = catalogue.label(part)
            language = reference_errors.SHOWN_AS.get(part.language, part.language)
            yield f"{label[0].upper()}{label[1:]}:\n\n```{language}\n{part.text}```"
    yield "\n[All codes](../errors.md)"


# --- programs of the user's ---------------------------------------------------------------------------------


def _programs(names: Iterable[str]) -> Iterator[Page]:
    from sdol.shell.sources import programs

    named, taken = list(names), set[str]()
    for file in programs(named) if named else ():
        name = _free(Path(file).stem, taken)
        yield Page(f"programs/{name}.md", OWN, name, _program(file))


def _free(name: str, taken: set[str]) -> str:
    """A name for a page, which two files of one name do not share."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def _program(file: str) -> str:
    from sdol.shell.describing.programs import described

    whole, *functions = described(file)
    parts = [
        f"# {whole.title}",
        whole.sentences,
        f'```sdol\nimport "{whole.title}"\n```' if functions else "",
    ]
    return "\n\n".join([*(part for part in parts if part), *map(_function, functions)])


def _function(one: Description) -> str:
    return f"## {one.name}\n\n{markdown(one, examples=len(one.examples), also=True)}"
