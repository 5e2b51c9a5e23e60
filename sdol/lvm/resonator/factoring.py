"""Factoring vectors into codewords: the door to the network and to the covering search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.resonator.book import Book, refuse_unknown
from sdol.lvm.resonator.carrier import Carrier, Rows, family_of
from sdol.lvm.resonator.covering import cover
from sdol.lvm.resonator.network import resonate
from sdol.lvm.resonator.outcome import Account
from sdol.lvm.resonator.settings import Factorisation, Settings, chance_of_any
from sdol.lvm.vsa import Family

_WITHIN = 0.05
"""Products for each squared dimension up to which the network alone is tried first, a quarter of its capacity."""

_TRIED = 20


class Resonator(Described):
    """Codebooks made ready to factor with.

    Attributes:
        family: of the vectors.
        codebooks: F matrices (K_f, d).
    """

    def __init__(
        self, codebooks: Sequence[npt.ArrayLike], *, family: Family | None = None, cleanup: str = "outer"
    ) -> None:
        """Takes F matrices (K_f, d) of one family, whose sizes may differ.

        Args:
            family: `HRR(d)`, `FHRR(d)`, `MAP(d)` or `BSC(d)`; by default what the first codebook looks like.
            cleanup: "outer" or "inverse", the scores of the network (see `Book`).

        Raises:
            GeometryError: no codebook, an empty one, rows of another family or dimension, rows that are zero
                or hold NaN or infinity, codewords that are no signs in MAP, an unknown clean-up.
        """
        refuse_unknown(cleanup)
        given = list(codebooks)
        if not given:
            raise GeometryError("there is no codebook to factor with")
        self.family = family or family_of(given[0])
        self.codebooks = [_rows(self.family, book, f"codebook {n}") for n, book in enumerate(given)]
        for number, book in enumerate(self.codebooks):
            if not len(book):
                raise GeometryError(f"codebook {number} is empty: nothing can be made of it")
        self._carrier = Carrier(self.family, self.codebooks)
        self._books = [Book(book, cleanup) for book in self._carrier.books]

    def __str__(self) -> str:
        return f"codebooks of {', '.join(str(len(book)) for book in self.codebooks)} in {self.family!r}"

    def factor(self, s: npt.ArrayLike, **settings: Any) -> list[Factorisation]:
        """Finds the codewords whose binding is each vector of s (n, d): see the function `factor`.

        Raises:
            GeometryError: rows of another family or dimension, rows that are zero or hold NaN or infinity,
                settings out of range.
        """
        asked, rows = Settings.of(settings), _rows(self.family, s, "the vector")
        account = Account(self._carrier.problems(rows), self._books, asked)
        _search(account)
        return _reports(account, self.family, rows, self.codebooks)


def factor(
    s: npt.ArrayLike,
    codebooks: Sequence[npt.ArrayLike],
    *,
    family: Family | None = None,
    cleanup: str = "outer",
    **settings: Any,
) -> list[Factorisation]:
    """Finds the codewords, one from each codebook, whose binding is the vector: s = x_1 * x_2 * ... * x_F.

    By a resonator network and a covering search in superposition (see `network` and `covering` in this
    package). Whatever is reported has been rebound: its product is the vector (to float32 rounding), or as
    similar to it as `least` asks. What was not found within the iterations may still exist. An iteration
    costs O(sum(K_f) d) for each vector.

    Args:
        s: the problems, rows (n, d); each is factored for itself.
        codebooks, family, cleanup: those of `Resonator`, which is worth keeping for more calls than one.
        settings: those of `Settings`: method, iterations, restarts, threshold, noise, least, seed.

    Returns:
        One report for each row of s.

    Raises:
        GeometryError: as `Resonator` and its method `factor` do.
    """
    return Resonator(codebooks, family=family, cleanup=cleanup).factor(s, **settings)


def _search(account: Account) -> None:
    asked, books = account.settings, account.books
    products, alone = math.prod(len(book) for book in books), len(books) < 2
    within = products <= _WITHIN * books[0].width ** 2
    if asked.method == "network" or alone:
        resonate(account, asked.iterations)
    elif asked.method == "auto" and within:
        resonate(account, min(_TRIED * (asked.restarts + 1), asked.iterations))
    if asked.method != "network" and not alone:
        cover(account)


def _rows(family: Family, x: npt.ArrayLike, what: str) -> Rows:
    rows = family.rows(x)
    if family.name == "BSC":
        return rows
    with np.errstate(over="ignore"):
        power = np.vecdot(rows, rows).real
    bad = np.flatnonzero(~np.isfinite(power) | (power == 0.0))
    if len(bad):
        why = (
            "is zero" if power[bad[0]] == 0.0 else "holds NaN or infinity, or numbers too large to be squared"
        )
        raise GeometryError(f"row {bad[0]} of {what} {why}")
    return rows


def _reports(account: Account, family: Family, s: Rows, books: list[Rows]) -> list[Factorisation]:
    similarity, products = _rebound(account, family, s, books), math.prod(len(book) for book in books)
    width, accepted = account.books[0].width, account.settings.accepted
    return [
        Factorisation(
            found=found,
            indices=tuple(account.indices[number].tolist()) if found else (),
            similarity=float(similarity[number]),
            iterations=-(-int(account.work[number]) // account.iteration),
            restarts=int(account.restarts[number]),
            energies=tuple(account.energies[number]),
            confidence=1.0 - chance_of_any(float(similarity[number]), width, products) if found else 0.0,
            method=method if found else "",
        )
        for number, method in enumerate(account.method)
        for found in (method != "" and float(similarity[number]) >= accepted,)
    ]


def _rebound(account: Account, family: Family, s: Rows, books: list[Rows]) -> npt.NDArray[np.float32]:
    """The cosine of each vector with its codewords bound together; 0 for those without any.

    The search rebinds what it finds, but of a spectrum only the complex bins: for HRR it is done once more.
    """
    if family.name != "HRR":
        return account.similarity
    similarity = np.zeros(len(s), dtype=np.float32)
    seen = np.flatnonzero((account.indices >= 0).all(axis=1))
    if len(seen):
        bound = books[0][account.indices[seen, 0]]
        for column, book in enumerate(books[1:], start=1):
            bound = family.bind(bound, book[account.indices[seen, column]])
        similarity[seen] = family.similarity(bound, s[seen])
    return similarity
