"""Conversations of a claude.ai data export: `chat_messages` of human and assistant.

A `tool_use` block has no id in older exports; its result is the next `tool_result` of that name.
All of a reply stands in one message: what the model says after a result is a step of its own.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.anthropic import add_model
from auditor.messages.parts import json_text, objects_in, text_of, text_or_none
from auditor.messages.times import utc
from auditor.trace import Place, Trace

NAME = "claude-export"

_KEPT = ("name", "summary", "project")


def recognise(value: Any) -> Recognition | None:
    """Recognise a conversation by its list of chat messages."""
    if not isinstance(value, dict) or "uuid" not in value:
        return None
    messages = value.get("chat_messages")
    if isinstance(messages, list) and all("sender" in one for one in objects_in(messages)):
        return Recognition(0.9, "chat_messages with a sender")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    draft = Draft()
    for item, message in enumerate(value["chat_messages"]):
        if isinstance(message, dict):
            _add_message(draft, message, item)
    yield Trace(
        NAME,
        place,
        draft.events,
        "/chat_messages",
        own_id=text_or_none(value["uuid"]),
        model=text_or_none(value.get("model")),
        at=utc(value.get("created_at")) or draft.first_time(),
        extra={key: json_text(value[key]) for key in _KEPT if value.get(key)},
    )


def _add_message(draft: Draft, message: dict[str, Any], item: int) -> None:
    at = utc(message.get("created_at"))
    blocks = [
        one for one in objects_in(message.get("content")) if one.get("type") != "token_budget"
    ]
    if message.get("sender") != "assistant":
        words = text_of(message.get("text")) or text_of(blocks)
        draft.user(words, item, role=text_of(message.get("sender")), at=at)
        return
    if not blocks:
        blocks = [{"type": "text", "text": text_of(message.get("text"))}]
    position, answered = 0, True
    for block in blocks:
        if answered and block.get("type") != "tool_result":
            draft.step()
            position = 0
        answered = block.get("type") == "tool_result"
        position = add_model(draft, [block], item, at=at, position=position)


FORMATS.add(
    NAME, Format(name=NAME, title="claude.ai data exports", recognise=recognise, read=read)
)  # fmt: skip
