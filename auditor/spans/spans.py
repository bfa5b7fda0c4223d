"""One span of a recorded run, its content turned into events."""

from collections.abc import Iterable, Iterator, Mapping
from operator import is_
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct

from auditor.trace import Event, Message, Tool

Kind = Literal["chat", "tool", "agent", "other"]


_EMPTY: tuple[Any, ...] = (None, "", {}, [])


class Execution(Struct, frozen=True, gc=False):
    """What a tool span says of one execution; `output` is None where it was not captured."""

    name: str
    arguments_raw: str = ""
    output: str | None = None
    call_id: str | None = None
    is_error: bool = False


class Span(Struct, frozen=True, gc=False):
    """One span, its content turned into events.

    Attributes:
        item: Its place in the list that the trace's pointers count in.
        start: When it began, in UTC; spans without a time keep the order of the file.
        said: What was given to the model or agent, history included.
        replied: What came back.
        execution: Of a tool span.
        usage: Tokens by kind, as the span counts them.
    """

    span_id: str
    parent_id: str | None
    kind: Kind
    item: int
    start: str | None = None
    said: tuple[Event, ...] = ()
    replied: tuple[Event, ...] = ()
    execution: Execution | None = None
    model: str | None = None
    tools: tuple[Tool, ...] = ()
    usage: Mapping[str, int] = MappingProxyType({})


def with_later(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return a record that was written twice, when it began and when it ended: the later wins.

    What the later one leaves empty is kept from the earlier.
    """
    return before | {key: value for key, value in after.items() if value not in _EMPTY}


def instructions_first(said: Iterable[Event], replied: Iterable[Event]) -> tuple[Event, ...]:
    """Return what was said behind the instructions that only the reply repeats."""
    return (*(event for event in replied if is_instruction(event)), *said)


def without_instructions(replied: Iterable[Event]) -> tuple[Event, ...]:
    """Return what came back without the instructions that it repeats."""
    return tuple(event for event in replied if not is_instruction(event))


def is_instruction(event: Event) -> bool:
    """Say whether an event holds words of the system."""
    return type(event) is Message and event.source == "runtime"


def beginning_shared(before: tuple[Event, ...], now: tuple[Event, ...]) -> int:
    """Return how many events two histories begin with that are the very same objects."""
    if len(before) <= len(now) and all(map(is_, before, now)):
        return len(before)
    number = 0
    for one, other in zip(before, now, strict=False):
        if one is not other:
            break
        number += 1
    return number


def ancestors(span_id: str, parents: dict[str, str | None]) -> Iterator[str]:
    """Yield the spans around a span, innermost first; broken trees may hold circles."""
    passed = {span_id}
    above = parents.get(span_id)
    while above is not None and above not in passed:
        yield above
        passed.add(above)
        above = parents.get(above)
