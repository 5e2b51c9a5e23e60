"""Types as they are written, resolved: `vec` is of the file's space, a capital letter any type or space."""

from __future__ import annotations

from collections.abc import Container

from sdol.kernel.kinds import PLAIN_KINDS
from sdol.kernel.types import NIL, SCALARS, SPACED, UNKNOWN, Con, Fn, Record, Type, Var, hit, optional
from sdol.lang import ast
from sdol.lang.spaces import check_space
from sdol.lang.unit import ModuleScope, Unit, suggestion

ONE_ARGUMENT = ("list", "stream")

FOREIGN = {
    **dict.fromkeys(("str", "string", "String", "char"), "text"),
    **dict.fromkeys(("float", "double", "number"), "num"),
    **dict.fromkeys(("None", "null", "void"), "nil"),
    **dict.fromkeys(("dict", "object", "any"), "json"),
    "integer": "int",
    "boolean": "bool",
    "array": "list",
}
"""Types of other languages, and what they are called here."""


def resolve(
    unit: Unit, module: ModuleScope, node: ast.TypeExpr, letters: Container[str] | None = None
) -> Type:
    """The type that is written; a problem and `unknown` where it is none.

    Args:
        letters: the type variables that may stand there; any where None, in the head of a function.
    """
    return _Resolver(unit, module, letters).type(node)


class _Resolver:
    def __init__(self, unit: Unit, module: ModuleScope, letters: Container[str] | None) -> None:
        self.unit, self.module, self.letters = unit, module, letters

    def type(self, node: ast.TypeExpr) -> Type:
        match node:
            case ast.OptionalType():
                return optional(self.type(node.inner))
            case ast.RecordType():
                return Record(tuple((n, self.type(t)) for n, t in node.fields))
            case ast.FnType():
                return Fn(tuple(map(self.type, node.params)), self.type(node.result) if node.result else NIL)
            case ast.NamedType():
                return self._named(node)

    def _named(self, node: ast.NamedType) -> Type:
        name = node.name
        if name in SPACED or name == "hit":
            where = self._space(node)
            return hit(where) if name == "hit" else Con(name, (where,))
        if name in ONE_ARGUMENT and len(node.args) == 1:
            return Con(name, (self.type(node.args[0]),))
        if name in ONE_ARGUMENT:
            text = f"`{name}` needs the type of its items"
            self.unit.report("E0207", self.module, node.span, text, help=f"write `{name}[text]`")
            return UNKNOWN
        if name in SCALARS or name in PLAIN_KINDS or name == "input":
            return self._plain(node)
        return self._variable(node, name) if len(name) == 1 and name.isupper() else self._unknown(node)

    def _plain(self, node: ast.NamedType) -> Type:
        if node.args or node.space:
            text = f"`{node.name}` has no {'space' if node.space else 'parts that have types'}"
            self.unit.report("E0207", self.module, node.span, text, help=f"write `{node.name}`")
        return Con(node.name)

    def _space(self, node: ast.NamedType) -> Type:
        name = node.space or self.module.default_space
        if name[:1].isupper():
            return self._variable(node, name)
        return check_space(self.unit, self.module, name, node.span) or UNKNOWN

    def _variable(self, node: ast.NamedType, name: str) -> Type:
        if self.letters is None or name in self.letters:
            return Var(name)
        self.unit.report(
            "E0207",
            self.module,
            node.span,
            f"the type `{name}` is not known here",
            reason="a capital letter stands for any type, and it is the head of a function that brings it in",
            help=f"write the type itself, or bring it in with a parameter: `fn f(x: {name})`",
        )
        return UNKNOWN

    def _unknown(self, node: ast.NamedType) -> Type:
        known = [*SCALARS, *SPACED, *sorted(PLAIN_KINDS), *ONE_ARGUMENT, "fn"]
        meant = FOREIGN.get(node.name)
        help = f"did you mean `{meant}`?" if meant else suggestion(node.name, known)
        reason = "types are num, int, bool, text, nil, json, vec, disp, region, list[…], records and fn(…)"
        self.unit.report(
            "E0207", self.module, node.span, f"there is no type `{node.name}`", reason=reason, help=help
        )
        return UNKNOWN
