"""Completion of what is no program: colon commands with their arguments, and `?name`."""

from __future__ import annotations

from sdol.shell.completion.offer import Item, Offer, Scope
from sdol.shell.completion.ranking import ordered

CODE, FILE, NAME = "EXPR", "FILE", "NAME"
"""What the usage of a command calls its argument: a program, a path, or anything that can be described."""


def code_begin(text: str, scope: Scope) -> int | None:
    """Where the program begins in an entry: after `:type `, say; None where there is none."""
    begun = len(text) - len(text.lstrip())
    if text.startswith("?", begun):
        return None
    if not text.startswith(":", begun):
        return 0
    name, blank, _ = text[begun + 1 :].partition(" ")
    usage = _usage(name, scope)
    return begun + len(name) + 2 if blank and CODE in usage else None


def _usage(name: str, scope: Scope) -> str:
    """How a command is typed; the beginning of its name will do where no other begins so."""
    found, name = scope.commands(), name.rstrip("!")
    meant = [name] if name in found else [one for one in found if one.startswith(name)]
    return found[meant[0]][0] if len(meant) == 1 else ""


def complete(text: str, at: int, scope: Scope) -> Offer:
    """What may stand at a place of a command, or after `?`."""
    begun = len(text) - len(text.lstrip())
    if at <= begun:
        return Offer(at, at)
    typed = text[begun + 1 : at]
    if text[begun] == "?":
        return _described(typed.lstrip("? "), at, scope)
    name, blank, rest = typed.partition(" ")
    return _argument(name, rest, at, scope) if blank else _name(typed, begun + 1, at, scope)


def with_arguments(text: str, at: int, offer: Offer, scope: Scope) -> Offer:
    """An offer for the program after a command, with what the command takes beside programs: `:time off`."""
    head, blank, rest = text[:at].lstrip().partition(" ")
    if not head.startswith(":") or not blank or " " in rest or offer.start != at - len(rest):
        return offer
    own = ordered(
        rest, (Item(one, "argument") for one in _last_words(head[1:], rest, scope)), lambda item: True
    )
    names = {item.text for item in own}
    known = [item for item in offer.items if item.text in names]
    kept = {item.text for item in known}
    return offer._replace(
        items=(
            *(i for i in own if i.text not in kept),
            *known,
            *(i for i in offer.items if i.text not in names),
        )
    )


def _name(typed: str, start: int, at: int, scope: Scope) -> Offer:
    found = scope.commands().items()
    items = (Item(name, "command", usage.partition(" ")[2], doc) for name, (usage, doc) in found)
    return Offer(start, at, ordered(typed, items, lambda item: True))


def _last_words(command: str, rest: str, scope: Scope) -> list[str]:
    """What a command takes for the last word; some commands give the words before it too."""
    before = rest[: rest.rfind(" ") + 1]
    found = scope.arguments(command.rstrip("!"), rest)
    return [one.removeprefix(before) for one in found if " " not in one.removeprefix(before)]


def _argument(command: str, rest: str, at: int, scope: Scope) -> Offer:
    usage = _usage(command, scope)
    last = rest.rpartition(" ")[2]
    own = [Item(one, "argument") for one in _last_words(command, rest, scope)]
    if own:
        return Offer(at - len(last), at, ordered(last, own, lambda item: True))
    if FILE in usage:
        from sdol.shell.completion.texts import paths

        return paths(rest, at)
    return _described(last, at, scope) if NAME in usage else Offer(at, at)


def _described(typed: str, at: int, scope: Scope) -> Offer:
    """Everything that has a page: what can be called, what is defined, modules, types, keywords, spaces."""
    return Offer(at - len(typed), at, ordered(typed, _pages(typed, scope), lambda item: True))


def _pages(typed: str, scope: Scope) -> list[Item]:
    from sdol.shell.completion import library, sources
    from sdol.shell.completion.names import Names
    from sdol.shell.completion.words import keyword

    names = Names(scope)
    if "." in typed:
        return _dotted(typed.partition(".")[0])
    found = [Item(name, "variable", written) for name, written in names.variables.items()]
    found += [*sources.callables(names), *sources.described(library.modules(), "module")]
    found += [*sources.described(library.types(), "type"), *sources.described(scope.spaces(), "space")]
    return found + [keyword(word) for word in _words()]


def _words() -> list[str]:
    from sdol.lang.tables import tables

    return sorted(tables().words)


def _dotted(home: str) -> list[Item]:
    """The functions of a module of the library, and the instructions of a family."""
    from sdol.kernel import table
    from sdol.shell.completion import library

    functions = library.functions_of(home) if home in library.modules() else ()
    rows = [row for row in table.load_all().values() if row.family == home]
    return [
        *(Item(f"{home}.{name}", "function", signature, doc) for name, signature, doc in functions),
        *(Item(row.name, "instruction", row.signature_texts[0], row.summary) for row in rows),
    ]
