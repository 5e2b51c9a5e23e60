"""Spaces by name, as programs write them."""

from __future__ import annotations

from sdol.kernel.types import Con, space
from sdol.lang import ast
from sdol.lang.unit import ModuleScope, Unit, suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.lang.body import Body

SYMBOLS = "hd"


def space_names() -> list[str]:
    """Every space that a program can name."""
    from sdol.spaces.registry import available

    return [SYMBOLS, *(m.name for m in available())]


def known_space(body: Body, name: str, span: ast.Span) -> Con | None:
    """The space of that name, or None and a problem."""
    return check_space(body.unit, body.module, name, span)


def check_space(unit: Unit, module: ModuleScope, name: str, span: ast.Span) -> Con | None:
    names = space_names()
    if name in names:
        if name != SYMBOLS and name not in unit.program.spaces:
            from sdol.spaces.registry import manifest

            unit.program.spaces[name] = manifest(name).id
        return space(name)
    unit.report(
        "E0208",
        module,
        span,
        f"there is no space `{name}`",
        reason=f"the spaces here are {', '.join(names)}",
        help=suggestion(name, names, "`sdol models list` shows them"),
    )
    return None
