"""The scope of an interactive session: its names, and what its database holds."""

from __future__ import annotations

from functools import cache

from sdol.errors import SdolError
from sdol.kernel.types import Signature
from sdol.shell.completion.offer import Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from sdol.lang.unit import FunctionEntry, ModuleScope
    from sdol.shell.repl.evaluator import Evaluator
    from sdol.store.glance import Glance

_NAMES = {bool: "bool", int: "int", float: "num", str: "text", list: "list[json]"}


def of_session(evaluator: Evaluator) -> SessionScope:
    """The scope of the next entry."""
    return SessionScope(evaluator)


class SessionScope(Scope):
    """What an evaluator has defined. It may be asked in any thread while no entry runs."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def variables(self) -> Mapping[str, str]:
        return {name: str(one.type) for name, one in self._evaluator.variables().items()}

    def functions(self) -> Mapping[str, tuple[str, str]]:
        """Those of the session, and those of imported modules as `module.name`; the whole comment of each."""
        own = {name: _told(entry) for name, entry in self._evaluator.functions().items()}
        modules = self.modules().items()
        theirs = {f"{m}.{name}": told for m, found in modules for name, told in found.items()}
        return {**own, **{name: told for name, told in theirs.items() if told[0].startswith("(")}}

    def modules(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        return {name: _public(scope) for name, scope in self._evaluator.modules().items()}

    # --- the database ---------------------------------------------------------------------------------------

    def partitions(self, prefix: str, most: int) -> Iterable[tuple[str, str]]:
        found = self._glance.partitions(prefix, most) if self._glance else []
        return [(p.name, f"{p.records:,} records in {p.space.partition('@')[0]}") for p in found]

    def texts(self, prefix: str, most: int) -> Iterable[str]:
        return self._glance.texts(prefix, most) if self._glance else []

    def keys(self, partition: str) -> Mapping[str, str]:
        payloads = self._glance.payloads(partition) if self._glance else []
        rows = [payload for payload in payloads if isinstance(payload, dict)]
        return {key: _type_name(value) for row in rows for key, value in row.items() if key.isidentifier()}

    @property
    def _glance(self) -> Glance | None:
        from sdol.store.glance import Glance

        path = self._evaluator.path
        return None if path is None else Glance(path)

    # --- colon commands -------------------------------------------------------------------------------------

    def commands(self) -> Mapping[str, tuple[str, str]]:
        return _commands()

    def arguments(self, command: str, rest: str) -> Iterable[str]:
        from sdol.shell.repl import registry

        try:
            found = registry.get(command)
        except SdolError:
            return ()
        return found.complete(self._evaluator, rest) if found.complete else ()


@cache
def _commands() -> dict[str, tuple[str, str]]:
    from sdol.shell.repl import registry

    return {one.name: (f":{one.usage}", one.summary) for one in map(registry.get, registry.names())}


def _told(entry: FunctionEntry) -> tuple[str, str]:
    return str(Signature(entry.params, entry.result)), entry.node.doc if entry.node else ""


def _public(scope: ModuleScope) -> dict[str, tuple[str, str]]:
    told = {name: _told(entry) for name, entry in scope.functions.items()}
    told |= {name: (str(entry.type), "") for name, entry in scope.globals.items()}
    return {name: one for name, one in told.items() if not name.startswith("_")}


def _type_name(value: Any) -> str:
    return _NAMES.get(type(value), "json")
