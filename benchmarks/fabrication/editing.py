"""New traces out of old ones: events dropped, put in and changed, turns and steps recounted."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import msgspec

from auditor.trace import Channel, Event, Message, ToolCall, ToolResult, Trace

NEW_STEP = 0.5
"""Added to an event's step key to stand in a model action of its own, after that step."""


class Slot(NamedTuple):
    """An event in a trace in the making.

    Attributes:
        step, turn: Keys of which only order and equality count.
        mark: A name under which the finished trace tells where the event went.
    """

    event: Event
    step: float
    turn: float
    mark: str = ""


class Edited(NamedTuple):
    """A finished trace, and its marked events."""

    trace: Trace
    marked: dict[str, Event]


def slots(trace: Trace) -> list[Slot]:
    """Return the events of a trace as they stand."""
    return [Slot(event, event.step, event.turn) for event in trace.events]


def message(
    text: str,
    *,
    source: Literal["user", "model", "runtime"] = "model",
    channel: Channel = "text",
    synthesized: str | None = None,
) -> Message:
    """Return words to put in; the place is counted by `finish`."""
    role = {"user": "user", "model": "assistant", "runtime": "system"}[source]
    return Message(0, 0, 0, 0, source, role, text, channel, synthesized)


def call(name: str, arguments_raw: str, call_id: str | None) -> ToolCall:
    """Return a call to put in."""
    return ToolCall(0, 0, 0, 0, name, arguments_raw, call_id)


def result(
    output: str, call_id: str | None, name: str | None, *, error: bool = False
) -> ToolResult:
    """Return a result to put in."""
    return ToolResult(0, 0, 0, 0, output, call_id, name, error)


def without(places: Iterable[Slot], gone: Iterable[int]) -> list[Slot]:
    """Return the slots without the events of these indices."""
    drop = set(gone)
    return [slot for slot in places if slot.event.index not in drop]


def finish(trace: Trace, places: list[Slot], suffix: str) -> Edited:
    """Return the trace of these slots, with index, turn and step counted anew."""
    events: list[Event] = []
    marked: dict[str, Event] = {}
    step, step_key = -1, -2.0
    turns: dict[float, int] = {}
    for slot in places:
        event = slot.event
        acts = event.source == "model" and not isinstance(event, ToolResult)
        if acts and slot.step != step_key:
            step, step_key = step + 1, slot.step
        turn = turns.setdefault(slot.turn, len(turns))
        placed = msgspec.structs.replace(event, index=len(events), turn=turn, step=step)
        events.append(placed)
        if slot.mark:
            marked[slot.mark] = placed
    edited = msgspec.structs.replace(
        trace, _events=events, own_id=f"{trace.trace_id}/{suffix}", content_key=0, _trace_id=""
    )
    return Edited(edited, marked)


def turn_at(
    places: list[Slot], at: int, asked: str, said: Iterable[tuple[Event, str]]
) -> list[Slot]:
    """Return the slots with a new turn before place `at`: a user's words, then one model action.

    Args:
        places: The trace so far.
        at: Index of the slot of a user message, or the length of the list.
        asked: What the user says.
        said: The events of the model action and of the runtime's answers to it, with marks.
    """
    before = places[:at]
    step = max((slot.step for slot in before), default=-1.0) + NEW_STEP
    turn = places[at].turn - NEW_STEP if at < len(places) else places[-1].turn + 1
    added = [Slot(event, step, turn, mark) for event, mark in said]
    return [*before, Slot(message(asked, source="user"), step, turn), *added, *places[at:]]


def borders(places: list[Slot], after: int) -> list[int]:
    """Return where a turn may stand after event `after`: before user words, and at the end."""
    found = [
        n
        for n, slot in enumerate(places)
        if slot.event.index > after
        and isinstance(slot.event, Message)
        and slot.event.source == "user"
    ]
    return [*found, len(places)]
