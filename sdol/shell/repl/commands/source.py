"""`:source`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.lang.unit import FunctionEntry
    from sdol.shell.repl.evaluator import Evaluator


def _source(evaluator: Evaluator, rest: str) -> str:
    from sdol.kernel.output import inert

    if not rest:
        raise usage_of(COMMAND)
    return inert(text_of(evaluator, rest))


def text_of(evaluator: Evaluator, name: str) -> str:
    """The lines that define a name, with the comments above them.

    Raises:
        SdolError: E0840, there is no such name, or its source is not of this language.
    """
    entry = _function(evaluator, name)
    if entry is not None and entry.node is not None:
        return _written(evaluator, entry)
    for one in reversed(evaluator.entries):
        if name in one.defines:
            return one.text
    raise _unknown(evaluator, name)


def _function(evaluator: Evaluator, name: str) -> FunctionEntry | None:
    module, dot, inner = name.partition(".")
    if dot:
        known = evaluator.modules().get(module)
        return known.functions.get(inner) if known else None
    return evaluator.session.scope.function(name)


def _written(evaluator: Evaluator, entry: FunctionEntry) -> str:
    assert entry.node is not None
    program = evaluator.session.program
    _, text = program.sources[program.functions[entry.index].source]
    start = text.rfind("\n", 0, entry.node.span.start) + 1
    lines = text[:start].split("\n")[:-1]
    above: list[str] = []
    while lines and lines[-1].lstrip().startswith("#"):
        above.insert(0, lines.pop())
    return "\n".join([*above, text[start : entry.node.span.end]])


def _unknown(evaluator: Evaluator, name: str) -> Exception:
    from sdol.kernel import table
    from sdol.kernel.output import inert

    if any(row.verb == name or row.name == name for row in table.load_all().values()):
        reason = "it is an instruction of the machine, not written in SDOL"
        return wrong(f"`{inert(name)}` has no source here", reason=reason, help=f"`:doc {name}` describes it")
    return wrong(f"there is no `{inert(name)}` here", help="`:vars` lists what is defined")


def _names(evaluator: Evaluator, rest: str) -> Iterable[str]:
    inside = [f"{name}.{one}" for name, module in evaluator.modules().items() for one in module.functions]
    return [*evaluator.functions(), *inside, *evaluator.variables()]


COMMAND = ReplCommand(
    "source",
    "the lines that define a name",
    "source NAME",
    _source,
    "A function of the session, of an imported module (`module.name`) or of the library; of a variable, the entry that "
    "defined it.",
    examples=((":source twice", "a function of the session"), (":source stats.variance", "one of a module")),
    complete=_names,
)
