"""What completion gives, and what it asks of whoever it completes for."""

from __future__ import annotations

from typing import NamedTuple, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Item(NamedTuple):
    """One way to go on.

    Attributes:
        text: what stands in the place of the word that was begun.
        kind: `keyword`, `variable`, `function`, `instruction`, `module`, `field`, `method`, `parameter`, `type`,
            `space`, `effect`, `partition`, `symbol`, `text`, `path`, `command` or `argument`.
        type: its type or signature, as a program writes it; "" where it has none.
        doc: one sentence, or "".
    """

    text: str
    kind: str
    type: str = ""
    doc: str = ""


class Offer(NamedTuple):
    """The items for the characters from `start` to `end` (exclusive), the likeliest first."""

    start: int
    end: int
    items: tuple[Item, ...] = ()


class Scope(Protocol):
    """What is in scope; whoever has less to say leaves the others as they are: they say nothing.

    Types and signatures are texts: `vec@minilm`, `(t: text, n: int = 1) -> text`.
    """

    def variables(self) -> Mapping[str, str]:
        """The variables and their types ("" where it is not known), also of regions and stores."""
        return {}

    def functions(self) -> Mapping[str, tuple[str, str]]:
        """The program's own functions: signature, and the first sentence about each."""
        return {}

    def modules(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        """The modules that are imported, with their functions; a top-level variable has its type for a signature."""
        return {}

    def partitions(self, prefix: str, most: int) -> Iterable[tuple[str, str]]:
        """Up to `most` partitions of the session whose names begin so, and in a few words what each holds."""
        return ()

    def texts(self, prefix: str, most: int) -> Iterable[str]:
        """Up to `most` texts of the session's records that begin so."""
        return ()

    def keys(self, partition: str) -> Mapping[str, str]:
        """The fields of the payloads of a partition, and the type of each."""
        return {}

    def folder(self) -> str:
        """The folder where relative paths begin."""
        return "."

    def spaces(self) -> Mapping[str, str]:
        """The spaces that a program can name, and in a few words what each is."""
        from sdol.shell.completion.library import spaces

        return spaces()

    def commands(self) -> Mapping[str, tuple[str, str]]:
        """The colon commands by name without the colon: how each is written, and what it does."""
        return {}

    def arguments(self, command: str, rest: str) -> Iterable[str]:
        """What may stand for the last word of `rest`, typed after a colon command."""
        return ()


class Everywhere(Scope):
    """The scope of a place of which nothing is known: what every program has."""
