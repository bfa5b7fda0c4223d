"""A trace as OpenAI chat messages."""

from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.exports.export import Exported, Group, call_ids, groups_of, losses
from auditor.messages.openai import add_messages
from auditor.pairing import Pairing, pair
from auditor.trace import Event, Message, Tool, ToolCall, ToolResult, Trace

_SYSTEM_ROLES = ("system", "developer")


def openai_of(trace: Trace) -> Exported:
    """Return `{messages, tools}` with what the trace says of its run.

    Calls without an id are given one, as the form demands it. Where the ids of the source would
    mislead a reader of the messages, every call gets a new one.
    """
    pairing = pair(trace.events)
    lost = losses(trace)
    ids = call_ids(pairing, renamed=False)
    messages = _messages(trace, ids)
    if not _pairs_alike(messages, pairing):
        messages = _messages(trace, call_ids(pairing, renamed=True))
        lost.append("the ids of calls, which do not tell calls apart and were given anew")
    elif any(call.call_id is None for call in pairing.calls):
        lost.append("that calls had no ids: they were given some")
    return Exported({**_facts(trace), "messages": messages}, tuple(lost))


def _facts(trace: Trace) -> dict[str, Any]:
    facts = {
        "id": trace.trace_id,
        "dataset": trace.dataset or None,
        "task_id": trace.task_id,
        "run_index": trace.run_index,
        "reward": trace.reward,
        "model": trace.model,
        "prompt_version": trace.prompt_version,
        "created_at": trace.at,
        "tools": [tool_value(tool) for tool in trace.tools] or None,
    }
    return {key: fact for key, fact in facts.items() if fact is not None}


def tool_value(tool: Tool) -> dict[str, Any]:
    """Return a tool's declaration in OpenAI's form."""
    function: dict[str, Any] = {"name": tool.name}
    if tool.description:
        function["description"] = tool.description
    if tool.schema:
        function["parameters"] = msgspec.json.decode(tool.schema)
    if tool.output_schema:
        function["output_schema"] = msgspec.json.decode(tool.output_schema)
    return {"type": "function", "function": function}


def _messages(trace: Trace, ids: dict[int, str]) -> list[dict[str, Any]]:
    messages = []
    for group in groups_of(trace.events):
        message = _action(group, ids) if group.by_model else _single(group.events[0], ids)
        if message is not None:
            messages.append(message)
    return messages


def _action(group: Group, ids: dict[int, str]) -> dict[str, Any] | None:
    """Return one assistant message, or None where all of it is thinking."""
    texts = [
        event.text
        for event in group.events
        if type(event) is Message and event.channel == "text"
    ]  # fmt: skip
    calls = [event for event in group.events if type(event) is ToolCall]
    if not texts and not calls:
        return None
    content: Any = None
    if len(texts) == 1:
        content = texts[0]
    elif texts:
        content = [{"type": "text", "text": text} for text in texts]
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = [
            {
                "id": ids[call.index],
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments_raw},
            }
            for call in calls
        ]
    return message


def result_message(result: ToolResult, ids: dict[int, str]) -> dict[str, Any]:
    """Return a result as a message; `ids` holds call ids by the event index of the result."""
    message: dict[str, Any] = {"role": "tool", "content": result.output}
    if result.index in ids:
        message["tool_call_id"] = ids[result.index]
    if result.name:
        message["name"] = result.name
    return message


def _single(event: Event, ids: dict[int, str]) -> dict[str, Any]:
    if type(event) is ToolResult:
        return result_message(event, ids)
    assert type(event) is Message  # noqa: S101 - calls stand in actions
    if event.source == "user":
        return {"role": "user", "content": event.text}
    role = event.role if event.role in _SYSTEM_ROLES else "system"
    return {"role": role, "content": event.text}


def _pairs_alike(messages: list[dict[str, Any]], pairing: Pairing) -> bool:
    """Say whether a reader of the messages pairs calls and results as the trace does."""
    draft = Draft()
    add_messages(draft, messages)
    return links_of(pair(draft.events)) == links_of(pairing)


def links_of(pairing: Pairing) -> list[int | None]:
    """Return for each result, in order, which call it answers: the call's number, or None."""
    number = {call.index: place for place, call in enumerate(pairing.calls)}
    answered = (pairing.answered.get(result.index) for result in pairing.results)
    return [None if call is None else number[call.index] for call in answered]
