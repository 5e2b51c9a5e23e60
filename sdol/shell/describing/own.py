"""The user's own names: functions with their comments, variables with their types, modules with their functions."""

from __future__ import annotations

from sdol.shell.describing.description import Description, Example

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sdol.shell.describing.scope import Scope

KINDS = {"region": "region", "store": "partition", "codebook": "codebook"}
"""What a variable of a type is called."""


def names(scope: Scope) -> Iterable[str]:
    return [*scope.variables(), *scope.functions()]


def find(name: str, scope: Scope) -> list[Description]:
    functions, variables = scope.functions(), scope.variables()
    if name in functions and not _is_of_library(name):
        return [function(name, *functions[name])]
    if name in variables:
        return [_variable(name, variables[name])]
    return _module(name, functions) or _method(name, variables)


def _is_of_library(name: str) -> bool:
    """Whether it is a function of an imported module of the library, of which the library itself says more."""
    from sdol.shell.describing.sources import library

    return "." in name and bool(library.find(name))


def function(name: str, signature: str, doc: str) -> Description:
    """A function from its head, with or without the name, and its `##` comment."""
    from sdol.shell.library import documented

    sentences, samples = documented(doc)
    head = signature.removeprefix("fn ")
    head = f"{name}{head}" if head.startswith("(") else head
    return Description(
        name, "function", name, (head,) if head else (), sentences, tuple(Example(*one) for one in samples)
    )


def _variable(name: str, type: str) -> Description:
    base = type.partition("@")[0].partition("[")[0].rstrip("?")
    kind = KINDS.get(base, "variable")
    sentences = f"A {kind} of the type `{type}`."
    known = base.isidentifier()
    return Description(name, kind, name, (f"{name}: {type}",), sentences, (), (base,) if known else ())


def _module(name: str, functions: Mapping[str, tuple[str, str]]) -> list[Description]:
    """A module that is imported, where it is not the library's."""
    inside = [one for one in functions if one.startswith(f"{name}.") and not _is_of_library(one)]
    if not inside:
        return []
    heads = tuple(head for one in inside for head in function(one, *functions[one]).signatures)
    return [Description(name, "module", name, heads, f"The functions of {name}.", (), tuple(inside))]


def _method(name: str, variables: Mapping[str, str]) -> list[Description]:
    """`notes.put`, where `notes` is a store of the user's."""
    subject, dot, verb = name.rpartition(".")
    if not dot or subject not in variables:
        return []
    from sdol.shell.describing.sources import instructions

    base = variables[subject].partition("@")[0]
    return instructions.find(f"{base}.{verb}")
