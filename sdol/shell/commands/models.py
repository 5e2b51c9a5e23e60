"""`sdol models`: the embedding models, which are the spaces that programs name."""

from __future__ import annotations

from sdol.shell import status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.terminal import Talk

ACTIONS = {"list": 0, "verify": 0, "add": 2, "remove": 1, "bench": 1}
"""What can be done, and how many words come after it."""

SIDES = ("left", "right")
TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.spaces.manifest import Manifest
    from sdol.spaces.wishes import Wishes


def _models(call: Call) -> int:
    action, words = _words(call)
    if action == "add":
        return _add(call, words)
    if action == "remove":
        return _remove(call, words[0])
    if action == "bench":
        return _bench(call, words)
    return _list(call, verify=action == "verify")


def _words(call: Call) -> tuple[str, list[str]]:
    """The action and the words after it; `add NAME --url URL` needs no folder."""
    action = call.argument("ACTION")
    words = [w for w in (call.argument("NAME"), call.argument("FOLDER")) if w is not None]
    if action not in ACTIONS:
        raise _usage(call, f"`sdol models` cannot {action}")
    wanted = ACTIONS[action] - (action == "add" and call.option("url") is not None)
    if len(words) != wanted and not (action == "bench" and not words):
        raise _usage(call, f"`sdol models {action}` takes {wanted or 'no'} word{'s' * (wanted != 1)} more")
    return action, words


def _usage(call: Call, message: str) -> UsageError:
    return UsageError("E0901", message, help=f"usage: {call.command.usage()}")


# --- list and verify ----------------------------------------------------------------------------------------


def _list(call: Call, *, verify: bool) -> int:
    from sdol.shell.model_table import rows, shown

    found = rows(verify=verify)
    if call.option("json"):
        say_json(found)
    else:
        say(shown(found))
    return status.FAILED if any(row["problem"] for row in found) else status.FINE


# --- add and remove -----------------------------------------------------------------------------------------


def _add(call: Call, words: list[str]) -> int:
    from sdol.kernel.calibrating import packaged_groups
    from sdol.shell.model_table import row
    from sdol.spaces import adding

    name, *where = words
    adding.check_name(name, _reserved())
    groups = _groups(call.option("calibrate")) if call.option("calibrate") else packaged_groups()
    draft, notes = _calibrated(adding.probed(_draft(call, name, where)), groups)
    kept = adding.keep(draft, copy=bool(call.option("copy")))
    if call.option("json"):
        say_json(row(kept.name, verify=False) | {"notes": notes})
    else:
        say("\n".join([_added(kept), *(f"note: {note}" for note in notes)]))
    return status.FINE


def _draft(call: Call, name: str, where: list[str]) -> Manifest:
    from pathlib import Path

    from sdol.spaces import drafts
    from sdol.spaces.described import described

    wishes = _wishes(call)
    if call.option("url"):
        return drafts.from_url(name, call.option("url"), wishes)
    path = Path(where[0]).expanduser()
    like = _one_of(call, "like", tuple(described()))
    draft = drafts.from_gguf if path.is_file() else drafts.from_folder
    return draft(name, path, wishes, like)


def _calibrated(draft: Manifest, groups: list[list[str]]) -> tuple[Manifest, list[str]]:
    """The draft with its similarities measured, and what the user should know."""
    from sdol.kernel.calibrating import measured, telling
    from sdol.spaces.adding import with_calibration
    from sdol.spaces.registry import open_manifest

    notes = [COMPANY] if draft.settings.get("alone") else []
    if draft.kind == "pictures":
        return draft, notes
    talk = Talk()
    vectors = open_manifest(draft).embed(
        [text for group in groups for text in group],
        progress=lambda done, total: talk.progress("calibrating", done, total),
    )
    found = measured(vectors, groups, draft.name)
    if telling(found) < LEAST_TELLING:
        notes.append(BLIND)
    return with_calibration(draft, found), notes


LEAST_TELLING = 0.75
"""The distance (d') between related and unrelated pairs below which a model is doubted; ours reach 1.7 and 2.1."""

COMPANY = (
    "the vector of a text depends on what is embedded with it, as whole-number arithmetic makes it, "
    "so each text is embedded alone, which is slower"
)
BLIND = (
    "related sentences are hardly more alike than unrelated ones; "
    "are the tokenizer, the pooling and the prefixes those of the model?"
)


def _added(kept: Manifest) -> str:
    said = f"added {kept.name}, of {kept.dimension} dimensions and the identity {kept.id}"
    return f"{said}: a program uses it with `space {kept.name}`, or `@{kept.name}`"


def _reserved() -> frozenset[str]:
    from sdol.lang.tables import tables
    from sdol.lang.tokens import FUTURE_WORDS, SOFT_WORDS

    return tables().words | FUTURE_WORDS | SOFT_WORDS | {"hd"}


def _groups(path: str) -> list[list[str]]:
    from sdol.kernel.calibrating import read_groups
    from sdol.lang.files import read_text

    return read_groups(read_text(path, path), path)


def _wishes(call: Call) -> Wishes:
    from sdol.spaces.manifest import POOLINGS
    from sdol.spaces.wishes import Wishes

    return Wishes(
        model=call.option("model"),
        pooling=_one_of(call, "pooling", POOLINGS),
        prefixes=_prefixes(call),
        layer_norm=True if call.option("layer_norm") else None,
        dimension=_whole(call, "dimension"),
        max_tokens=_whole(call, "max_tokens"),
        padding=_one_of(call, "padding", SIDES),
        end=call.option("end"),
        key_env=call.option("key_env"),
        timeout=_whole(call, "timeout"),
    )


def _prefixes(call: Call) -> dict[str, str] | None:
    both = call.option("prefix")
    said = {role: call.option(f"{role}_prefix") for role in ("query", "document")}
    found = {role: both if own is None else own for role, own in said.items()}
    if all(text is None for text in found.values()):
        return None
    return {role: text for role, text in found.items() if text}


def _one_of(call: Call, name: str, choices: tuple[str, ...]) -> str | None:
    value: str | None = call.option(name)
    if value is not None and value not in choices:
        raise UsageError("E0901", f"`--{name} {value}` is none of {', '.join(choices)}")
    return value


def _whole(call: Call, name: str) -> int | None:
    value = call.option(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and int(value[:9]) > 0):
        shown = name.replace("_", "-")
        raise UsageError("E0901", f"`--{shown} {value}` is no whole number above zero")
    return int(value)


def _remove(call: Call, name: str) -> int:
    from sdol.spaces.adding import remove

    folder = remove(name)
    if call.option("json"):
        say_json({"removed": name, "folder": str(folder)})
    else:
        say(f"removed {name}; files that were only referred to are where they were")
    return status.FINE


# --- bench --------------------------------------------------------------------------------------------------


def _bench(call: Call, names: list[str]) -> int:
    from sdol.kernel.show import table
    from sdol.shell.model_bench import measure, shown
    from sdol.shell.terminal import width
    from sdol.spaces.registry import names as all_names

    found = [measure(name) for name in names or all_names()]
    if call.option("json"):
        say_json(found)
    else:
        say(table([shown(one) for one in found], width()))
    return status.FINE


COMMAND = Command(
    "models",
    "list, add, remove, verify and measure embedding models, the spaces of programs",
    _models,
    ("ACTION", "[NAME]", "[FOLDER]"),
    (
        Option(
            "--json", "write one JSON value; for `list` and `verify` an array with an object for each model"
        ),
        Option("--url", "add a model behind an OpenAI-compatible service, such as https://HOST/v1", "URL"),
        Option("--model", "the graph inside FOLDER, or what the service calls the model", "NAME"),
        Option("--key-env", "the environment variable that holds the key of the service", "NAME"),
        Option("--timeout", "seconds to wait for an answer of the service; by default 30", "SECONDS"),
        Option("--pooling", "how tokens become one vector: mean, cls, last, max, or model", "HOW"),
        Option("--prefix", "text before every text that is embedded", "TEXT"),
        Option("--query-prefix", "text before what is looked for with `near`", "TEXT"),
        Option("--document-prefix", "text before every other text", "TEXT"),
        Option("--dimension", "cut vectors to their first N numbers, for models trained for it", "N"),
        Option("--layer-norm", "shift and scale each vector to mean 0 and variance 1 before the cut"),
        Option("--max-tokens", "the longest text that is read at once; by default at most 2048", "N"),
        Option("--padding", "fill up short texts on the `left` or the `right`", "SIDE"),
        Option("--end", "a token to put after each text", "TOKEN"),
        Option("--like", "take the settings of a model that sdol knows: nomic, nomic_vision, qwen3", "NAME"),
        Option("--shares", "the text space whose vectors a model of pictures gives", "NAME"),
        Option(
            "--calibrate",
            "measure similarities on FILE: a text a line, groups apart by an empty line",
            "FILE",
        ),
        Option("--copy", "copy the files, instead of referring to where they are"),
    ),
    "`list` looks whether the files are there, `verify` reads them all. `add NAME FOLDER` takes a sentence encoder as "
    "ONNX, `add NAME FILE.gguf` a GGUF model, `add NAME --url URL` a service. `remove NAME` forgets one, "
    "`bench [NAME]` measures speed.",
    examples=(
        ("sdol models list", "what there is"),
        ("sdol models verify", "whether every file is as it should be"),
        ("sdol models add mine encoder", "the sentence encoder in the folder `encoder`, called `~text@mine`"),
        ("sdol models add mine encoder --pooling cls --dimension 256", "with what its files do not say"),
        ("sdol models add team --url https://HOST/v1 --model small --key-env KEY", "a service"),
    ),
)
