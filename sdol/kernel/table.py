"""The instruction table: one typed Python function with one decorator per instruction.

Everything that names an instruction is derived from here: what the checker accepts, what both engines call,
`sdol isa`, the reference pages, the effects gate. A family is a module of `sdol.kernel.families` (or of a
package that a higher layer adds: `packages.py`); the instruction `text.upper` stands in the family
module `text`.

Naming guide: `family.verb`, lower case, the field's term. Users call an instruction by the part after the
dot, so one name means one thing; families may share it where the first argument's type tells them apart
(`list.len`, `text.len`).

This module is loaded at every start and so imports next to nothing; signatures are parsed when first asked
for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from sdol.kernel.packages import PACKAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Signature

JOINED = 'f"{parts}"'
"""The `inline` of an instruction that puts its arguments together as one text, whatever their number."""

_families: dict[str, dict[str, Instruction]] = {}
_loaded = 0  # packages, of which all modules are loaded
_by_name: dict[tuple[str, str], list[Instruction]] = {}


class Example:
    """A line of the language and what it prints; the tests run every one in both engines.

    `allow` grants what an effectful example needs; `files` are written into the folder it runs in.
    """

    __slots__ = ("allow", "code", "files", "output")

    def __init__(
        self, code: str, output: str, *, allow: Iterable[str] = (), files: dict[str, str] | None = None
    ):
        self.code, self.output, self.allow, self.files = code, output, tuple(allow), files or {}


class Instruction:
    """One row of the table.

    Attributes:
        name: `family.verb`.
        function: the body. An effectful one takes the `World` first.
        effect: None where the instruction is a pure function of its arguments.
        surface: how a program reaches it: `call` (`upper(x)`), `method` (`notes.put(x)`), `field`
        (`x.lines`),
            or `syntax` (an operator or statement; `form` shows it). One that is `hidden` no program reaches: the
            compiler adds it, and nothing lists it.
        inline: the body as a Python expression over the parameter names, for the `emit` engine; or None.
        lift: whether vector parameters are matrices, so that one call serves a whole list.
        changes: whether an effect changes something that outlives the run.
        resource: which argument names what the effect touches (its position), or None.
        batch: how a loop may compute it for many elements before they are asked for, because no element can
            fail: True for a lifting instruction, which takes matrices as it is; for one over scalars the same
            as a numpy expression over its parameter names, with the same bits. Empty where it may not.
        whole: the instruction that takes a list and gives what this one gives for each element alike.
    """

    __slots__ = (
        "_signatures",
        "batch",
        "changes",
        "effect",
        "examples",
        "form",
        "function",
        "inline",
        "lift",
        "name",
        "resource",
        "signature_texts",
        "summary",
        "surface",
        "whole",
    )

    def __init__(
        self, name: str, signature: str | tuple[str, ...], function: Callable[..., Any], **options: Any
    ):
        self.name = name
        self.function = function
        self.signature_texts = (signature,) if isinstance(signature, str) else signature
        self._signatures: tuple[Signature, ...] | None = None
        self.summary = (function.__doc__ or "").strip().partition("\n")[0]
        self.effect: str | None = options.pop("effect", None)
        self.surface: str = options.pop("surface", "call")
        self.form: str = options.pop("form", "")
        self.inline: str | None = options.pop("inline", None)
        self.lift: bool = options.pop("lift", False)
        self.changes: bool = options.pop("changes", False)
        self.resource: int | None = options.pop("resource", None)
        self.batch: str | bool = options.pop("batch", "")
        self.whole: str = options.pop("whole", "")
        self.examples: tuple[Example, ...] = tuple(options.pop("examples", ()))
        if options:
            raise TypeError(f"{name}: unknown option {next(iter(options))!r}")

    @property
    def family(self) -> str:
        return self.name.partition(".")[0]

    @property
    def verb(self) -> str:
        return self.name.partition(".")[2]

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The alternatives, of which the first that fits the arguments is taken."""
        if self._signatures is None:
            from sdol.kernel.notation import parse_signature

            self._signatures = tuple(parse_signature(t) for t in self.signature_texts)
        return self._signatures

    def __repr__(self) -> str:
        return f"<instruction {self.name}>"


def instruction(
    name: str, signature: str | tuple[str, ...], **options: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enters a function into the table; its docstring's first line is the sentence that describes it.

    Args:
        name: `family.verb`.
        signature: `(a: vec@S, b: vec@S) -> num`, or several, tried in order.
        options: the attributes of `Instruction`, and `examples`, a list of `Example`.
    """

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        row = Instruction(name, signature, function, **options)
        family = _families.setdefault(row.family, {})
        if name in family:
            raise ValueError(f"instruction {name} is defined twice")
        family[name] = row
        _by_name.clear()
        return function

    return enter


def get(name: str) -> Instruction:
    """The instruction of that name; loads no other family than its own.

    Raises:
        KeyError: there is none.
    """
    family = name.partition(".")[0]
    if name not in _families.get(family, ()):
        _load(family)
    return _families[family][name]


def _load(family: str) -> None:
    for package in PACKAGES:
        module = f"{package}.{family}"
        try:
            import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
        else:
            return


def load_all() -> dict[str, Instruction]:
    """Every instruction by name that is not hidden, in the order of families and of their lines."""
    global _loaded
    if _loaded < len(PACKAGES):
        import pkgutil

        for package in PACKAGES:
            for module in sorted(m.name for m in pkgutil.iter_modules(import_module(package).__path__)):
                import_module(f"{package}.{module}")
        _loaded = len(PACKAGES)
    rows = (row for family in sorted(_families) for row in _families[family].values())
    return {row.name: row for row in rows if row.surface != "hidden"}


def reachable(surface: str) -> Iterator[Instruction]:
    """Instructions that programs reach by `call`, `method`, `field` or `syntax`."""
    return (row for row in load_all().values() if row.surface == surface)


def named(surface: str, name: str) -> list[Instruction]:
    """The instructions that programs reach so by a verb, or for `syntax` by a form such as `a + b`."""
    if not _by_name:
        for row in load_all().values():
            key = row.form if row.surface == "syntax" else row.verb
            _by_name.setdefault((row.surface, key), []).append(row)
    return _by_name.get((surface, name), [])
