"""What is said of the cases of a `match` and of a `route`: those missing, those never reached."""

from __future__ import annotations

from sdol.kernel.types import Type, show
from sdol.lang import ast
from sdol.lang.body import Body
from sdol.lang.coverage import TooLong, missing, takes_nothing_new


def check_cases(body: Body, node: ast.Match, subject: Type) -> None:
    """Reports values that no case takes, and cases that take no value which one before them has not taken."""
    try:
        _check_reached(body, node, subject)
        _check_covered(body, node, subject)
    except TooLong:
        return


def _check_reached(body: Body, node: ast.Match, subject: Type) -> None:
    before: list[ast.MatchArm] = []
    for arm in node.arms:
        if takes_nothing_new([a.pattern for a in before], arm.pattern, subject):
            _report_unreached(body, arm, before, subject)
        elif arm.guard is None:
            before.append(arm)


def _report_unreached(body: Body, arm: ast.MatchArm, before: list[ast.MatchArm], subject: Type) -> None:
    alone = (a for a in before if takes_nothing_new([a.pattern], arm.pattern, subject))
    first = next(alone, None)
    labels = [body.label(first.pattern.span, "takes them first")] if first else []
    body.problem(
        "E0211",
        arm.pattern.span,
        "this case is never reached",
        reason="the cases before it take every value that it could take",
        help="remove it, or move it before a more general one",
        labels=labels,
    )


def _check_covered(body: Body, node: ast.Match, subject: Type) -> None:
    left = missing([a.pattern for a in node.arms if a.guard is None], subject)
    if left is None:
        return
    guarded = any(a.guard is not None for a in node.arms)
    here = ast.Span(node.span.start, node.subject.span.end)
    everything = left == "_"
    body.problem(
        "E0313",
        here,
        f"this `match` does not say what happens to {'every value' if everything else f'`{left}`'}",
        label=show(subject),
        reason="a case with an `if` may be passed over"
        if guarded
        else "a `match` has a case for every value",
        help="add a last case: `_ => …`"
        if everything
        else f"add a case: `{left} => …`, or a last one: `_ => …`",
    )


def check_regions(body: Body, node: ast.Route) -> None:
    """Reports a second `void`, and a region that another case has taken already."""
    seen: dict[str, ast.Span] = {}
    for arm in node.arms:
        span = arm.region.span if arm.region else arm.span
        name = body.module.source.text[span.start : span.end] if arm.region else "void"
        if name in seen:
            body.problem(
                "E0211",
                span if arm.region else ast.Span(span.start, span.start + len(name)),
                "this case is never reached",
                reason=f"`{name}` has a case already",
                help="remove one of the two",
                labels=[body.label(seen[name], "taken here")],
            )
        seen.setdefault(name, span if arm.region else ast.Span(span.start, span.start + len(name)))
