"""`v as other`: what was shipped, what a session learns and keeps, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.kernel import translations
from sdol.kernel.translations import Translations
from sdol.lvm import HeldOut, fit_rosetta, random_points
from sdol.resources import folder
from sdol.spaces import registry
from sdol.store.database import Database

ENGINES = pytest.mark.parametrize("engine", ["step", "emit"])
TEXTS = (
    'let topics = ["the parcel", "the invoice", "my card", "the weather", "a flight", "this song", "our cat"]\n'
    'let ends = ["is late", "is wrong", "is here", "was lost", "makes me happy", "costs too much"]\n'
    'let texts = flatten([["{t} {e}" for e in ends] for t in topics])\n'
)


@ENGINES
def test_what_was_shipped_brings_a_vector_near_its_own_text(run: Callable, engine: str) -> None:
    found = run(
        'let v = ~"my card was charged twice"@swift as minilm\n'
        'print v ~ ~"my card was charged twice" > 0.6, v ~ ~"is it going to rain" < 0.3, space_of(v)\n',
        engine,
    )
    assert found.out == "true true minilm\n"


@ENGINES
def test_a_list_is_translated_as_its_vectors_are(run: Callable, engine: str) -> None:
    found = run(
        'let vs = ~["a cat", "an invoice", "rain"]@swift\nlet there = vs as minilm\n'
        "for i in range(3) { print there[i] ~ (vs[i] as minilm) > 0.999999 }\nprint len(there)",
        engine,
    )
    assert found.out == "true\ntrue\ntrue\n3\n"


@ENGINES
def test_a_function_of_any_space_translates_what_it_is_given(run: Callable, engine: str) -> None:
    found = run(
        "fn moved(v: vec@S) -> vec@swift { v as swift }\n"
        'print moved(~"a cat") ~ ~"a cat"@swift > 0.4, moved(~"a cat"@swift) ~ ~"a cat"@swift > 0.999999\n'
        'try { print moved(\'cat) ~ ~"a cat"@swift } else e { print e.code }',
        engine,
    )
    assert found.out == "true true\nE0582\n"


def test_two_spaces_meet_after_a_translation(run: Callable) -> None:
    assert (
        run('let cat = ~"a cat"\nlet chat = ~"a cat"@swift\nprint cat ~ chat as minilm > 0.5').out == "true\n"
    )


@pytest.mark.parametrize("code", ["'paris as swift", '~"a cat" as hd', '~["a cat"] as hd'])
def test_symbols_are_not_translated(run: Callable, code: str) -> None:
    found = run(f"print {code}")
    assert (found.status, found.codes) == (2, ["E0305"])


@pytest.mark.parametrize("code", ['"a cat" as swift', "3 as swift", '["a cat"] as swift'])
def test_only_vectors_are_translated(run: Callable, code: str) -> None:
    assert run(f"print {code}").codes == ["E0302"]


@pytest.fixture
def twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A space `twin`, made of the same model as swift, which nothing translates to."""
    place = tmp_path / "own models" / "twin"
    shutil.copytree(folder("models") / "swift", place)
    described = json.loads((place / "manifest.json").read_text())
    (place / "manifest.json").write_text(json.dumps(described | {"name": "twin", "version": "2"}))
    registry.forget()


@pytest.mark.usefixtures("twin")
class TestLearning:
    @ENGINES
    def test_what_a_session_learned_it_keeps(self, run: Callable, engine: str, tmp_path: Path) -> None:
        session = str(tmp_path / f"{engine}.db")
        asked = 'print ~"the invoice is late"@twin as minilm ~ ~"the invoice is late" > 0.5'
        assert run(asked, engine, session=session).codes == ["E0582"]
        learn = (
            f"{TEXTS}let seen = learn_translation(~texts, ~texts@twin)\nprint seen.pairs, seen.accuracy > 0.3"
        )
        assert run(learn, engine, session=session).out == "42 true\n"
        assert run(asked, engine, session=session).out == "true\n"
        assert run(asked, engine).codes == ["E0582"]

    def test_what_is_learned_goes_before_what_was_shipped(self, run: Callable) -> None:
        found = run(
            f'{TEXTS}let before = ~"the invoice"@swift as minilm\n'
            "let pairs = learn_translation(~texts@swift, ~texts@minilm).pairs\n"
            'print before ~ (~"the invoice"@swift as minilm) < 0.999, translation("swift", "minilm").pairs == pairs'
        )
        assert found.out == "true true\n"

    def test_what_a_transaction_undoes_was_not_learned(self, run: Callable) -> None:
        found = run(
            f"{TEXTS}try {{ transaction {{\n  print learn_translation(~texts, ~texts@twin).pairs\n"
            '  stop("no")\n} } else e { print e.message }\n'
            'try { print ~"a cat"@twin as minilm ~ ~"a cat" } else e { print e.code }'
        )
        assert found.out == "42\nno\nE0582\n"

    def test_a_space_is_not_translated_to_itself(self, run: Callable) -> None:
        assert run('print translation("swift", "swift").pairs').codes == ["E0583"]

    def test_chance_is_not_learned(self, run: Callable) -> None:
        shuffled = f"{TEXTS}print learn_translation(~texts, ~shuffle(texts, 1)@twin).pairs"
        assert run(shuffled).codes == ["E0584"]

    @pytest.mark.parametrize(
        ("lists", "code"),
        [
            ("~texts, ~texts", "E0583"),
            ("~texts, ~take(texts, 0)@twin", "E0583"),
            ("~texts, ~take(texts, 9)@twin", "E0506"),
            ("~take(texts, 1), ~take(texts, 1)@twin", "E0506"),
        ],
    )
    def test_what_cannot_be_learned_from(self, run: Callable, lists: str, code: str) -> None:
        assert run(f"{TEXTS}print learn_translation({lists}).pairs").codes == [code]


@pytest.fixture
def database() -> Iterator[Database]:
    with Database.open(":memory:") as opened:
        yield opened


def test_the_shipped_figures_are_good(database: Database) -> None:
    found = Translations(lambda: database).between(*_ids())
    assert found.held_out is not None
    assert found.held_out.candidates == 1000 and found.held_out.better
    assert min(found.held_out.forward_top1, found.held_out.backward_top1) > 0.95
    assert found.dimensions == (384, 256) and found.inverse().dimensions == (256, 384)


def test_texts_that_it_never_saw_find_themselves(database: Database) -> None:
    here = Path(__file__).resolve().parents[2] / "examples" / "data"
    texts = [
        t for name in ("shop_faq", "shop_questions") for t in (here / f"{name}.txt").read_text().splitlines()
    ]
    minilm, swift = (registry.open_space(name).embed(texts) for name in ("minilm", "swift"))
    found = Translations(lambda: database).between(*_ids())
    judged = found.measured(minilm, swift).held_out
    assert judged is not None and judged.pairs == len(texts) == 65
    assert min(judged.forward_top1, judged.backward_top1) > 0.95
    assert min(judged.forward_cosine, judged.backward_cosine) > 0.75


def test_every_bit_of_what_is_learned_comes_back(database: Database) -> None:
    rosetta = fit_rosetta(random_points(40, 6, 1), random_points(40, 6, 1)[:, ::-1])
    Translations(lambda: database).learn("a@1", "b@2", rosetta)
    again = Translations(lambda: database)
    rows = random_points(5, 6, 9)
    assert np.array_equal(again.between("a@1", "b@2").translate(rows), rosetta.translate(rows))
    assert np.array_equal(again.between("b@2", "a@1").translate(rows), rosetta.inverse().translate(rows))
    assert again.between("a@1", "b@2").held_out == rosetta.held_out


def test_a_new_fit_takes_the_place_of_the_old_one(database: Database) -> None:
    first = fit_rosetta(random_points(40, 6, 1), random_points(40, 6, 1)[:, ::-1])
    second = fit_rosetta(random_points(40, 6, 2)[:, ::-1], random_points(40, 6, 2))
    known = Translations(lambda: database)
    known.learn("a@1", "b@2", first)
    known.learn("b@2", "a@1", second)
    rows = random_points(5, 6, 9)
    assert np.array_equal(known.between("b@2", "a@1").translate(rows), second.translate(rows))
    assert len(list(database.settings.items())) == 2  # the index, and one set of matrices


def test_another_version_of_a_model_is_another_space(database: Database) -> None:
    known = Translations(lambda: database)
    with pytest.raises(SdolError) as refused:
        known.between("minilm@00000000", _ids()[1])
    assert refused.value.code == "E0582" and "minilm@00000000" in refused.value.message


def test_a_damaged_file_is_not_used(tmp_path: Path) -> None:
    shipped = folder("models") / "translations" / "minilm-swift.json"
    about = json.loads(shipped.read_text())
    copy = tmp_path / shipped.name
    for contents, code in ((None, "E0705"), (b"no matrices", "E0706")):
        if contents is not None:
            (tmp_path / about["file"]).write_bytes(contents)
        with pytest.raises(SdolError) as refused:
            translations._read(copy, about)
        assert refused.value.code == code


def test_figures_travel_with_a_translation_and_turn_with_it() -> None:
    judged = HeldOut(10, 5.0, 0.9, 0.8, 0.95, 0.85, 0.7, 0.6, 0.2, 0.001)
    back = judged.reversed()
    assert (back.forward_top1, back.backward_mrr, back.chance) == (0.8, 0.95, 0.2)
    assert back.reversed() == judged


def _ids() -> tuple[str, str]:
    return registry.manifest("minilm").id, registry.manifest("swift").id
