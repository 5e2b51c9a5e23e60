"""The gate itself: what a grant covers, and that nothing runs before its intent is written down."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.gate import Grant, Refused, resolve
from sdol.kernel.output import Output
from sdol.kernel.table import Instruction, get
from sdol.kernel.world import World

PLACE = (0, 0, 0)


@pytest.fixture
def worlds() -> Iterator[list[World]]:
    made: list[World] = []
    yield made
    for world in made:
        world.close()


def world(worlds: list[World], **options: object) -> World:
    worlds.append(World(output=Output(io.StringIO()), session=":memory:", **options))
    return worlds[-1]


@given(st.lists(st.sampled_from(["..", ".", "a", "b", "a.txt"]), max_size=6))
def test_a_path_is_covered_exactly_where_it_really_is(parts: list[str]) -> None:
    grant = Grant.parse("fs.read=/granted/place")
    path = os.path.join("/granted/place", *parts)
    inside = os.path.normpath(path) == "/granted/place" or os.path.normpath(path).startswith(
        "/granted/place/"
    )
    assert grant.covers("fs.read", resolve("fs.read", path)) == inside
    assert not grant.covers("fs.write", resolve("fs.read", path))


@pytest.mark.parametrize("text", ["fs.read=", "telepathy", "net=", "", "FS.READ=x", "output"])
def test_what_is_no_grant(text: str) -> None:
    with pytest.raises(SdolError) as caught:
        Grant.parse(text)
    assert caught.value.code == "E0902"


def test_hosts_are_compared_without_case_and_without_parts() -> None:
    grant = Grant.parse("net=Example.org")
    assert grant.covers("net", resolve("net", "example.ORG"))
    assert not grant.covers("net", resolve("net", "example.org.evil.com"))
    assert not grant.covers("net", resolve("net", "sub.example.org"))


def test_the_instruction_is_given_the_path_that_was_allowed(worlds: list[World], tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    seen: list[str] = []
    row = Instruction(
        "fs.spy", "(path: text)", lambda world, path: seen.append(path), effect="fs.read", resource=0
    )
    allowed = world(worlds, grants=[Grant.parse(f"fs.read={tmp_path}")])
    allowed.gate.perform(row, (str(tmp_path / "link.txt"),), PLACE)
    assert seen == [str(tmp_path.resolve() / "real.txt")]


def test_the_intent_is_written_before_the_effect_and_the_result_before_the_program_sees_it(
    worlds: list[World],
) -> None:
    one = world(worlds, allow_all=True)
    outcomes = []

    def act(world: World, name: str) -> str:
        outcomes.extend((e.resource, e.outcome) for e in world.journal.entries())
        return "value"

    row = Instruction("env.spy", "(name: text) -> text", act, effect="env", resource=0)
    assert one.gate.perform(row, ("HOME",), PLACE) == "value"
    assert outcomes == [("HOME", "unknown")]
    assert [(e.resource, e.outcome, e.value) for e in one.journal.entries()] == [("HOME", "done", "value")]


def test_an_effect_that_was_cut_off_stays_unknown(worlds: list[World]) -> None:
    one = world(worlds, allow_all=True)

    def act(world: World, name: str) -> None:
        raise KeyboardInterrupt

    row = Instruction("env.spy", "(name: text)", act, effect="env", resource=0)
    with pytest.raises(KeyboardInterrupt):
        one.gate.perform(row, ("HOME",), PLACE)
    assert [e.outcome for e in one.journal.entries()] == ["unknown"]


@pytest.mark.parametrize("answer", [True, False])
def test_a_question_is_put_once_for_each_resource(answer: bool, worlds: list[World], tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def ask(effect: str, resource: str, place: object) -> bool:
        asked.append((effect, Path(resource).name))
        return answer

    (tmp_path / "a").write_text("x")
    (tmp_path / "b").write_text("x")
    one = world(worlds, ask=ask)
    for name in ("a", "a", "./a", "b", "a"):
        try:
            one.gate.perform(get("fs.read"), (str(tmp_path / name),), PLACE)
        except Refused:
            assert not answer
        else:
            assert answer
    assert asked == [("fs.read", "a"), ("fs.read", "b")]


def test_free_effects_are_recorded_only_in_a_named_session(worlds: list[World]) -> None:
    quiet, named = world(worlds), world(worlds, record=True)
    for one in (quiet, named):
        one.gate.perform(get("output.print"), ("hello",), PLACE)
        one.gate.write_records()
    assert list(quiet.journal.entries()) == []
    assert [(e.instruction, e.arguments, e.outcome) for e in named.journal.entries()] == [
        ("output.print", ["hello"], "done")
    ]


def test_a_refusal_stands_where_it_cannot_be_recorded(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database" * 100)
    one = World(output=Output(io.StringIO()), session=str(tmp_path / "broken.db"))
    with pytest.raises(Refused):
        one.gate.perform(get("fs.read"), (str(tmp_path / "a"),), PLACE)


def test_what_a_person_granted_covers_that_resource_and_nothing_inside_it() -> None:
    given, asked = Grant("fs.read", "/a"), Grant("fs.read", "/a", exact=True)
    assert [g.covers("fs.read", "/a") for g in (given, asked)] == [True, True]
    assert [g.covers("fs.read", "/a/b") for g in (given, asked)] == [True, False]


def test_with_a_named_session_a_change_of_the_store_is_recorded_before_it_is_done_and_failures_too(
    tmp_path: Path,
) -> None:
    world = World(session=str(tmp_path / "s.db"), record=True, output=Output(io.StringIO()))
    notes = world.gate.perform(get("store.open"), ("notes", "swift"), (0, 0, 0))
    world.gate.perform(get("store.put"), (notes, "a late parcel", None), (0, 0, 0))
    recorded = [(e.instruction, e.outcome) for e in world.journal.entries()]
    assert recorded == [("store.open", "done"), ("store.put", "done")]
    with pytest.raises(SdolError):
        world.gate.perform(
            get("store.near"), (notes, world.embeddings.embed("swift", ["x"])[0], -1), (0, 0, 0)
        )
    world.gate.write_records()
    assert [(e.instruction, e.outcome) for e in world.journal.entries()][2:] == [("store.near", "failed")]
    world.close()
