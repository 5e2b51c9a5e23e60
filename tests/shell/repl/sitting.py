"""A session without a terminal, in this process."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from sdol.kernel.output import Output
from sdol.kernel.world import World
from sdol.lang.interactive import Session
from sdol.shell.repl.evaluator import Evaluator
from sdol.shell.repl.outcome import Outcome
from sdol.store.history import History


class Sitting:
    """A session, and short ways to ask it."""

    def __init__(self, path: Path) -> None:
        session = Session()
        self.printed = io.StringIO()
        self.world = World(output=Output(self.printed), session=str(path))
        self.evaluator = Evaluator(session, self.world, History(None))

    def enter(self, *texts: str) -> Outcome:
        """What came of the last of several entries."""
        return [self.evaluator.enter(text, final=True) for text in texts][-1]

    def value(self, *texts: str) -> Any:
        """The value of the last of several entries, of which none fails."""
        for text in texts:
            outcome = self.evaluator.enter(text, final=True)
            assert not outcome.problems, (text, outcome.problems)
        return outcome.value

    def text(self, *texts: str) -> str:
        """What a colon command answers, after the entries before it."""
        outcome = self.enter(*texts)
        assert not outcome.problems, outcome.problems
        return outcome.text

    def codes(self, *texts: str) -> list[str]:
        """The codes of what is wrong with the last of several entries."""
        return [problem.code for problem in self.enter(*texts).problems]
