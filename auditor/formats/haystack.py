"""Haystack chat messages: `{role, meta, name, content: [{text} | {tool_call} | ...]}`.

A list of messages, or an object whose `messages` they are. A tool's result repeats the call that it
answers as its `origin`.
"""

from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS
from auditor.messages.framework_chats import Dialect, format_of
from auditor.messages.openai import add_message, has_role
from auditor.messages.parts import object_of, objects_in, text_of

NAME = "haystack"

_KINDS = frozenset({"text", "tool_call", "tool_call_result", "reasoning", "image", "file"})


def _fits(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and has_role(value)
        and "meta" in value
        and isinstance(value.get("content"), list)
        and all(object_of(part).keys() & _KINDS for part in value["content"])
    )


def _is_own(value: dict[str, Any]) -> bool:
    return any("type" not in object_of(part) for part in value["content"])


def _add(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add a message as the OpenAI messages that it stands for."""
    parts = objects_in(message["content"])
    results = [object_of(one["tool_call_result"]) for one in parts if "tool_call_result" in one]
    for result in results:
        told = {"role": "tool", "content": result.get("result"), "is_error": result.get("error")}
        add_message(draft, {**told, "tool_call": result.get("origin")}, item)
    if not results:
        words = [_part(one) for one in parts if "tool_call" not in one]
        calls = [one["tool_call"] for one in parts if "tool_call" in one]
        add_message(draft, {"role": message["role"], "content": words, "tool_calls": calls}, item)


def _part(part: dict[str, Any]) -> dict[str, Any]:
    if "text" in part:
        return {"type": "text", "text": text_of(part["text"])}
    if "reasoning" in part:
        thought = object_of(part["reasoning"]).get("reasoning_text", part["reasoning"])
        return {"type": "reasoning", "text": text_of(thought)}
    return {"type": next(key for key in part if key in _KINDS)}


FORMATS.add(
    NAME,
    format_of(
        Dialect(
            NAME,
            "Haystack chat messages",
            "messages with Haystack's parts",
            _fits,
            _is_own,
            _add,
            message_models=("/meta/model",),
        )
    ),
)
