"""A router whose points may have several labels, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import frozen, number
from sdol.lvm.region import region_from_dict
from sdol.lvm.routing.field import own_reach
from sdol.lvm.routing.fitting import LONE
from sdol.lvm.routing.named import SAME, Named, counted
from sdol.lvm.routing.separate import Separate
from sdol.lvm.routing.separating import Marked, fit_separate, limited, marked
from sdol.lvm.sphere import Matrix, blocks, normalise, table, top

VERSION = 1
MISSED = 0.05
"""The share of the messages that have a label which may not be given it."""

_FIELDS = ("version", "names", "field", "rows", "given", "texts", "added_texts", "measured", "lone")


class Given(NamedTuple):
    """What is said of one point.

    Attributes:
        labels: the numbers of those that it has, the deepest inside first.
        void: whether it has none.
        distances: to the region of every label, (k,).
        probabilities: of every label, each for itself, (k,).
        close: labels that could as well be given as not, whether they are or not, the nearest to be given first.
    """

    labels: list[int]
    void: bool
    distances: Matrix
    probabilities: Any
    close: list[int]


class Several(Named):
    """Labels decided one by one. Never changed: whatever changes it gives another.

    Attributes:
        names: of the labels, in the order in which they were first met.
        field: that the regions share.
        rows, given, texts: the examples: points (n, d), the numbers of their labels, and what they say or "".
        added_texts: what the points say that were learned since the fit.
        measured: what held-out examples said.
        lone: as `fit` has it.
    """

    field: Separate

    def __init__(
        self,
        names: Sequence[str],
        fitted: tuple[Separate, Marked],
        rows: Matrix,
        given: Sequence[Sequence[int]],
        texts: Sequence[str],
        lone: float,
        added_texts: Sequence[str] = (),
    ) -> None:
        self.names, self.lone = list(names), lone
        self.field, self.measured = fitted
        self.rows: Matrix = frozen(rows)
        self.given = [list(own) for own in given]
        self.texts, self.added_texts = list(texts), list(added_texts)

    @classmethod
    def fit(
        cls,
        rows: npt.ArrayLike,
        labels: Sequence[Sequence[str]],
        texts: Sequence[str] = (),
        *,
        missed: float = MISSED,
        lone: float = LONE,
    ) -> Several:
        """By examples (n, d), each with any number of labels, of which at least one example has one.

        Args:
            labels: n lists of them; an empty list is an example of what has none.
            texts: what the examples say, n of them or none.
            missed: the share of the messages that have a label which may not be given it, 0.001 to 0.5.
            lone: the cosine to an example from which a point has its labels, where there are too few to measure it.

        Raises:
            GeometryError: no examples or labels, numbers that differ, an empty label, or a share out of its range.
        """
        points = normalise(rows)
        if not (len(points) == len(labels) and len(texts) in (0, len(labels))):
            raise GeometryError(
                f"{len(points)} examples have {len(labels)} lists of labels and {len(texts)} texts"
            )
        names = list(dict.fromkeys(label for own in labels for label in own))
        if not names:
            raise GeometryError("a router of several labels needs at least one example with a label")
        if not all(names):
            bad = next(at for at, own in enumerate(labels) if "" in own)
            raise GeometryError(f"example {bad + 1} has an empty label")
        share = number(missed, "the share that may be missed", 0.001, 0.5)
        given = [sorted({names.index(label) for label in own}) for own in labels]
        fitted = fit_separate(points, _table(given, len(names)), share, lone)
        return cls(names, fitted, points, given, list(texts) or [""] * len(points), lone)

    def __str__(self) -> str:
        return f"{counted(self.names, self)}, any number for one message, {self.promise}"

    @property
    def promise(self) -> str:
        """What the thresholds were chosen for, in a few words."""
        if self.measured.guarantee == 1.0:
            return "reach not calibrated"
        return f"misses {100 * self.measured.guarantee:g}% of each label"

    # --- asked ----------------------------------------------------------------------------------------------

    def decide(self, points: npt.ArrayLike) -> list[Given]:
        """What is said of each point (n, d)."""
        rows = self.field._checked(points)
        found: list[Given] = []
        for part in blocks(*rows.shape):
            probabilities, spoken = self.field.weighed(rows[part])
            columns = self.field.away(spoken), probabilities, self.field.close(spoken)
            found += [self._given(*each) for each in zip(*columns, strict=True)]
        return found

    def _given(self, away: Matrix, chances: Any, close: Any) -> Given:
        order = top(-away, len(away)).tolist()
        labels = [at for at in order if away[at] <= 0.0]
        return Given(labels, not labels, away, chances, [at for at in order if close[at]])

    def nearest(self, point: npt.ArrayLike, count: int) -> list[tuple[list[str], str, float]]:
        """The examples most like a point (1, d): labels, text and cosine, most like first."""
        row = self.field._checked(point)
        rows, given, texts = self.examples()
        cosines = table(row, rows)[0]
        return [
            ([self.names[code] for code in given[at]], texts[at], float(cosines[at]))
            for at in top(cosines, count)
        ]

    # --- changed --------------------------------------------------------------------------------------------

    def learn(self, point: npt.ArrayLike, labels: Sequence[str], text: str = "") -> Several:
        """That for which a point (1, d), and what is very like it, has these labels from now on and no others.

        Raises:
            GeometryError: a label is empty.
        """
        row = self.field._checked(point)
        if not all(labels):
            raise GeometryError("an example has an empty label")
        before = self.forget(row)
        names = list(dict.fromkeys([*before.names, *labels]))
        own = tuple(sorted({names.index(label) for label in labels}))
        field = replace(
            before.field,
            added=np.concatenate([before.field.added, row]),
            owners=(*before.field.owners, own),
            reaches=np.append(before.field.reaches, [[before._own_reach(row, own)]], axis=1),
            fresh=before.field.fresh + len(names) - len(before.names),
        )
        return before._with(field, [*before.added_texts, text], names)

    def forget(self, point: npt.ArrayLike) -> Several:
        """That without what was learned at a point (1, d); to the bit what it was, if nothing else was."""
        row = self.field._checked(point)
        kept = np.flatnonzero(np.vecdot(self.field.added, row) < SAME).tolist()
        owners = [self.field.owners[at] for at in kept]
        fitted = len(self.names) - self.field.fresh
        left = sorted({code for own in owners for code in own} | set(range(fitted)))
        order = {code: new for new, code in enumerate(left)}
        field = replace(
            self.field,
            added=self.field.added[kept],
            reaches=self.field.reaches[:, kept],
            owners=tuple(tuple(order[code] for code in own) for own in owners),
            fresh=len(left) - fitted,
        )
        return self._with(field, [self.added_texts[at] for at in kept], [self.names[code] for code in left])

    def refit(self) -> Several:
        """That fitted on all examples, those that were learned included."""
        rows, given, texts = self.examples()
        known = self.measured.guarantee
        labels = [[self.names[code] for code in own] for own in given]
        missed = MISSED if known == 1.0 else known
        return Several.fit(rows, labels, texts, missed=missed, lone=self.lone)

    def calibrate(
        self, rows: npt.ArrayLike, labels: Sequence[Sequence[str]], missed: float = MISSED
    ) -> Several:
        """That whose thresholds are those of examples that it has not seen, (n, d).

        Raises:
            GeometryError: numbers differ, a label is not one of the fit, or they have too few labels.
        """
        points = self.field._checked(rows)
        fitted = self.names[: len(self.names) - self.field.fresh]
        unknown = next((label for own in labels for label in own if label not in fitted), None)
        if len(points) != len(labels) or unknown is not None:
            what = f"no label {unknown!r}" if unknown is not None else f"{len(labels)} for {len(points)}"
            raise GeometryError(f"these labels do not fit the router and the examples: {what}")
        share = number(missed, "the share that may be missed", 0.001, 0.5)
        wanted = _table([[fitted.index(label) for label in own] for own in labels], len(fitted)) > 0
        if wanted.sum() < 1.0 / share - 1.0:
            needed = round(1.0 / share) - 1
            raise GeometryError(
                f"{int(wanted.sum())} labels are too few to calibrate by: {needed} are needed"
            )
        spoken = self.field.weighed(points)[1][:, : len(fitted)]
        field = limited(self.field, wanted, spoken, share)
        found = field, marked(field, wanted, spoken, share)
        return Several(self.names, found, self.rows, self.given, self.texts, self.lone, self.added_texts)

    def examples(self) -> tuple[Matrix, list[list[int]], list[str]]:
        """Points, labels as numbers and texts of all examples, those that were learned last."""
        if not self.field.owners:
            return self.rows, self.given, self.texts
        rows = np.concatenate([self.rows, self.field.added])
        given = [*self.given, *(list(own) for own in self.field.owners)]
        return rows, given, [*self.texts, *self.added_texts]

    def _own_reach(self, row: Matrix, labels: tuple[int, ...]) -> np.float32:
        rows, given, _ = self.examples()
        others = np.array([tuple(own) != labels for own in given])
        return np.float32(own_reach(row, rows, others, self.field.reach))

    def _with(self, field: Separate, added_texts: Sequence[str], names: Sequence[str]) -> Several:
        parts = (field, self.measured), self.rows, self.given, self.texts, self.lone
        return Several(names, *parts, added_texts)

    # --- kept -----------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain values, arrays and, under `field`, what `Region.to_dict` gives."""
        return {
            "version": VERSION,
            "names": self.names,
            "field": self.field.to_dict(),
            "rows": self.rows,
            "given": self.given,
            "texts": self.texts,
            "added_texts": self.added_texts,
            "measured": list(self.measured),
            "lone": self.lone,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Several:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a field is missing, of another version, or its parts do not fit together.
        """
        if set(data) != set(_FIELDS) or data["version"] != VERSION:
            raise GeometryError("these data are no router of several labels of this version")
        try:
            fitted = region_from_dict(data["field"]), Marked(*data["measured"])
            rows, given = normalise(data["rows"]), [[int(code) for code in own] for own in data["given"]]
            made = cls(data["names"], fitted, rows, given, data["texts"], data["lone"], data["added_texts"])  # type: ignore[arg-type]
            whole = made._holds_together()
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise GeometryError(f"the stored router is damaged: {error}") from None
        if not whole:
            raise GeometryError("the stored router is damaged: its parts do not fit together")
        return made

    def _holds_together(self) -> bool:
        field, known = self.field, len(self.names)
        return (
            isinstance(field, Separate)
            and field.labels == known == len(set(self.names))
            and self.rows.shape == (len(self.given), field.dimension)
            and len(self.texts) == len(self.given) > 0
            and len(self.added_texts) == len(field.owners)
            and all(0 <= code < known - field.fresh for own in self.given for code in own)
            and all(isinstance(each, str) for each in (*self.names, *self.texts, *self.added_texts))
        )


def _table(given: Sequence[Sequence[int]], labels: int) -> Matrix:
    """(n, k), 1 where an example has a label."""
    has = np.zeros((len(given), labels), np.float32)
    for at, own in enumerate(given):
        has[at, list(own)] = 1.0
    return has
