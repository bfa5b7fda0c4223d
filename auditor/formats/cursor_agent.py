"""Cursor's agent, as `cursor-agent --output-format stream-json` prints it: one event a line.

A `tool_call` is told when it starts and when it ends; its one field, as `readToolCall`, names the
tool and holds `args` and `result`. Where words come in pieces (`timestamp_ms`), the pieces are
joined, and what repeats them is left out. Seen in Cursor's reference of output formats.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.messages.times import utc
from auditor.trace import Message, Place, Trace

NAME = "cursor-agent"

_SUFFIX = "ToolCall"
_FAILED = frozenset({"error", "rejected", "failure", "timeout", "permissionDenied"})


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise a stream whose head declares no tools, or its tool calls."""
    records = [value for value in values if isinstance(value, dict) and "session_id" in value]
    for record in records:
        if record.get("type") == "tool_call" and "call_id" in record and _call_in(record):
            return Recognition(0.95, "events of type tool_call with a named call inside")
        head = record.get("type") == "system" and record.get("subtype") == "init"
        if head and "apiKeySource" in record and not record.keys() & {"tools", "uuid"}:
            return Recognition(0.9, "a stream whose head declares no tools")
    return None


def _call_in(record: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Return the tool's name and what is told of the call."""
    made = object_of(record.get("tool_call"))
    either = object_of(made.get("tool"))  # As protobuf tells one of several.
    if isinstance(either.get("case"), str) and isinstance(either.get("value"), dict):
        made = {either["case"]: either["value"]}
    for key, held in made.items():
        if key == "function" or key.endswith(_SUFFIX):
            told = object_of(held)
            args = object_of(told.get("args"))
            if key.startswith("mcp"):
                return text_of(args.get("toolName")), {**told, "args": args.get("args")}
            return text_of(told.get("name")) or key.removesuffix(_SUFFIX), told
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the sessions of a file."""
    sessions: dict[str, list[Line]] = {}
    for line in lines:
        session = text_or_none(object_of(line.value).get("session_id"))
        if session is None:
            yield Skipped("no event of a session")
        else:
            sessions.setdefault(session, []).append(line)
    for session, own in sessions.items():
        draft, model = Draft(), None
        in_pieces = any("timestamp_ms" in line.value for line in own if _is_spoken(line.value))
        known: set[str] = set()
        for number, record in own:
            model = model or text_or_none(record.get("model"))
            if not _add(draft, record, number, known, in_pieces):
                yield Skipped(f"event of type {text_of(record.get('type'))[:40]}")
        if draft.events:
            there = Place(place.file, own[0].number)
            yield Trace(
                NAME,
                there,
                draft.events,
                None,
                own_id=session,
                model=model,
                at=draft.first_time(),
            )


def _is_spoken(record: dict[str, Any]) -> bool:
    return record.get("type") == "assistant"


def _add(
    draft: Draft, record: dict[str, Any], number: int, known: set[str], in_pieces: bool
) -> bool:
    """Add an event; return whether it tells anything new."""
    kind, at = record.get("type"), utc(record.get("timestamp_ms"))
    content = object_of(record.get("message")).get("content")
    if kind == "user":
        draft.user(text_of(content), number, at=at)
    elif _is_spoken(record):
        repeats = "timestamp_ms" not in record or "model_call_id" in record
        if in_pieces and repeats:
            return False
        _speak(draft, text_of(content), number, at, "text", in_pieces)
    elif kind == "thinking" and text_of(record.get("text")):
        _speak(draft, text_of(record["text"]), number, at, "thinking", True)
    elif kind == "tool_call":
        return _add_call(draft, record, number, at, known)
    else:
        return False
    return True


def _speak(
    draft: Draft, text: str, number: int, at: str | None, channel: Any, goes_on: bool
) -> None:
    """Add words of the model, behind those that they go on from."""
    last = draft.events[-1] if draft.events else None
    if goes_on and type(last) is Message and (last.source, last.channel) == ("model", channel):
        draft.events[-1] = msgspec.structs.replace(last, text=last.text + text)
        return
    if not (type(last) is Message and last.source == "model"):
        draft.step()
    draft.model(text, number, channel=channel, at=at)


def _add_call(
    draft: Draft, record: dict[str, Any], number: int, at: str | None, known: set[str]
) -> bool:
    found, own = _call_in(record), text_of(record.get("call_id"))
    if found is None:
        return False
    name, told = found
    if own not in known:
        known.add(own)
        last = draft.events[-1] if draft.events else None
        if last is None or last.source != "model":
            draft.step()
        given = told.get("args", told.get("arguments"))
        position = draft.calls_in_step
        draft.call(name, arguments_text(given), number, call_id=own, position=position, at=at)
        if record.get("subtype") == "started":
            return True
    if record.get("subtype") != "completed" or told.get("result") is None:
        return False
    result = told["result"]
    outcome = next((k for k, v in object_of(result).items() if isinstance(v, dict)), "")
    inner = object_of(result).get(outcome, result)
    output = _words_of(inner) or (inner if isinstance(inner, str) else json_text(inner))
    failed = outcome in _FAILED or object_of(inner).get("isError") is True
    draft.result(output, number, call_id=own, name=name, is_error=failed, at=at)
    return True


def _words_of(inner: Any) -> str:
    """Return the text of what a tool of MCP gave back."""
    told = [
        object_of(part.get("text")).get("text")
        for part in objects_in(object_of(inner).get("content"))
    ]
    return "\n".join(one for one in told if isinstance(one, str))


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Cursor agent streams",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
