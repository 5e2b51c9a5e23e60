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
    from sdol.spaces.registry import names

    return [SYMBOLS, *names()]


def known_space(body: Body, name: str, span: ast.Span) -> Con | None:
    """The space of that name, or None and a problem."""
    return check_space(body.unit, body.module, name, span)


def check_space(unit: Unit, module: ModuleScope, name: str, span: ast.Span) -> Con | None:
    if name in unit.program.spaces:
        return space(name)
    names = space_names()
    if name in names:
        if name != SYMBOLS:
            from sdol.spaces.registry import manifest

            unit.program.spaces[name] = manifest(name).id
        return space(name)
    from sdol.spaces.described import how_to_get

    unit.report(
        "E0208",
        module,
        span,
        f"there is no space `{name}`",
        reason=f"the spaces here are {', '.join(names)}",
        help=how_to_get(name) or suggestion(name, names, "`sdol models list` shows them"),
    )
    return None
