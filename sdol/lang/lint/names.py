"""Rules about names: what is defined and not used, what hides another, what need not vary."""

from __future__ import annotations

from collections.abc import Iterator

from sdol.diagnostics import Diagnostic, Source
from sdol.lang import ast
from sdol.lang.lint.findings import warning
from sdol.lang.scopes import Binding, bindings, is_program

_UNUSED = {
    "variable": "L001",
    "region": "L001",
    "store": "L001",
    "parameter": "L002",
    "function": "L003",
    "module": "L004",
}


def check(source: Source, module: ast.Module) -> Iterator[Diagnostic]:
    """Raises nothing: the file compiles."""
    program = is_program(module)
    for one in bindings(source, module):
        if not one.reads and not _meant(one, program):
            yield _unused(source, one)
        elif one.mutable and not one.writes:
            yield _constant(source, one)
        if one.hides is not None and _confusing(one, one.hides):
            yield _hides(source, one, one.hides)


def _meant(one: Binding, program: bool) -> bool:
    """Whether nothing has to use it: its name says so, or other files may."""
    if one.kind == "function":
        return not program and not one.name.startswith("_")
    return one.name.startswith("_") or (one.top and not program and one.kind != "module")


def _confusing(one: Binding, outer: Binding) -> bool:
    """Whether a name is likely to be taken for the one that it hides.

    A function's own names are its own; but who defines a variable's name anew may have meant to change it.
    """
    if one.name.startswith("_"):
        return False
    return one.home is outer.home or (outer.mutable and one.kind == "variable")


def _unused(source: Source, one: Binding) -> Diagnostic:
    code = _UNUSED[one.kind]
    what = f"the {one.kind} `{one.name}` is never used"
    if one.writes:
        what = f"the variable `{one.name}` is given values and never read"
    return warning(code, source, one.span, what, help=_unused_help(one))


def _unused_help(one: Binding) -> str:
    if one.kind == "function":
        return "call it, or remove it"
    if one.kind == "module":
        return f"call one of its functions, `{one.name}.…`, or remove the line"
    if one.shorthand:
        return f"leave the field out, or write `{one.name}: _`"
    if one.kind in ("region", "store"):
        return "use it, or remove the line"
    return f"use it, remove it, or write `_{one.name}` to say that it is not needed"


def _constant(source: Source, one: Binding) -> Diagnostic:
    reason = "who reads `var` looks for the place where it changes"
    help = f"write `let {one.name} = …`"
    return warning(
        "L008", source, one.span, f"the variable `{one.name}` never changes", reason=reason, help=help
    )


def _hides(source: Source, one: Binding, outer: Binding) -> Diagnostic:
    return warning(
        "L005",
        source,
        one.span,
        f"`{one.name}` hides the {outer.kind} of that name",
        reason="from here to the end of the block the other cannot be reached",
        help="give one of the two another name",
        also=(outer.span, "hidden"),
    )
