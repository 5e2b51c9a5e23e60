"""Channels, views, voids and outlying vectors in the language: what goes wrong says so, and views are saved."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sdol.kernel.kinds import Made, remade
from sdol.lvm import Views, random_points

FEW = "let few = ['a, 'b, 'c]\nlet many = [symbol(\"s{i}\") for i in range(40)]\nlet none = take(few, 0)\n"


@pytest.mark.parametrize(
    ("code", "error", "says"),
    [
        ("channels(many, few)", "E0506", "40 rows of A and 3 rows of B"),
        ("channels(few, few)", "E0506", "at least 20 things, not 3"),
        ("channels(none, none)", "E0506", "at least 20 things, not 0"),
        ("channels(take(many, 30), many)", "E0506", "30 rows of A and 40"),
        ("channels(['a for _ in range(40)], many)", "E0506", "all rows of A are the same"),
        ("len(voids(few))", "E0506", "at least 8 points, not 3"),
        ("len(voids(none))", "E0506", "at least 8 points, not 0"),
        ("len(voids(many, -1))", "E0506", "no -1 voids"),
        ("len(outlying(few))", "E0506", "too few"),
        ("len(outlying(none, many))", "", "0"),
        ("len(outlying(many, none))", "E0506", "0 vectors are too few"),
        ("outlier_scores(few, few)", "E0506", "too few"),
        ("views(none)", "E0585", "this list is empty"),
        ("zoom(views(few), 0)", "E0506", "no prefix of 0"),
        ("zoom(views(few), 1025)", "E0506", "no prefix of 1025"),
        ("closest(views(few), 'a, -1)", "E0506", "0 rows or more, not -1"),
        ("trained(views(few))", "E0506", "too few to measure"),
        ("closest(views(few), 'b, 1)[0].place", "", "1"),
        ("recall(views(many), none)", "", "1.0"),
        ("voids(many)[0].radius", "E0510", ""),
    ],
)
@pytest.mark.parametrize("engine", ["step", "emit"])
def test_what_goes_wrong_says_so(run: Callable, engine: str, code: str, error: str, says: str) -> None:
    found = run(f"{FEW}print {code}", engine)
    if error:
        assert found.codes == [error] and says in found.messages[0]
    else:
        assert found.out == f"{says}\n"


@pytest.mark.parametrize(
    "code",
    ['closest(views(few), ~"a cat", 1)', 'recall(views(few), ~["a cat"])', 'len(outlying(few, ~["a cat"]))'],
)
def test_two_spaces_do_not_meet(run: Callable, code: str) -> None:
    found = run(f"{FEW}print {code}")
    assert found.status == 2 and set(found.codes) <= {"E0301", "E0302"}


def test_two_models_may_be_asked_about_the_same_things(run: Callable) -> None:
    texts = 'let texts = flatten([["{i} {w}" for i in range(8)] for w in ["cats", "invoices", "storms"]])\n'
    found = run(
        f"{texts}let seen = channels(~texts@minilm, ~texts@swift)\n"
        "print len(seen.purple), seen.overall.agreement > 0.3, len(seen.pattern)"
    )
    assert found.out == "24 true 24\n"


def test_views_are_saved_whole() -> None:
    views = Made("views", "hd@1", Views(random_points(5, 300, 1)).zoom(100))
    again = remade("views", "hd@1", views.body.to_dict())
    assert again.shown == views.shown == "views@hd, 5 vectors at 32, 100"
    assert np.array_equal(again.body.rows, views.body.rows)  # type: ignore[attr-defined]
