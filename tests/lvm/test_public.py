"""What `sdol.lvm` promises as a library: its names, their docstrings, and what importing it loads."""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from sdol import lvm

FOLDER = Path(lvm.__file__).parent
NAMES = sorted({*lvm.__all__, *lvm._LATER})
SHAPE = re.compile(r"\((?:\d|[a-zA-Z]|[a-z]{2,})(?:(?:, (?:\d|[a-zA-Z]|[a-z]+)(?: // 2 \+ 1)?)+|,)\)")
"""(n, d), (1, d), (n,), (m, regions), (n, d // 2 + 1): a name or number for each axis."""

MATRICES = re.compile(r"\b(ArrayLike|Matrix|Wide|Rows|Phasors|Bits|Spectrum|NDArray)\b")
SOURCE = re.compile(r"[A-Z]\w+(?: et al\.| and others| and [A-Z]\w+)?(?: \(|, |: | )(?:1[89]|20)\d\d")
"""Plate 1995; Kymn et al. 2023; Kent et al. (2020)."""


def public_methods(cls: type) -> list[tuple[str, Any]]:
    """The methods and properties that a class defines itself, without what `__init__` has."""
    return [
        (name, value) for name, value in vars(cls).items() if not name.startswith("_") and callable_of(value)
    ]


def callable_of(value: Any) -> Callable[..., Any] | None:
    """The function below a method, class method or property; None for other attributes."""
    inner = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
    return inner if isinstance(inner, FunctionType) else None


CLASSES = [name for name in NAMES if isinstance(getattr(lvm, name), type)]
FUNCTIONS = [name for name in NAMES if isinstance(getattr(lvm, name), FunctionType)]
METHODS = [f"{name}.{method}" for name in CLASSES for method, _ in public_methods(getattr(lvm, name))]


def find(path: str) -> Any:
    first, _, second = path.partition(".")
    return getattr(getattr(lvm, first), second) if second else getattr(lvm, first)


def takes_matrices(path: str) -> bool:
    """Whether a parameter is a matrix or an array."""
    inner = callable_of(find(path))
    given = [str(kind) for name, kind in getattr(inner, "__annotations__", {}).items() if name != "return"]
    return bool(MATRICES.search(" ".join(given)))


def documentation(path: str) -> str:
    """The docstring; of a method with those of the methods that it overrides, which speak for all."""
    first, _, method = path.partition(".")
    if not method:
        return inspect.getdoc(getattr(lvm, first)) or ""
    lineage = [getattr(cls, method) for cls in getattr(lvm, first).__mro__ if method in vars(cls)]
    return "\n".join(each.__doc__ or "" for each in lineage)


def test_every_name_is_a_class_or_a_function() -> None:
    assert sorted(CLASSES + FUNCTIONS) == NAMES


def test_names_are_listed_once_and_in_order() -> None:
    assert lvm.__all__ == sorted(set(lvm.__all__))
    assert set(lvm.__all__) <= set(lvm._LATER)
    assert set(NAMES) <= set(dir(lvm))


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'hexagram'"):
        _ = lvm.hexagram


@pytest.mark.parametrize("path", [*NAMES, *METHODS])
def test_it_is_documented(path: str) -> None:
    first = documentation(path).strip().partition("\n\n")[0]
    assert len(first) > 1 and first.endswith((".", ":")), path


@pytest.mark.parametrize("path", [path for path in [*FUNCTIONS, *METHODS] if takes_matrices(path)])
def test_its_shapes_are_stated(path: str) -> None:
    assert SHAPE.search(documentation(path)), path


@pytest.mark.parametrize("name", [p.parent.name for p in sorted(FOLDER.glob("*/__init__.py"))])
def test_a_package_names_its_source(name: str) -> None:
    assert SOURCE.search(ast.get_docstring(ast.parse((FOLDER / name / "__init__.py").read_text())) or "")


def declared() -> tuple[dict[str, str], list[str]]:
    """The imports under TYPE_CHECKING, name to module, and the keys of `_LATER` as they are written."""
    tree = ast.parse((FOLDER / "__init__.py").read_text())
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    (table,) = (node.value for node in tree.body if isinstance(node, ast.AnnAssign))
    assert ast.unparse(block.test) == "TYPE_CHECKING" and isinstance(table, ast.Dict)
    imports = {}
    for line in block.body:
        assert isinstance(line, ast.ImportFrom) and line.module
        for alias in line.names:
            assert alias.asname == alias.name, f"{alias.name} is not imported to be exported"
            imports[alias.name] = line.module.removeprefix("sdol.lvm.")
    return imports, [ast.literal_eval(key) for key in table.keys if key]


def test_what_is_loaded_later_is_declared_to_type_checkers() -> None:
    imports, written = declared()
    assert imports == lvm._LATER
    assert len(written) == len(set(written))


def loaded(code: str) -> set[str]:
    """Names of the modules that are loaded after code was run in an isolated new interpreter."""
    path = f"import sys; sys.path.insert(0, {str(FOLDER.parents[1])!r})"
    report = f"{path}\n{code}\nimport json\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-I", "-c", report], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_importing_it_loads_numpy_and_itself_only() -> None:
    before = loaded("import sys")
    new = loaded("from sdol import lvm") - before - loaded("import numpy")
    strange = {
        name for name in new if name.partition(".")[0] not in {"numpy", "sdol", *sys.stdlib_module_names}
    }
    assert strange == set()
    assert {name for name in new if name.startswith("sdol.") and not name.startswith("sdol.lvm")} == set()


def test_importing_it_loads_nothing_that_is_loaded_later() -> None:
    new = loaded("from sdol import lvm")
    now = {f"sdol.lvm.{module}" for module in {*lvm._LATER.values()} - {"vsa"}}
    families = {f"sdol.lvm.vsa.{module}" for module in lvm.vsa._LATER.values()}
    assert (now | families).isdisjoint(new)


def test_a_saved_region_is_read_where_its_kind_was_not_used_yet() -> None:
    pole = [1.0, 0.0, 0.0]
    saved = lvm.Complement(lvm.Ball(pole, 0.5)).to_dict()
    code = f"from sdol import lvm\nlvm.region_from_dict({saved!r})"
    assert "sdol.lvm.algebra" in loaded(code)
