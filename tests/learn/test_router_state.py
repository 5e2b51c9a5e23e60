"""What a session keeps of routers: in revisions, only what changed, whole or said to be damaged."""

import json
import os
import subprocess
import sys

import pytest

from sdol.kernel.world import World
from sdol.learn import keeping
from sdol.learn.packing import pack, pieces, unpack
from sdol.learn.routing.made import FITTED
from sdol.lvm import normalise, random_points
from sdol.lvm.routing import Router
from sdol.store.database import Database

SAID = '["a late parcel", "my invoice", "hello", "a card and a courier", "quantum physics"]'
TOY = "toy@1"


def stored(session):
    """Keys and values of what is kept."""
    with Database.open(session) as database:
        return {key: value for key, value in database.state.items() if key.startswith("router ")}


def size(found):
    return sum(len(json.dumps(value)) for value in found.values())


def kept(world, router, name="teams"):
    return keeping.keep(world, keeping.ROUTER, name, TOY, router.to_dict(), str(router))


def recalled(world, revision=None, name="teams"):
    return Router.from_dict(keeping.recall(world, keeping.ROUTER, name, TOY, revision))


@pytest.fixture
def world(tmp_path):
    made = World(session=str(tmp_path / "kept.db"))
    yield made
    made.close()


def test_another_process_decides_to_the_bit_the_same(sdol, tmp_path):
    (tmp_path / "one.sdol").write_text(FITTED + f'keep(r, "teams")\nprint to_json(decide(r, ~{SAID}))')
    again = f'space swift\nlet r = recall("teams", like: ~"x")\nprint to_json(decide(r, ~{SAID}))'
    (tmp_path / "two.sdol").write_text(again)
    first, second = (sdol("run", name, "--session", "kept.db") for name in ("one.sdol", "two.sdol"))
    assert first.returncode == second.returncode == 0
    assert first.stdout == second.stdout != ""


def test_two_processes_that_keep_at_once_give_different_revisions(tmp_path):
    program = tmp_path / "keep.sdol"
    program.write_text(FITTED + 'for i in range(4) { print keep(r, "teams") }')
    words = [sys.executable, "-m", "sdol", "run", str(program), "--session", str(tmp_path / "kept.db")]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ}) for _ in range(2)]
    numbers = [int(number) for process in both for number in process.communicate(timeout=60)[0].split()]
    assert sorted(numbers) == list(range(1, 9))


def test_after_one_example_more_only_kilobytes_are_written(world, tmp_path):
    router = Router.fit(random_points(1200, 96, 1), [f"label {at % 12}" for at in range(1200)])
    kept(world, router)
    before = stored(tmp_path / "kept.db")
    more = router.learn(random_points(1, 96, 2), "label 3", "a new one")
    kept(world, more)
    after = stored(tmp_path / "kept.db")
    assert size(before) > 400_000
    assert size(after) - size(before) < 16_000
    probes = random_points(20, 96, 3)
    assert (recalled(world).field.table(probes) == more.field.table(probes)).all()
    assert (recalled(world, 1).field.table(probes) == router.field.table(probes)).all()


def test_eight_revisions_are_kept_and_nothing_of_the_others(world, tmp_path):
    for seed in range(10):
        kept(world, Router.fit(random_points(90, 32, seed), ["a", "b", "c"] * 30))
    found = stored(tmp_path / "kept.db")
    numbers = [one["revision"] for one in keeping.revisions(world, keeping.ROUTER, "teams")]
    assert numbers == list(range(3, 11))
    named = {one for number in numbers for one in pieces(found[f"router revision {number} of teams"])}
    assert {key for key in found if " piece " in key} == {f"router piece {one} of teams" for one in named}
    assert keeping.forget(world, keeping.ROUTER, "teams")
    assert stored(tmp_path / "kept.db") == {}


def test_names_that_look_like_revisions_are_kept_apart(world):
    one, other = (Router.fit(random_points(6, 8, seed), ["a", "b"] * 3) for seed in (1, 2))
    kept(world, one, "teams")
    kept(world, other, "1 of teams")
    assert (recalled(world).rows == one.rows).all()
    assert (recalled(world, name="1 of teams").rows == other.rows).all()


def test_revisions_are_listed_and_recalled(run):
    program = FITTED + 'for i in range(10) { keep(r, "teams") }\nlet all = revisions("teams")\n'
    program += "print len(all), all[0].revision, all[7].revision, len(all[0].kept)\n"
    program += 'print len(recall("teams", ~"x", revision: 3))\nprint len(recall("teams", ~"x", revision: 2))'
    found = run(program)
    assert (found.out, found.codes) == ("8 3 10 20\n8\n", ["E0590"])
    assert run('print revisions("none")').out == "[]\n"


def test_what_changed_between_two_revisions(run):
    program = (
        FITTED + 'keep(r, "teams")\nlet more = learn(r, ~"a cat", "pets", "a cat")\nkeep(more, "teams")\n'
    )
    program += 'let c = changes(recall("teams", ~"x"), since: recall("teams", ~"x", revision: 1))\n'
    program += "print c.learned, c.gone, c.labels_new, c.labels_gone\n"
    program += "let d = changes(r, since: r)\nprint d.learned, d.reach, d.fitted_anew"
    assert run(program).out == '[{label: "pets", text: "a cat"}] [] ["pets"] []\n[] false false\n'


def test_a_router_of_another_space_is_refused(run, tmp_path):
    session = str(tmp_path / "kept.db")
    run(FITTED + 'keep(r, "teams")', session=session)
    assert run('print len(recall("teams", like: \'a))', session=session).codes == ["E0502"]


@pytest.mark.parametrize("damage", ["revisions of", "revision 1", "names", "field", "a piece", "no piece"])
def test_damaged_state_is_told_and_can_be_forgotten(run, tmp_path, damage):
    session = str(tmp_path / "kept.db")
    run(FITTED + 'keep(r, "teams")', session=session)
    spoil(session, damage)
    found = run('space swift\nprint len(recall("teams", ~"x"))', session=session)
    assert found.codes == ["E0591"]
    again = 'print forget_router("teams")\nprint keep(r, "teams"), len(recall("teams", ~"x"))'
    assert run(FITTED + again, session=session).out == "true\n1 8\n"


def spoil(session, damage):
    with Database.open(session) as database:
        keys = [key for key, _ in database.state.items() if key.startswith("router ")]
        piece = next(key for key in keys if " piece " in key)
        revision = database.state.get("router revision 1 of teams")
        if damage == "no piece":
            database.state.delete(piece)
        elif damage == "a piece":
            database.state.set(piece, "AAAA")
        elif damage in revision["data"]:
            revision["data"][damage] = "nonsense"
            database.state.set("router revision 1 of teams", revision)
        else:
            database.state.set(next(key for key in keys if damage in key), "nonsense")


def test_a_router_goes_to_a_file_and_comes_back(run, tmp_path):
    path = tmp_path / "router.json"
    program = FITTED + f'write("{path}", to_json(router_to_json(r)))\n'
    program += f'let back = router_from_json(parse_json(read("{path}")), like: ~"x")\n'
    program += f"print decide(back, ~{SAID}) == decide(r, ~{SAID}), labels(back)"
    found = run(program, allow=[f"fs.write={tmp_path}", f"fs.read={tmp_path}"])
    assert (found.out, found.messages) == ('true ["billing", "shipping"]\n', [])


@pytest.mark.parametrize("damage", ["version", "names", "field", "rows"])
def test_a_file_that_was_changed_is_refused(run, damage):
    program = FITTED + "let j = router_to_json(r)\n"
    program += f'print len(router_from_json(set_path(j, "/router/{damage}", "nonsense"), ~"x"))'
    assert run(program).codes == ["E0591"]


def test_rows_are_cut_by_what_they_are_so_that_one_more_shifts_nothing():
    rows, written = random_points(3000, 96, 5), {}

    def put(piece):
        written[str(hash(piece))] = piece
        return str(hash(piece))

    packed = pack({"rows": rows}, put)
    assert (unpack(packed, written.__getitem__)["rows"] == rows).all()
    before = set(written)
    pack({"rows": normalise([*rows[:1500], rows[7], *rows[1500:]])}, put)
    assert len(set(written) - before) <= 2 < 10 < len(before)
