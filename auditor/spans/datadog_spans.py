"""Spans of Datadog's LLM Observability: as SDKs send them, and as its API gives them back.

Sent are `{span_id, trace_id, parent_id, start_ns, meta: {kind, input, output}}`, given back
`{id, type: "span", attributes: {span_kind, input, output, ...}}`. An input or output is a `value`
or `messages`, whose calls and results have a `tool_id`. Seen in Datadog's API reference
(`LLMObsSpanAttributes`, the intake's `Span`, `Meta` and `Message`).
"""

from collections.abc import Iterator
from typing import Any

from auditor.messages.dialects import spoken
from auditor.messages.parts import object_of, objects_in, text_of, text_or_none, tools_of
from auditor.messages.times import utc
from auditor.spans.executions import arguments_of, outcome_of
from auditor.spans.spans import Execution, Kind, Span
from auditor.trace import Event, Tool

_KINDS: dict[str, Kind] = {"llm": "chat", "tool": "tool", "agent": "agent"}
_NO_PARENT = ("undefined", "0", "")


def row_of(value: Any) -> dict[str, Any] | None:
    """Return a span with the fields of its `meta` on top; None of any other value."""
    given = object_of(value)
    row = object_of(given.get("attributes")) if given.get("type") == "span" else given
    if "span_id" not in row or "trace_id" not in row or "start_ns" not in row:
        return None
    meta = object_of(row.get("meta"))
    row = {**object_of(meta.get("metadata")), **meta, **row}
    kind = row.get("span_kind") or meta.get("kind") or meta.get("span.kind")
    return {**row, "span_kind": kind} if isinstance(kind, str) else None


def span_of(row: dict[str, Any], item: int) -> Span:
    """Return a row as a span."""
    kind = _KINDS.get(row["span_kind"], "other")
    given, came = object_of(row.get("input")), object_of(row.get("output"))
    own, parent = str(row["span_id"]), text_or_none(row.get("parent_id"))
    parent, start = None if parent in _NO_PARENT else parent, utc(row["start_ns"])
    if kind == "tool":
        return Span(own, parent, kind, item, start, execution=_execution(row, given, came))
    if kind == "other" and not _is_root(row):
        return Span(own, parent, kind, item, start)
    model = text_or_none(row.get("model_name"))
    said, replied = _said(given, "user"), _said(came, "assistant")
    return Span(own, parent, kind, item, start, said, replied, None, model, _tools(row))


def _is_root(row: dict[str, Any]) -> bool:
    return text_of(row.get("parent_id")) in _NO_PARENT


def _tools(row: dict[str, Any]) -> tuple[Tool, ...]:
    return tools_of(row.get("tool_definitions") or row.get("tools"))


def _execution(row: dict[str, Any], given: dict[str, Any], came: dict[str, Any]) -> Execution:
    failure = object_of(row.get("error")).get("message") or row.get("error.message")
    output = came.get("value")
    outcome = outcome_of(failure if output is None else output)
    failed = row.get("status") == "error" or outcome.is_error
    name, arguments = text_of(row.get("name")), arguments_of(given.get("value"))
    return Execution(name, arguments, outcome.text, outcome.call_id, failed)


def _said(content: dict[str, Any], role: str) -> tuple[Event, ...]:
    messages = objects_in(content.get("messages"))
    if messages:
        return spoken([one for message in messages for one in _spelt(message, role)], role).events
    return spoken(content.get("value"), role).events


def _spelt(message: dict[str, Any], role: str) -> Iterator[dict[str, Any]]:
    """Yield a message with the ids of its calls as APIs name them, and its results behind it."""
    results = objects_in(message.get("tool_results"))
    calls = [{**call, "id": call.get("tool_id")} for call in objects_in(message.get("tool_calls"))]
    told = {key: kept for key, kept in message.items() if key not in ("tool_calls", "tool_results")}
    told |= {"tool_calls": calls} if calls else {}
    # Some integrations keep no calls in what came out: an empty message is no empty answer.
    if calls or told.get("content") or (role == "user" and not results):
        yield {**told, "role": message.get("role") or role}
    for result in results:
        yield {
            "role": "tool",
            "tool_call_id": result.get("tool_id"),
            "name": result.get("name"),
            "content": result.get("result"),
        }
