"""The parse tables: built from `grammar/sdol.lark` by Lark, shipped beside it, loaded without Lark.

With them ship the messages for known mistakes, whose examples in `grammar/sdol.mistakes` are run into their
mistake with these tables, so that the numbers of the states agree.

Lark takes 57 ms of CPU to import, more than a small program takes to run. What it computes is plain data
(states, rules, the terminals' patterns), so that data is what ships, as JSON after one header line, and
`driver.py` runs it. State numbers are made independent of Python's hash seed: the same grammar gives the same
bytes.

    python -m sdol.lang.tables      builds grammar/sdol.tables anew
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sdol.lang import syntax_examples
from sdol.resources import folder

if TYPE_CHECKING:
    from lark import Lark

STARTS = ("item", "embedded")
_MAGIC = "SDOL tables 2"
_GRAMMAR, _MISTAKES = "sdol.lark", "sdol.mistakes"


@dataclass(frozen=True)
class Tables:
    """LALR(1) tables. A fixed terminal is called by its text (`fn`, `=>`), any other by its name (`NUMBER`).

    `states[s][symbol]` is the state to go to if it is not negative, else it is the rule `-n - 1` to reduce
    by. A nonterminal is written `<expr>`, so that it is never taken for a word. A rule is its number of
    symbols, the nonterminal that it makes, and the builder's function (None: pass on). `mistakes` is what
    `syntax_examples.data` made of the examples.
    """

    states: tuple[Mapping[str, int], ...]
    rules: tuple[tuple[int, str, str | None], ...]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    patterns: Mapping[str, str]
    words: frozenset[str]
    signs: tuple[str, ...]
    mistakes: Mapping[str, Any]


@cache
def tables() -> Tables:
    """The shipped tables, or ones built in memory where those do not fit the grammar and the examples."""
    place = folder("grammar")
    shipped = place / "sdol.tables"
    data = _shipped(shipped, _sources(place)) if shipped.is_file() else None
    return _from_data(data or tables_data(*_sources(place), strict=False))


def fresh() -> bool:
    """Whether the shipped tables are those of the grammar and the examples beside them."""
    place = folder("grammar")
    shipped = place / "sdol.tables"
    return shipped.is_file() and _shipped(shipped, _sources(place)) is not None


def _sources(place: Path) -> tuple[bytes, bytes]:
    """The grammar, and the examples of mistakes."""
    return (place / _GRAMMAR).read_bytes(), (place / _MISTAKES).read_bytes()


def _shipped(path: Path, sources: tuple[bytes, bytes]) -> dict[str, Any] | None:
    head, _, body = path.read_bytes().partition(b"\n")
    fits = head.startswith(_MAGIC.encode()) and head.endswith(_digest(sources).encode())
    try:
        data: dict[str, Any] | None = json.loads(body) if fits else None
    except ValueError:
        return None
    return data


def _digest(sources: tuple[bytes, bytes]) -> str:
    return hashlib.sha256(b"\0".join(sources)).hexdigest()


def _from_data(data: dict[str, Any]) -> Tables:
    return Tables(
        states=tuple(data["states"]),
        rules=tuple((size, origin, name) for size, origin, name in data["rules"]),
        starts=data["starts"],
        ends=data["ends"],
        patterns=data["patterns"],
        words=frozenset(data["words"]),
        signs=tuple(data["signs"]),
        mistakes=data["mistakes"],
    )


# --- building: needs Lark -----------------------------------------------------------------------------------


def build_parser(grammar: str, *, strict: bool) -> Lark:
    """Lark's parser for the grammar; `strict` refuses every conflict and needs `interegular`."""
    from lark import Lark

    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        strict=strict,
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
    )


def tables_data(grammar: bytes, mistakes: bytes, *, strict: bool) -> dict[str, Any]:
    """What ships, as plain data: the automaton, and the messages for the examples of mistakes."""
    data = automaton(build_parser(grammar.decode(), strict=strict))
    data["mistakes"] = syntax_examples.empty()
    data["mistakes"] = syntax_examples.data(mistakes.decode(), _from_data(data))
    return data


def automaton(parser: Lark) -> dict[str, Any]:
    """States, rules and terminals; states are numbered in the order of a walk from the start states."""
    table = parser.parser.parser._parse_table
    called = {t.name: t.pattern.value if t.pattern.type == "str" else t.name for t in parser.terminals}
    called |= {str(rule.origin.name): f"<{rule.origin.name}>" for rule in parser.rules}
    order = _walk(table, called)
    rules = sorted(
        {arg for row in table.states.values() for _, arg in row.values() if not isinstance(arg, int)}, key=str
    )
    number = {rule: index for index, rule in enumerate(rules)}

    def action(arg: Any) -> int:
        return order[arg] if isinstance(arg, int) else -number[arg] - 1

    rows: list[dict[str, int]] = [{} for _ in order]
    for state, at in order.items():
        row = {
            called.get(str(symbol), str(symbol)): action(arg)
            for symbol, (_, arg) in table.states[state].items()
        }
        rows[at] = dict(sorted(row.items()))
    fixed = [t.pattern.value for t in parser.terminals if t.pattern.type == "str"]
    return {
        "states": rows,
        "rules": [[len(rule.expansion), f"<{rule.origin.name}>", rule.alias] for rule in rules],
        "starts": {name: order[table.start_states[name]] for name in STARTS},
        "ends": {name: order[table.end_states[name]] for name in STARTS},
        "patterns": {t.name: t.pattern.value for t in parser.terminals if t.pattern.type == "re"},
        "words": sorted(text for text in fixed if text.isidentifier()),
        "signs": sorted(
            (text for text in fixed if not text.isidentifier()), key=lambda text: (-len(text), text)
        ),
    }


def _walk(table: Any, called: Mapping[str, str]) -> dict[int, int]:
    order: dict[int, int] = {}
    pending = [table.start_states[name] for name in reversed(STARTS)]
    while pending:
        state = pending.pop()
        if state in order:
            continue
        order[state] = len(order)
        row = sorted(
            table.states[state].items(), key=lambda entry: called.get(str(entry[0]), ""), reverse=True
        )
        pending += [arg for _, (_, arg) in row if isinstance(arg, int)]
    return order


def shipped_bytes(grammar: bytes, mistakes: bytes) -> bytes:
    """The file `grammar/sdol.tables` for this grammar and these examples, built strictly."""
    import lark

    data = tables_data(grammar, mistakes, strict=True)
    head = f"{_MAGIC} lark {lark.__version__} {_digest((grammar, mistakes))}\n"
    return head.encode() + json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def main() -> None:
    place = folder("grammar")
    (place / "sdol.tables").write_bytes(shipped_bytes(*_sources(place)))


if __name__ == "__main__":
    main()
