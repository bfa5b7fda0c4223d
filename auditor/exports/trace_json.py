"""A trace as one line of JSON and back, with nothing left out.

The form is versioned by its mark, `auditor_trace`. Where the trace was first read is kept as
`origin`; pointers into that file are not, as they lead nowhere from here.
"""

from typing import Any

import msgspec

from auditor.trace import (
    SCHEMA_VERSION,
    Event,
    Message,
    Note,
    Place,
    Tool,
    ToolCall,
    ToolResult,
    Trace,
)

MARK = "auditor_trace"
_FACTS = (
    "dataset", "task_id", "run_index", "incomplete", "reward", "model", "prompt_version", "at",
    "parent_id",
)  # fmt: skip


class _Facts(msgspec.Struct, forbid_unknown_fields=True):
    """What a line says beside the events, as it must be typed."""

    auditor_trace: int
    events: list[Event]
    id: str | None = None
    dataset: str = ""
    task_id: str | None = None
    run_index: int | None = None
    tools: list[Tool] = []
    notes: list[Note] = []
    incomplete: bool = False
    reward: float | None = None
    model: str | None = None
    prompt_version: str | None = None
    at: str | None = None
    parent_id: str | None = None
    extra: dict[str, str] = {}
    origin: dict[str, Any] = {}


def trace_value(trace: Trace) -> dict[str, Any]:
    """Return a trace as a JSON object; what has its usual value is left out."""
    value: dict[str, Any] = {MARK: SCHEMA_VERSION, "id": trace.trace_id}
    for key in _FACTS:
        given = getattr(trace, key)
        if given is not None and given != "" and given is not False:
            value[key] = given
    if trace.tools:
        value["tools"] = [msgspec.to_builtins(tool) for tool in trace.tools]
    if trace.notes:
        value["notes"] = sorted(trace.notes)
    extra = dict(trace.extra)
    origin = extra.pop("origin", None)
    if extra:
        value["extra"] = extra
    value["origin"] = msgspec.json.decode(origin) if origin else _origin_of(trace)
    value["events"] = [_event_value(event) for event in trace.events]
    return value


def _origin_of(trace: Trace) -> dict[str, Any]:
    place = trace.place
    known = {"format": trace.format, "file": place.file, "line": place.line}
    return {
        key: kept
        for key, kept in {**known, "pointer": place.pointer}.items()
        if kept not in (None, "")
    }


def _event_value(event: Event) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.to_builtins(event)
    del value["index"], value["item"]
    usual = _USUAL[type(event)]
    return {
        key: kept for key, kept in value.items() if key not in usual or kept != usual[key]
    }  # fmt: skip


def _usual_values(kind: type) -> dict[str, Any]:
    fields = msgspec.structs.fields(kind)
    return {field.name: field.default for field in fields if not field.required}


_USUAL: dict[type, dict[str, Any]] = {
    kind: _usual_values(kind) for kind in (Message, ToolCall, ToolResult)
}


def trace_of(value: dict[str, Any], place: Place, format_name: str) -> Trace:
    """Return the trace that an object holds.

    Raises:
        ValueError: The object is of another version, or a part of it is missing or mistyped.
    """
    version = value.get(MARK)
    if version != SCHEMA_VERSION:
        raise ValueError(f"{MARK} is {version!r}; this version reads {SCHEMA_VERSION}")
    events = value.get("events")
    placed = [
        {**event, "index": index, "item": index} if isinstance(event, dict) else event
        for index, event in enumerate(events if isinstance(events, list) else [])
    ]
    try:
        facts = msgspec.convert({**value, "events": placed}, _Facts)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    _refuse_disorder(facts.events)
    origin = {"origin": msgspec.json.encode(facts.origin).decode()} if facts.origin else {}
    return Trace(
        format_name,
        place,
        facts.events,
        "/events",
        own_id=facts.id,
        tools=tuple(facts.tools),
        notes=frozenset(facts.notes),
        extra={**facts.extra, **origin},
        **{key: getattr(facts, key) for key in _FACTS},
    )


def _refuse_disorder(events: list[Event]) -> None:
    """Raise ValueError where turns or steps run backwards, as rules count on their order."""
    turn, step = 0, -1
    for event in events:
        if event.turn < turn or event.step < step:
            raise ValueError(f"events[{event.index}]: its turn or step is below the one before")
        turn, step = event.turn, event.step
