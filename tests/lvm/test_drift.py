"""Drift on points whose relations are known by construction."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.lvm import GeometryError
from sdol.lvm.drift import (
    DriftLog,
    Judgement,
    LoopSettings,
    Settings,
    drift_log,
    follow,
    loops,
    moving,
    no_pairs,
    novelty,
    watch,
)
from sdol.lvm.drift.features import OFF_TOPIC, Axes
from sdol.lvm.drift.scores import conformal

DIMENSION = 64


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def conversation(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Tasks of one kind, whose answers keep half of the task and share a way of answering."""
    chance = np.random.default_rng(seed)
    kind, manner = np.eye(DIMENSION)[:2]
    tasks = unit(kind + 0.12 * chance.standard_normal((count, DIMENSION)))
    answers = unit(0.6 * tasks + 0.5 * manner + 0.06 * chance.standard_normal((count, DIMENSION)))
    return tasks, answers


@pytest.fixture(scope="module")
def log() -> DriftLog:
    return drift_log(*conversation(300))


def verdicts(log: DriftLog, tasks: np.ndarray, answers: np.ndarray) -> list[str]:
    return [one.verdict for one in log.judge(tasks, answers)]


def test_usual_pairs_are_rarely_called_anything(log: DriftLog) -> None:
    found = verdicts(log, *conversation(400, seed=1))
    assert found.count("converged") > 0.8 * len(found)
    assert all(found.count(v) < 0.1 * len(found) for v in ("redshift", "blueshift", "void"))


@pytest.mark.parametrize("pairs", [40, 120])
def test_of_fresh_usual_pairs_at_most_the_rate_is_called_something(pairs: int) -> None:
    seeds, fresh = 12, 200
    found: list[str] = []
    for seed in range(seeds):
        found += verdicts(drift_log(*conversation(pairs, seed)), *conversation(fresh, seed=100 + seed))
    # 5% on the mean over logs; the share of one varies as Beta(2, 39) at least, .034, and four errors are allowed.
    allowed = 0.05 + 4 * math.sqrt(0.034**2 * 40 / pairs / seeds + 0.05 * 0.95 / len(found))
    assert all(found.count(v) / len(found) < allowed for v in ("redshift", "blueshift", "void"))


def test_what_is_learned_beside_a_part_of_a_log_holds_beside_the_whole() -> None:
    tasks, answers = conversation(100)
    more = conversation(2000, seed=1)
    whole, part = Axes.of(tasks, answers, False), Axes.of(tasks[:80], answers[:80], False, 0.8)
    local = OFF_TOPIC.index("local")
    levels = [axes.off_topic(*more)[:, local].mean() for axes in (whole, part)]
    assert abs(levels[0] - levels[1]) < 0.008  # with ten neighbours beside either, .017 apart


def test_where_usual_answers_are_near_both_rules_of_an_echo_keep_to_the_rate_together() -> None:
    def near(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Usual answers of which a sixth has a cosine above 0.92."""
        chance = np.random.default_rng(seed)
        tasks, _ = conversation(count, seed)
        away = unit(chance.standard_normal((count, DIMENSION)))
        angle = chance.uniform(0.3, 1.0, (count, 1))
        return tasks, unit(np.cos(angle) * tasks + np.sin(angle) * away)

    found: list[str] = []
    for seed in range(8):
        log = drift_log(*near(300, seed))
        assert log.thresholds.echo > 0.92
        found += verdicts(log, *near(300, 100 + seed))
    assert found.count("blueshift") / len(found) < 0.075  # .05 and four errors; each to the rate alone: .09


def test_a_pair_of_the_log_itself_is_as_usual_as_others(log: DriftLog) -> None:
    assert verdicts(log, log.tasks, log.answers).count("converged") > 0.9 * len(log)


def test_answers_of_other_tasks_are_off_topic(log: DriftLog) -> None:
    tasks, answers = conversation(100, seed=2)
    found = verdicts(log, tasks, np.roll(answers, 1, axis=0))
    assert found.count("redshift") > 80


def test_the_task_said_again_is_an_echo(log: DriftLog) -> None:
    tasks, _ = conversation(100, seed=3)
    chance = np.random.default_rng(4)
    echoes = unit(tasks + 0.04 * chance.standard_normal(tasks.shape))
    assert verdicts(log, tasks, echoes).count("blueshift") > 90


def test_a_task_unlike_all_others_is_void(log: DriftLog) -> None:
    strange = np.eye(DIMENSION, dtype=np.float32)[10:12]
    assert verdicts(log, strange, unit(strange + 2 * np.roll(strange, 1, axis=0))) == ["void", "void"]


def test_a_small_log_uses_the_published_numbers() -> None:
    # Three tasks at one point with displacements of 0.5, 0.6 and 0.7 radians: 0.6 is expected, the deviation is 0.1.
    task, side = np.eye(DIMENSION, dtype=np.float32)[:2]

    def at(length: float) -> np.ndarray:
        return unit(math.cos(length) * task + math.sin(length) * side)[None]

    log = drift_log(np.tile(task, (3, 1)), np.vstack([at(0.5), at(0.6), at(0.7)]))
    [far] = log.judge(task[None], at(0.79))
    assert (far.verdict, far.z, far.expected) == (
        "redshift",
        pytest.approx(1.9, abs=1e-3),
        pytest.approx(0.6),
    )
    assert verdicts(log, task[None], at(0.77)) == ["converged"]
    assert verdicts(log, task[None], at(0.46)) == ["converged"]
    assert verdicts(log, task[None], at(0.44)) == ["blueshift"]
    # Two neighbours are too few, but an echo needs none: cos 0.39 = 0.925.
    two = drift_log(log.tasks[:2], log.answers[:2])
    assert verdicts(two, task[None], at(0.79)) == ["void"]
    assert verdicts(two, task[None], at(0.39)) == ["blueshift"]


def test_a_verdict_does_not_depend_on_its_batch(log: DriftLog) -> None:
    tasks, answers = conversation(30, seed=5)
    alone = [log.judge(t[None], a[None])[0].verdict for t, a in zip(tasks, answers, strict=True)]
    assert verdicts(log, tasks, answers) == alone


def test_without_a_log_only_echoes_are_found() -> None:
    task, other = np.eye(DIMENSION, dtype=np.float32)[:2]
    none = drift_log(no_pairs(), no_pairs())
    assert verdicts(none, np.stack([task, task]), np.stack([task, other])) == ["blueshift", "void"]


def test_a_source_tells_grounded_from_ungrounded() -> None:
    task, said, other = np.eye(DIMENSION, dtype=np.float32)[:3]
    none = drift_log(no_pairs(), no_pairs())
    assert none.judge(task[None], said[None], np.stack([other, said]))[0].verdict == "converged"
    unlike = none.judge(task[None], said[None], other[None])[0]
    assert unlike.verdict == "redshift" and unlike.rule.startswith("ungrounded")
    # Nearer to the task than to the source: cosines .7 and .3.
    invented = unit(0.7 * task + 0.3 * other + 0.648 * said)[None]
    assert none.judge(task[None], invented, other[None])[0].verdict == "redshift"


def test_a_log_survives_its_dictionary_and_grows(log: DriftLog) -> None:
    again = DriftLog.from_dict(log.to_dict())
    assert again.thresholds == log.thresholds
    tasks, answers = conversation(10, seed=6)
    assert again.with_pairs(tasks, answers).thresholds == log.thresholds  # not yet a quarter more
    grown = again.with_pairs(*conversation(100, seed=7))
    assert (len(grown.tasks), grown.basis) == (400, 400)


def test_a_log_never_grows_beyond_its_most_and_goes_on_with_the_latest() -> None:
    log = drift_log(*conversation(90), Settings(most=100))
    tasks, answers = conversation(60, seed=8)
    for at in range(60):
        log = log.with_pairs(tasks[at : at + 1], answers[at : at + 1])
        assert len(log) <= 100
    assert (log.tasks[-1] == tasks[-1]).all() and log.calibration is not None
    assert DriftLog.from_dict(log.to_dict()).thresholds == log.thresholds


def test_a_pair_that_was_learned_is_taken_back(log: DriftLog) -> None:
    task, answer = conversation(1, seed=9)
    back = log.with_pairs(task, answer, ["new"]).without(task, answer)
    assert (back.tasks == log.tasks).all() and back.basis == log.basis and back.thresholds == log.thresholds
    assert len(log.without(log.tasks[:1], log.answers[:1])) == 299


def test_thresholds_come_from_other_pairs_at_another_rate(log: DriftLog) -> None:
    other = conversation(200, seed=10)
    loose = log.calibrate(*other, rate=0.2)
    far = sum(one.verdict == "redshift" for one in loose.judge(*conversation(400, seed=11)))
    assert 0.1 < far / 400 < 0.3  # 20%, within four standard deviations of both samples
    assert DriftLog.from_dict(loose.to_dict()).thresholds == loose.thresholds


def test_one_turn_followed_is_the_last_of_a_transcript_watched() -> None:
    asked = np.stack([E1, E2, E3])
    before = drift_log(no_pairs(), no_pairs())
    found, _ = watch(before, asked, ALIKE)
    assert follow(before, asked, ALIKE)[0].verdict == found[-1].verdict == "loop"
    with pytest.raises(GeometryError, match="no turn"):
        follow(before, no_pairs(), no_pairs())


@pytest.mark.parametrize(
    "change",
    [
        {"tasks": np.zeros((3, 4))},
        {"basis": 999},
        {"settings": {"rate": 2.0}},
        {"settings": {"strange": 1}},
        {"settings": {"rate": "small"}},
        {"settings": {"redshift": math.nan}},
        {"settings": {"neighbours": 8.5}},
        {"answers": 1},
    ],
)
def test_nonsense_is_no_log(log: DriftLog, change: dict) -> None:
    with pytest.raises(GeometryError):
        DriftLog.from_dict({**log.to_dict(), **change})


def test_bad_shapes_are_refused(log: DriftLog) -> None:
    with pytest.raises(GeometryError, match="2 tasks have 1 answers"):
        log.judge(np.ones((2, DIMENSION)), np.ones((1, DIMENSION)))
    with pytest.raises(GeometryError, match="dimension"):
        log.judge(np.ones((1, 3)), np.ones((1, 3)))
    with pytest.raises(GeometryError, match="rate"):
        drift_log(np.ones((1, 3)), np.ones((1, 3)), Settings(rate=0.5))


def test_equal_pairs_calibrate_nothing() -> None:
    task, side = np.eye(DIMENSION, dtype=np.float32)[:2]
    log = drift_log(np.tile(task, (60, 1)), np.tile(unit(task + side), (60, 1)))
    assert log.basis == 0
    assert verdicts(log, np.stack([task, task]), np.stack([unit(task + side), side])) == [
        "converged",
        "redshift",
    ]


@given(st.lists(st.floats(-1, 1), min_size=20, max_size=200), st.floats(0.05, 0.4))
def test_at_most_the_rate_of_the_calibrating_scores_is_above(scores: list[float], rate: float) -> None:
    threshold = conformal(np.array(scores), rate)
    assert sum(s > threshold for s in scores) <= rate * len(scores)


E1, E2, E3, E4 = np.eye(8, dtype=np.float32)[:4]
ALIKE = unit(np.stack([E4 + 0.1 * E1, E4 + 0.1 * E2, E4 + 0.1 * E3]))


def test_alike_answers_to_different_tasks_are_a_loop() -> None:
    assert loops(ALIKE, np.stack([E1, E2, E3])).tolist() == [0.0, 0.0, pytest.approx(1 / 1.01, abs=1e-4)]


def test_what_repeats_itself_honestly_is_no_loop() -> None:
    asked = np.stack([E1, E2, E3])
    assert not loops(ALIKE, np.stack([E1, E1, E1])).any()  # the same was asked
    assert not loops(ALIKE, asked, patient=E4[None]).any()  # an answer that may be repeated
    assert not loops(ALIKE, ALIKE[[1, 2, 0]]).any()  # answers to what was asked
    assert not loops(np.stack([E1, E2, E3]), asked).any()  # answers that differ
    assert not loops(ALIKE, asked, settings=LoopSettings(window=4)).any()  # too few
    marks = [False, False, True]
    assert all(
        one.verdict != "loop"
        for one in watch(drift_log(no_pairs(), no_pairs()), asked, ALIKE, moving=marks)[0]
    )


def turn_by_turn(log: DriftLog, tasks: np.ndarray, answers: np.ndarray) -> tuple[list[Judgement], DriftLog]:
    """What `watch` says where nothing is a loop, by its definition."""
    found = []
    for task, answer in zip(tasks, answers, strict=True):
        found += log.judge(task[None], answer[None])
        log = log.with_pairs(task, answer) if found[-1].verdict in ("converged", "void") else log
    return found, log


def equal_then_others() -> tuple[np.ndarray, np.ndarray]:
    tasks, answers = conversation(150, seed=3)
    return np.vstack([np.tile(tasks[:1], (60, 1)), tasks]), np.vstack(
        [np.tile(answers[:1], (60, 1)), answers]
    )


@pytest.mark.parametrize(
    ("turns", "most"),
    [(conversation(330, seed=2), 5000), (conversation(250, seed=2), 100), (equal_then_others(), 5000)],
    ids=["growing", "at its most", "equal answers first"],
)
def test_a_transcript_is_judged_as_it_would_have_been_turn_by_turn(turns, most: int) -> None:
    never = LoopSettings(window=1000)
    none = drift_log(no_pairs(), no_pairs(), Settings(most=most))
    (found, after), (wanted, log) = watch(none, *turns, settings=never), turn_by_turn(none, *turns)
    assert [(one.verdict, one.rule) for one in found] == [(one.verdict, one.rule) for one in wanted]
    assert [one.z for one in found] == [one.z and pytest.approx(one.z, abs=1e-4) for one in wanted]
    assert after.basis == log.basis > 0 and (after.tasks == log.tasks).all()
    assert (after.lengths == log.lengths).all() and after.thresholds == log.thresholds
    if most == 5000:
        assert [one.neighbours for one in found[70:]] == [one.neighbours for one in wanted[70:]]


def test_a_long_transcript_of_equal_turns_copies_its_log_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    copies = []
    grown = DriftLog.with_pairs
    monkeypatch.setattr(DriftLog, "with_pairs", lambda log, *pairs: copies.append(1) or grown(log, *pairs))
    task, side = np.eye(DIMENSION, dtype=np.float32)[:2]
    turns = np.tile(task, (2000, 1)), np.tile(unit(task + side), (2000, 1))
    found, log = watch(drift_log(no_pairs(), no_pairs()), *turns)
    assert len(log) == 2000 and {one.verdict for one in found[3:]} == {"converged"}
    assert len(copies) < 20


def test_a_transcript_teaches_only_what_was_usual() -> None:
    asked = np.stack([E1, E2, E3, E1])
    said = np.concatenate([ALIKE, E1[None]])
    found, log = watch(drift_log(no_pairs(), no_pairs()), asked, said)
    assert [one.verdict for one in found] == ["void", "void", "loop", "blueshift"]
    assert len(log.tasks) == 2


def test_reports_move_on_where_words_stay_and_numbers_do_not() -> None:
    assert moving(["10% done", "20% done", "20% done"]) == [False, True, False]
    assert moving(["step 1", "stage 2"]) == [False, False]
    assert moving([]) == []


def test_novelty_counts_words_that_say_something() -> None:
    assert novelty("The cat sat.", "a cat, there") == 0.5
    assert novelty("It is the", "") == 0.0
