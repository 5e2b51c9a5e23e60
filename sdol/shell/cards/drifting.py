"""The cards of a verdict of drift and of what `why` says of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Facts, Grid, Heading, words
from sdol.shell.cards.setting import plural

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.pictures.page import Line
    from sdol.shell.cards.setting import Setting

_NUMBER, _MAYBE = (int, float), (int, float, type(None))
_VERDICT = {
    "verdict": str,
    "rule": str,
    "z": _MAYBE,
    "cosine": _NUMBER,
    "length": _NUMBER,
    "expected": _MAYBE,
    "neighbours": list,
    "grounding": _MAYBE,
}
_WHY = {"verdict": str, "reason": str, "z": _MAYBE, "rules": list, "parts": list, "examples": list}
_RULE = {"verdict": str, "says": str, "fired": bool}
_PART = {"feature": str, "z": _NUMBER}
_EXAMPLE = {"place": int, "text": str, "task": _NUMBER, "answer": _NUMBER}


def is_verdict(value: dict[str, Any]) -> bool:
    """Whether a record is what `drift` and `decide` give, or what `why` says of it."""
    if "rules" not in value:
        return _is(value, _VERDICT) and all(type(at) is int for at in value["neighbours"])
    lists = (("rules", _RULE), ("parts", _PART), ("examples", _EXAMPLE))
    return _is(value, _WHY) and all(_is(row, fields) for name, fields in lists for row in value[name])


def _is(value: Any, fields: dict[str, Any]) -> bool:
    """Whether a value is a record with these fields, of these types."""
    return isinstance(value, dict) and all(
        name in value and isinstance(value[name], kind) for name, kind in fields.items()
    )


def view(value: dict[str, Any], setting: Setting) -> list[Block]:
    """The verdict with its rule, and the numbers behind it or all rules that were asked."""
    head = Heading(value["verdict"], value.get("rule") or value.get("reason", ""))
    return [head, *(_reasons(value, setting) if "rules" in value else [Facts(_facts(value, setting))])]


def _facts(value: dict[str, Any], setting: Setting) -> list[tuple[str, list[Line]]]:
    usual = "" if value["expected"] is None else f", {setting.degrees(value['expected'])} are usual"
    places = ", ".join(f"#{at}" for at in value["neighbours"][: setting.most])
    facts = [
        ("z", words("nothing to compare with" if value["z"] is None else f"{value['z']:+.1f} deviations")),
        ("cosine", words(f"{value['cosine']:.2f} of task and answer")),
        ("displacement", words(f"{setting.degrees(value['length'])}{usual}")),
        ("neighbours", words(f"{plural(len(value['neighbours']), 'past task')} {places}".rstrip())),
    ]
    if value["grounding"] is not None:
        more = "more" if value["grounding"] >= 0 else "less"
        facts.append(
            ("source", words(f"cosine {abs(value['grounding']):.2f} {more} with it than with the task"))
        )
    return facts


def _reasons(value: dict[str, Any], setting: Setting) -> list[Block]:
    rules = [["*" if rule["fired"] else "", rule["verdict"], rule["says"]] for rule in value["rules"]]
    blocks: list[Block] = [Grid(["", "verdict", "rule"], rules, [False, False, False])]
    if value["parts"]:
        said = [f"{part['feature']} {part['z']:+.1f}" for part in value["parts"]]
        blocks.append(Facts([("made of", words(", ".join(said)))]))
    if value["examples"]:
        rows = [
            [one["text"] or f"#{one['place']}", f"{one['task']:.2f}", f"{one['answer']:.2f}"]
            for one in value["examples"][: setting.most]
        ]
        blocks.append(Grid(["past task", "task", "answer"], rows, [False, True, True]))
    return blocks
