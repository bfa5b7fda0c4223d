"""What the exporters share: the parts of one model action, and what a target has no place for."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor.pairing import Pairing
from auditor.trace import Event, Message, ToolCall, ToolResult, Trace


class Exported(NamedTuple):
    """A trace as another tool's JSON value, and what did not fit."""

    value: dict[str, Any]
    lost: tuple[str, ...]


class Group(NamedTuple):
    """Events that belong into one item of the target: a model action, or one other event."""

    events: list[Event]
    by_model: bool


def groups_of(events: list[Event]) -> Iterator[Group]:
    """Yield model actions whole and other events one by one.

    What the same author says and calls in one step without a result in between is one action.
    """
    action: list[Event] = []
    for event in events:
        if action and not (_acts(event) and _goes_on(action[-1], event)):
            yield Group(action, True)
            action = []
        if _acts(event):
            action.append(event)
        else:
            yield Group([event], False)
    if action:
        yield Group(action, True)


def _acts(event: Event) -> bool:
    return type(event) is ToolCall or (type(event) is Message and event.source == "model")


def _goes_on(last: Event, event: Event) -> bool:
    return last.step == event.step and last.source == event.source


def call_ids(pairing: Pairing, *, renamed: bool) -> dict[int, str]:
    """Return an id for every call and result by event index; a result has that of its call.

    Args:
        renamed: Give every call an id of its own, for traces whose ids mislead.
    """
    taken = {call.call_id for call in pairing.calls} | {r.call_id for r in pairing.results}
    ids: dict[int, str] = {}
    for call in pairing.calls:
        if call.call_id is None or renamed:
            ids[call.index] = _unused(f"call_{call.index}", taken)
        else:
            ids[call.index] = call.call_id
    for result in pairing.results:
        call_answered = pairing.answered.get(result.index)
        if call_answered is not None:
            ids[result.index] = ids[call_answered.index]
        elif result.call_id is not None and not renamed:
            ids[result.index] = result.call_id
        elif renamed:
            ids[result.index] = _unused(f"result_{result.index}", taken)
    return ids


def _unused(name: str, taken: set[str | None]) -> str:
    while name in taken:
        name += "_"
    return name


def losses(trace: Trace, **held: bool) -> list[str]:
    """Return phrases for what a trace has and a target lacks, unless `held` says it holds it."""
    seen = {
        "thinking": any(_is_thinking(event) for event in trace.events),
        "times": any(event.at for event in trace.events),
        "error_flags": any(type(e) is ToolResult and e.is_error for e in trace.events),
        "hosted": any(type(e) is ToolCall and e.hosted for e in trace.events),
        "synthesized": any(event.synthesized for event in trace.events),
        "later": any(type(e) is ToolResult and e.later for e in trace.events),
        "parent": trace.parent_id is not None,
        "notes": bool(trace.notes or trace.incomplete),
        "extra": bool(trace.extra),
        "callers": any(type(e) is ToolCall and e.source != "model" for e in trace.events),
        "authors": any(_is_odd(event) for event in trace.events),
        "order": any(_mixed(group.events) for group in groups_of(trace.events)),
    }
    return [_PHRASES[key] for key, present in seen.items() if present and not held.get(key)]


def _is_thinking(event: Event) -> bool:
    return type(event) is Message and event.channel == "thinking"


def _is_odd(event: Event) -> bool:
    return type(event) is Message and (
        event.source == "unknown"
        or (event.source == "runtime" and event.role not in ("system", "developer"))
    )


def _mixed(events: list[Event]) -> bool:
    """Say whether words follow a call inside one action."""
    kinds = [type(event) for event in events]
    return ToolCall in kinds and Message in kinds[kinds.index(ToolCall) :]


_PHRASES = {
    "thinking": "thinking",
    "times": "times of events",
    "error_flags": "which results report an error",
    "hosted": "which calls the provider ran itself",
    "synthesized": "which events a framework put there",
    "later": "which results are of calls that were answered before",
    "parent": "the link to the trace that started this sub-agent",
    "notes": "what the source is known to leave out",
    "extra": "fields that the reader kept without using them",
    "callers": "that some calls are not the model's",
    "authors": "words of others than user, model and system, written as system words",
    "order": "the order of words and calls inside one reply",
}
