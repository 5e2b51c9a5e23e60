"""The parse tables: built from `grammar/sdol.lark` by Lark, shipped beside it, loaded without Lark.

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

from sdol.resources import folder

if TYPE_CHECKING:
    from lark import Lark

STARTS = ("item", "embedded")
_MAGIC = "SDOL tables 1"


@dataclass(frozen=True)
class Tables:
    """LALR(1) tables. A fixed terminal is called by its text (`fn`, `=>`), any other by its name (`NUMBER`).

    `states[s][symbol]` is the state to go to if it is not negative, else it is the rule `-n - 1` to reduce
    by. A nonterminal is written `<expr>`, so that it is never taken for a word. A rule is its number of
    symbols, the nonterminal that it makes, and the builder's function (None: pass on).
    """

    states: tuple[Mapping[str, int], ...]
    rules: tuple[tuple[int, str, str | None], ...]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    patterns: Mapping[str, str]
    words: frozenset[str]
    signs: tuple[str, ...]


@cache
def tables() -> Tables:
    """The shipped tables, or ones built in memory where those do not fit the grammar."""
    place = folder("grammar")
    grammar = (place / "sdol.lark").read_bytes()
    shipped = place / "sdol.tables"
    data = _shipped(shipped, grammar) if shipped.is_file() else None
    return _from_data(data or tables_data(build_parser(grammar.decode(), strict=False)))


def fresh() -> bool:
    """Whether the shipped tables are those of the grammar beside them."""
    place = folder("grammar")
    shipped = place / "sdol.tables"
    return shipped.is_file() and _shipped(shipped, (place / "sdol.lark").read_bytes()) is not None


def _shipped(path: Path, grammar: bytes) -> dict[str, Any] | None:
    head, _, body = path.read_bytes().partition(b"\n")
    fits = head.startswith(_MAGIC.encode()) and head.endswith(_digest(grammar).encode())
    try:
        data: dict[str, Any] | None = json.loads(body) if fits else None
    except ValueError:
        return None
    return data


def _digest(grammar: bytes) -> str:
    return hashlib.sha256(grammar).hexdigest()


def _from_data(data: dict[str, Any]) -> Tables:
    return Tables(
        states=tuple(data["states"]),
        rules=tuple((size, origin, name) for size, origin, name in data["rules"]),
        starts=data["starts"],
        ends=data["ends"],
        patterns=data["patterns"],
        words=frozenset(data["words"]),
        signs=tuple(data["signs"]),
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


def tables_data(parser: Lark) -> dict[str, Any]:
    """What ships, as plain data; states are numbered in the order of a walk from the start states."""
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


def shipped_bytes(grammar: bytes) -> bytes:
    """The file `grammar/sdol.tables` for this grammar, built strictly."""
    import lark

    data = tables_data(build_parser(grammar.decode(), strict=True))
    head = f"{_MAGIC} lark {lark.__version__} {_digest(grammar)}\n"
    return head.encode() + json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def main() -> None:
    place = folder("grammar")
    built = shipped_bytes((place / "sdol.lark").read_bytes())
    (place / "sdol.tables").write_bytes(built)


if __name__ == "__main__":
    main()
