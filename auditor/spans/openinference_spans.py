"""What a span says under OpenInference's conventions (Phoenix, Arize), flattened or nested.

`llm.input_messages.N.message.*` and `llm.output_messages.N.message.*`, else `input.value` and
`output.value`; the kind of the span in `openinference.span.kind`.
Source: Arize-ai/openinference, spec/semantic_conventions.md.
"""

from typing import Any

from auditor.messages.dialects import Spoken, decoded, spoken
from auditor.messages.parts import integer_or_none, text_or_none, tools_of
from auditor.spans.executions import arguments_of, outcome_of
from auditor.spans.flattened import expanded, inside
from auditor.spans.otlp import RawSpan
from auditor.spans.spans import Execution, Kind, Span, instructions_first, without_instructions

_KINDS: dict[str, Kind] = {"LLM": "chat", "TOOL": "tool", "AGENT": "agent", "CHAIN": "other"}
_MARKS = ("openinference.span.kind", "llm.input_messages", "llm.output_messages")


def is_openinference(span: RawSpan) -> bool:
    """Say whether a span is marked by these conventions."""
    return any(key in span.attributes for key in _MARKS) or any(
        key.startswith(_MARKS) for key in span.attributes
    )


def span_of(raw: RawSpan) -> Span:
    """Return what the span says, as events."""
    tree = expanded(raw.attributes)
    kind = _KINDS.get(str(inside(tree, "openinference.span.kind")).upper(), "other")
    if kind == "tool":
        return Span(
            raw.span_id, raw.parent_id, kind, raw.item, raw.start, execution=_execution(raw, tree)
        )
    said = _spoken(tree, "input", "user")
    replied = _spoken(tree, "output", "assistant")
    return Span(
        raw.span_id,
        raw.parent_id,
        kind,
        raw.item,
        raw.start,
        instructions_first(said.events, replied.events),
        without_instructions(replied.events),
        None,
        text_or_none(inside(tree, "llm.model_name")),
        tools_of(_declared(inside(tree, "llm.tools"))) or said.tools,
        _usage(tree),
    )


def _spoken(tree: Any, side: str, role: str) -> Spoken:
    messages = decoded(inside(tree, f"llm.{side}_messages"))
    if isinstance(messages, list) and messages:
        return spoken([_message_of(message, role) for message in messages], role)
    return spoken(inside(tree, f"{side}.value"), role)


def _message_of(entry: Any, role: str) -> Any:
    """Return an entry as a chat message."""
    message = entry.get("message", entry) if isinstance(entry, dict) else entry
    if not isinstance(message, dict):
        return message
    plain = {"role": role, **message, "tool_calls": _calls_of(message)}
    contents = message.get("contents")
    if plain.get("content") is None and isinstance(contents, list):
        plain["content"] = [_content_of(part) for part in contents]
    plain.setdefault("content", None)
    return plain


def _calls_of(message: dict[str, Any]) -> list[Any]:
    calls = message.get("tool_calls")
    found = [
        call.get("tool_call", call) if isinstance(call, dict) else call
        for call in (calls if isinstance(calls, list) else [])
    ]
    legacy = message.get("function_call_name")
    if legacy and not found:
        found.append({"name": legacy, "arguments": message.get("function_call_arguments_json")})
    return found


def _content_of(part: Any) -> Any:
    return part.get("message_content", part) if isinstance(part, dict) else part


def _execution(raw: RawSpan, tree: Any) -> Execution:
    outcome = outcome_of(inside(tree, "output.value"))
    name = inside(tree, "tool.name") or inside(tree, "tool_call.function.name")
    call_id = inside(tree, "tool.id") or inside(tree, "tool_call.id")
    arguments = inside(tree, "input.value")
    if arguments is None:
        arguments = inside(tree, "tool_call.function.arguments")
    return Execution(
        text_or_none(name) or raw.name,
        arguments_of(arguments),
        outcome.text,
        text_or_none(call_id) or outcome.call_id,
        outcome.is_error or raw.failed,
    )


def _declared(tools: Any) -> list[Any]:
    found = []
    for tool in tools if isinstance(tools, list) else []:
        inner = tool.get("tool", tool) if isinstance(tool, dict) else tool
        schema = inner.get("json_schema") if isinstance(inner, dict) else None
        found.append(decoded(schema) if schema is not None else inner)
    return found


def _usage(tree: Any) -> dict[str, int]:
    counted = {
        "input": integer_or_none(inside(tree, "llm.token_count.prompt")),
        "output": integer_or_none(inside(tree, "llm.token_count.completion")),
    }
    return {name: number for name, number in counted.items() if number is not None}
