"""Gemini CLI chat sessions: `{sessionId, messages}`, each message of type user or gemini.

A tool call of the model holds its result inside, as a response of Gemini's. What the client tells
the user (`info`, `error`, `warning`) is left out.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.gemini import add_content
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
    utc,
)
from auditor.trace import Place, Trace

NAME = "gemini-cli"

_FAILED = ("error", "cancelled")
_KEPT = ("projectHash", "kind", "summary", "directories")


def recognise(value: Any) -> Recognition | None:
    """Recognise a session with messages of the user and of gemini."""
    if not isinstance(value, dict) or "sessionId" not in value:
        return None
    messages = objects_in(value.get("messages"))
    if any(one.get("type") == "gemini" for one in messages) or (
        "projectHash" in value and messages
    ):
        return Recognition(0.9, "a session with messages of type user and gemini")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one session."""
    draft = Draft()
    model = None
    for item, message in enumerate(objects_in(value["messages"])):
        at = utc(message.get("timestamp"))
        if message.get("type") == "user":
            draft.user(_words(message.get("content")), item, at=at)
        elif message.get("type") == "gemini":
            model = model or text_or_none(message.get("model"))
            _add_reply(draft, message, item, at)
    yield Trace(
        NAME,
        place,
        draft.events,
        "/messages",
        own_id=text_or_none(value["sessionId"]),
        model=model,
        at=utc(value.get("startTime")) or draft.first_time(),
        extra={key: json_text(value[key]) for key in _KEPT if value.get(key)},
    )


def _words(content: Any) -> str:
    parts = content if isinstance(content, list) else [content]
    return "\n".join(text_of(object_of(part).get("text", part)) for part in parts if part)


def _add_reply(draft: Draft, message: dict[str, Any], item: int, at: str | None) -> None:
    draft.step()
    for thought in objects_in(message.get("thoughts")):
        words = [text_of(thought[key]) for key in ("subject", "description") if key in thought]
        draft.model("\n".join(words), item, channel="thinking", at=at)
    calls = objects_in(message.get("toolCalls"))
    said = _words(message.get("content"))
    if said or not calls:
        draft.model(said, item, at=at)
    for position, call in enumerate(calls):
        name = text_of(call.get("name"))
        call_id = text_or_none(call.get("id"))
        arguments = arguments_text(call.get("args"))
        draft.call(name, arguments, item, call_id=call_id, position=position, at=at)
    for call in calls:
        _add_result(draft, call, item)


def _add_result(draft: Draft, call: dict[str, Any], item: int) -> None:
    result = call.get("result")
    at = utc(call.get("timestamp"))
    failed = call.get("status") in _FAILED
    answers = objects_in(result)
    if not failed and any("functionResponse" in part for part in answers):
        answers = [part for part in answers if "functionResponse" in part]
        add_content(draft, {"role": "user", "parts": answers}, item, at=at)
    elif result is not None or failed:
        given = result if result is not None else call.get("resultDisplay")
        draft.result(
            text_of(given), item, call_id=text_or_none(call.get("id")),
            name=text_or_none(call.get("name")), is_error=failed, at=at,
        )  # fmt: skip


FORMATS.add(
    NAME, Format(name=NAME, title="Gemini CLI sessions", recognise=recognise, read=read)
)  # fmt: skip
