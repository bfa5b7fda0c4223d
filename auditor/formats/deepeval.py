"""Traces of deepeval: spans in one list per kind, with Responses items or chat messages inside.

Calls that deepeval itself spells, `{name, inputParameters}`, have no id; those of the Agents SDK
are items without their type.
"""

from collections.abc import Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.dialects import decoded, spoken
from auditor.messages.parts import integer_or_none, json_text, text_or_none, tools_of
from auditor.messages.times import utc
from auditor.spans.executions import arguments_of, outcome_of
from auditor.spans.span_traces import Run, read_run
from auditor.spans.spans import Execution, Kind, Span
from auditor.trace import Place

NAME = "deepeval"

_LISTS: dict[str, Kind] = {
    "baseSpans": "other", "agentSpans": "agent", "llmSpans": "chat", "retrieverSpans": "other",
    "toolSpans": "tool",
}  # fmt: skip
_KEPT = ("name", "metadata", "tags", "threadId", "userId", "environment", "status")
_CALL_KEYS = frozenset({"call_id", "name", "arguments"})


def recognise(value: Any) -> Recognition | None:
    """Recognise the lists of spans that deepeval keeps by kind."""
    if isinstance(value, dict) and all(isinstance(value.get(key), list) for key in _LISTS):
        return Recognition(0.95, "llmSpans, toolSpans and the other lists of deepeval")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one trace."""
    spans = [
        _span_of(span, kind, item if kind == "chat" else -1)
        for key, kind in _LISTS.items()
        for item, span in enumerate(value[key])
        if isinstance(span, dict)
    ]
    run = Run(NAME, place, "/llmSpans", text_or_none(value.get("uuid")))
    kept = {key: json_text(value[key]) for key in _KEPT if value.get(key) is not None}
    yield from read_run(spans, run, Skipped("a trace without model, tool or content"), kept)


def _span_of(span: dict[str, Any], kind: Kind, item: int) -> Span:
    span_id = text_or_none(span.get("uuid")) or f"#{item}"
    parent = text_or_none(span.get("parentUuid"))
    start = utc(span.get("startTime"))
    if kind == "tool":
        outcome = outcome_of(span.get("output"))
        failed = outcome.is_error or span.get("status") == "ERRORED"
        run = Execution(
            str(span.get("name") or ""),
            arguments_of(span.get("input")),
            outcome.text,
            outcome.call_id,
            failed,
        )
        return Span(span_id, parent, kind, item, start, execution=run)
    return Span(
        span_id,
        parent,
        kind,
        item,
        start,
        spoken(_messages(span.get("input")), "user").events,
        spoken(_messages(span.get("output")), "assistant").events,
        None,
        text_or_none(span.get("model")),
        tools_of(_declared(span)),
        _usage(span),
    )


def _messages(value: Any) -> Any:
    """Return an input or output with its calls and results in the form of Responses items."""
    value = decoded(value)
    if isinstance(value, list):
        return [_item(member) for member in value]
    return _item(value)


def _item(member: Any) -> Any:
    if not isinstance(member, dict) or ("type" in member and "inputParameters" not in member):
        return member
    if "inputParameters" in member:
        arguments = json_text(member["inputParameters"])
        return {
            "role": "assistant",
            "tool_calls": [{"name": member.get("name"), "args": arguments}],
        }
    if member.keys() >= _CALL_KEYS:
        return {"type": "function_call", **member}
    if member.get("role") == "tool" and "output" in member:
        return {"type": "function_call_output", **member}
    return member


def _declared(span: dict[str, Any]) -> Any:
    metadata = span["metadata"] if isinstance(span.get("metadata"), dict) else {}
    settings = metadata.get("invocation_params")
    return settings.get("tools") if isinstance(settings, dict) else None


def _usage(span: dict[str, Any]) -> dict[str, int]:
    counted = {}
    for name, key in (("input", "inputTokenCount"), ("output", "outputTokenCount")):
        number = span.get(key)
        whole = int(number) if isinstance(number, float) and number.is_integer() else number
        counted[name] = integer_or_none(whole)
    return {name: number for name, number in counted.items() if number is not None}


FORMATS.add(
    NAME, Format(name=NAME, title="deepeval traces", recognise=recognise, read=read)
)  # fmt: skip
