"""A reading: what is known of a program at one moment, as plain values that other threads may look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sdol.diagnostics import Source

if TYPE_CHECKING:
    from sdol.kernel.debugging import Variable
    from sdol.kernel.decided import Decision, Judgement, Match
    from sdol.tui.models.tallies import Tally

    State = Literal["making ready", "stopped", "running", "ended", "failed"]


class Calling(NamedTuple):
    """An open call: the function's name, and where it stands (line from 1, 0 for nowhere)."""

    name: str
    source: str
    line: int


class Happened(NamedTuple):
    """An effect of the run.

    Attributes:
        number: from 0.
        name: of the instruction, `store.put` for example.
        args, value: what it was given, and what it gave.
        error: what it failed with.
        offset: where it is written in the program's own file, or -1.
    """

    number: int
    name: str
    args: tuple[Any, ...]
    value: Any
    error: Exception | None
    offset: int


class Decided(NamedTuple):
    """A decision that the program took.

    Attributes:
        number: from 1, in the order in which they were taken.
        time: instructions that were begun by then, that which decided among them.
        text: of what was decided about, where it is known, else "".
        place: source and line where it was taken; line 0 where that is not known.
    """

    number: int
    time: int
    made: Decision | Match
    text: str
    place: tuple[str, int] = ("", 0)


class Judged(NamedTuple):
    """Something that the program judged; number, time and place as `Decided` has them.

    Attributes:
        texts: of the vectors that it was about, "" where one is not known.
    """

    number: int
    time: int
    made: Judgement
    texts: tuple[str, ...]
    place: tuple[str, int] = ("", 0)


class Said(NamedTuple):
    """What somebody typed at the prompt, and the answer."""

    typed: str
    answer: str


class Reading(NamedTuple):
    """One moment of a program.

    Attributes:
        event: its number; a later reading has a higher one.
        source, line: the file and the line that it stands at; 0 for none.
        calls: the open calls, innermost first, of many the first ones.
        depth: how many functions are open within the program.
        variables: what is named where it stands, that of the call first, then what functions share.
        time, latest: instructions that were begun by here, and by the furthest that it has come.
        breakpoints: (name of the file, line) of those that are on.
        decided: the last decisions, oldest first; what was decided about many at once is one for each.
        tallies: how often each place decided for what, of all decisions.
        judged: the last judgements, oldest first.
        happened: effects of the run, oldest first; those from `next_effect` on lie ahead, as it has gone back.
        output: the last lines that were printed.
        unseen: how many lines were printed before those.
        why: why it stands where it stands.
        trouble: the lines of what it fails with, or has failed with.
        files: those that the program was read from.
        doing: what takes long at this moment, and how far it is; "" for nothing.
        store: the path of the session's database, once it is open.
        speed: lines a second, 0 for as fast as it goes.
        ascii: whether only ASCII can be shown.
    """

    event: int = 0
    state: State = "making ready"
    source: Source = Source("", "")
    line: int = 0
    calls: tuple[Calling, ...] = ()
    depth: int = 0
    variables: tuple[Variable, ...] = ()
    time: int = 0
    latest: int = 0
    breakpoints: frozenset[tuple[str, int]] = frozenset()
    decided: tuple[Decided, ...] = ()
    tallies: tuple[Tally, ...] = ()
    judged: tuple[Judged, ...] = ()
    happened: tuple[Happened, ...] = ()
    next_effect: int = 0
    output: tuple[str, ...] = ()
    unseen: int = 0
    dialogue: tuple[Said, ...] = ()
    why: str = ""
    trouble: tuple[str, ...] = ()
    files: tuple[Source, ...] = ()
    doing: str = ""
    store: str | None = None
    speed: float = 0.0
    ascii: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """The variables by name; of two with one name that of the call."""
        return {v.name: v.value for v in reversed(self.variables)}

    @property
    def decisions(self) -> tuple[Decision | Match, ...]:
        """What was decided, without when, oldest first."""
        return tuple(one.made for one in self.decided)

    @property
    def decision(self) -> Decision | None:
        """The last decision by meaning."""
        from sdol.kernel.decided import Decision

        return next((d.made for d in reversed(self.decided) if isinstance(d.made, Decision)), None)

    @property
    def past(self) -> bool:
        """Whether it has gone back."""
        return self.time < self.latest
