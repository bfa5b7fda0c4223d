"""Factory's Droid: its sessions, a record a line, and what `droid exec` prints as it works.

A session's records are `session_start`, messages of Anthropic's blocks, states of its plan and of
its compaction, which leaves the note `compacted`. Printed (`--output-format stream-json` or
`debug`) are messages of `text`, `tool_call` and `tool_result`; the end repeats what was said. Seen
in Factory's documentation of `droid exec`, and in programs that read its sessions.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.anthropic import add_message
from auditor.messages.parts import (
    arguments_text,
    json_text,
    kind_in,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.messages.responses import open_step
from auditor.messages.times import utc
from auditor.trace import Note, Place, Tool, Trace

NAME = "droid"

_IDS = ("toolCallId", "id")
_REMINDER = "<system-reminder>"


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise the head of a session with its messages, or printed calls."""
    records = [value for value in values if isinstance(value, dict)]
    kinds = {kind_in(record) for record in records}
    if any(map(_is_head, records)) and kinds & {"message", "todo_state", "compaction_state"}:
        return Recognition(0.9, "a `session_start` and its messages")
    called = any(kind_in(one) == "tool_call" and "toolName" in one for one in records)
    spoken = any(kind_in(one) == "message" and isinstance(one.get("text"), str) for one in records)
    if kinds & {"user", "assistant"}:  # of Claude Code, whose head is the same
        return None
    if called or (spoken and "completion" in kinds):
        return Recognition(0.9, "printed messages and calls with `toolName`")
    return None


def _is_head(record: dict[str, Any]) -> bool:
    return kind_in(record) == "session_start" and not isinstance(record.get("data"), dict)


class _Session:
    """One session in the making."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.own_id: str | None = None
        self.model: str | None = None
        self.tools: tuple[Tool, ...] = ()
        self.notes: set[Note] = set()
        self.extra: dict[str, str] = {}

    def add(self, record: dict[str, Any], item: int) -> bool:
        """Add a record; say whether it tells anything."""
        kind, at = kind_in(record), utc(record.get("timestamp"))
        named = record.get("session_id") or record.get("sessionId")
        self.own_id = self.own_id or text_or_none(named)
        if kind == "session_start":
            held = object_of(record.get("session")) or record
            self.own_id = text_or_none(held.get("id")) or self.own_id
            self.extra |= {k: json_text(held[k]) for k in ("title", "cwd", "version") if k in held}
        elif kind == "system" and record.get("subtype") == "init":
            names = record.get("tools")
            listed = names if isinstance(names, list) else []
            self.tools = tuple(Tool(name) for name in listed if isinstance(name, str))
            self.model = text_or_none(record.get("model")) or self.model
        elif kind == "compaction_state":
            self._compact(record, item, at)
        elif kind == "message":
            self._say(record, item, at)
        elif kind == "tool_call":
            self._call(record, item, at)
        elif kind == "tool_result":
            self._result(record, item, at)
        else:
            return False
        return True

    def _compact(self, record: dict[str, Any], item: int, at: str | None) -> None:
        self.notes.add("compacted")
        told = record.get("summaryText", record.get("summary"))
        if told:
            made = "summary of what was compacted"
            self.draft.words("runtime", "summary", text_of(told), item, synthesized=made, at=at)

    def _say(self, record: dict[str, Any], item: int, at: str | None) -> None:
        message = object_of(record.get("message")) or record
        self.model = self.model or text_or_none(message.get("model"))
        if isinstance(message.get("text"), str):
            self._say_words(message, item, at)
            return
        parts = objects_in(message.get("content"))
        reminders = [part for part in parts if text_of(part.get("text")).startswith(_REMINDER)]
        if message.get("role") == "user" and reminders:
            self.draft.words("runtime", "user", text_of(reminders), item, at=at)
            parts = [part for part in parts if part not in reminders]
            if not parts:
                return
            message = {**message, "content": parts}
        add_message(self.draft, message, item, at=at)

    def _say_words(self, message: dict[str, Any], item: int, at: str | None) -> None:
        if message.get("role") == "assistant":
            self.draft.step()
            self.draft.model(message["text"], item, at=at)
        elif message.get("role") == "user":
            self.draft.user(message["text"], item, at=at)
        else:
            role = text_of(message.get("role"))
            self.draft.words("unknown", role, message["text"], item, at=at)

    def _call(self, record: dict[str, Any], item: int, at: str | None) -> None:
        position = open_step(self.draft)
        name = text_of(record.get("toolName", record.get("toolId")))
        arguments = arguments_text(record.get("parameters"))
        own_id = _id_of(record)
        self.draft.call(name, arguments, item, call_id=own_id, position=position, at=at)

    def _result(self, record: dict[str, Any], item: int, at: str | None) -> None:
        error = record.get("error")
        told = record.get("value") if error is None else object_of(error).get("message", error)
        failed = record.get("isError") is True or error is not None
        name = text_or_none(record.get("toolName")) or text_or_none(record.get("toolId"))
        output = told if isinstance(told, str) else text_of(told)
        own_id = _id_of(record)
        self.draft.result(output, item, call_id=own_id, name=name, is_error=failed, at=at)


def _id_of(record: dict[str, Any]) -> str | None:
    return next((own for key in _IDS if (own := text_or_none(record.get(key)))), None)


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read one session; what another session begins is a trace of its own."""
    sessions = [_Session()]
    for number, record in lines:
        if not isinstance(record, dict):
            yield Skipped("no JSON object")
            continue
        if _is_head(record) and sessions[-1].draft.events:
            sessions.append(_Session())
        if not sessions[-1].add(record, number):
            kind = kind_in(record)[:40]
            yield Skipped(f"record of type {kind}" if kind else "record without type")
    for session in sessions:
        if session.draft.events:
            yield Trace(
                NAME,
                place,
                session.draft.events,
                None,
                own_id=session.own_id,
                tools=session.tools,
                notes=frozenset(session.notes),
                model=session.model,
                at=session.draft.first_time(),
                extra=session.extra,
            )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Factory Droid sessions and streams",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
