"""Function values from one engine to the other: what a function is differs between them, all else is the same."""

from __future__ import annotations

from functools import partial
from types import FunctionType

from sdol.kernel.machine import UNSET, Closure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from sdol.compiler.live import Live


def to_machine(live: Live, count: int) -> list[Any]:
    """The top-level variables of a session for a stepping machine, of which there are so many."""
    values = live.values()
    return [_stepped(values[i]) if i in values else UNSET for i in range(count)]


def from_machine(live: Live, values: Iterable[Any]) -> None:
    """Gives the top-level variables of a session the values that they have on a stepping machine."""
    known = live.values()
    for index, value in enumerate(values):
        if value is not UNSET and known.get(index, UNSET) is not value:
            live.assign({index: emitted(live, value)})


def emitted(live: Live, value: Any) -> Any:
    """A value of a stepping machine for the fast engine."""
    return _changed(value, lambda one: _function(live, one) if isinstance(one, Closure) else one)


def _stepped(value: Any) -> Any:
    """A value of the fast engine for a stepping machine."""
    return _changed(value, _closure)


def _closure(value: Any) -> Any:
    if isinstance(value, partial):
        captures = tuple(_stepped(one) for one in value.args)
        return Closure(_number(value.func), captures, value.func.__name__)
    if isinstance(value, FunctionType):
        return Closure(_number(value), (), value.__name__)
    return value


def _number(function: Any) -> int:
    """The number of an emitted function: its code is called `f` and that."""
    return int(function.__code__.co_name[1:])


def _function(live: Live, closure: Closure) -> Any:
    made = live.function(closure.function)
    captures = [emitted(live, one) for one in closure.captures]
    return partial(made, *captures) if captures else made


def _changed(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value with its parts changed; the value itself where none of them is another one then."""
    if type(value) is list:
        items = [_changed(item, change) for item in value]
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if type(value) is dict:
        fields = {name: _changed(item, change) for name, item in value.items()}
        return fields if any(fields[name] is not value[name] for name in value) else value
    return change(value)
