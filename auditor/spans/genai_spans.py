"""What a span says under OpenTelemetry's GenAI conventions, in any of their generations.

`gen_ai.input.messages` and `gen_ai.output.messages`; one span event or log record per message
(`gen_ai.user.message`, `gen_ai.choice`, ...), or a list of them in an attribute; `gen_ai.prompt`
and `gen_ai.completion`, as JSON or flattened as `gen_ai.prompt.0.content`. Tools run in
`execute_tool` spans. The AI SDK keeps the same under `ai.*`, any-agent its outputs under
`gen_ai.output`, Google's ADK under `gcp.vertex.agent.*`, Langfuse's SDK under
`langfuse.observation.*`; Claude Code names its spans' kinds in `span.type`.
Source: open-telemetry/semantic-conventions-genai and earlier releases of semantic-conventions.
"""

from typing import Any

from auditor.messages.dialects import Spoken, decoded, spoken
from auditor.messages.parts import (
    arguments_text,
    integer_or_none,
    json_text,
    text_or_none,
)
from auditor.spans.declared_tools import tools_in_attributes
from auditor.spans.flattened import nested
from auditor.spans.genai_events import are_objects, asked, chosen, executed, with_listed
from auditor.spans.otlp import RawSpan
from auditor.spans.spans import Execution, Kind, Span

_OPERATIONS: dict[str, Kind] = {
    "chat": "chat", "generate_content": "chat", "text_completion": "chat", "call_llm": "chat",
    "execute_tool": "tool",
    "invoke_agent": "agent", "create_agent": "agent", "invoke_workflow": "agent",
    "embeddings": "other", "retrieval": "other",
}  # fmt: skip
_TOOL_MARKS = frozenset({"gen_ai.tool.name", "gen_ai.tool.call.id", "ai.toolCall.name"})
_CLAUDE_CODE: dict[str, Kind] = {
    "interaction": "agent", "llm_request": "chat", "tool": "tool",
    "tool.execution": "other", "tool.blocked_on_user": "other",
}  # fmt: skip
# So the ADK writes what it was told not to record, and what a call that raised never returned.
_ADK_SILENCE = frozenset({"{}", '{"result": "<not specified>"}'})
# The ADK's span around calls that ran side by side; each has one of its own, too.
_MERGED = "(merged tools)"
# Attributes that stand on any span of a session, whatever it is about.
_OF_SESSION = ("gen_ai.conversation.", "gen_ai.agent.", "gen_ai.provider.", "gen_ai.system")
_TRACELOOP: dict[str, Kind] = {"tool": "tool", "agent": "agent", "workflow": "agent"}
_LANGFUSE: dict[str, Kind] = {"generation": "chat", "tool": "tool", "agent": "agent"}
_ARGUMENTS = (
    "gen_ai.tool.call.arguments", "gen_ai.tool.args", "ai.toolCall.args", "traceloop.entity.input",
    "gcp.vertex.agent.tool_call_args", "langfuse.observation.input", "input.value",
    "tool_arguments", "input",
)  # fmt: skip
_OUTPUTS = (
    "gen_ai.tool.call.result", "ai.toolCall.result", "traceloop.entity.output", "output.value",
    "gen_ai.output", "gcp.vertex.agent.tool_response", "langfuse.observation.output",
    "tool_response", "output",
)  # fmt: skip
_MODELS = ("gen_ai.response.model", "gen_ai.request.model", "langfuse.observation.model.name")
_USAGE = {
    "input": ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    "output": ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
}


def is_genai(span: RawSpan) -> bool:
    """Say whether a span speaks of generative AI in these conventions."""
    own = ("gen_ai.", "ai.toolCall.", "langfuse.observation.")
    return any(key.startswith(own) for key in span.attributes) or any(
        event.name.startswith("gen_ai.") for event in span.happenings
    )


def span_of(raw: RawSpan) -> Span:
    """Return what the span says, as events."""
    raw = with_listed(raw)
    attributes = _with_details(raw)
    kind = _kind_of(raw, attributes)
    if kind == "tool":
        return Span(
            raw.span_id, raw.parent_id, kind, raw.item, raw.start,
            execution=_execution(raw, attributes),
        )  # fmt: skip
    said = spoken(_said(raw, attributes), "user")
    instructions = _instructed(attributes.get("gen_ai.system_instructions"))
    replied = spoken(_replied(raw, attributes), "assistant")
    return Span(
        raw.span_id,
        raw.parent_id,
        kind,
        raw.item,
        raw.start,
        instructions.events + said.events,
        replied.events,
        None,
        next((told for key in _MODELS if (told := text_or_none(attributes.get(key)))), None),
        tools_in_attributes(attributes) or said.tools,
        _usage(attributes),
    )


def _with_details(raw: RawSpan) -> dict[str, Any]:
    """Return the attributes with those of events that carry content for the span."""
    if not raw.happenings:
        return raw.attributes
    attributes = dict(raw.attributes)
    for event in raw.happenings:
        for key, value in event.attributes.items():
            if key.startswith("gen_ai."):
                attributes.setdefault(key, value)
    return attributes


def _kind_of(raw: RawSpan, attributes: dict[str, Any]) -> Kind:
    if attributes.get("gen_ai.tool.name") == _MERGED:
        return "other"
    claude_code = attributes.get("span.type") if raw.name.startswith("claude_code.") else None
    if isinstance(claude_code, str) and claude_code in _CLAUDE_CODE:
        return _CLAUDE_CODE[claude_code]
    observed = attributes.get("langfuse.observation.type")
    if isinstance(observed, str) and observed in _LANGFUSE:
        return _LANGFUSE[observed]
    operation = attributes.get("gen_ai.operation.name")
    if isinstance(operation, str) and operation in _OPERATIONS:
        return _OPERATIONS[operation]
    if not _TOOL_MARKS.isdisjoint(attributes):
        return "tool"
    traceloop = attributes.get("traceloop.span.kind")
    if isinstance(traceloop, str) and traceloop in _TRACELOOP:
        return _TRACELOOP[traceloop]
    return "chat" if _tells_of_model(raw) else "other"


def _tells_of_model(raw: RawSpan) -> bool:
    """Say whether a span has more of these conventions than the session that it belongs to."""
    return any(
        key.startswith(("gen_ai.", "ai.toolCall.", "gcp.vertex.agent.llm_"))
        and not key.startswith(_OF_SESSION)
        for key in raw.attributes
    ) or any(event.name.startswith("gen_ai.") for event in raw.happenings)


def _first(attributes: dict[str, Any], *keys: str) -> Any:
    for key in keys:
        value = attributes.get(key)
        if value is not None:
            return value
    return None


def _execution(raw: RawSpan, attributes: dict[str, Any]) -> Execution:
    arguments = _first(attributes, *_ARGUMENTS)
    output = _first(attributes, *_OUTPUTS)
    if arguments is None and output is None:
        arguments, output = executed(raw.happenings)
    if (
        isinstance(output, str)
        and output in _ADK_SILENCE
        and "gcp.vertex.agent.tool_response" in attributes
    ):
        output = None
        arguments = None if arguments == "{}" else arguments
    name = _first(
        attributes, "gen_ai.tool.name", "ai.toolCall.name", "traceloop.entity.name", "tool_name"
    )
    return Execution(
        str(name or raw.name.removeprefix("execute_tool ")),
        arguments_text(arguments),
        output if isinstance(output, str) or output is None else json_text(output),
        text_or_none(_first(attributes, "gen_ai.tool.call.id", "ai.toolCall.id")),
        raw.failed
        or attributes.get("error.type") is not None
        or attributes.get("langfuse.observation.level") == "ERROR",
    )


_MOST_INSTRUCTIONS = 64
_known_instructions: dict[str, Spoken] = {}


def _instructed(given: Any) -> Spoken:
    """Return instructions as events; equal ones, as in each span of an agent, are read once."""
    if not isinstance(given, str):
        return spoken(_instructions(given), "system")
    known = _known_instructions.get(given)
    if known is None:
        if len(_known_instructions) >= _MOST_INSTRUCTIONS:
            _known_instructions.clear()
        known = _known_instructions[given] = spoken(_instructions(given), "system")
    return known


def _instructions(given: Any) -> Any:
    given = decoded(given)
    if isinstance(given, list) and all(isinstance(part, dict) for part in given):
        return [{"role": "system", "parts": given}] if given else None
    return given


def _said(raw: RawSpan, attributes: dict[str, Any]) -> Any:
    told = _first(
        attributes, "gen_ai.input.messages", "gen_ai.prompt", "ai.prompt.messages", "ai.prompt",
        "pydantic_ai.all_messages", "gcp.vertex.agent.llm_request",
    )  # fmt: skip
    if told is not None:
        return told
    flattened = nested(attributes, "gen_ai.prompt")
    if flattened:
        return [_of_flattened(message) for message in flattened]
    return asked(raw.happenings) or _first(
        attributes, "langfuse.observation.input", "traceloop.entity.input"
    )


def _replied(raw: RawSpan, attributes: dict[str, Any]) -> Any:
    told = _first(
        attributes, "gen_ai.output.messages", "gen_ai.completion", "gcp.vertex.agent.llm_response"
    )
    if told is not None:
        return told
    if "ai.response.text" in attributes or "ai.response.toolCalls" in attributes:
        return _ai_sdk_reply(attributes)
    flattened = nested(attributes, "gen_ai.completion")
    if flattened:
        return [_of_flattened(message) for message in flattened]
    if "gen_ai.output" in attributes:
        return _any_agent_reply(attributes["gen_ai.output"])
    return chosen(raw.happenings) or _first(
        attributes, "langfuse.observation.output", "traceloop.entity.output"
    )


def _ai_sdk_reply(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the reply that the AI SDK keeps as a text and a list of calls."""
    calls = decoded(attributes.get("ai.response.toolCalls"))
    parts = [{"type": "tool-call", **call} for call in calls] if are_objects(calls) else []
    text = attributes.get("ai.response.text")
    words = [{"type": "text", "text": text}] if isinstance(text, str) and text else []
    return {"role": "assistant", "content": words + parts}


def _any_agent_reply(output: Any) -> dict[str, Any]:
    """Return the reply that any-agent keeps as a text, or as a list of calls without ids."""
    calls = decoded(output)
    if not (are_objects(calls) and calls and all("tool.name" in call for call in calls)):
        return {"role": "assistant", "content": output}
    functions = [{"name": c["tool.name"], "arguments": c.get("tool.args")} for c in calls]
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"type": "function", "function": function} for function in functions],
    }


def _of_flattened(message: Any) -> Any:
    """Return a message whose calls OpenLLMetry wrote as `tool_calls.0.name`."""
    if not isinstance(message, dict):
        return message
    return {"role": "assistant", "content": None, **message}


def _usage(attributes: dict[str, Any]) -> dict[str, int]:
    counted = {}
    for name, keys in _USAGE.items():
        number = integer_or_none(_first(attributes, *keys))
        if number is not None:
            counted[name] = number
    return counted
