"""LlamaIndex chat messages: `blocks` of words, and calls in blocks or beside them.

A list of messages, an object that keeps it under `messages` or `chat_history`, or a chat store,
in which every key's list is a conversation of its own.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Item, Recognition
from auditor.messages.framework_chats import Dialect, format_of, read_conversation
from auditor.messages.openai import add_message, has_role
from auditor.messages.parts import (
    arguments_text,
    inside,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.trace import Place, Trace

NAME = "llama-index"


def _fits(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and has_role(value)
        and isinstance(value.get("blocks"), list)
        and all(isinstance(block, dict) and "block_type" in block for block in value["blocks"])
    )


def _is_own(value: dict[str, Any]) -> bool:
    return "blocks" in value


def _add(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add a message as the OpenAI message that it stands for."""
    more = object_of(message.get("additional_kwargs"))
    calls = [
        {
            "id": block.get("tool_call_id"),
            "name": block.get("tool_name"),
            "arguments": arguments_text(block.get("tool_kwargs")),
        }
        for block in message["blocks"]
        if block["block_type"] == "tool_call"
    ]
    known = [call["id"] for call in calls]
    calls += [one for one in objects_in(more.get("tool_calls")) if one.get("id") not in known]
    words = [_part(block) for block in message["blocks"] if block["block_type"] != "tool_call"]
    add_message(
        draft,
        {
            "role": message["role"],
            "content": words,
            "tool_calls": calls,
            "tool_call_id": more.get("tool_call_id"),
            "name": text_or_none(more.get("name")),
        },
        item,
    )


def _part(block: dict[str, Any]) -> dict[str, Any]:
    """Return a block as a content part."""
    kind = text_of(block["block_type"])
    words = block.get("content") if kind == "thinking" else block.get("text")
    return {"type": kind, "text": words} if isinstance(words, str) else {"type": kind}


_DIALECT = Dialect(
    NAME,
    "LlamaIndex chat messages and chat stores",
    "messages with LlamaIndex's blocks",
    _fits,
    _is_own,
    _add,
    lists=("/messages", "/chat_history"),
)
_PLAIN = format_of(_DIALECT)


def _store_of(value: Any) -> dict[str, list[Any]]:
    """Return the conversations of a chat store by key."""
    lists = object_of(object_of(value).get("store"))
    return {key: one for key, one in lists.items() if isinstance(one, list) and one}


def recognise(value: Any) -> Recognition | None:
    """Recognise a conversation, or a chat store of them."""
    assert _PLAIN.recognise is not None  # noqa: S101 - `format_of` gives it
    lists = _store_of(value)
    if lists and all(all(map(_fits, one)) for one in lists.values()):
        return Recognition(0.85, "a LlamaIndex chat store")
    return _PLAIN.recognise(value)


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation, or each of a chat store."""
    lists = _store_of(value)
    for key, messages in lists.items():
        for item in read_conversation(messages, inside(place, "store", key), _DIALECT):
            if isinstance(item, Trace):
                item.own_id = key
            yield item
    if not lists:
        yield from read_conversation(value, place, _DIALECT)


FORMATS.add(NAME, msgspec.structs.replace(_PLAIN, recognise=recognise, read=read))
