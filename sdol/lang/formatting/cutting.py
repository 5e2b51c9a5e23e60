"""Where a line that is too wide is cut: at the steps of a pipeline, and between round brackets at operators."""

from __future__ import annotations

from collections.abc import Sequence

from sdol.lang.formatting.layout import Group, Leaf, Part, flat_of, gap, is_broken_pipe, is_forced

LOOSEST_FIRST = (
    *(frozenset({"or"}), frozenset({"and"}), frozenset({"==", "!=", "<", "<=", ">", ">=", "~="})),
    *(frozenset({"~"}), frozenset({"|"}), frozenset({"&"}), frozenset({"+", "-"}), frozenset({"*", "/"})),
)


def cuts(parts: Sequence[Part], loose: bool) -> list[int]:
    """The places at which to begin a new line; none where there is no good one.

    Before `|>` a newline may stand anywhere, elsewhere only where round brackets are innermost (`loose`).
    """
    found = clauses(parts) if loose else []
    if not found:
        found = _pipes(parts)
    if not found and loose:
        found = next(filter(None, (_operators(parts, signs) for signs in LOOSEST_FIRST)), [])
    return [place for place in (_above_comments(parts, i) for i in found) if place]


def _above_comments(parts: Sequence[Part], at: int) -> int:
    """The place itself, or that of the comments on lines of their own before it."""
    while at and _is(parts[at - 1], "COMMENT") and parts[at - 1].left.newlines:
        at -= 1
    return at


def clauses(parts: Sequence[Part]) -> list[int]:
    """The `for` of a comprehension; the `if` of one where the `for` is at the beginning."""
    later = [(i, part) for i, part in enumerate(parts) if i and isinstance(part, Leaf)]
    return [i for i, part in later if part.type == "for"] or [i for i, part in later if part.clause]


def _pipes(parts: Sequence[Part]) -> list[int]:
    """All steps of a pipeline, where its author broke it or it is merely too long."""
    found = [i for i, part in enumerate(parts) if i and isinstance(part, Leaf) and part.type == "|>"]
    if any(is_broken_pipe(parts[i]) for i in found) or not is_forced(parts):
        return found
    return []


def _operators(parts: Sequence[Part], signs: frozenset[str]) -> list[int]:
    return [i for i, part in enumerate(parts) if i and isinstance(part, Leaf) and _is_operator(part, signs)]


def _is_operator(leaf: Leaf, signs: frozenset[str]) -> bool:
    return leaf.type in signs and (leaf.type not in ("-", "~") or leaf.binary)


def is_hugged(group: Group, column: int, width: int) -> bool:
    """Whether the brackets of a group stay on the lines of its last element, as in `f(x => {`."""
    if group.kind != "round" or group.header or (group.comma and group.takes_comma):
        return False
    if any(item.is_comment or item.comment for item in group.items):
        return False
    *others, last = group.items
    if any(item.flat is None or "\n" in item.flat for item in others):
        return False
    before = sum(len(item.flat or "") + 2 for item in others)
    if _ends_in_block(last.parts, column + before, width):
        return True
    return group.opener.type == "(" and not others and _is_bracket(last.parts)


def _ends_in_block(parts: Sequence[Part], column: int, width: int) -> bool:
    """Whether parts end in a block, and what stands before their first one fits on the line."""
    end = parts[-1]
    if not isinstance(end, Group) or end.kind != "block" or any(map(is_broken_pipe, parts)):
        return False
    first = next(i for i, part in enumerate(parts) if isinstance(part, Group) and part.kind == "block")
    if any(isinstance(part, Leaf) and part.type == "COMMENT" for part in parts):
        return False
    head = flat_of(parts[:first])
    return head is not None and "\n" not in head and column + len(head) + len(" {") < width


def _is_bracket(parts: Sequence[Part]) -> bool:
    """A single bracket, with a word or sign before it at most."""
    *before, end = parts
    return (
        isinstance(end, Group)
        and end.breakable
        and len(before) < 2
        and all(isinstance(part, Leaf) and part.type != "COMMENT" for part in before)
    )


def chain_end(parts: Sequence[Part], at: int) -> int:
    """Behind the last block of the `if … else …` or `try … else …` whose first block is at `at`."""
    end = at + 1
    while True:
        following = end
        while following < len(parts) and _is(parts[following], "COMMENT"):
            following += 1
        if following >= len(parts) or not _is(parts[following], "else"):
            return end
        following += 1
        while following < len(parts) and not _is_block(parts[following]):
            following += 1
        if following >= len(parts):
            return end
        end = following + 1


def _is(part: Part, kind: str) -> bool:
    return isinstance(part, Leaf) and part.type == kind


def _is_block(part: Part) -> bool:
    return isinstance(part, Group) and part.kind == "block"


def width_behind(parts: Sequence[Part], at: int, tail: int, most: int) -> int:
    """Characters between the part at `at` and the next place where the line may end, counted up to `most`."""
    found = 0
    for i in range(at + 1, len(parts)):
        part = parts[i]
        if _is(part, "COMMENT") or found > most:
            return found
        found += len(gap(parts[i - 1], part))
        if isinstance(part, Group) and part.breakable:
            return found + 1
        found += len(part.flat or "")
    return found + tail
