"""The names in scope, read once for one completion, with their types parsed when they are asked for."""

from __future__ import annotations

from functools import cached_property

from sdol.kernel.types import Signature, Type
from sdol.shell.completion import library
from sdol.shell.completion.guess import read_type
from sdol.shell.completion.offer import Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


MOST_STEPS = 30_000
"""Tokens that are looked at for the types of one answer: what is pathological is left untyped."""


class Names:
    """What a scope and the library know by name.

    Args:
        scope: where the text stands.
        own: functions that the text itself defines, with their signatures.
    """

    def __init__(self, scope: Scope, own: Mapping[str, str] | None = None) -> None:
        self.scope = scope
        self.own = own or {}
        self._steps = MOST_STEPS

    @cached_property
    def variables(self) -> Mapping[str, str]:
        return self.scope.variables()

    @cached_property
    def functions(self) -> Mapping[str, tuple[str, str]]:
        found = {name: told for name, told in self.scope.functions().items() if "." not in name}
        return {**found, **{name: (head, found.get(name, ("", ""))[1]) for name, head in self.own.items()}}

    @cached_property
    def modules(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        return self.scope.modules()

    def afford(self, tokens: int) -> bool:
        """Whether so many tokens may still be looked at; they are counted."""
        self._steps -= tokens
        return self._steps >= 0

    def variable(self, name: str) -> Type | None:
        """The type of a variable, or of `input` and its like."""
        if name in self.variables:
            return read_type(self.variables[name])
        return read_type(library.predefined()[name][0]) if name in library.predefined() else None

    def signatures(self, name: str, module: str = "") -> tuple[Signature, ...]:
        """The signatures by which a name can be called, in the program or in a module of it."""
        own = self.modules.get(module, {}) if module else self.functions
        if name in own:
            return library.parsed(own[name][0])
        found = library.calls().get(name)
        return found.signatures if found and not module else ()
