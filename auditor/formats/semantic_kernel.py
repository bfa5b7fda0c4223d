"""Chats of Semantic Kernel and of the Agent Framework after it, as Python and .NET write them.

Python: `{messages: [{role, items: [{content_type: text | function_call | function_result}]}]}`;
.NET: a list of `{Role: {Label}, Items: [{$type: TextContent | FunctionCallContent | ...}]}`, also
in camel case. A function's full name is that of its plugin and its own, joined by a hyphen. The
Agent Framework's messages are `{role, contents: [{type | $type: text | function_call |
function_result | ...}]}`.
"""

from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS
from auditor.messages.framework_chats import Dialect, format_of
from auditor.messages.genai import add_words
from auditor.messages.openai import MODEL_ROLES
from auditor.messages.parts import arguments_text, json_text, object_of, text_of, text_or_none
from auditor.messages.times import utc
from auditor.trace import Channel

NAME = "semantic-kernel"

_LISTS = ("items", "Items", "contents")
_KINDS = {
    "TextContent": "text", "FunctionCallContent": "function_call",
    "FunctionResultContent": "function_result", "ReasoningContent": "reasoning",
    "functionCall": "function_call", "functionResult": "function_result",
    "text_reasoning": "reasoning",
}  # fmt: skip


def _fits(value: Any) -> bool:
    return isinstance(value, dict) and (
        _is_python(value) or _is_dotnet(value) or _is_successors(value)
    )


def _is_python(value: dict[str, Any]) -> bool:
    items = value.get("items")
    return isinstance(items, list) and all("content_type" in object_of(one) for one in items)


def _is_dotnet(value: dict[str, Any]) -> bool:
    items = value.get("Items", value.get("items"))
    return isinstance(items, list) and all("$type" in object_of(one) for one in items)


def _is_successors(value: dict[str, Any]) -> bool:
    contents = value.get("contents")
    return (
        bool(_role_of(value))
        and isinstance(contents, list)
        and all("type" in object_of(one) or "$type" in object_of(one) for one in contents)
    )


def _role_of(message: dict[str, Any]) -> str:
    """Return a role, which .NET and earlier releases of the Agent Framework keep in an object."""
    role = message.get("role", message.get("Role"))
    names = (object_of(role).get(key) for key in ("value", "Label", "label"))
    return (
        next((text_of(one) for one in names if one), "")
        if isinstance(role, dict)
        else text_of(role)
    )


def _is_own(value: dict[str, Any]) -> bool:
    return any(value.get(key) for key in _LISTS)


def _add(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add one message: words, calls and results in the order of its items."""
    role = _role_of(message).lower()
    by_model = role in MODEL_ROLES
    parts = [_part(one) for one in next(message[key] for key in _LISTS if key in message)]
    at = utc(message.get("createdAt", message.get("created_at")))
    if by_model:
        draft.step()
        if not parts:
            draft.model("", item, at=at)
    words: list[str] = []
    for part in parts:
        if part["kind"] == "function_call":
            _add_call(draft, part, item, at)
        elif part["kind"] == "function_result":
            _add_result(draft, part, item, at)
        elif by_model:
            channel: Channel = "thinking" if part["kind"] == "reasoning" else "text"
            draft.model(_words(part), item, channel=channel, at=at)
        else:
            words.append(_words(part))
    if words:
        add_words(draft, role, "\n".join(words), item, at)


def _part(one: dict[str, Any]) -> dict[str, Any]:
    """Return an item with Python's names, its kind beside them."""
    if "content_type" in one:
        return {**one, "kind": text_of(one["content_type"])}
    kind = text_of(one.get("$type", one.get("type")))
    kind = _KINDS.get(kind, kind)
    if "functionName" in one:  # .NET's, in camel case
        one = {key[:1].upper() + key[1:]: told for key, told in one.items()}
    if "call_id" in one or "callId" in one or "text" in one:
        call_id = one.get("call_id", one.get("callId"))
        return {**one, "kind": kind, "id": call_id, "call_id": call_id}
    return {
        "kind": kind,
        "id": one.get("Id", one.get("CallId")),
        "call_id": one.get("CallId"),
        "function_name": one.get("FunctionName"),
        "plugin_name": one.get("PluginName"),
        "arguments": one.get("Arguments"),
        "result": one.get("Result"),
        "text": one.get("Text"),
    }


def _name(part: dict[str, Any]) -> str:
    if isinstance(part.get("name"), str):
        return str(part["name"])
    names = (part.get("plugin_name"), part.get("function_name"))
    return "-".join(name for name in names if isinstance(name, str) and name)


def _add_call(draft: Draft, part: dict[str, Any], item: int, at: str | None) -> None:
    draft.call(
        _name(part),
        arguments_text(part.get("arguments")),
        item,
        call_id=text_or_none(part.get("id")),
        position=draft.calls_in_step,
        at=at,
    )


def _add_result(draft: Draft, part: dict[str, Any], item: int, at: str | None) -> None:
    result = part.get("result")
    draft.result(
        result if isinstance(result, str) else "" if result is None else json_text(result),
        item,
        call_id=text_or_none(part.get("call_id")) or text_or_none(part.get("id")),
        name=_name(part) or None,
        is_error=bool(part.get("exception")),
        at=at,
    )


def _words(part: dict[str, Any]) -> str:
    return text_of(part["text"]) if part.get("text") is not None else f"[{part['kind']}]"


FORMATS.add(
    NAME,
    format_of(
        Dialect(
            NAME,
            "Semantic Kernel and Microsoft Agent Framework chats (Python and .NET)",
            "messages with Semantic Kernel's items or the Agent Framework's contents",
            _fits,
            _is_own,
            _add,
            lists=(
                "/messages",
                "/state/in_memory/messages",
                "/chat_message_store_state/messages",
            ),
            message_models=("/ModelId",),
        )
    ),
)
