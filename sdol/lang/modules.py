"""Imports: modules of the library and of packages by name, files by path, each loaded once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sdol.compiler.image import LIBRARY
from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.kernel.types import NIL
from sdol.lang import ast, packages
from sdol.lang.files import read_text
from sdol.lang.remembering import Remembering
from sdol.lang.unit import DEFAULT_SPACE, FunctionEntry, ModuleScope, Unit, suggestion
from sdol.resources import folder

PRELUDE = "prelude"

Declare = Callable[[ModuleScope, list[ast.Stmt], bool], None]


class Loader:
    """Loads what a program imports.

    Args:
        unit: the program being compiled.
        declare: enters the names of a loaded file's top level.
    """

    def __init__(self, unit: Unit, declare: Declare) -> None:
        self._unit, self._declare = unit, declare
        self.read: Callable[[str, str], str] = read_text
        """Gives the text of a file, from its path and the name that it is shown under; raises as `read_text`."""
        self.loaded: Remembering[Path, ModuleScope | None] = Remembering()
        """The files that were read; None for those that are being read."""
        self._unchecked: list[ModuleScope] = []
        self.inits: list[tuple[FunctionEntry, list[ast.Stmt]]] = []

    def begin(self, name: str) -> None:
        """Says which file is the program's own, so that no other imports it."""
        self.loaded[Path(name).resolve()] = None

    def drop(self) -> None:
        """Forgets what was queued with files that are loaded no longer."""
        self._unchecked.clear()
        self.inits.clear()

    def prelude(self) -> ModuleScope:
        """The functions that every program has."""
        path = folder("stdlib") / f"{PRELUDE}.sdol"
        scope = self.loaded.get(path) or self._read(path, LIBRARY + path.name, PRELUDE)
        self.loaded[path] = scope
        return scope

    def unchecked(self) -> list[ModuleScope]:
        """The user's own files that were loaded since this was last asked.

        The library is checked by its tests.
        """
        found, self._unchecked = self._unchecked, []
        return found

    def load(self, scope: ModuleScope, node: ast.Import) -> None:
        """Makes a module's names known under its name in a file."""
        found = self._find(scope, node)
        if found is None:
            scope.broken.add(Path(node.target).stem)
            return
        path, shown = found
        name = path.stem
        if name in scope.modules and not scope.interactive:
            text = f"a module `{name}` is already imported"
            self._unit.report(
                "E0203", scope, node.span, text, help="import it once, or rename one of the two files"
            )
            return
        module = self._module(scope, node, path, shown)
        if module is not None:
            scope.modules[name] = module
        else:
            scope.broken.add(name)

    def _module(self, scope: ModuleScope, node: ast.Import, path: Path, shown: str) -> ModuleScope | None:
        """The module of a file, loaded now where it was not before; None and a problem where that fails."""
        if path not in self.loaded:
            try:
                self.loaded[path] = None
                self.loaded[path] = made = self._read(path, shown, path.stem)
                self._unchecked += [made] if not shown.startswith(LIBRARY) else []
            except SdolError as error:
                del self.loaded[path]
                self._unit.report(
                    error.code, scope, node.span, error.message, reason=error.reason, help=error.help
                )
                return None
        elif self.loaded[path] is None:
            text = f"`{shown}` is imported while it is still being read"
            reason = "two files cannot import each other, nor one itself"
            self._unit.report(
                "E0215", scope, node.span, text, reason=reason, help="move what both need into a third file"
            )
        return self.loaded[path]

    def _find(self, scope: ModuleScope, node: ast.Import) -> tuple[Path, str] | None:
        """The file that an import means, and the name under which it is shown."""
        if node.is_file:
            return self._find_file(scope, node)
        library = folder("stdlib")
        path = library / f"{node.target}.sdol"
        if path.is_file():
            return path, LIBRARY + path.name
        shown = packages.find(scope.source.name, node.target)
        if shown is not None:
            return Path(shown).resolve(), shown
        self._no_module(scope, node)
        return None

    def _no_module(self, scope: ModuleScope, node: ast.Import) -> None:
        known = [p.stem for p in sorted(folder("stdlib").glob("*.sdol")) if p.stem != PRELUDE]
        listed = f"the library has {', '.join(known)}"
        added = packages.names(scope.source.name)
        if added:
            listed += f"; of packages there are {', '.join(added)}"
        help = suggestion(
            node.target, known + added, 'a file is imported by its path: `import "helpers.sdol"`'
        )
        if packages.is_locked(scope.source.name, node.target):
            listed = f"{packages.LOCK} has a package of that name, whose files are missing"
            help = "`sdol packages install` fetches it"
        text = f"there is no module `{node.target}`"
        self._unit.report("E0209", scope, node.span, text, reason=listed, help=help)

    def _find_file(self, scope: ModuleScope, node: ast.Import) -> tuple[Path, str] | None:
        shown = os.path.normpath(os.path.join(os.path.dirname(scope.source.name), node.target))
        name = Path(shown).stem
        if name.isidentifier():
            return Path(shown).resolve(), shown
        text = f"a file is called by its name without the ending, and `{name}` cannot be a name"
        plain = "".join(c if c.isalnum() else "_" for c in name)
        self._unit.report("E0216", scope, node.span, text, help=f"rename it, for example to `{plain}.sdol`")
        return None

    def _read(self, path: Path, shown: str, name: str) -> ModuleScope:
        """Reads, parses and declares a file; raises as `read_text`."""
        from sdol.lang.parser import parse

        source = Source(shown, self.read(str(path), shown))
        program = self._unit.program
        program.sources.append((source.name, source.text))
        module, problems = parse(source)
        self._unit.malformed(source, problems, module.items)
        scope = ModuleScope(name, source, len(program.sources) - 1, DEFAULT_SPACE, broken=module.broken)
        if name != PRELUDE:
            scope.prelude = self.prelude()
        self._declare(scope, module.items, True)
        if any(not isinstance(i, (ast.Fn, ast.Test, ast.Space, ast.Import)) for i in module.items):
            self.inits.append((self._unit.enter(f"{name} (top level)", (), NIL, scope), module.items))
        return scope
