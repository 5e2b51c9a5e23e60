"""Types as they are written, resolved: `vec` is of the file's space, a capital letter is any type or space."""

from __future__ import annotations

from sdol.kernel.types import NIL, SCALARS, SPACED, UNKNOWN, Con, Fn, Record, Type, Var, hit, optional, space
from sdol.lang import ast
from sdol.lang.spaces import check_space
from sdol.lang.unit import ModuleScope, Unit, suggestion

ONE_ARGUMENT = ("list", "stream")


def resolve(unit: Unit, module: ModuleScope, node: ast.TypeExpr) -> Type:
    """The type that is written; a problem and `unknown` where it is none."""
    match node:
        case ast.OptionalType():
            return optional(resolve(unit, module, node.inner))
        case ast.RecordType():
            return Record(tuple((n, resolve(unit, module, t)) for n, t in node.fields))
        case ast.FnType():
            params = tuple(resolve(unit, module, p) for p in node.params)
            return Fn(params, resolve(unit, module, node.result) if node.result else NIL)
        case ast.NamedType():
            return _named(unit, module, node)


def _named(unit: Unit, module: ModuleScope, node: ast.NamedType) -> Type:
    name = node.name
    if name in SPACED:
        return Con(name, (_space(unit, module, node),))
    if name == "hit":
        return hit(_space(unit, module, node))
    if name in ONE_ARGUMENT:
        if len(node.args) != 1:
            unit.report("E0207", module, node.span, f"`{name}` needs the type of its items", help=f"write `{name}[text]`")
            return UNKNOWN
        return Con(name, (resolve(unit, module, node.args[0]),))
    if name in SCALARS or name == "input":
        return Con(name)
    if name[:1].isupper() and len(name) == 1:
        return Var(name)
    known = [*SCALARS, *SPACED, *ONE_ARGUMENT, "fn"]
    others = {"str": "text", "string": "text", "float": "num", "double": "num", "boolean": "bool", "None": "nil"}
    meant = f"did you mean `{others[name]}`?" if name in others else suggestion(name, known)
    reason = "types are num, int, bool, text, nil, json, vec, disp, region, list[…], records and fn(…)"
    unit.report("E0207", module, node.span, f"there is no type `{name}`", reason=reason, help=meant)
    return UNKNOWN


def _space(unit: Unit, module: ModuleScope, node: ast.NamedType) -> Type:
    name = node.space or module.default_space
    if name[:1].isupper():
        return Var(name)
    return check_space(unit, module, name, node.span) or space(module.default_space)
