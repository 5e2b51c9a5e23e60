"""What a drift log says of itself and of a pair, as records."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.lvm.drift import DriftLog

WHY = (
    "{verdict: text, reason: text, z: num?, "
    "rules: list[{verdict: text, says: text, value: num?, threshold: num?, fired: bool}], "
    "parts: list[{feature: text, z: num}], "
    "examples: list[{place: int, text: text, task: num, answer: num}]}"
)
STATE = (
    "{kind: text, space: text, promise: text, examples: int, learned: int, held_out: int, rate: num, "
    "redshift: num?, blueshift: num?, echo: num, reach: num, alike: num, "
    "measured: {redshift: num?, blueshift: num?, off_topic_found: num?, echoes_found: num?}}"
)


def why(log: DriftLog, task: np.ndarray, answer: np.ndarray, count: int) -> dict[str, Any]:
    """All rules in their order, what each feature adds to the score that decided, and the most similar past tasks."""
    from sdol.lvm.drift.rules import measured, tried

    one = log.judge(task, answer)[0]
    asked = tried(log, measured(log, task, answer)[0])
    rules = [
        {name: getattr(rule, name) for name in ("verdict", "says", "value", "threshold", "fired")}
        for rule in asked
    ]
    return {
        "verdict": one.verdict,
        "reason": one.rule,
        "z": one.z,
        "rules": rules,
        "parts": _parts(log, task, answer, one.verdict),
        "examples": _examples(log, task, answer, count),
    }


def _parts(log: DriftLog, task: np.ndarray, answer: np.ndarray, verdict: str) -> list[dict[str, Any]]:
    """What each feature adds to the score: that of an echo for an echo, else that of an answer to something else."""
    from sdol.lvm.drift.features import ECHO, OFF_TOPIC

    made = log.calibration
    if made is None:
        return []
    if verdict == "blueshift":
        names, shares = ECHO, made.echo.score.parts(made.axes.echo(task, answer))[0]
    else:
        names, shares = OFF_TOPIC, made.off_topic.score.parts(made.axes.off_topic(task, answer))[0]
    return [{"feature": name, "z": float(share)} for name, share in zip(names, shares, strict=True)]


def _examples(log: DriftLog, task: np.ndarray, answer: np.ndarray, count: int) -> list[dict[str, Any]]:
    """The pairs of the log whose tasks are most similar, with the cosines of the tasks and of the answers."""
    places, cosines = log.near(task)
    return [
        {"place": at, "text": log.text(at), "task": cosine, "answer": float(answer[0] @ log.answers[at])}
        for at, cosine in zip(places[0].tolist()[:count], cosines[0].tolist(), strict=False)
    ]


def state(log: DriftLog) -> dict[str, Any]:
    """What a log knows of itself: how many pairs, its thresholds, and how often they were right of pairs held out."""
    from sdol.lvm.drift import LoopSettings

    limits, made = log.thresholds, log.calibration
    return {
        "promise": _promise(log),
        "examples": len(log),
        "learned": len(log) - log.basis if log.basis else 0,
        "held_out": 0 if made is None else made.held_out,
        "rate": log.settings.rate,
        **limits._asdict(),
        "alike": log.alike(LoopSettings().alike),
        "measured": {
            "redshift": None if made is None else made.off_topic.false_alarms,
            "blueshift": None if made is None else made.echo.false_alarms,
            "off_topic_found": None if made is None else made.off_topic.found,
            "echoes_found": None if made is None else made.echo.found,
        },
    }


def _promise(log: DriftLog) -> str:
    if log.calibration is None:
        return "none: there are too few pairs, and fixed thresholds hold"
    if log.thresholds.redshift is None:
        return f"{log.calibration.held_out} pairs are too few for a rate of {log.settings.rate:g}: none is redshift"
    share = (
        f"at most {log.settings.rate:.0%} of usual pairs are called redshift, and as many blueshift or void"
    )
    return f"{share}, as far as they are like those of the log"
