"""Conversations held in memory, read as a file of them is; what is not understood is refused.

A record of a file that cannot be read stands in the report. A gate has no such place: what it
passed over in silence would count as clean.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from auditor.errors import NothingAudited, UsageError
from auditor.formats import FORMATS, Skipped, match_value
from auditor.intake.record_values import read_value
from auditor.messages.chat_lines import chat_in
from auditor.messages.openai import BODY, has_role
from auditor.messages.parts import tools_of
from auditor.safe_text import has_utf8
from auditor.strict_json import MAX_DEPTH
from auditor.trace import Event, Message, Place, ReadProblem, Tool, ToolCall, Trace

OPENAI = "openai-chat"
ANTHROPIC = "anthropic-messages"

_EXPECTED = (
    "Give chat messages: objects with a `role` (system, user, assistant, tool) and `content` or"
    " `tool_calls`."
)
_DECLARED = "Give a list of tool definitions as the OpenAI interface takes them."
# What a message without a body may still have: it says nothing, so that nothing is passed over.
_BESIDE_BODY = frozenset({"role", "name", "id", "tool_call_id", "call_id", "timestamp"})


def conversations_in(given: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> list[Trace]:
    """Return the traces of a list of messages, or of an object that a file could hold.

    Raises:
        NothingAudited: There is no message.
        UsageError: Something given is of no form that is read from files.
    """
    if isinstance(given, str | bytes):
        raise UsageError("The conversation is a text.", f"{_EXPECTED} `audit` takes paths.")
    if not isinstance(given, Iterable):
        raise UsageError(f"The conversation is of type {type(given).__name__}.", _EXPECTED)
    value = dict(given) if isinstance(given, Mapping) else [_plain(message) for message in given]
    if not value:
        raise NothingAudited("There is no message to audit.", _EXPECTED)
    for position, message in enumerate(value if isinstance(value, list) else (value,)):
        if isinstance(message, dict):
            refuse_foreign(message, f"Message {position}")
    chat = chat_in(value) if isinstance(value, list) else None
    if chat is not None and all(name for name, _ in chat.outline.calls):
        return [Trace(OPENAI, Place(""), [], unopened=chat)]
    return [_understood(trace) for trace in _read(value)]


def refuse_foreign(given: Any, name: str) -> None:
    """Raise for what no reader would see, such as the object of a client library.

    Nor does a reader of files take a lone surrogate, or what is nested as deep as no message is.

    Args:
        given: What was given.
        name: What it is, as the beginning of a sentence.

    Raises:
        UsageError: It is of such a type, or holds a value of one.
    """
    fault = _foreign_in(given, MAX_DEPTH)
    if fault:
        raise UsageError(
            f"{name} {fault}, which cannot be read.",
            "Give objects, lists and texts as JSON has them: of a client library's object its"
            " `model_dump()`.",
        )


def _foreign_in(value: Any, deepest: int) -> str:
    """Return what is the first value that no message says anything by; "" where all do."""
    if isinstance(value, str):
        return "" if has_utf8(value) else "holds a lone surrogate"
    if value is None or isinstance(value, int | float | date | UUID):
        return ""
    if not isinstance(value, dict | list):
        return f"holds a value of type {type(value).__name__}"
    if not deepest:
        return f"is nested deeper than {MAX_DEPTH}"
    if isinstance(value, dict):
        odd = [key for key in value if not isinstance(key, str)]
        if odd:
            return f"holds a key of type {type(odd[0]).__name__}"
    held = chain(value, value.values()) if isinstance(value, dict) else value
    return next(filter(None, (_foreign_in(one, deepest - 1) for one in held)), "")


def tools_given(tools: Sequence[Mapping[str, Any]] | None) -> tuple[Tool, ...]:
    """Return the tools that a caller declares.

    Raises:
        UsageError: They are no list of objects.
    """
    if isinstance(tools, Mapping | str | bytes):
        tools = (tools,)
    if not isinstance(tools, Iterable | None):
        raise UsageError(f"The tools are of type {type(tools).__name__}.", _DECLARED)
    declared = [_plain(tool) for tool in tools or ()]
    for position, tool in enumerate(declared):
        if not isinstance(tool, dict):
            kind = type(tool).__name__
            raise UsageError(f"Tool {position} is of type {kind}, not an object.", _DECLARED)
        refuse_foreign(tool, f"Tool {position}")
    return tools_of(declared)


def _plain(message: Any) -> Any:
    return dict(message) if isinstance(message, Mapping) else message


def _read(value: Any) -> list[Trace]:
    items = read_value(value, Place(""), b"")
    if isinstance(value, list) and any(isinstance(one, dict) and "role" in one for one in value):
        match = match_value(value)
        if match is None or match.format.name == OPENAI:
            for position, message in enumerate(value):
                refuse_faulty(message, position)
            read = FORMATS[OPENAI].read
            assert read is not None  # noqa: S101 - the format has a reader
            items = read(value, Place(""))
    traces: list[Trace] = []
    for item in items:
        if isinstance(item, ReadProblem):
            raise UsageError(f"The conversation cannot be read: {item.reason}.", _EXPECTED)
        if not isinstance(item, Skipped):
            traces.append(item)
    if not any(trace.events for trace in traces):
        raise NothingAudited("There is no message to audit.", _EXPECTED)
    return traces


def _understood(trace: Trace) -> Trace:
    for event in trace.events:
        if isinstance(event, Message) and event.source == "unknown":
            said = f"has the role {event.role!r}" if event.role else "has no role that is known"
            raise UsageError(f"Message {event.item} {said}.", _EXPECTED)
    if trace.format in (OPENAI, ANTHROPIC):
        refuse_nameless(trace.events)
    return trace


def refuse_nameless(events: Iterable[Event]) -> None:
    """Raise for a call that names no tool: nothing could be said of what it would do.

    Raises:
        UsageError: There is one.
    """
    for event in events:
        if isinstance(event, ToolCall) and not event.name.strip():
            raise UsageError(
                f"Message {event.item} has a call without a name.",
                "Give each call as the interface gave it, the name of its tool included.",
            )


def refuse_faulty(message: Any, position: int) -> None:
    """Raise for what is no chat message in OpenAI's form or a dialect of it.

    Args:
        message: What stands in a message's place.
        position: Its 0-based place in the conversation.

    Raises:
        UsageError: It says something that no reader would see.
    """
    fault = _fault_of(message)
    if fault:
        raise UsageError(f"Message {position} {fault}.", _EXPECTED)


def _fault_of(message: Any) -> str:
    if not isinstance(message, dict):
        return f"is of type {type(message).__name__}, not an object"
    if not has_role(message):
        return f"has the role {message['role']!r}" if "role" in message else "has no role"
    made = message.get("tool_calls", message.get("toolCalls"))
    if made is not None and not isinstance(made, list):
        return "has `tool_calls` that are no list"
    if any(not isinstance(call, dict | str) for call in made or ()):
        return "has a call among its `tool_calls` that is no object"
    legacy = message.get("function_call", message.get("functionCall"))
    if legacy and not isinstance(legacy, dict):
        return "has a `function_call` that is no object"
    beside = [str(key) for key in message if key not in _BESIDE_BODY]
    if beside and not any(key in message for key in BODY):
        return f"has no content, but {', '.join(beside)}"
    return ""
