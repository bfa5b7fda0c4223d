"""Calls of W&B Weave, as spans: an op's inputs, its output, and the call that it was made in.

Weave knows no kinds of ops but where somebody names one (`attributes.weave.kind`). A model's call
is known by its output, which is a provider's reply; a tool's by its name, which some model's call
declares or calls. Seen in wandb/weave, `weave/trace_server/trace_server_interface.py`, CallSchema.
"""

from collections.abc import Iterator
from typing import Any

from auditor.messages.dialects import spoken
from auditor.messages.parts import at_pointer, object_of, text_of, text_or_none
from auditor.messages.replies import normal_reply
from auditor.messages.times import utc
from auditor.spans.executions import arguments_of, outcome_of
from auditor.spans.spans import Execution, Kind, Span, instructions_first, without_instructions
from auditor.trace import ToolCall

_REPLIES = ("choices", "candidates", "output", "blocks")
_LLM = "langchain.Llm"
_KINDS: dict[str, Kind] = {"llm": "chat", "tool": "tool", "agent": "agent"}


def is_call(value: Any) -> bool:
    """Say whether a value is a call of an op."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("op_name"), str)
        and all(key in value for key in ("trace_id", "started_at", "inputs"))
    )


def spans_of(calls: list[tuple[int, dict[str, Any]]]) -> list[Span]:
    """Return the calls of one run as spans, each with its place in the list or its line."""
    chats = {item: _chat(call, item) for item, call in calls if _kind_of(call) == "chat"}
    tools = {name for span in chats.values() for name in _tools_of(span)}
    return [chats[item] if item in chats else _other(call, item, tools) for item, call in calls]


def _name_of(call: dict[str, Any]) -> str:
    """Return an op's name out of `weave:///entity/project/op/NAME:digest`."""
    return text_of(call["op_name"]).rpartition("/")[2].partition(":")[0]


def _kind_of(call: dict[str, Any]) -> Kind:
    kind = _KINDS.get(text_of(at_pointer(call, "/attributes/weave/kind")).lower())
    if kind is not None:
        return kind
    reply = normal_reply(call.get("output"), in_body=True)
    is_chat = (reply and next(iter(reply)) in _REPLIES) or _name_of(call).startswith(_LLM)
    return "chat" if is_chat else "other"


def _chat(call: dict[str, Any], item: int) -> Span:
    inputs = {key: kept for key, kept in object_of(call["inputs"]).items() if key != "self"}
    said, replied = spoken(inputs, "user"), spoken(call.get("output"), "assistant")
    model = inputs.get("model") or object_of(call.get("output")).get("model")
    return Span(
        text_of(call.get("id")) or f"#{item}",
        text_or_none(call.get("parent_id")),
        "chat",
        item,
        utc(call.get("started_at")),
        instructions_first(said.events, replied.events),
        without_instructions(replied.events),
        None,
        text_or_none(model),
        said.tools,
    )


def _tools_of(span: Span) -> Iterator[str]:
    yield from (tool.name for tool in span.tools)
    for event in (*span.said, *span.replied):
        if type(event) is ToolCall:
            yield event.name


def _other(call: dict[str, Any], item: int, tools: set[str]) -> Span:
    kind, name = _kind_of(call), _name_of(call)
    called = next((one for one in (name, name.rpartition(".")[2]) if one in tools), None)
    if called is not None:
        kind = "tool"
    execution = _execution(call, called or name) if kind == "tool" else None
    said = spoken(object_of(call["inputs"]), "user") if kind == "agent" else spoken(None, "user")
    return Span(
        text_of(call.get("id")) or f"#{item}",
        text_or_none(call.get("parent_id")),
        kind,
        item,
        utc(call.get("started_at")),
        said.events,
        execution=execution,
    )


def _execution(call: dict[str, Any], name: str) -> Execution:
    given = {key: kept for key, kept in object_of(call["inputs"]).items() if key != "self"}
    failure = call.get("exception")
    outcome = outcome_of(call.get("output") if not failure else text_of(failure))
    return Execution(
        name, arguments_of(given), outcome.text, outcome.call_id, outcome.is_error or bool(failure)
    )
