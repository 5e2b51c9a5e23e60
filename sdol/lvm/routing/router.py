"""A router: named regions of one field, the examples they were fitted on, and what was measured."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import frozen, number
from sdol.lvm.region import region_from_dict
from sdol.lvm.routing.field import Field, own_reach
from sdol.lvm.routing.fitting import LONE, Fitted, fit_field, recalibrated
from sdol.lvm.routing.lessening import lessened
from sdol.lvm.routing.measured import Measured
from sdol.lvm.routing.named import SAME, SEPARATOR, Named, counted
from sdol.lvm.sphere import Matrix, blocks, normalise, table, top

VERSION = 2
REFUSED = 0.05
"""The share of messages of known labels that may fall into the void."""

_FEW = 0.01  # the share of examples without which a router is much what it was
_FIELDS = ("version", "names", "field", "rows", "codes", "texts", "added_texts", "measured", "scores", "lone")


class Verdict(NamedTuple):
    """What a router says of one point.

    Attributes:
        label: the number of the deepest region, or of the nearest.
        void: whether the point lies outside all regions.
        distances: to every region, (k,).
        probabilities: of every label, given that the point has one of them, (k,).
        close: the other labels that cannot be told from the first, most probable first.
    """

    label: int
    void: bool
    distances: Matrix
    probabilities: Any
    close: list[int]


class Router(Named):
    """Labels decided together. Never changed: whatever changes it gives another router.

    `fit` makes it. Distances, gradients and routes come from `region` and `known`.

    Attributes:
        names: of the labels, in the order in which they were first met.
        field: that the regions share.
        rows, codes, texts: the examples: points (n, d), their labels as numbers, and what they say or "".
        added_texts: what the points say that were learned since the fit.
        measured: what held-out examples said.
        scores: (1, m), the familiarity of up to 1,024 of them, rising.
        lone: as `fit` has it.
    """

    field: Field

    def __init__(
        self,
        names: Sequence[str],
        fitted: Fitted,
        rows: Matrix,
        codes: Any,
        texts: Sequence[str],
        lone: float,
        added_texts: Sequence[str] = (),
    ) -> None:
        self.names, self.lone = list(names), lone
        self.field, self.measured, self.scores = fitted
        self.rows: Matrix = frozen(rows)
        self.codes = frozen(np.asarray(codes, dtype=np.int64))
        self.texts, self.added_texts = list(texts), list(added_texts)

    @classmethod
    def fit(
        cls,
        rows: npt.ArrayLike,
        labels: Sequence[str],
        texts: Sequence[str] = (),
        *,
        refused: float = REFUSED,
        lone: float = LONE,
    ) -> Router:
        """A router over examples (n, d); O(n d k) in time.

        Args:
            labels: n of them.
            texts: what the examples say, n of them or none.
            refused: the share of messages of known labels that may fall into the void, 0.001 to 0.5.
            lone: the cosine to an example from which a point is near, where there are too few to measure it.

        Raises:
            GeometryError: no examples, numbers that differ, an empty label, or a share out of its range.
        """
        points = normalise(rows)
        if not (len(points) == len(labels) and len(texts) in (0, len(labels))):
            raise GeometryError(f"{len(points)} examples have {len(labels)} labels and {len(texts)} texts")
        if not len(points):
            raise GeometryError("a router needs at least one example")
        if not all(labels):
            raise GeometryError(f"example {list(map(bool, labels)).index(False) + 1} has an empty label")
        share = number(refused, "the share that may be refused", 0.001, 0.5)
        names = list(dict.fromkeys(labels))
        numbers = {name: code for code, name in enumerate(names)}
        codes = np.array([numbers[label] for label in labels])
        fitted = fit_field(points, codes, len(names), share, lone)
        return cls(names, fitted, points, codes, list(texts) or [""] * len(points), lone)

    def __str__(self) -> str:
        return f"{counted(self.names, self)}, {self.promise}"

    @property
    def promise(self) -> str:
        """What the threshold was chosen for, in a few words."""
        if self.measured.guarantee == 1.0:
            return "reach not calibrated"
        return f"refuses {100 * self.measured.guarantee:g}% of known messages"

    # --- asked ----------------------------------------------------------------------------------------------

    def decide(self, points: npt.ArrayLike) -> list[Verdict]:
        """What the router says of each point (n, d)."""
        rows = self.field._checked(points)
        return [verdict for part in blocks(*rows.shape) for verdict in self._verdicts(rows[part])]

    def _verdicts(self, rows: Matrix) -> Iterator[Verdict]:
        logits, familiarity = self.field.judged(rows)
        away = self.field.away(logits, familiarity)
        best = away.argmin(axis=1)
        void = away.min(axis=1) > 0.0
        close = self._close(logits, best)
        return map(Verdict, best.tolist(), void.tolist(), away, self.field.probabilities(logits), close)

    def _close(self, logits: Any, best: Any) -> list[list[int]]:
        """Of each row the labels in doubt beside the best one, most probable first."""
        doubtful = logits >= logits.max(axis=1, keepdims=True) - self.measured.doubt
        doubtful[np.arange(len(best)), best] = False
        found: list[list[int]] = [[] for _ in range(len(best))]
        rows, labels = doubtful.nonzero()
        for at in np.lexsort((labels, -logits[rows, labels], rows)).tolist():
            found[rows[at]].append(int(labels[at]))
        return found

    def settled(self, verdict: Verdict) -> str:
        """The deepest label that the first and all that are close to it have in common, as `cards` is of
        `cards/lost` and `cards/limit`: the label itself where none is close, "" where they have none.
        """
        paths = [self.names[at].split(SEPARATOR) for at in (verdict.label, *verdict.close)]
        shared = itertools.takewhile(lambda parts: len(set(parts)) == 1, zip(*paths, strict=False))
        return SEPARATOR.join(parts[0] for parts in shared)

    def familiarity(self, points: npt.ArrayLike) -> Any:
        """How familiar each point is (n, d) -> (n,): below `field.threshold` it lies in the void."""
        return self.field.judged(self.field._checked(points))[1]

    def nearest(self, point: npt.ArrayLike, count: int) -> list[tuple[str, str, float]]:
        """The examples most like a point (1, d): label, text and cosine, most like first."""
        row = self.field._checked(point)
        cosines = np.concatenate([table(row, self.rows)[0], table(row, self.field.added)[0]])
        return [(*self._example(at), float(cosines[at])) for at in top(cosines, count).tolist()]

    def _example(self, at: int) -> tuple[str, str]:
        """The label and the text of an example, those that were learned last."""
        since = at - len(self.rows)
        if since < 0:
            return self.names[self.codes[at]], self.texts[at]
        return self.names[self.field.owners[since]], self.added_texts[since]

    def contradictions(self) -> list[tuple[int, int]]:
        """Pairs of examples that are the same point with different labels, by their numbers; learned ones last."""
        last: dict[bytes, int] = {}
        found = []
        for at, row in enumerate(self.rows):
            before = last.get(key := row.tobytes())
            if before is not None and self.codes[before] != self.codes[at]:
                found.append((before, at))
            last[key] = at
        return found + self._contradicted()

    def _contradicted(self) -> list[tuple[int, int]]:
        """Examples of the fit with what was learned at their point since, of another label."""
        found = []
        for part in blocks(len(self.field.added), len(self.rows)):
            learned, places = (self.field.added[part] @ self.rows.T >= SAME).nonzero()
            last = dict(zip((learned + part.start).tolist(), places.tolist(), strict=True))
            found += [(at, new) for new, at in last.items() if self.codes[at] != self.field.owners[new]]
        return [(at, len(self.rows) + new) for at, new in found]

    # --- changed --------------------------------------------------------------------------------------------

    def learn(self, point: npt.ArrayLike, label: str, text: str = "") -> Router:
        """The router for which a point (1, d) has a label from now on, and what is very like it.

        Only its surroundings change, be the label new or not. `refit` takes in what was learned.

        Raises:
            GeometryError: the label is empty.
        """
        row = self.field._checked(point)
        if not label:
            raise GeometryError("an example has an empty label")
        before = self.forget(row)
        names = before.names if label in before.names else [*before.names, label]
        code = names.index(label)
        field = replace(
            before.field,
            added=np.concatenate([before.field.added, row]),
            owners=(*before.field.owners, code),
            reaches=np.append(before.field.reaches, [[before._own_reach(row, code)]], axis=1),
            fresh=before.field.fresh + len(names) - len(before.names),
        )
        return before._with(field, [*before.added_texts, text], names)

    def forget(self, point: npt.ArrayLike) -> Router:
        """The router without what was learned at a point (1, d); to the bit what it was before, if nothing else was.

        An example of the fit stays: `without` takes it away.
        """
        row = self.field._checked(point)
        kept = np.flatnonzero(np.vecdot(self.field.added, row) < SAME).tolist()
        fitted = len(self.names) - self.field.fresh
        left = {self.field.owners[at] for at in kept} | set(range(fitted))
        order = {code: new for new, code in enumerate(sorted(left))}
        field = replace(
            self.field,
            added=self.field.added[kept],
            reaches=self.field.reaches[:, kept],
            owners=tuple(order[self.field.owners[at]] for at in kept),
            fresh=len(left) - fitted,
        )
        names = [self.names[code] for code in sorted(left)]
        return self._with(field, [self.added_texts[at] for at in kept], names)

    def without(self, point: npt.ArrayLike) -> Router:
        """A router without the examples at a point (1, d), whether fitted or learned.

        Where they are less than 1 in 100 and each label has others, it is fitted from where it stood, with the
        threshold and the figures that it had; else anew.
        """
        row = self.field._checked(point)
        kept = np.vecdot(self.rows, row) < SAME
        router = self.forget(row)
        if kept.all():
            return router
        codes = self.codes[kept]
        fitted = len(self.names) - self.field.fresh
        if (~kept).sum() > _FEW * len(kept) or len(set(codes.tolist())) < fitted:
            return router._kept(np.concatenate([kept, np.ones(len(router.field.owners), bool)]))
        field = lessened(router.field, self.rows, self.codes, kept)
        texts = [self.texts[at] for at in np.flatnonzero(kept).tolist()]
        parts = Fitted(field, self.measured, self.scores), self.rows[kept], codes, texts, self.lone
        return Router(router.names, *parts, router.added_texts)

    def refit(self) -> Router:
        """A router fitted on all examples, those that were learned included."""
        return self._kept(np.ones(len(self), bool))

    def calibrate(self, rows: npt.ArrayLike, labels: Sequence[str], refused: float = REFUSED) -> Router:
        """The router whose threshold and probabilities are those of examples that it has not seen, (n, d).

        At most a share `refused` of further messages of the same kind falls into the void, on the mean over
        draws of these examples (split conformal prediction).

        Raises:
            GeometryError: numbers differ, a label is unknown, or they are fewer than 1 / refused - 1.
        """
        points = self.field._checked(rows)
        unknown = next((label for label in labels if label not in self.names), None)
        if len(points) != len(labels) or unknown is not None:
            what = f"no label {unknown!r}" if unknown is not None else f"{len(labels)} for {len(points)}"
            raise GeometryError(f"these labels do not fit the router and the examples: {what}")
        share = number(refused, "the share that may be refused", 0.001, 0.5)
        numbers = {name: code for code, name in enumerate(self.names)}
        found = recalibrated(self.field, points, np.array([numbers[label] for label in labels]), share)
        if found is None:
            raise GeometryError(
                f"{len(points)} examples are too few to calibrate by: {round(1.0 / share) - 1} are needed"
            )
        return Router(self.names, found, self.rows, self.codes, self.texts, self.lone, self.added_texts)

    def _own_reach(self, row: Matrix, label: int) -> np.float32:
        fitted = own_reach(row, self.rows, self.codes != label, self.field.reach)
        others = np.asarray(self.field.owners, dtype=np.int64) != label
        return np.float32(own_reach(row, self.field.added, others, fitted))

    def _with(self, field: Field, added_texts: Sequence[str], names: Sequence[str]) -> Router:
        fitted = Fitted(field, self.measured, self.scores)
        return Router(names, fitted, self.rows, self.codes, self.texts, self.lone, added_texts)

    def _kept(self, kept: Any) -> Router:
        """A router fitted on some of all examples, `kept` true for each of them."""
        rows, codes, texts = self.examples()
        places = np.flatnonzero(kept).tolist()
        known = self.measured.guarantee
        refused = REFUSED if known == 1.0 else known
        labels = [self.names[codes[at]] for at in places]
        return Router.fit(rows[places], labels, [texts[at] for at in places], refused=refused, lone=self.lone)

    def examples(self) -> tuple[Matrix, list[int], list[str]]:
        """Points, labels as numbers and texts of all examples, those that were learned last."""
        if not self.field.owners:
            return self.rows, self.codes.tolist(), self.texts
        rows = np.concatenate([self.rows, self.field.added])
        return rows, [*self.codes.tolist(), *self.field.owners], [*self.texts, *self.added_texts]

    # --- kept -----------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain values, arrays and, under `field`, what `Region.to_dict` gives."""
        return {
            "version": VERSION,
            "names": self.names,
            "field": self.field.to_dict(),
            "rows": self.rows,
            "codes": self.codes,
            "texts": self.texts,
            "added_texts": self.added_texts,
            "measured": list(self.measured),
            "scores": self.scores,
            "lone": self.lone,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Router:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a field is missing, of another version, or its parts do not fit together.
        """
        if set(data) != set(_FIELDS) or data["version"] != VERSION:
            raise GeometryError("these data are no router of this version")
        try:
            field = region_from_dict(data["field"])
            measured = Measured(*data["measured"])
            pairs = tuple((int(a), int(b), int(n)) for a, b, n in measured.confusions)
            measured = measured._replace(confusions=pairs)
            fitted = Fitted(field, measured, _row(data["scores"]))  # type: ignore[arg-type]
            rows, codes = normalise(data["rows"]), np.asarray(data["codes"], dtype=np.int64)
            made = cls(data["names"], fitted, rows, codes, data["texts"], data["lone"], data["added_texts"])
            whole = made._holds_together()
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise GeometryError(f"the stored router is damaged: {error}") from None
        if not whole:
            raise GeometryError("the stored router is damaged: its parts do not fit together")
        return made

    def _holds_together(self) -> bool:
        field, known = self.field, len(self.names)
        return (
            isinstance(field, Field)
            and field.labels == known
            and self.rows.shape == (len(self.codes), field.dimension)
            and len(self.texts) == len(self.codes) > 0
            and len(self.added_texts) == len(field.owners)
            and bool((self.codes >= 0).all() and (self.codes < known - field.fresh).all())
            and len(set(self.names)) == known
            and len(self.scores) == 1
            and all(0 <= code < known for a, b, _ in self.measured.confusions for code in (a, b))
            and all(isinstance(each, str) for each in (*self.names, *self.texts, *self.added_texts))
        )


def _row(stored: Any) -> Matrix:
    """Numbers (1, m), of which there may be none.

    Raises:
        ValueError: they are not in one row, or not finite.
    """
    row: Matrix = np.asarray(stored, dtype=np.float32)
    if row.ndim != 2 or not np.isfinite(row).all():
        raise ValueError("figures of held-out examples are not in one row")
    return row
