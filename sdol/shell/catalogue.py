"""The catalogue of errors and of the rules of `sdol lint`: what each code means, a program that is told of it, the
message, and a right program.

An entry is one Markdown file of the package, `catalogue/E0301.md`: a heading with code and title, sentences, and
fenced blocks, whose first word is the language and whose second says what the block is for:

    sdol wrong [OPTIONS]    a program that `sdol run` tells of this code, called with these options;
                            of a rule, `sdol lint`
    sdol right [OPTIONS]    one that runs to its end; of a rule, one of which nothing is said
    console wrong|right     the same as calls of `sdol`, one a line, each after `$`
    output STATUS           the message of the wrong one before it, and its exit status; the tests keep it true
    LANGUAGE file NAME      a file that the programs read
    LANGUAGE before         what has to happen first: a script of Python, or calls of `sdol`

An entry without a wrong program says why there is none, in a line that begins with `Not shown:`.
"""

from __future__ import annotations

import re
from pathlib import Path

from sdol.resources import folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = re.compile(r"[Ee]\d{4}|[Ll]\d{3}")

GROUPS = {
    "E01": "What is written is no program",
    "E02": "Names",
    "E03": "Types and spaces",
    "E04": "Effects",
    "E05": "While running",
    "E06": "The database",
    "E07": "Spaces and models",
    "E08": "Files and input",
    "E09": "The call of `sdol`",
}
"""What the errors of one beginning are about."""

ALL_GROUPS = {**GROUPS, "L0": "What works and could be better: the rules of `sdol lint`"}
"""The same, with the rules."""

_FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$\n?", re.MULTILINE | re.DOTALL)


class Block:
    """A fenced block of an entry: its language, what it is for, the words after that, and its text."""

    __slots__ = ("language", "role", "text", "words")

    def __init__(self, language: str, words: list[str], text: str) -> None:
        self.language, self.text = language, text
        self.role = "output" if language == "output" else words.pop(0) if words else ""
        self.words = words

    def to_json(self) -> dict[str, object]:
        """The block as `sdol explain --json` gives it."""
        return {"role": self.role, "language": self.language, "words": self.words, "text": self.text}


class Entry:
    """What the catalogue says of one code; `parts` are its sentences and blocks in their order."""

    __slots__ = ("code", "parts", "title")

    def __init__(self, code: str, title: str, parts: list[str | Block]) -> None:
        self.code, self.title, self.parts = code, title, parts

    @property
    def blocks(self) -> list[Block]:
        return [part for part in self.parts if isinstance(part, Block)]

    @property
    def text(self) -> str:
        """The sentences alone."""
        return "\n\n".join(part for part in self.parts if isinstance(part, str))

    @property
    def group(self) -> str:
        return next(title for beginning, title in ALL_GROUPS.items() if self.code.startswith(beginning))

    @property
    def is_rule(self) -> bool:
        return self.code.startswith("L")


def codes() -> list[str]:
    """Every code that has an entry, in order."""
    return sorted(path.stem for path in folder("catalogue").glob("[EL]*.md"))


def path_of(code: str) -> Path:
    """The file of a code's entry, whether there is one or not."""
    return folder("catalogue") / f"{code}.md"


def entry(code: str) -> Entry:
    """The entry of a code.

    Raises:
        KeyError: there is none.
    """
    if code not in codes():
        raise KeyError(code)
    return _read(code)


def _read(code: str) -> Entry:
    return parse(path_of(code).read_text(encoding="utf-8"))


def entries() -> list[Entry]:
    """All entries, in the order of their codes."""
    return [_read(code) for code in codes()]


def label(block: Block) -> str:
    """What stands above a block: what it is for."""
    words = " ".join(block.words)
    if block.role == "output":
        return f"the message, with status {words}"
    if block.role == "file":
        return f"the file `{words}`" + (" in hexadecimal" if block.language == "hex" else "")
    if block.role == "before":
        return "what happened before"
    return f"{block.role}, called with `{words}`" if words else block.role


def parse(text: str) -> Entry:
    """Reads an entry from its Markdown.

    Raises:
        ValueError: it does not begin with a code and a title.
    """
    head, _, body = text.partition("\n")
    code, _, title = head.removeprefix("# ").partition(": ")
    if not title or not CODE.fullmatch(code):
        raise ValueError(f"an entry begins with `# E0000: title`, not with {head!r}")
    return Entry(code, title, list(_parts(body)))


def _parts(body: str) -> Iterator[str | Block]:
    at = 0
    for fence in _FENCE.finditer(body):
        yield from _paragraphs(body[at : fence.start()])
        yield Block(fence[1], fence[2].split(), fence[3])
        at = fence.end()
    yield from _paragraphs(body[at:])


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        if paragraph.strip():
            yield " ".join(paragraph.split())
