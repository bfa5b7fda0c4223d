"""A list of chat messages in OpenAI's form or a dialect of it, turned into events.

Shared by every format that carries such a list (chat logs, benchmark results, span attributes).
"""

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.draft import Draft
from auditor.messages import anthropic
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
    words_of,
)
from auditor.messages.times import time_of

MODEL_ROLES = frozenset({"assistant", "model", "ai"})
RESULT_ROLES = frozenset(
    {"tool", "function", "ipython", "observation", "tool_result", "tool_response", "tool_output"}
)
USER_ROLES = frozenset({"user", "human"})
SYSTEM_ROLES = frozenset({"system", "developer"})
ROLES = MODEL_ROLES | RESULT_ROLES | USER_ROLES | SYSTEM_ROLES

BODY = (
    "content",
    "tool_calls",
    "function_call",
    "refusal",
    "reasoning_content",
    "reasoning",
    "tool_plan",
    "audio",
    "toolCalls",
    "functionCall",
)
"""Keys of which a message has at least one, unless it says nothing."""


class Call(NamedTuple):
    """A tool call as some dialect spells it, brought into one form."""

    name: str
    arguments_raw: str
    call_id: str | None


_CALL_ROLES = frozenset({"tool_call", "function_call", "tool_calls"})
_CALL_IDS = ("tool_call_id", "call_id", "toolCallId", "tool_use_id")
_RESULTS = ("result", "output", "response", "tool_output")
_FAILED = ("is_error", "isError", "tool_call_error")
_RESULT_LISTS = ("tool_results", "tool_outputs", "toolResults")


def has_role(value: dict[str, Any]) -> bool:
    """Say whether a message has one of the known roles."""
    role = value.get("role")
    return isinstance(role, str) and role.lower() in ROLES


def is_message(value: Any) -> bool:
    """Say whether a value is a chat message: an object with a known role and a body."""
    return isinstance(value, dict) and has_role(value) and any(key in value for key in BODY)


def is_message_list(value: Any) -> bool:
    """Say whether a value is a non-empty list whose first members are chat messages."""
    return isinstance(value, list) and bool(value) and all(map(is_message, value[:4]))


def messages_among(values: list[Any]) -> list[dict[str, Any]] | None:
    """Return the messages among the lines of a file, if most are and none is malformed.

    A head line, or a record of the logger's own, may stand among them.
    """
    spoken = [value for value in values if isinstance(value, dict) and "role" in value]
    if 2 * len(spoken) <= len(values) or not all(map(is_message, spoken)):
        return None
    return spoken


def add_messages(draft: Draft, messages: list[Any], first_item: int = 0) -> None:
    """Add every message of a list; `Event.item` is its place in the list plus `first_item`."""
    for item, message in enumerate(messages, first_item):
        if isinstance(message, dict):
            add_message(draft, message, item)
        else:
            draft.words("unknown", "", text_of(message), item)


def add_message(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add one message: words, calls and results, in that order."""
    role = str(message.get("role") or "")
    kind = role.lower()  # enumerations of Java and C# are written in capitals
    at = time_of(message)
    content = message.get("content")
    if type(content) is list and not calls_in(message) and anthropic.holds_calls(content):
        # A gateway, or a program for several APIs, keeps another API's blocks.
        spoken = "assistant" if kind in MODEL_ROLES else "user"
        anthropic.add_message(draft, {**message, "role": spoken}, item, at=at)
    elif kind in MODEL_ROLES:
        _add_model(draft, message, item, at)
    elif kind in RESULT_ROLES:
        _add_result(draft, message, item, at)
    elif kind in USER_ROLES:
        if message.keys().isdisjoint(_CALL_IDS) or not _id_of_call(message):
            draft.user(text_of(content), item, role=role, at=at)
        else:
            _add_result(draft, message, item, at)
    elif kind in _CALL_ROLES:
        _add_model(draft, {"tool_calls": message.get("content")}, item, at)
    elif kind in SYSTEM_ROLES:
        draft.system(text_of(content), item, role=role, at=at)
    else:
        draft.words("unknown", role, text_of(content), item, at=at)


def _add_model(draft: Draft, message: dict[str, Any], item: int, at: str | None) -> None:
    draft.step()
    _add_executed(draft, message.get("executed_tools"), item, at)
    for key in ("reasoning_content", "reasoning", "thinking", "tool_plan"):
        thought = message.get(key)
        if isinstance(thought, str) and thought:
            draft.model(thought, item, channel="thinking", at=at)
            break
    calls = list(calls_of(message))
    content = message.get("content")
    if content is None and isinstance(message.get("refusal"), str):
        content = message["refusal"]
    if not content and isinstance(message.get("audio"), dict):
        content = message["audio"].get("transcript") or "[audio]"
    said = False
    for channel, text in words_of(content):
        if text or not calls:
            draft.model(text, item, channel=channel, at=at)
            said = said or channel == "text"
    if not calls and not said:
        draft.model("", item, at=at)
    for position, call in enumerate(calls):
        draft.call(
            call.name, call.arguments_raw, item, call_id=call.call_id, position=position, at=at
        )
    if calls or not message.keys().isdisjoint(_RESULT_LISTS):
        _add_results_inside(draft, message, item, at)


def _add_results_inside(draft: Draft, message: dict[str, Any], item: int, at: str | None) -> None:
    """Add results that a logger wrote into the calls, or beside them in the reply."""
    for spec in calls_in(message):
        inner = object_of(spec.get("function"))
        if spec.keys().isdisjoint(_RESULTS) and inner.keys().isdisjoint(_RESULTS):
            continue
        for key in _RESULTS:
            told = spec.get(key, inner.get(key))
            if told is not None:
                call = _call(spec) or Call("", "", None)
                _tell_inside(draft, told, item, call, _has_failed(spec), at)
                break
    for key in _RESULT_LISTS:
        for result in objects_in(message.get(key)):
            call = Call(text_of(result.get("name")), "", _id_of_call(result))
            told = next((result[one] for one in ("content", *_RESULTS) if one in result), None)
            _tell_inside(draft, told, item, call, _has_failed(result), at)


def _has_failed(told: dict[str, Any]) -> bool:
    """Say whether what holds a result says that the call failed."""
    return bool(told.get("error")) or any(told.get(key) is True for key in _FAILED)


def _tell_inside(
    draft: Draft, told: Any, item: int, call: Call, is_error: bool, at: str | None
) -> None:
    output = text_of(told)
    if call.call_id:
        draft.inside[call.call_id] = len(draft.events)
    name = call.name or None
    draft.result(output, item, call_id=call.call_id, name=name, is_error=is_error, at=at)


def _add_executed(draft: Draft, executed: Any, item: int, at: str | None) -> None:
    """Add the tools that the provider ran before it answered (Groq), each with its output."""
    for position, run in enumerate(objects_in(executed)):
        name = str(run.get("name") or run.get("type") or "")
        arguments = arguments_text(run.get("arguments"))
        draft.call(name, arguments, item, position=position, hosted=True, at=at)
        if run.get("output") is not None:
            draft.result(text_of(run["output"]), item, name=name, at=at)


def is_searched(message: dict[str, Any]) -> bool:
    """Say whether a reply cites pages that the provider found for it, without a call."""
    return any(
        str(note.get("type")).endswith("_citation")
        for note in objects_in(message.get("annotations"))
    )


def calls_of(message: dict[str, Any]) -> Iterator[Call]:
    """Yield the tool calls of a model message, whatever the dialect."""
    for spec in _listed_calls(message):
        call = _call(spec)
        if call is not None:
            yield call
    legacy = message.get("function_call", message.get("functionCall"))
    if isinstance(legacy, dict):
        yield Call(str(legacy.get("name") or ""), arguments_text(legacy.get("arguments")), None)


def calls_in(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the calls of a reply as they stand in it."""
    return objects_in(_listed_calls(message))


def _listed_calls(message: dict[str, Any]) -> list[Any]:
    """Return the calls of a reply; a column of a database keeps the list as JSON."""
    calls = message.get("tool_calls", message.get("toolCalls"))
    if not calls and any("apiName" in one for one in objects_in(message.get("tools"))):
        calls = message["tools"]  # LobeChat's
    if isinstance(calls, str):
        with contextlib.suppress(msgspec.DecodeError, RecursionError):
            calls = msgspec.json.decode(calls)
    return calls if isinstance(calls, list) else [calls] if isinstance(calls, dict) else []


def _id_of_call(message: dict[str, Any]) -> str | None:
    """Return the id of the call that a result names."""
    return next((own for key in _CALL_IDS if (own := text_or_none(message.get(key)))), None)


def _call(spec: Any) -> Call | None:
    if isinstance(spec, str):
        try:
            spec = msgspec.json.decode(spec)
        except msgspec.DecodeError:
            return Call("", spec, None)
    if not isinstance(spec, dict):
        return None
    call_id = text_or_none(spec.get("id")) or text_or_none(spec.get("tool_call_id"))
    function = spec.get("function")
    if isinstance(function, dict):
        return Call(
            str(function.get("name") or ""), arguments_text(function.get("arguments")), call_id
        )
    custom = spec.get("custom")
    if isinstance(custom, dict):  # free text becomes an object, as arguments are JSON elsewhere
        free = json_text({"input": custom.get("input")})
        return Call(str(custom.get("name") or ""), free, call_id)
    named = (spec.get(key) for key in ("name", "tool_name", "apiName"))
    name = function if isinstance(function, str) else next(filter(None, named), None)
    for key in ("arguments", "args", "input", "parameters"):
        if key in spec:
            return Call(str(name or ""), arguments_text(spec[key]), call_id)
    if not name:  # of a type that nobody knows: told whole, as parts of messages are
        kind = spec.get("type")
        return Call(str(kind or "") if kind != "function" else "", json_text(spec), call_id)
    return Call(str(name), "", call_id)


def _add_result(draft: Draft, message: dict[str, Any], item: int, at: str | None) -> None:
    parts = objects_in(message.get("tool_responses"))  # AutoGen's: the content repeats them
    parts = parts or _several_in(message)
    if parts:
        for part in parts:
            _add_result(draft, {**part, "tool_responses": None}, item, at)
        return
    if "content" not in message:
        message = {**message, "content": message.get("output")}
    embedded = _call(message["tool_call"]) if message.get("tool_call") else None
    call_id = _id_of_call(message)
    name = text_or_none(message.get("name")) or text_or_none(message.get("tool_name"))
    error = message.get("error")
    output = text_of(message.get("content")) or (text_of(error) if error else "")
    failed = _has_failed(message) or message.get("status") == "error"
    call_id = call_id or (embedded.call_id if embedded else None)
    inside = draft.inside.pop(call_id, None) if draft.inside and call_id else None
    if inside is None:
        name = name or (embedded.name if embedded else None) or None
        draft.result(output, item, call_id=call_id, name=name, is_error=failed, at=at)
        return
    # What the model was given stands for what the logger wrote into the call.
    draft.events[inside] = msgspec.structs.replace(
        draft.events[inside], output=output, item=item, is_error=failed, at=at
    )


def _several_in(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the results of a message that keeps several in its content, each with its call."""
    parts = objects_in(message.get("content"))
    if not parts or len(parts) < len(message["content"]) or _id_of_call(message):
        return []
    return parts if all(map(_id_of_call, parts)) else []
