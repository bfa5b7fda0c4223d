"""Messages of the Claude Agent SDK for Python, brought into the form of Claude Code's stream.

The SDK makes dataclasses of the stream's records, which name their kind by their class alone.
People keep them by `asdict`, where nothing names the class; with the class under `type`, `_type` or
`message_type`, around the fields or beside them; as the `repr` that a print or a logger gives; or
as a `repr` inside JSON. Seen in anthropics/claude-agent-sdk-python,
`src/claude_agent_sdk/types.py`.
"""

import re
from collections.abc import Iterable
from typing import Any

from auditor.messages import python_repr
from auditor.messages.claude_sessions import session_of
from auditor.messages.parts import kind_in, object_of, text_or_none
from auditor.messages.times import TIMES

CLASSES = re.compile(
    r"\b(?:User|Assistant|System|Result|Task\w+|Mirror\w+|Hook\w+)Message\(|"
    r"\b(?:StreamEvent|RateLimitEvent)\("
)
"""How the `repr` of a message begins."""

_TAGS = ("_type", "type", "message_type", "messageType", "__class__", "class", "class_name", "kind")
_BLOCK_TAGS = (*_TAGS, "block_type")
_BODIES = ("data", "message", "payload", "content")
_KINDS = {
    "UserMessage": "user", "AssistantMessage": "assistant", "ResultMessage": "result",
    "StreamEvent": "stream_event", "RateLimitEvent": "rate_limit_event",
}  # fmt: skip
_CLASS = re.compile(
    r"(?:User|Assistant|System|Result|Task\w+|Mirror\w+|Hook\w+)Message|StreamEvent|RateLimitEvent"
)
_BLOCKS = {
    "TextBlock": "text", "ThinkingBlock": "thinking", "ToolUseBlock": "tool_use",
    "ToolResultBlock": "tool_result", "ServerToolUseBlock": "server_tool_use",
    "ServerToolResultBlock": "server_tool_result",
}  # fmt: skip
# The fields of blocks without their class; a result without `is_error` is a server tool's.
_SHAPES: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (frozenset({"text"}), frozenset({"citations"}), "text"),
    (frozenset({"thinking"}), frozenset({"signature"}), "thinking"),
    (frozenset({"id", "name", "input"}), frozenset(), "tool_use"),
    (frozenset({"tool_use_id", "is_error"}), frozenset({"content"}), "tool_result"),
    (frozenset({"tool_use_id", "content"}), frozenset(), "server_tool_result"),
)
_ON_SERVER = "srvtoolu_"
_SPOKEN = frozenset(
    {
        "content", "model", "parent_tool_use_id", "error", "usage", "message_id", "stop_reason",
        "session_id", "uuid", "timestamp", "tool_use_result", "origin",
    }
)  # fmt: skip
# Who writes the messages out by hand takes the kinds of the stream, without its `message`.
_LOWER = {"assistant": "AssistantMessage", "user": "UserMessage"}
_RESULT = frozenset({"subtype", "duration_ms", "num_turns", "session_id"})


def stream_record(value: Any) -> dict[str, Any] | None:
    """Return the record of Claude Code's stream that a logged message was; None of anything else.

    A plain `{"content": "..."}` is none by itself: see `is_plain`.
    """
    if not isinstance(value, dict):
        return None
    name, fields = _opened(value)
    name = name or _class_of(fields)
    if not name or _is_of_another(name, fields):
        return None
    about = {key: value[key] for key in (*TIMES, "session_id") if value.get(key) is not None}
    return _record(name, {**about, **fields})


def _is_of_another(name: str, fields: dict[str, Any]) -> bool:
    """Say whether a class is AutoGen's, whose names are the same."""
    return "source" in fields or (name == "SystemMessage" and "subtype" not in fields)


def is_plain(value: Any) -> bool:
    """Say whether a value may be a `UserMessage` of words, which nothing tells by itself."""
    return (
        isinstance(value, dict)
        and "content" in value
        and value.keys() <= _SPOKEN | {"type"}
        and kind_in(value) in ("", "user")
    )


def plain_record(value: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a message that `is_plain`."""
    return _record("UserMessage", value)


def _opened(value: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the class that a record names, and the fields of the message, wherever they stand."""
    name = _name_in(value, _TAGS, _CLASS)
    for key in _BODIES if name or value.keys().isdisjoint(_SPOKEN) else ():
        inner = value.get(key)
        if isinstance(inner, str) and (key != "content" or CLASSES.match(inner)):
            inner = _constructed(inner)
        if not isinstance(inner, dict):
            continue
        own = _name_in(inner, _TAGS, _CLASS)
        if own or (name and key != "content" and not (name == "SystemMessage" and key == "data")):
            return own or name, inner
        if not name and _class_of(inner):
            return "", inner
    return name, value


def _name_in(value: dict[str, Any], tags: Iterable[str], names: re.Pattern[str]) -> str:
    said = (value[key] for key in tags if isinstance(value.get(key), str))
    return next((name for name in said if names.fullmatch(name)), "")


def _constructed(text: str) -> Any:
    try:
        return python_repr.constructed(text)
    except ValueError:
        return None


def _class_of(fields: dict[str, Any]) -> str:
    """Return the class of a message by its fields, "" where they could be of anything else."""
    if fields.keys() >= _RESULT:
        return "ResultMessage"
    if {"subtype", "data"} <= fields.keys() and isinstance(fields["data"], dict):
        return "SystemMessage"
    if {"uuid", "session_id", "event"} <= fields.keys() and isinstance(fields["event"], dict):
        return "StreamEvent"
    if "rate_limit_info" in fields:
        return "RateLimitEvent"
    return _class_of_spoken(fields)


def _class_of_spoken(fields: dict[str, Any]) -> str:
    """Return the class of a message with content, "" where its blocks are none of the SDK's."""
    content = fields.get("content")
    named = _LOWER.get(kind_in(fields), "")
    if not isinstance(content, list) or not content or not fields.keys() <= _SPOKEN | {"type"}:
        return ""
    kinds = {_kind_by_shape(block) or (named and _kind_by_type(block)) for block in content}
    if "" in kinds or ("type" in fields and not named):
        return ""
    if named:
        return named
    if text_or_none(fields.get("model")):
        return "AssistantMessage"
    return "UserMessage" if "tool_result" in kinds or "parent_tool_use_id" in fields else ""


def _record(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    record = {key: fields[key] for key in _ABOUT if fields.get(key) is not None}
    record["parent_tool_use_id"] = fields.get("parent_tool_use_id")
    record["timestamp"] = next((fields[key] for key in TIMES if fields.get(key) is not None), None)
    kind = _KINDS.get(name, "system" if name.endswith("Message") else name)
    if kind == "assistant":
        message = {"id": fields.get("message_id"), "content": _content(fields.get("content"))}
        message |= {key: fields[key] for key in ("model", "usage") if key in fields}
        failed = isinstance(fields.get("error"), str)
        return {**record, "type": kind, "message": message, "isApiErrorMessage": failed}
    if kind == "user":
        return {**record, "type": kind, "message": {"content": _content(fields.get("content"))}}
    if kind == "system":
        return {**object_of(fields.get("data")), **record, "type": kind}
    return {**record, "type": kind}


_ABOUT = ("session_id", "uuid", "subtype")


def _content(content: Any) -> Any:
    return list(map(_block, content)) if isinstance(content, list) else content


def _block(block: Any) -> Any:
    """Return a block as the API has it."""
    if isinstance(block, str):
        built = _constructed(block) if re.match(r"\w+Block\(", block) else None
        return _block(built) if isinstance(built, dict) else block
    if not isinstance(block, dict):
        return block
    name = _name_in(block, _BLOCK_TAGS, _BLOCK)
    held = block.get("data")
    if name and isinstance(held, str | dict):
        inner = _constructed(held) if isinstance(held, str) else held
        block = inner if isinstance(inner, dict) else block
    kind = _BLOCKS.get(name) or _kind_by_shape(block)
    if kind == "tool_use" and str(block.get("id")).startswith(_ON_SERVER):
        kind = "server_tool_use"
    fields = {key: told for key, told in block.items() if key not in _BLOCK_TAGS}
    return {"type": kind, **fields} if kind else block


_BLOCK = re.compile("|".join(_BLOCKS))


def _kind_by_shape(block: Any) -> str:
    if isinstance(block, dict):
        for needed, possible, kind in _SHAPES:
            if needed <= block.keys() <= needed | possible:
                return kind
    return ""


def _kind_by_type(block: Any) -> str:
    kind = kind_in(block)
    return kind if kind in _BLOCKS.values() or kind.endswith("_tool_result") else ""


def in_sessions(records: list[dict[str, Any]]) -> None:
    """Give records the session that others of their run name.

    Only what opens a run (`init`) and what ends it need to name one.
    """
    first, last = 0, None
    for place, record in enumerate(records):
        ends = record["type"] == "result" or place + 1 == len(records)
        if ends or _opens(records[place + 1]):
            run = records[first : place + 1]
            last = next(filter(None, map(session_of, run)), last)
            for one in run:
                one.setdefault("session_id", last)
            first = place + 1


def _opens(record: dict[str, Any]) -> bool:
    return record["type"] == "system" and record.get("subtype") == "init"
