"""Cohere's Chat API, version 1: histories of USER, CHATBOT and TOOL, requests and replies.

A list of messages; a request with `chat_history`, `message` and `tool_results`, alone or beside its
reply; a reply, which repeats the history with what it says. Calls have no ids: a result repeats the
call that it is of, and is paired by that. Messages of version 2 are those of `openai-chat`. Seen in
Cohere's API reference (Chat, v1).
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.exchanges import reply_in
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    own_id_of,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

NAME = "cohere"

_ROLES = frozenset({"USER", "CHATBOT", "SYSTEM", "TOOL"})
_OWN = frozenset({"CHATBOT", "TOOL"})
_HISTORY = "chat_history"
_CAMEL = {
    "chatHistory": "chat_history", "toolCalls": "tool_calls", "toolResults": "tool_results",
    "preambleOverride": "preamble", "responseId": "response_id",
}  # fmt: skip
_REQUESTS = ("request", "body", "kwargs", "payload", "chatRequest")
_KNOWN = frozenset(
    {
        "chat_history", "message", "tool_results", "preamble", "tools", "model", "response", "text",
        "tool_calls", "id", "request", "body", "kwargs", "payload",
    }
)  # fmt: skip


def _snaked(value: Any) -> Any:
    """Return an object with the names of the API, which Oracle's cloud writes in camel case."""
    if not isinstance(value, dict) or value.keys().isdisjoint(_CAMEL):
        return value
    return {_CAMEL.get(key, key): told for key, told in value.items()}


def _role_of(value: Any) -> str:
    role = text_of(object_of(value).get("role"))
    return role if role in _ROLES or role.title() == role else ""


def _is_message(value: Any) -> bool:
    value = _snaked(value)
    return (
        isinstance(value, dict)
        and _role_of(value).upper() in _ROLES
        and bool(value.keys() & {"message", "tool_results", "tool_calls"})
        and "content" not in value
    )


def _is_history(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_message, value))


def _request_in(record: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the request that a record holds, with its JSON pointer; the record if it is one."""
    for key in ("", *_REQUESTS):
        held = object_of(record.get(key)) if key else record
        if _HISTORY in held or "chatHistory" in held or (not key and "preamble" in held):
            return held, f"/{key}" if key else ""
    return record, ""


def recognise(value: Any) -> Recognition | None:
    """Recognise messages of CHATBOT or TOOL, a request that holds them, or asks with a history."""
    if _is_history(value):
        own = any(_role_of(one).upper() in _OWN for one in value)
        return Recognition(0.8, "messages of USER, CHATBOT and TOOL") if own else None
    if not isinstance(value, dict):
        return None
    request, pointer = _request_in(value)
    request = _snaked(request)
    held = request.get(_HISTORY)
    asks = isinstance(request.get("message", request.get("text")), str)
    if _is_history(held) or (held == [] and asks):
        return Recognition(0.8, f"messages of USER, CHATBOT and TOOL at {pointer}/{_HISTORY}")
    return None


class _Chat:
    """A conversation in the making; calls wait for the result that repeats them."""

    def __init__(self) -> None:
        self.draft = Draft()
        self._waiting: list[tuple[str, str]] = []
        self._calls = 0

    def add(self, message: dict[str, Any], item: int) -> None:
        """Add a message: words, calls, results."""
        message = _snaked(message)
        role, words = _role_of(message).upper(), text_of(message.get("message"))
        at = time_of(message)
        if role == "USER":
            self.draft.user(words, item, role="USER", at=at)
        elif role == "SYSTEM":
            self.draft.system(words, item, role="SYSTEM", at=at)
        elif role == "TOOL":
            self.add_results(message.get("tool_results"), item)
        else:
            self.add_reply(words, message.get("tool_calls"), item, at)

    def add_reply(self, words: str, calls: Any, item: int, at: str | None = None) -> None:
        """Add what the model said and called."""
        self.draft.step()
        listed = objects_in(calls)
        if words or not listed:
            self.draft.model(words, item, role="CHATBOT", at=at)
        for position, call in enumerate(listed):
            own_id = str(self._calls)
            self._calls += 1
            self._waiting.append((_key_of(call), own_id))
            arguments = arguments_text(call.get("parameters"))
            name = text_of(call.get("name"))
            self.draft.call(name, arguments, item, call_id=own_id, position=position, at=at)

    def add_results(self, results: Any, item: int) -> None:
        """Add what tools returned, each for the call that it repeats."""
        for result in objects_in(results):
            call, outputs = object_of(result.get("call")), result.get("outputs")
            told = outputs[0] if isinstance(outputs, list) and len(outputs) == 1 else outputs
            output = told if isinstance(told, str) else json_text(told)
            name = text_or_none(call.get("name"))
            self.draft.result(output, item, call_id=self._answered(call), name=name)

    def _answered(self, call: dict[str, Any]) -> str | None:
        key = _key_of(call)
        found = next((one for one in self._waiting if one[0] == key), None)
        if found is not None:
            self._waiting.remove(found)
        return found and found[1]


def _key_of(call: dict[str, Any]) -> str:
    return json_text([call.get("name"), call.get("parameters")])


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    chat = _Chat()
    record = value if isinstance(value, dict) else {_HISTORY: value}
    own, pointer = _request_in(record)
    name = "chatHistory" if "chatHistory" in own else _HISTORY
    request = _snaked(own)
    reply = _snaked(
        reply_in(record) or object_of(record.get("response", record.get("chatResponse")))
    )
    if request.get("preamble"):
        chat.draft.system(text_of(request["preamble"]), -1, role="preamble")
    _add_all(chat, request, reply)
    items = f"{pointer}/{name}" if isinstance(value, dict) else ""
    yield Trace(
        NAME,
        place,
        chat.draft.events,
        items,
        own_id=own_id_of(record) or text_or_none(reply.get("response_id")),
        tools=tools_of(request.get("tools")),
        model=text_or_none(request.get("model")) or text_or_none(reply.get("model")),
        at=time_of(record) or chat.draft.first_time(),
        extra={key: json_text(kept) for key, kept in record.items() if key not in _KNOWN},
    )


def _add_all(chat: _Chat, request: dict[str, Any], reply: dict[str, Any]) -> None:
    """Add the history, what was asked now, and the reply unless the history ends with it."""
    history = objects_in(request.get(_HISTORY))
    for item, message in enumerate(history):
        chat.add(message, item)
    if request.get("message"):
        chat.draft.user(text_of(request["message"]), -1, role="USER")
    chat.add_results(request.get("tool_results"), -1)
    own = reply or ({} if "message" in request else request)
    words, calls = text_of(own.get("text")), own.get("tool_calls")
    last = history[-1] if history and own is request else {}
    if (words or calls) and last.get("message") != words:
        chat.add_reply(words, calls, -1)


FORMATS.add(
    NAME, Format(name=NAME, title="Cohere chats (v1 API)", recognise=recognise, read=read)
)  # fmt: skip
