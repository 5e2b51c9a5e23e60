"""Taggers: several labels for one message, none, and what held-out examples say of them."""

import pytest

from sdol.kernel.kinds import Made
from sdol.kernel.saved_bytes import Reader, Writer
from sdol.kernel.saved_values import kind_named, kind_of
from sdol.learn.families.tagger import FITTED
from sdol.lvm import random_points
from sdol.lvm.routing import Several
from sdol.shell.cards import card

ENGINES = ("step", "emit")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_message_has_all_its_labels_one_or_none(run, engine):
    program = FITTED + 'for m in ["refund me, the parcel is lost", "I was charged", "quantum physics"] {\n'
    program += "  print sort(decide(t, ~m).labels), decide(t, ~m).void\n}"
    out = '["money", "parcel"] false\n["money"] false\n[] true\n'
    assert run(program, engine).out == out


def test_its_regions_overlap_and_agree_with_what_it_decides(run):
    program = (
        FITTED + 'let said = ~["refund me, the parcel is lost", "I was charged", "where is it", "hello"]\n'
    )
    program += (
        "for v in said { print [l for l in labels(t) if v in region_of(t, l)] == sort(decide(t, v).labels) }"
    )
    assert run(program).out == "true\n" * 4


def test_a_point_that_was_learned_counts_and_is_taken_back(run):
    program = (
        FITTED + 'let odd = ~"quantum physics"\nlet more = learn(t, odd, ["science", "money"], "quantum")\n'
    )
    program += "print sort(decide(more, odd).labels), labels(more)\nlet back = forget(more, odd)\n"
    program += "print labels(back), decide(back, ~texts(0)) == decide(t, ~texts(0))\n"
    program = program.replace("texts(0)", "rows[6].text")
    assert (
        run(program).out == '["money", "science"] ["money", "parcel", "science"]\n["money", "parcel"] true\n'
    )


def test_it_is_there_in_the_next_run_and_damage_is_told(run, tmp_path):
    session = str(tmp_path / "kept.db")
    ask = 'let d = decide(x, ~"refund me, the parcel is lost")\nprint d.labels, d.reason\n'
    first = run(FITTED + 'keep(t, "tags")\n' + ask.replace("x,", "t,"), session=session)
    again = 'space swift\nlet x = recall_tagger("tags", like: ~"x")\n' + ask
    assert run(again, session=session).out == first.out != ""
    broken = 'print len(tagger_from_json(set_path(tagger_to_json(t), "/tagger/names", 3), ~"x"))'
    assert run(FITTED + broken).codes == ["E0591"]


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("fit(~texts, take(tags, 3))", "E0593"),
        ("fit(~texts, [[] for x in texts])", "E0593"),
        ('fit(~texts, [[""] for x in texts])', "E0593"),
        ("fit(~texts, tags, missed: 2)", "E0593"),
        ("fit(~take(texts, 0), take(tags, 0))", "E0553"),
        ('region_of(t, "sales")', "E0592"),
        ('calibrate(t, ~texts, [["sales"] for x in texts])', "E0593"),
        ('learn(t, "a cat", [""])', "E0593"),
        ('recall_tagger("tags", ~"x")', "E0590"),
    ],
)
def test_what_is_wrong_is_told(run, program, code):
    given = "let texts = [x.text for x in rows]\nlet tags = [x.labels for x in rows]\n"
    assert run(FITTED + given + f"print {program}").codes == [code]


def test_it_is_saved_with_a_stopped_machine_and_has_a_card():
    tagger = Several.fit(random_points(60, 8, 1), [["a"], ["a", "b"], []] * 20)
    (made,) = Reader(Writer(kind_of).write([Made("tagger", "toy@1", tagger)]), kind_named, None).read()
    probes = random_points(40, 8, 2)
    assert [one.labels for one in made.body.decide(probes)] == [one.labels for one in tagger.decide(probes)]
    assert "2 labels, 60 examples" in card(made, width=100)
