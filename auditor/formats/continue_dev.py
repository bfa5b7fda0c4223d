"""Continue's sessions: `{sessionId, history: [{message, contextItems, toolCallStates}]}`.

Messages are OpenAI's, with `toolCalls` and `toolCallId`. What came of a call also stands beside the
reply that made it (`toolCallStates`), and is read there where no message of role `tool` tells it.
What a summary replaced (`conversationSummary`) stays, with the note `compacted`. Seen in
continuedev/continue, `core/index.d.ts` (`Session`, `ChatHistoryItem`, `ToolCallState`).
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.openai import add_message
from auditor.messages.parts import json_text, object_of, objects_in, text_of, text_or_none
from auditor.messages.times import time_of
from auditor.trace import Note, Place, Trace

NAME = "continue-dev"

_KNOWN = frozenset({"sessionId", "history", "chatModelTitle", "dateCreated"})
_ENDED = frozenset({"done", "errored", "canceled"})


def recognise(value: Any) -> Recognition | None:
    """Recognise a history of messages with what the client attached to them."""
    held = value.get("history") if isinstance(value, dict) else None
    if not isinstance(held, list) or not held:
        return None
    fits = all("role" in object_of(object_of(one).get("message")) for one in held)
    own = "sessionId" in value or any("contextItems" in one for one in objects_in(held))
    return Recognition(0.85, "a history of messages with context items") if fits and own else None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one session."""
    draft = Draft()
    notes: set[Note] = set()
    history = objects_in(value["history"])
    told = {_id_of(object_of(one.get("message"))) for one in history}
    for item, one in enumerate(value["history"]):
        _add(draft, object_of(one), item, told)
        if object_of(one).get("conversationSummary"):
            notes.add("compacted")
            summary = text_of(one["conversationSummary"])
            draft.words("runtime", "summary", summary, item, synthesized="summary of the client")
    yield Trace(
        NAME,
        place,
        draft.events,
        "/history",
        own_id=text_or_none(value.get("sessionId")),
        notes=frozenset(notes),
        model=text_or_none(value.get("chatModelTitle")),
        at=time_of(value) or draft.first_time(),
        extra={key: json_text(kept) for key, kept in value.items() if key not in _KNOWN},
    )


def _id_of(message: dict[str, Any]) -> str | None:
    return text_or_none(message.get("toolCallId"))


def _add(draft: Draft, one: dict[str, Any], item: int, told: set[str | None]) -> None:
    message = object_of(one.get("message"))
    if message.get("role") == "thinking":
        draft.step()
        draft.model(text_of(message.get("content")), item, channel="thinking")
        return
    thought = text_of(object_of(one.get("reasoning")).get("text"))
    calls = {"tool_calls": message["toolCalls"]} if message.get("toolCalls") else {}
    as_openai = {**message, **calls, "tool_call_id": _id_of(message)}
    add_message(draft, {**as_openai, "reasoning": thought} if thought else as_openai, item)
    for attached in objects_in(one.get("contextItems")):
        if attached.get("content"):
            draft.words("user", "context", text_of(attached["content"]), item)
    states = objects_in(one.get("toolCallStates")) or objects_in([one.get("toolCallState")])
    for state in states:
        _add_state(draft, state, item, told)


def _add_state(draft: Draft, state: dict[str, Any], item: int, told: set[str | None]) -> None:
    """Add what came of a call that no message answers."""
    call_id = text_or_none(state.get("toolCallId"))
    status = state.get("status")
    if call_id in told or text_of(status) not in _ENDED:
        return
    output = "\n".join(text_of(part.get("content")) for part in objects_in(state.get("output")))
    if output or status != "done":
        draft.result(output, item, call_id=call_id, is_error=status != "done")


FORMATS.add(
    NAME, Format(name=NAME, title="Continue sessions", recognise=recognise, read=read)
)  # fmt: skip
