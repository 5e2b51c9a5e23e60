"""Imports: library modules by name, files by path, each loaded once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.kernel.types import NIL
from sdol.lang import ast
from sdol.lang.files import read_text
from sdol.lang.unit import FunctionEntry, ModuleScope, Unit, suggestion
from sdol.resources import folder

PRELUDE = "prelude"

Declare = Callable[[ModuleScope, list[ast.Stmt], bool], None]


def read_source(path: Path, shown: str) -> Source:
    """A source file; raises as `read_text`."""
    return Source(shown, read_text(str(path), shown))


class Loader:
    """Loads what a program imports.

    Args:
        unit: the program being compiled.
        declare: enters the names of a loaded file's top level.
    """

    def __init__(self, unit: Unit, declare: Declare) -> None:
        self._unit, self._declare = unit, declare
        self._loaded: dict[Path, ModuleScope | None] = {}
        self.inits: list[tuple[FunctionEntry, list[ast.Stmt]]] = []
        self.files: list[Path] = []

    def prelude(self) -> ModuleScope:
        """The functions that every program has."""
        scope = self._read(folder("stdlib") / f"{PRELUDE}.sdol", PRELUDE)
        assert scope is not None
        return scope

    def load(self, scope: ModuleScope, node: ast.Import) -> None:
        """Makes a module's names known under its name in a file."""
        path = self._find(scope, node)
        if path is None:
            return
        name = path.stem
        if path in self._loaded and self._loaded[path] is None:
            self._unit.report("E0215", scope, node.span, f"`{name}` imports itself, by way of this file")
            return
        try:
            module = self._read(path, name)
        except SdolError as error:
            self._unit.report(error.code, scope, node.span, error.message, reason=error.reason, help=error.help)
            return
        if module is not None:
            scope.modules[name] = module

    def _find(self, scope: ModuleScope, node: ast.Import) -> Path | None:
        if node.is_file:
            return (Path(scope.source.name).parent / node.target).resolve()
        library = folder("stdlib")
        path = library / f"{node.target}.sdol"
        if path.is_file():
            return path
        known = [p.stem for p in sorted(library.glob("*.sdol")) if p.stem != PRELUDE]
        listed = f"the library has {', '.join(known)}" if known else "the library has no modules yet"
        help = suggestion(node.target, known, 'a file is imported by its path: `import "helpers.sdol"`')
        text = f"there is no module `{node.target}`"
        self._unit.report("E0209", scope, node.span, text, reason=listed, help=help)
        return None

    def _read(self, path: Path, name: str) -> ModuleScope | None:
        if path in self._loaded:
            return self._loaded[path]
        from sdol.lang.parser import parse

        self._loaded[path] = None
        source = read_source(path, str(path))
        self.files.append(path)
        program = self._unit.program
        program.sources.append((source.name, source.text))
        module, problems = parse(source)
        self._unit.problems += problems
        scope = ModuleScope(name, source, len(program.sources) - 1, "minilm")
        if name != PRELUDE:
            scope.prelude = self.prelude()
        self._declare(scope, module.items, True)
        if any(not isinstance(i, (ast.Fn, ast.Test, ast.Space, ast.Import)) for i in module.items):
            self.inits.append((self._unit.enter(f"{name} (top level)", (), NIL, scope), module.items))
        self._loaded[path] = scope
        return scope
