"""LangChain messages in their three encodings, turned into events.

`{type: "ai", data: {...}}` (messages_to_dict), `{lc: 1, type: "constructor", kwargs: {...}}` with
the class under `id` (dumpd), flat `{type: "ai", content, tool_calls}`; also `["human", "words"]`,
and `[message, metadata]` as LangGraph streams it.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    text_of,
    text_or_none,
    words_of,
)

_KINDS = {
    "human": "human", "humanmessage": "human", "user": "human",
    "ai": "ai", "aimessage": "ai", "assistant": "ai",
    "system": "system", "systemmessage": "system", "developer": "system",
    "tool": "tool", "toolmessage": "tool",
    "function": "tool", "functionmessage": "tool",
    "chat": "chat", "chatmessage": "chat",
    "remove": "remove", "removemessage": "remove",
}  # fmt: skip
_SPOKEN = ("human", "user", "ai", "assistant", "system", "developer", "tool")
_PIECE = "AIMessageChunk"
_CALL_BLOCKS = frozenset(
    {"tool_use", "tool_call", "tool_call_chunk", "function_call", "input_json_delta"}
)


class Said(NamedTuple):
    """A message in one form.

    Attributes:
        kind: `human`, `ai`, `system`, `tool`, `chat` or `remove`.
        fields: Its content, calls and ids.
        is_piece: It is a piece of a streamed reply, or may be one.
    """

    kind: str
    fields: dict[str, Any]
    is_piece: bool = False


def message_of(value: Any) -> Said | None:
    """Return a message of any of the encodings, or None where it is none."""
    if isinstance(value, list):
        return _of_pair(value)
    if not isinstance(value, dict):
        return None
    if value.get("type") == "constructor" and isinstance(value.get("kwargs"), dict):
        path = value.get("id")
        name = str(path[-1]) if isinstance(path, list) and path else ""
        kind = _kind(name.removesuffix("Chunk"))
        return Said(kind, value["kwargs"], name == _PIECE) if kind else None
    kind = _kind(value.get("type"))
    if not kind or (kind == "chat" and "role" not in value and "data" not in value):
        return None
    if isinstance(value.get("data"), dict):
        return Said(kind, value["data"], value.get("type") == _PIECE)
    return Said(kind, value, value.get("type") == _PIECE) if "content" in value else None


def _kind(name: Any) -> str:
    if not isinstance(name, str):
        return ""
    return _KINDS.get(name.removesuffix("MessageChunk").lower(), "")


def _of_pair(value: list[Any]) -> Said | None:
    if len(value) == 2 and isinstance(value[0], str) and value[0] in _SPOKEN:  # noqa: PLR2004 - a pair
        return Said(_KINDS[value[0]], {"content": value[1]})
    if len(value) == 2 and isinstance(value[0], dict) and isinstance(value[1], dict):  # noqa: PLR2004 - same
        is_streamed = any(key.startswith("langgraph_") for key in value[1])
        return message_of(value[0]) if is_streamed else None
    return None


def add_message(draft: Draft, said: Said, item: int, *, at: str | None = None) -> None:
    """Add one message: words, calls and results, in that order."""
    kind, fields = said.kind, said.fields
    if kind == "chat":
        kind = _kind(fields.get("role")) or "chat"
    content = fields.get("content")
    if kind == "ai":
        _add_ai(draft, fields, item, at)
    elif kind == "human":
        draft.user(text_of(content), item, role="human", at=at)
    elif kind == "system":
        draft.system(text_of(content), item, at=at)
    elif kind == "tool":
        draft.result(
            text_of(content),
            item,
            call_id=text_or_none(fields.get("tool_call_id")),
            name=text_or_none(fields.get("name")),
            is_error=fields.get("status") == "error",
            at=at,
        )
    elif kind == "chat":
        draft.words("unknown", str(fields.get("role") or ""), text_of(content), item, at=at)


def model_in(messages: Iterable[Said | None]) -> str | None:
    """Return the model that the first reply names in what it says of the response."""
    for said in messages:
        about = object_of(said.fields.get("response_metadata")) if said else {}
        for key in ("model_name", "model", "model_id"):
            if isinstance(about.get(key), str) and about[key]:
                return str(about[key])
    return None


def _add_ai(draft: Draft, fields: dict[str, Any], item: int, at: str | None) -> None:
    draft.step()
    more = fields["additional_kwargs"] if isinstance(fields.get("additional_kwargs"), dict) else {}
    thought = more.get("reasoning_content")
    if isinstance(thought, str) and thought:
        draft.model(thought, item, channel="thinking", role="ai", at=at)
    calls = list(_calls_of(fields, more))
    said = False
    for channel, text in words_of(_without_calls(fields.get("content"))):
        if text or not calls:
            draft.model(text, item, channel=channel, role="ai", at=at)
            said = said or channel == "text"
    if not said and not calls:
        draft.model("", item, role="ai", at=at)
    for position, call in enumerate(calls):
        draft.call(
            str(call.get("name") or ""),
            arguments_text(call.get("args")),
            item,
            call_id=text_or_none(call.get("id")),
            position=position,
            at=at,
        )


def _without_calls(content: Any) -> Any:
    """Drop blocks that `tool_calls` repeats."""
    if not isinstance(content, list):
        return content
    return [part for part in content if not _is_call_block(part)]


def _is_call_block(part: Any) -> bool:
    return isinstance(part, dict) and str(part.get("type")) in _CALL_BLOCKS


def _calls_of(fields: dict[str, Any], more: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the calls; the older copy of one gives the argument string as it was emitted."""
    older = list(_older_calls(more))
    emitted = {json_text(call["id"]): call["args"] for call in older if call["id"] is not None}
    found = False
    for key in ("tool_calls", "invalid_tool_calls"):
        calls = fields.get(key)
        for call in calls if isinstance(calls, list) else []:
            if isinstance(call, dict):
                found = True
                raw = emitted.get(json_text(call.get("id")), call.get("args"))
                yield {**call, "args": raw}
    if not found:
        yield from older


def _older_calls(more: dict[str, Any]) -> Iterator[dict[str, Any]]:
    calls = more.get("tool_calls")
    for call in calls if isinstance(calls, list) else []:
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict):
            yield {
                "name": function.get("name"),
                "args": function.get("arguments"),
                "id": call.get("id"),
            }
    legacy = more.get("function_call")
    if isinstance(legacy, dict):
        yield {"name": legacy.get("name"), "args": legacy.get("arguments"), "id": None}
