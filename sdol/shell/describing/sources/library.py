"""The library: its modules, and their functions under the names that programs call them by."""

from __future__ import annotations

from functools import cache

from sdol.lang.heads import public
from sdol.resources import folder
from sdol.shell import library
from sdol.shell.describing.description import Description, Example

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def names() -> Iterable[str]:
    found = _found()
    return [*(_called(module, name) for module, all in found.items() for name in all), *found]


def find(name: str) -> list[Description]:
    found = _found()
    if name in found:
        return [_module(name)]
    home, _, last = name.rpartition(".")
    where = [home] if home else [module for module, all in found.items() if last in all]
    return [_function(module, last) for module in where if last in found.get(module, ())]


def modules() -> list[str]:
    """The names of the modules, the prelude first."""
    return list(_found())


@cache
def _found() -> dict[str, list[str]]:
    """The public functions of each module, by a look at the heads alone: a name is asked for in between keystrokes."""
    paths = sorted(
        folder("stdlib").glob("*.sdol"), key=lambda path: (path.stem != library.PRELUDE, path.stem)
    )
    return {path.stem: [head.name for head in public(path.read_text(encoding="utf-8"))] for path in paths}


@cache
def _parsed(name: str) -> library.Module:
    return library.module(folder("stdlib") / f"{name}.sdol")


def _called(module: str, name: str) -> str:
    return name if module == library.PRELUDE else f"{module}.{name}"


def _function(module: str, name: str) -> Description:
    found = next(f for f in _parsed(module).functions if f.name == name)
    sentences = found.sentences
    if module != library.PRELUDE:
        sentences += f"\n\nIt comes with `import {module}`."
    also = tuple(_called(module, other) for other in _neighbours(_found()[module], name))
    return Description(
        _called(module, name),
        "function of the library",
        _called(module, name),
        (found.signature.removeprefix("fn ").replace(name, _called(module, name), 1),),
        sentences,
        tuple(Example(s.code, s.output) for s in found.samples),
        (*also, *([module] if module != library.PRELUDE else [])),
    )


def _neighbours(names: list[str], name: str) -> list[str]:
    """The functions that stand beside one in its file."""
    at = names.index(name)
    return [other for other in names[max(0, at - 2) : at + 3] if other != name]


def _module(name: str) -> Description:
    parsed = _parsed(name)
    written = () if name == library.PRELUDE else (f"import {name}",)
    sentences = parsed.about or f"The functions of {name}."
    return Description(
        name,
        "module of the library",
        name,
        written,
        sentences,
        (),
        tuple(_called(name, f) for f in _found()[name]),
    )
