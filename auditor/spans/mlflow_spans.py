"""What a span says under MLflow's conventions.

`mlflow.spanType` is its kind; `mlflow.spanInputs` and `mlflow.spanOutputs` hold what it was given
and gave back, each attribute as JSON text. Seen in mlflow/mlflow, `mlflow/entities/span.py`,
`to_dict` of its second to fourth version.
"""

from typing import Any

import msgspec

from auditor.messages.dialects import decoded, spoken
from auditor.messages.parts import integer_or_none, object_of, text_of, text_or_none, tools_of
from auditor.spans.executions import arguments_of, outcome_of
from auditor.spans.otlp import RawSpan
from auditor.spans.spans import Execution, Kind, Span, instructions_first, without_instructions

_KINDS: dict[str, Kind] = {"CHAT_MODEL": "chat", "LLM": "chat", "TOOL": "tool", "AGENT": "agent"}
_MARKS = ("mlflow.spanType", "mlflow.spanInputs", "mlflow.spanOutputs")


def is_mlflow(span: RawSpan) -> bool:
    """Say whether a span is marked by these conventions."""
    return any(key in span.attributes for key in _MARKS)


def span_of(raw: RawSpan) -> Span:
    """Return what the span says, as events."""
    attributes = raw.attributes
    kind = _KINDS.get(text_of(_value(attributes.get("mlflow.spanType"))).upper(), "other")
    if kind == "tool":
        return Span(
            raw.span_id, raw.parent_id, kind, raw.item, raw.start, execution=_execution(raw)
        )
    asked, answered = attributes.get("mlflow.spanInputs"), attributes.get("mlflow.spanOutputs")
    said, replied = spoken(_value(asked), "user"), spoken(_value(answered), "assistant")
    declared = _value(attributes.get("mlflow.chat.tools"))
    return Span(
        raw.span_id,
        raw.parent_id,
        kind,
        raw.item,
        raw.start,
        instructions_first(said.events, replied.events),
        without_instructions(replied.events),
        None,
        _model(attributes),
        tools_of(declared) or said.tools,
        _usage(object_of(_value(attributes.get("mlflow.chat.tokenUsage")))),
    )


def request_id_of(raw: RawSpan) -> str | None:
    """Return the id that MLflow gives the trace of a span."""
    return text_or_none(_value(raw.attributes.get("mlflow.traceRequestId"))) or raw.trace_id


def _value(attribute: Any) -> Any:
    """Return what an attribute's JSON text holds; what is no JSON, as it is."""
    if not isinstance(attribute, str):
        return attribute
    try:
        return msgspec.json.decode(attribute)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return attribute


def _execution(raw: RawSpan) -> Execution:
    attributes = raw.attributes
    given, returned = attributes.get("mlflow.spanInputs"), attributes.get("mlflow.spanOutputs")
    outcome = outcome_of(_told(returned))
    name = _value(attributes.get("mlflow.spanFunctionName"))
    return Execution(
        text_or_none(name) or raw.name,
        arguments_of(_told(given)),
        outcome.text,
        outcome.call_id,
        outcome.is_error or raw.failed,
    )


def _told(attribute: Any) -> Any:
    """Return a text that JSON quotes, anything else as it was written."""
    value = _value(attribute)
    return value if isinstance(value, str) or value is None else attribute


def _model(attributes: dict[str, Any]) -> str | None:
    named = _value(attributes.get("mlflow.llm.model"))
    asked = object_of(decoded(attributes.get("mlflow.spanInputs")))
    return text_or_none(named) or text_or_none(asked.get("model"))


def _usage(told: dict[str, Any]) -> dict[str, int]:
    counted = {
        "input": integer_or_none(told.get("input_tokens")),
        "output": integer_or_none(told.get("output_tokens")),
    }
    return {name: number for name, number in counted.items() if number is not None}
