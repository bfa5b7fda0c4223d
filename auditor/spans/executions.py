"""What a tool span or run holds: arguments in, a result out, in whatever wrapping."""

from typing import Any, NamedTuple

import msgspec

from auditor.messages.dialects import decoded
from auditor.messages.langchain import message_of
from auditor.messages.parts import json_text, text_of, text_or_none

_RESULT_KEYS = frozenset({"content", "isError", "is_error", "structuredContent", "_meta"})


class Outcome(NamedTuple):
    """What a tool returned; `text` is None where nothing was recorded."""

    text: str | None
    call_id: str | None = None
    is_error: bool = False


def outcome_of(value: Any) -> Outcome:
    """Return a result, out of a LangChain tool message or an MCP result where it is in one."""
    inner = decoded(value)
    said = message_of(inner)
    if said is not None and said.kind == "tool":
        return Outcome(
            text_of(said.fields.get("content")),
            text_or_none(said.fields.get("tool_call_id")),
            said.fields.get("status") == "error",
        )
    if isinstance(inner, dict) and "content" in inner and inner.keys() <= _RESULT_KEYS:
        failed = inner.get("isError") is True or inner.get("is_error") is True
        return Outcome(text_of(inner["content"]), None, failed)
    if value is None or isinstance(value, str):
        return Outcome(value)
    return Outcome(json_text(value))


def arguments_of(value: Any) -> str:
    """Return arguments as JSON text: as given where they are JSON, else translated."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return json_text(value)
    inner = decoded(value)
    if isinstance(inner, dict | list) and "'" in value and not _is_json(value):
        return json_text(inner)
    return value


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return True
