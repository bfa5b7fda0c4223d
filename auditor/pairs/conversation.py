"""A trace as chat messages, each with the events it was made of."""

from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.exports.export import Group, call_ids, groups_of
from auditor.exports.openai_export import result_message
from auditor.messages.openai import add_messages
from auditor.pairing import Pairing, pair
from auditor.pairs.form import Messages
from auditor.trace import Event, Message, ToolCall, ToolResult, Trace

_SYSTEM_ROLES = ("system", "developer")
_MISSING = {
    "compacted": "earlier events were summarised away",
    "condensed": "the exporter dropped events",
    "results-not-recorded": "the transcript records no tool results",
    "calls-not-recorded": "the transcript records no tool calls",
    "truncated-head": "the beginning is missing",
    "sidechain": "it is a part of a session",
}


class Placed(NamedTuple):
    """A chat message and where it stands.

    Attributes:
        message: In OpenAI's form.
        first, last: The events it was made of.
        turn: As in the events.
        step: The model's step, or None for everybody else's message.
    """

    message: dict[str, Any]
    first: int
    last: int
    turn: int
    step: int | None


class Unusable(NamedTuple):
    """Why a trace cannot be trained on."""

    reason: str


def conversation_of(trace: Trace, pairing: Pairing) -> list[Placed] | Unusable:
    """Return a trace as chat messages, or why a model could not be shown it as it was.

    Thinking stands in `reasoning_content`; words of one message are joined with line breaks. An
    action that is nothing but thinking is no message.
    """
    lacking = "; ".join(reason for note, reason in _MISSING.items() if note in trace.notes)
    if trace.incomplete or lacking:
        return Unusable(f"part of the conversation is missing: {lacking or 'unreadable records'}")
    if "free-text-arguments" in trace.notes:
        return Unusable("calls hold free text, no JSON arguments")
    if pairing.orphans:
        return Unusable("a tool result answers no call")
    if len(pairing.answered) > len(pairing.answer):
        return Unusable("a tool call is answered twice")
    if any(_is_foreign(event) for event in trace.events):
        return Unusable("it holds calls or words that are neither the model's nor the user's")
    ids = call_ids(pairing, renamed=bool(pairing.reused))
    placed = [_placed(group, ids) for group in groups_of(trace.events)]
    return [one for one in placed if one is not None]


def prompt_of(placed: list[Placed]) -> Messages:
    """Return messages for a prompt: what the model thought earlier is not shown to it again."""
    return [
        {key: value for key, value in one.message.items() if key != "reasoning_content"}
        for one in placed
    ]


def trace_of(messages: Messages, like: Trace) -> Trace:
    """Return messages as a trace of the same tools, so that the rules can read them."""
    draft = Draft()
    add_messages(draft, messages)
    return Trace(
        "openai-chat",
        like.place,
        draft.events,
        tools=like.tools,
        own_id=like.own_id,
        task_id=like.task_id,
    )


def pairing_of(trace: Trace) -> Pairing:
    """Return which result answers which call."""
    return pair(trace.events)


def _is_foreign(event: Event) -> bool:
    if type(event) is ToolCall:
        return event.source != "model" or event.hosted
    if type(event) is not Message or event.source in ("user", "model"):
        return False
    return event.source != "runtime" or event.role not in _SYSTEM_ROLES


def _placed(group: Group, ids: dict[int, str]) -> Placed | None:
    first, last = group.events[0], group.events[-1]
    message = _action(group.events, ids) if group.by_model else _other(first, ids)
    if message is None:
        return None
    step = first.step if group.by_model else None
    return Placed(message, first.index, last.index, first.turn, step)


def _action(events: list[Event], ids: dict[int, str]) -> dict[str, Any] | None:
    said = _words(events, "text")
    thought = _words(events, "thinking")
    calls = [event for event in events if type(event) is ToolCall]
    answers = any(type(e) is Message and e.channel == "text" for e in events)
    if not (answers or calls):
        return None
    message: dict[str, Any] = {"role": "assistant", "content": said or (None if calls else "")}
    if thought:
        message["reasoning_content"] = thought
    if calls:
        message["tool_calls"] = [
            call_value(ids[call.index], call.name, call.arguments_raw) for call in calls
        ]
    return message


def call_value(call_id: str, name: str, arguments_raw: str) -> dict[str, Any]:
    """Return a call in OpenAI's form."""
    function = {"name": name, "arguments": arguments_raw or "{}"}
    return {"id": call_id, "type": "function", "function": function}


def _words(events: list[Event], channel: str) -> str:
    texts = [e.text for e in events if type(e) is Message and e.channel == channel]
    return "\n".join(text for text in texts if text.strip())


def _other(event: Event, ids: dict[int, str]) -> dict[str, Any]:
    if type(event) is ToolResult:
        return result_message(event, ids)
    assert type(event) is Message  # noqa: S101 - calls stand in actions
    role = "user" if event.source == "user" else event.role
    return {"role": role, "content": event.text}
