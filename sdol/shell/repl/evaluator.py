"""The evaluator of an interactive session: it compiles and runs entries, and says what came of each.

It needs no terminal and prints nothing by itself; only what a program prints goes to its world's output. An entry that
does not compile leaves no trace. One that fails or is stopped while it runs leaves what it had done by then, except
for names that were to be defined and have no value yet: `:undo` takes all of it back.
"""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from sdol.compiler.live import Live
from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.gate import Refused
from sdol.kernel.traps import Trap
from sdol.kernel.types import NEVER, NIL
from sdol.lang.interactive import LAST, MOST_KEPT, is_value_name, names_of, numbered
from sdol.shell import failures
from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import UNSET, Outcome, Variable
from sdol.shell.repl.undoing import Undoing
from sdol.shell.repl.weighing import MOST_BYTES, weight

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from functools import cached_property
    from pathlib import Path
    from typing import Any

    from sdol.diagnostics import Diagnostic
    from sdol.kernel.world import World
    from sdol.lang.interactive import Compiled, Session
    from sdol.lang.unit import FunctionEntry, ModuleScope
    from sdol.shell.cards.known import Known
    from sdol.shell.repl.settings import Settings
    from sdol.shell.repl.undoing import Undone
    from sdol.store.history import History
else:
    from functools import cached_property


class Counted(NamedTuple):
    """An entry as it was typed.

    Attributes:
        status: what came of it, `undone` where it was taken back later.
        defines: the names that it defines, with their types as they are written; of functions `fn`.
    """

    number: int
    text: str
    status: str
    defines: dict[str, str]


class Evaluator:
    """Compiles and runs entries.

    Attributes:
        session: the program so far; `live` runs it; `undoing` can take entries back.
        entries: all that were typed, with what came of them; colon commands are not among them.
        last: the outcome of the last entry that gave a value, whether or not it was taken back.
        problems: those of the last entry that had any.
        history: what was typed in this session and earlier ones.
        path: the session's database, which need not be open, or None where there is no file.
        calling: what runs each entry, where that is not the fast engine: while there are breakpoints.
        folder_before: the folder that `:cd -` goes back to.
        json: whether values are shown as JSON, and `timing` whether each entry says how long it took.
        warned: whether it was said that the history is not kept.
    """

    def __init__(
        self, session: Session, world: World, history: History | None = None, path: Path | str | None = None
    ) -> None:
        from sdol.shell.repl.settings import Settings

        decisions.listen()
        self.session, self.world, self.history, self.path = session, world, history, path
        self.live, self._empty = Live(session.program, world), session.names()
        self.undoing = Undoing(session, self.live, world)
        self.settings: Settings = Settings()
        self.entries: list[Counted] = []
        self.last: Outcome | None = None
        self.problems: tuple[Diagnostic, ...] = ()
        self.json = self.timing = self.warned = False
        self.folder_before = ""
        self.calling: Callable[[int], Any] | None = None
        self._function: int | None = None
        self._kept: list[tuple[str, int]] = []

    @property
    def number(self) -> int:
        """The number of the last entry."""
        return self.session.entries

    @cached_property
    def known(self) -> Known:
        """What is known of vectors and regions in this session."""
        from sdol.shell.cards.known import Known

        def comment(name: str) -> str:
            entry = self.functions().get(name)
            return entry.node.doc if entry is not None and entry.node is not None else ""

        return Known(self.world, lambda: {name: v.value for name, v in self.variables().items()}, comment)

    # --- entries --------------------------------------------------------------------------------------------

    def enter(self, text: str, *, final: bool = False) -> Outcome:
        """Runs an entry: lines of the language, or a colon command.

        Args:
            final: nothing can follow, so that an incomplete entry is wrong.
        """
        try:
            return self._enter(text, final)
        except KeyboardInterrupt:
            return Outcome(of.STOPPED)
        except Exception as error:  # a mistake in sdol, or no room to print: the session goes on
            return self._noted(Outcome(of.FAILED, problems=(failures.of_error(error),)))

    def _enter(self, text: str, final: bool) -> Outcome:
        from sdol.shell.repl import registry

        if says_nothing(text):
            return Outcome(of.NOTHING)
        command = registry.command_of(text) or registry.foreign(text)
        if command is not None and not (text.lstrip()[0] not in ":?" and self._compiles(text)):
            return self._noted(registry.run(self, *command, final=final))
        return self.run(text, final=final)

    def _compiles(self, text: str) -> bool:
        """Whether an entry is right as it stands: `!late` is a region where `late` is one, `exit` a variable."""
        return self.session.type_of(text).function is not None

    def run(
        self,
        text: str,
        *,
        final: bool = True,
        name: str | None = None,
        call: Callable[[int], Any] | None = None,
    ) -> Outcome:
        """Runs lines of the language as one entry.

        Args:
            final: as of `enter`.
            name: what messages call its source; `entry 3` by default.
            call: what runs the compiled function and gives its value, raising Trap; `calling` by default.
        """
        code, shown = _silenced(text)
        self.undoing.begin()
        compiled = self.session.add(code, final=final, name=name)
        if compiled.incomplete:
            return Outcome(of.INCOMPLETE)
        found = self._outcome(compiled, self.number, text, call)
        self._function = compiled.function
        self.entries.append(Counted(self.number, text, found.status, self._defined(compiled)))
        if found.status == of.VALUE:
            self.last = found
            self._keep(found)
        behind = [name for name in compiled.behind if name in self.session.behind]
        found = found._replace(text=_left_behind(behind))
        return self._noted(found if shown or found.status != of.VALUE else found._replace(status=of.NOTHING))

    def reload(self, modules: list[str]) -> Outcome:
        """Imports modules again from their files as they are now; stops at the first that fails."""
        lines = [self.session.imports[name] for name in modules]
        self.session.forget_files()
        outcome = Outcome(of.NOTHING)
        for line, where in lines:
            outcome = self.run(line, name=where)
            if outcome.status != of.NOTHING:
                break
        return outcome

    def value_of(self, text: str) -> Outcome:
        """The value of an expression, which does not become `_`, nor does the entry get a number."""
        number = self.session.entries
        self.undoing.begin()
        compiled = self.session.add(text, final=True, name="expression", keep=False)
        self.session.entries = number
        return self._noted(self._outcome(compiled, 0, text))

    def test(self, title: str, text: str) -> Outcome:
        """Runs a `test` block with what names mean now, and takes back what it changed."""
        number, last = self.session.entries, self.undoing.entries[-1:]
        self.undoing.begin()
        compiled = self.session.add(text, final=True, name=f"test {title}", keep=False)
        self.session.entries = number
        if compiled.function is not None:
            compiled = replace(compiled, function=self.session.program.tests[-1][1])
        found = self._outcome(compiled, 0, text)
        if any(new is not old for new, old in zip_longest(self.undoing.entries[-1:], last)):
            self.undoing.back(1)
        return self._noted(found)

    def again(self) -> float:
        """Runs the last entry once more, for its time in seconds.

        Raises:
            Trap: it failed.
        """
        assert self._function is not None
        started = time.perf_counter()
        self.live.run(self._function)
        return time.perf_counter() - started

    def pure(self, text: str) -> bool:
        """Whether lines compile and do nothing beside giving a value, so that they may run again."""
        with self.session.tried(text) as compiled:
            return compiled.function is not None and self.session.harmless(compiled.function)

    def take_back(self, count: int) -> Undone:
        """Goes back to the state before the last entries that ran; raises as `Undoing.back`."""
        undone = self.undoing.back(count)
        numbers = {entry.number for entry in undone.entries}
        first = min((number for number in numbers if number), default=self.number + 1)
        for at in range(len(self.entries) - 1, -1, -1):
            if self.entries[at].number < first:
                break
            if self.entries[at].number in numbers:
                self.entries[at] = self.entries[at]._replace(status=of.UNDONE)
        return undone

    def reset(self) -> None:
        """Forgets all names and values, as an entry that can be taken back."""
        self.undoing.begin()
        self.session.put_back(self._empty)
        self.session.entries += 1
        self.live.assign({}, self.live.values())
        self.undoing.end(self.number, ":reset", ended=True)

    def _outcome(
        self, compiled: Compiled, number: int, text: str, call: Callable[[int], Any] | None = None
    ) -> Outcome:
        """Runs what was compiled; `number` is that of the entry, or 0."""
        if compiled.function is None:
            return Outcome(of.REJECTED, problems=tuple(map(_about_values, compiled.problems)))
        try:
            self.live.bring_in()
        except SdolError as error:
            self.session.take_back()
            return Outcome(of.FAILED, problems=(failures.of_error(error),))
        except BaseException:
            self.session.take_back()
            raise
        return self._ran(compiled, number, text, call or self.calling or self.live.run)

    def _ran(self, compiled: Compiled, number: int, text: str, call: Callable[[int], Any]) -> Outcome:
        assert compiled.function is not None
        ended = False
        started = time.perf_counter()
        try:
            value = call(compiled.function)
            ended, seconds = True, time.perf_counter() - started
            status = of.NOTHING if compiled.type in (NIL, NEVER) else of.VALUE
            found = Outcome(status, value, compiled.type, seconds=seconds)
        except (Trap, SdolError) as error:
            found = self._failed(error)
        except KeyboardInterrupt:
            found = Outcome(of.STOPPED)
        finally:
            self._settle(number, text, ended)
        return found if ended else found._replace(seconds=time.perf_counter() - started)

    def _failed(self, error: Trap | SdolError) -> Outcome:
        sources = self.session.program.sources
        trap = error if isinstance(error, Trap) else Trap(error, [])
        main = trap.places[-1][0] if trap.places else 0
        problem = failures.of_trap(trap, sources, main=main)
        return Outcome(of.FAILED, problems=(problem,), refused=isinstance(trap.error, Refused))

    def _settle(self, number: int, text: str, ended: bool) -> None:
        """Leaves nothing half done behind an entry."""
        self.world.transactions.roll_back()  # one that was left in the middle
        self.undoing.end(number, text, ended=ended)
        self.world.output.flush()

    def _noted(self, found: Outcome) -> Outcome:
        self.problems = found.problems or self.problems
        return found

    def _defined(self, compiled: Compiled) -> dict[str, str]:
        known = self.session.scope.globals
        return {name: str(known[name].type) if name in known else "fn" for name in names_of(compiled.items)}

    def _keep(self, found: Outcome) -> None:
        """Counts the value of an entry among those that are kept, and lets go of the oldest where it is too much."""
        self._kept.append((numbered(self.number), weight(found.value)))
        while len(self._kept) > MOST_KEPT or (
            len(self._kept) > 1 and sum(w for _, w in self._kept) > MOST_BYTES
        ):
            known = self.session.scope.globals.pop(self._kept.pop(0)[0], None)
            if known is not None:
                self.live.assign({}, [known.index])

    # --- what there is --------------------------------------------------------------------------------------

    def variables(self) -> dict[str, Variable]:
        """The top-level names in order of definition, `_` among them; `_3` and the like are left out."""
        values = self.live.values()
        return {
            name: Variable(entry.type, values.get(entry.index, UNSET), entry.mutable)
            for name, entry in self.session.scope.globals.items()
            if name == LAST or not is_value_name(name)
        }

    def functions(self) -> Mapping[str, FunctionEntry]:
        """The functions that were defined in the session."""
        return self.session.scope.functions

    def modules(self) -> Mapping[str, ModuleScope]:
        """The modules that were imported."""
        return self.session.scope.modules

    def value(self, name: str) -> Any:
        """The value of a top-level name, UNSET where it has none."""
        entry = self.session.scope.globals.get(name)
        return UNSET if entry is None else self.live.value(entry.index, UNSET)


def _about_values(problem: Diagnostic) -> Diagnostic:
    """What is told of a name for the value of an entry that there is not."""
    if problem.code != "E0201" or problem.source is None or not problem.labels:
        return problem
    name = problem.source.text[problem.labels[0].start : problem.labels[0].end]
    if not is_value_name(name):
        return problem
    which = "no entry" if name == LAST else f"entry {name[1:]}"
    reason = (
        f"{which} has given a value" if name == LAST else f"{which} gave no value, or it is kept no longer"
    )
    return replace(problem, reason=reason, help="`:history` lists the entries")


def _left_behind(functions: list[str]) -> str:
    """What is said of functions that do not go with what a name means now."""
    if not functions:
        return ""
    names = ", ".join(f"`{name}`" for name in functions)
    return f"note: {names} would be wrong with this, and {'goes' if len(functions) == 1 else 'go'} on with what was"


def says_nothing(text: str) -> bool:
    """Whether there are only blanks and comments."""
    return all(not line or line.isspace() or line.lstrip().startswith("#") for line in text.split("\n"))


def _silenced(text: str) -> tuple[str, bool]:
    """An entry without the `;` at its end, and whether its value is to be shown: with it, it is not."""
    plain = text.rstrip()
    return (plain[:-1], False) if plain.endswith(";") else (text, True)
