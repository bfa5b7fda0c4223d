"""Goose sessions: messages whose contents are words, `toolRequest` and `toolResponse`.

A list, an object that keeps it under `conversation` or `messages` (`goose session export`), or a
head and then one message a line. A response stands in a message of role user and opens no turn.
Seen in block/goose, `crates/goose/src/conversation/message.rs`.
"""

from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS
from auditor.messages.framework_chats import Dialect, format_of
from auditor.messages.parts import (
    arguments_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
    words_of,
)
from auditor.messages.times import utc

NAME = "goose"

_REQUESTS = frozenset({"toolRequest", "frontendToolRequest"})
_OWN = frozenset({*_REQUESTS, "toolResponse", "toolConfirmationRequest", "actionRequired"})
# What the client shows its user.
_SHOWN = frozenset({"toolConfirmationRequest", "actionRequired", "systemNotification"})


def _fits(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("role") in ("user", "assistant")
        and isinstance(value.get("content"), list)
        and all("type" in part for part in objects_in(value["content"]))
    )


def _is_own(message: dict[str, Any]) -> bool:
    return any(text_of(part.get("type")) in _OWN for part in objects_in(message.get("content")))


def _add(draft: Draft, message: dict[str, Any], item: int) -> None:
    at, of_model = utc(message.get("created")), message["role"] == "assistant"
    if of_model:
        draft.step()
    spoken, position = False, 0
    for part in objects_in(message["content"]):
        kind = text_of(part.get("type"))
        if kind in _REQUESTS:
            _add_call(draft, part, item, position, at)
            position += 1
        elif kind == "toolResponse":
            _add_result(draft, part, item, at)
        elif kind in _SHOWN:
            continue
        elif of_model:
            for channel, text in words_of([part]):
                draft.model(text, item, channel=channel, at=at)
        elif spoken:
            draft.words("user", "user", text_of([part]), item, at=at)
        else:
            draft.user(text_of([part]), item, at=at)
            spoken = True


def _add_call(draft: Draft, part: dict[str, Any], item: int, position: int, at: str | None) -> None:
    made = object_of(part.get("toolCall"))
    call = object_of(made.get("value", made.get("Ok", made)))
    draft.call(
        text_of(call.get("name")),
        arguments_text(call.get("arguments")),
        item,
        call_id=text_or_none(part.get("id")),
        position=position,
        at=at,
    )


def _add_result(draft: Draft, part: dict[str, Any], item: int, at: str | None) -> None:
    came = object_of(part.get("toolResult"))
    value = came.get("value", came.get("Ok"))
    error = came.get("error", came.get("Err"))
    failed = error is not None or object_of(value).get("isError") is True
    content = object_of(value).get("content", value)
    # What only the user is shown did not reach the model.
    if isinstance(content, list):
        content = [one for one in content if _reached_model(one)]
    output = text_of(error) if content is None else text_of(content)
    call_id = text_or_none(part.get("id"))
    draft.result(output, item, call_id=call_id, is_error=failed, at=at)


def _reached_model(content: Any) -> bool:
    audience = object_of(object_of(content).get("annotations")).get("audience")
    return not (isinstance(audience, list) and audience and "assistant" not in audience)


FORMATS.add(
    NAME,
    format_of(
        Dialect(
            NAME,
            "Goose sessions",
            "messages with toolRequest and toolResponse",
            _fits,
            _is_own,
            _add,
            lists=("/conversation", "/messages"),
        )
    ),
)
