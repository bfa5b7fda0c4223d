"""Messages of Pydantic AI, turned into events.

Shared by every format that carries them. A message is `{kind: request | response, parts}`; a part
names its kind in `part_kind`. Requests hold the user's words, instructions and tool returns.
Source: pydantic-ai 2.68, `pydantic_ai.messages`.
"""

from typing import Any

from auditor.draft import Draft
from auditor.messages.parts import arguments_text, json_text, objects_in, text_of, text_or_none
from auditor.messages.times import utc
from auditor.trace import Message

_CALLS = ("tool-call", "builtin-tool-call")
_RETURNS = ("tool-return", "builtin-tool-return")
_FAILED = ("failed", "retried", "denied")


def is_message(value: Any) -> bool:
    """Say whether a value is a request or response whose parts name their kind."""
    return (
        isinstance(value, dict)
        and value.get("kind") in ("request", "response")
        and isinstance(value.get("parts"), list)
        and all(isinstance(part, dict) and "part_kind" in part for part in value["parts"])
    )


def add_message(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add one message: words, calls and results in the order of its parts."""
    at = utc(message.get("timestamp"))
    if message["kind"] == "response":
        _add_response(draft, message, item, at)
        return
    instructions = text_of(message.get("instructions"))
    if instructions and not _was_said(draft, instructions):
        draft.system(instructions, item, at=at)
    for part in objects_in(message["parts"]):
        _add_asked(draft, part, item, utc(part.get("timestamp")) or at)


def _was_said(draft: Draft, instructions: str) -> bool:
    """Say whether the instructions, which every request repeats, stand already."""
    return any(
        type(event) is Message and event.source == "runtime" and event.text == instructions
        for event in draft.events
    )


def _add_asked(draft: Draft, part: dict[str, Any], item: int, at: str | None) -> None:
    kind = part.get("part_kind")
    if kind == "user-prompt":
        draft.user(_words(part.get("content")), item, at=at)
    elif kind in _RETURNS or (kind == "retry-prompt" and part.get("tool_name")):
        _add_return(draft, part, item, at)
    else:
        draft.system(_words(part.get("content")), item, role=str(kind), at=at)


def _add_response(draft: Draft, message: dict[str, Any], item: int, at: str | None) -> None:
    draft.step()
    parts = objects_in(message["parts"])
    if not parts:
        draft.model("", item, at=at)
    for part in parts:
        kind = part.get("part_kind")
        if kind in _CALLS:
            draft.call(
                text_of(part.get("tool_name")),
                arguments_text(part.get("args")),
                item,
                call_id=text_or_none(part.get("tool_call_id")),
                position=draft.calls_in_step,
                hosted=kind == "builtin-tool-call",
                at=at,
            )
        elif kind in _RETURNS:
            _add_return(draft, part, item, at)
        elif kind == "thinking":
            draft.model(_words(part.get("content")), item, channel="thinking", at=at)
        elif kind in ("text", "speech"):
            words = part.get("content", part.get("transcript"))
            draft.model(_words(words), item, at=at)
        else:
            draft.model(f"[{kind}]", item, at=at)


def _words(content: Any) -> str:
    """Return the words of a prompt; what is no text in it is named by its kind."""
    parts = content if isinstance(content, list) else [content]
    return "\n".join(
        f"[{part['kind']}]"
        if isinstance(part, dict) and "kind" in part and not isinstance(part.get("content"), str)
        else text_of(part["content"] if isinstance(part, dict) and "content" in part else part)
        for part in parts
        if part is not None
    )


def _add_return(draft: Draft, part: dict[str, Any], item: int, at: str | None) -> None:
    content = part.get("content")
    retried = part.get("part_kind") == "retry-prompt"
    draft.result(
        content if isinstance(content, str) else "" if content is None else json_text(content),
        item,
        call_id=text_or_none(part.get("tool_call_id")),
        name=text_or_none(part.get("tool_name")),
        is_error=retried or part.get("outcome") in _FAILED,
        at=utc(part.get("timestamp")) or at,
    )
