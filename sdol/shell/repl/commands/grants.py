"""`:grants`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.kernel.gate import Grant
    from sdol.shell.repl.evaluator import Evaluator


def _grants(evaluator: Evaluator, rest: str) -> str:
    verb, _, what = rest.partition(" ")
    what = what.strip()
    if not rest:
        return _listed(evaluator)
    if verb == "allow" and what:
        return _allow(evaluator, what)
    if verb == "revoke":
        return _revoke(evaluator, what)
    raise usage_of(COMMAND)


def _listed(evaluator: Evaluator) -> str:
    from sdol.kernel.effects import ASKED, FREE

    gate = evaluator.world.gate
    if gate.allows_all:
        return "everything is allowed; `:grants revoke` takes it back"
    lines = [f"allowed: {_shown(grant)}" for grant in gate.grants] or [
        "allowed beyond what is always: nothing"
    ]
    return "\n".join([*lines, f"always: {', '.join(FREE)}", f"on request: {', '.join(ASKED)}"])


def _shown(grant: Grant) -> str:
    from sdol.kernel.output import inert

    text = grant.effect if grant.resource is None else f"{grant.effect}={grant.resource}"
    return inert(text).replace("\n", " ")


def _allow(evaluator: Evaluator, what: str) -> str:
    from sdol.kernel.gate import Grant

    for word in what.split(" ") if "=" not in what else [what]:
        evaluator.world.gate.allow(Grant.parse(word))
    return _listed(evaluator)


def _revoke(evaluator: Evaluator, what: str) -> str:
    from sdol.kernel.gate import Grant

    gate = evaluator.world.gate
    grant = Grant.parse(what) if what and what != "all" else None
    if not (gate.revoke(grant.effect, grant.resource) if grant else gate.revoke()):
        raise wrong(
            f"`{what}` is not granted" if grant else "nothing is granted", help="`:grants` lists what is"
        )
    return _listed(evaluator)


def _words(evaluator: Evaluator, rest: str) -> Iterable[str]:
    from sdol.kernel.effects import ASKED

    verb, blank, _ = rest.partition(" ")
    if not blank:
        return ("allow", "revoke")
    if verb == "allow":
        return ASKED
    return ["all", *(_shown(grant) for grant in evaluator.world.gate.grants)]


COMMAND = ReplCommand(
    "grants",
    "what entries may do; give or take leave",
    "grants [allow EFFECT[=RESOURCE] | revoke [EFFECT[=RESOURCE]]]",
    _grants,
    "`:grants revoke` without an effect takes back everything. What was refused when it was asked for is asked for "
    "again after either.",
    examples=(
        (":grants", "what is allowed"),
        (":grants allow fs.read=notes.txt", "let entries read a file"),
        (":grants revoke fs.read", "no longer"),
    ),
    complete=_words,
)
