"""Messages made of OpenTelemetry GenAI parts, turned into events.

Shared by every format that carries them (span attributes, exports of tracing products). A message
is `{role, parts: [{type: text | reasoning | tool_call | tool_call_response | ...}]}`.
Source: open-telemetry/semantic-conventions-genai, JSON schemas of input and output messages.
"""

from typing import Any

from auditor.draft import Draft
from auditor.messages.openai import MODEL_ROLES, SYSTEM_ROLES, USER_ROLES
from auditor.messages.parts import arguments_text, json_text, text_of, text_or_none
from auditor.messages.untold import untold
from auditor.trace import Channel

_CALLS = frozenset({"tool_call", "server_tool_call"})
_RESULTS = frozenset({"tool_call_response", "server_tool_call_response", "tool_result"})
_UNREADABLE = frozenset({"blob", "file", "uri"})
_THOUGHTS = frozenset({"reasoning", "thinking"})


def is_parts_message(value: Any) -> bool:
    """Say whether a value is a message whose parts are typed."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("role"), str)
        and isinstance(value.get("parts"), list)
        and all(isinstance(part, dict) and "type" in part for part in value["parts"])
    )


def add_message(draft: Draft, message: dict[str, Any], item: int, *, at: str | None = None) -> None:
    """Add one message: words, calls and results in the order of its parts."""
    role = str(message.get("role") or "")
    parts = message.get("parts")
    parts = parts if isinstance(parts, list) else [parts]
    if role in MODEL_ROLES:
        draft.step()
    words: list[str] = []
    position = 0
    for part in parts:
        kind = str(part.get("type") or "") if isinstance(part, dict) else ""
        if kind in _CALLS:
            _add_call(draft, part, item, position, at)
            position += 1
        elif kind in _RESULTS:
            _add_result(draft, part, item, at)
        elif role in MODEL_ROLES:
            channel: Channel = "thinking" if kind in _THOUGHTS else "text"
            draft.model(_text(part), item, channel=channel, role=role, at=at)
        else:
            words.append(_text(part))
    if words or (not parts and role not in MODEL_ROLES):
        add_words(draft, role, "\n".join(words), item, at)
    if not parts and role in MODEL_ROLES:
        draft.model("", item, role=role, at=at)


def add_words(draft: Draft, role: str, text: str, item: int, at: str | None) -> None:
    """Add the words of whoever the role names, but the model's."""
    if role in USER_ROLES:
        draft.user(text, item, role=role, at=at)
    elif role in SYSTEM_ROLES:
        draft.system(text, item, role=role, at=at)
    elif role == "tool":
        draft.result(text, item, at=at)
    else:
        draft.words("unknown", role, text, item, at=at)


def _text(part: Any) -> str:
    if not isinstance(part, dict):
        return text_of(part)
    for key in ("content", "text") if str(part.get("type")) not in _UNREADABLE else ():
        if part.get(key) is not None:
            return text_of(part[key])
    return untold(part)


def _add_call(draft: Draft, part: dict[str, Any], item: int, position: int, at: str | None) -> None:
    hosted = part.get("type") == "server_tool_call"
    arguments = part.get("arguments", part.get("server_tool_call"))
    draft.call(
        str(part.get("name") or ""),
        arguments_text(arguments),
        item,
        call_id=text_or_none(part.get("id")),
        position=position,
        hosted=hosted,
        at=at,
    )


def _add_result(draft: Draft, part: dict[str, Any], item: int, at: str | None) -> None:
    for key in ("response", "result", "server_tool_call_response", "content"):
        if part.get(key) is not None:
            output = part[key]
            break
    else:
        output = None
    draft.result(
        output if isinstance(output, str) else "" if output is None else json_text(output),
        item,
        call_id=text_or_none(part.get("id")),
        name=text_or_none(part.get("name")),
        is_error=part.get("is_error") is True,
        at=at,
    )
