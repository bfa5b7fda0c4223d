"""Traces of OpenAI's Agents SDK: `trace` and `trace.span` objects, as its exporters send them.

One object a line, a list, or `{"data": [...]}`. Generation spans hold chat messages; response spans
name only a response's id, unless a processor of one's own kept `input` and `response` in them: then
the calls are known from the function spans alone, which the note `condensed` tells.
The state of a run (`RunState.to_json()` in Python, `RunState.toJSON()` in JavaScript), or its run
items alone, is a trace; the instructions of the agents are not in it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.dialects import spoken
from auditor.messages.parts import integer_or_none, json_text, object_of, text_or_none, tools_of
from auditor.messages.responses import add_item, add_items
from auditor.messages.run_items import RunOfItems, model_of, run_in, said_in
from auditor.messages.times import utc
from auditor.spans.executions import arguments_of, outcome_of
from auditor.spans.span_traces import Run, read_run
from auditor.spans.spans import Execution, Kind, Span
from auditor.trace import Note, Place, Trace

NAME = "openai-agents"

_OBJECTS = ("trace", "trace.span")
_KINDS: dict[str, Kind] = {
    "generation": "chat", "response": "chat", "function": "tool", "agent": "agent",
}  # fmt: skip
_PAUSED = ("next_step_interruption",)
_STATE = ("$schemaVersion", "current_agent", "currentAgent", "context", "final_output")
_KEPT = ("workflow_name", "group_id", "metadata")


def _is_own(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("object") in _OBJECTS
        and ("span_data" in value or "workflow_name" in value)
    )


def _objects_of(value: Any) -> list[Any]:
    held = value.get("data") if isinstance(value, dict) else value
    return held if isinstance(held, list) else [value]


def recognise(value: Any) -> Recognition | None:
    """Recognise what the exporter sends in one request."""
    found = _objects_of(value)
    if found and all(map(_is_own, found)):
        return Recognition(0.95, "trace and trace.span objects of the Agents SDK")
    run = run_in(value)
    if run is not None:
        return Recognition(
            0.95, f"run items of the Agents SDK{run.pointer and ' at '}{run.pointer}"
        )
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the traces of one document, or one run."""
    run = run_in(value)
    if run is not None:
        yield _run(run, place)
        return
    items = "/data" if isinstance(value, dict) and "data" in value else ""
    found = list(enumerate(_objects_of(value)))
    yield from _traces(found, place, items if not _is_own(value) else None)


def _run(run: RunOfItems, place: Place) -> Trace:
    draft = Draft()
    add_items(draft, run.asked, beside=True)
    for item, said in said_in(run.items):
        add_item(draft, said, item)
    add_items(draft, run.later, beside=True)
    state = run.state
    step = object_of(state.get("current_step", state.get("currentStep")))
    notes: set[Note] = {"truncated-tail"} if step.get("type") in _PAUSED else set()
    if not run.asked:
        notes.add("truncated-head")
    return Trace(
        NAME,
        place,
        draft.events,
        run.pointer,
        own_id=text_or_none(object_of(state.get("trace")).get("id")),
        notes=frozenset(notes),
        model=model_of(state),
        extra={key: json_text(state[key]) for key in _STATE if state.get(key)},
    )


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one object a line."""
    own = [value for value in values if _is_own(value)]
    if 2 * len(own) > len(values):
        return Recognition(0.95, "one trace or trace.span object on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the spans of the traces."""
    found: list[tuple[int, Any]] = []
    for number, value in lines:
        if _is_own(value):
            found.append((number, value))
        else:
            yield Skipped("no span")
    for item in _traces(found, place, None):
        if isinstance(item, Trace):
            yield item


def _traces(found: list[tuple[int, Any]], place: Place, items: str | None) -> Iterator[Item]:
    heads: dict[str, dict[str, Any]] = {}
    spans: dict[str, list[Span]] = {}
    for item, value in found:
        if value["object"] == "trace":
            heads[str(value.get("id"))] = value
        else:
            members = spans.setdefault(str(value.get("trace_id")), [])
            members.append(_span_of(value, item, len(members)))
    for trace_id in {**heads, **spans}:
        members = spans.get(trace_id, [])
        head = heads.get(trace_id, {})
        kept = {key: json_text(head[key]) for key in _KEPT if head.get(key)}
        untold = Skipped("a trace without model, tool or content")
        yield from read_run(members, Run(NAME, place, items, trace_id), untold, kept)


def _span_of(span: dict[str, Any], item: int, number: int) -> Span:
    data = object_of(span.get("span_data"))
    kind = _KINDS.get(str(data.get("type")), "other")
    span_id = text_or_none(span.get("id")) or f"#{number}"
    parent = text_or_none(span.get("parent_id"))
    start = utc(span.get("started_at"))
    if kind == "tool":
        outcome = outcome_of(data.get("output"))
        failed = outcome.is_error or bool(span.get("error"))
        name = str(data.get("name") or "")
        run = Execution(name, arguments_of(data.get("input")), outcome.text, None, failed)
        return Span(span_id, parent, kind, item, start, execution=run)
    if kind != "chat":
        return Span(span_id, parent, kind, item, start)
    response = object_of(data.get("response", data.get("_response")))
    asked = [{"role": "system", "content": response.get("instructions")}]
    given = data.get("input", data.get("_input"))
    given = given if isinstance(given, list) else [{"role": "user", "content": given}]
    if not any(one for one in given if object_of(one).get("content", True)):
        given = []
    said = [*(asked if response.get("instructions") else []), *given]
    return Span(
        span_id,
        parent,
        kind,
        item,
        start,
        spoken(said, "user").events,
        spoken(data.get("output", response.get("output")), "assistant").events,
        None,
        text_or_none(data.get("model")) or text_or_none(response.get("model")),
        tools_of(response.get("tools")),
        _usage(object_of(data.get("usage")) or object_of(response.get("usage"))),
    )


def _usage(counted: dict[str, Any]) -> dict[str, int]:
    numbers = {name: integer_or_none(counted.get(f"{name}_tokens")) for name in ("input", "output")}
    return {name: number for name, number in numbers.items() if number is not None}


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="OpenAI Agents SDK traces and run states",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
