"""opencode sessions: messages of `info` and `parts`, as `opencode export` and its server give them.

`{info, messages}`, a list of messages, or what `opencode run --format json` prints: one part a
line, without the prompt. A tool's part holds the call with what came of it; a reply goes through
several steps, each begun by a `step-start`. Words that the client put into a user's message
(`synthetic`) open no turn. Seen in opencode's SDK (`Part`, `ToolState`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
    words_of,
)
from auditor.messages.times import utc
from auditor.trace import Note, Place, Trace

NAME = "opencode"

_SILENT = frozenset({"step-finish", "snapshot", "patch", "agent", "retry", "compaction", "subtask"})
_PRINTED = frozenset({"text", "reasoning", "tool_use", "step_start", "step_finish", "error"})
_LOOKED_AT = 4


def recognise(value: Any) -> Recognition | None:
    """Recognise messages with an `info` and its parts."""
    messages = value.get("messages") if isinstance(value, dict) and "info" in value else value
    if isinstance(messages, list) and messages and all(map(_is_message, messages[:_LOOKED_AT])):
        return Recognition(0.9, "messages of info and parts")
    return None


def _is_message(value: Any) -> bool:
    info = object_of(object_of(value).get("info"))
    return (
        info.get("role") in ("user", "assistant")
        and "sessionID" in info
        and isinstance(value.get("parts"), list)
    )


class _Telling:
    """A conversation in the making; results of a step stand behind all its calls."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.notes: set[Note] = set()
        self._results: list[tuple[dict[str, Any], int, str | None]] = []

    def open_step(self) -> None:
        """Open the model's next action."""
        self.close_step()
        self.draft.step()

    def close_step(self) -> None:
        """Add what the calls of the open step came to."""
        for part, item, at in self._results:
            self._add_result(part, item, at)
        self._results.clear()

    def add_part(self, part: dict[str, Any], item: int, at: str | None) -> bool:
        """Add a part of a reply; return whether it says anything."""
        kind = text_of(part.get("type"))
        if kind == "step-start":
            self.open_step()
        elif kind == "tool":
            self._add_call(part, item, at)
        elif kind in _SILENT:
            return False
        else:
            if self._results:
                self.open_step()
            for channel, text in words_of([part]):
                self.draft.model(text, item, channel=channel, at=at)
        return True

    def _add_call(self, part: dict[str, Any], item: int, at: str | None) -> None:
        state = object_of(part.get("state"))
        given = arguments_text(state.get("input"))
        own, name = text_or_none(part.get("callID")), text_of(part.get("tool"))
        position = self.draft.calls_in_step
        self.draft.call(name, given, item, call_id=own, position=position, at=at)
        if state.get("status") in ("completed", "error"):
            self._results.append((part, item, at))

    def _add_result(self, part: dict[str, Any], item: int, at: str | None) -> None:
        state = object_of(part.get("state"))
        failed = state.get("status") == "error"
        came = state.get("error") if failed else state.get("output")
        output = came if isinstance(came, str) else json_text(came)
        own, name = text_or_none(part.get("callID")), text_of(part.get("tool"))
        self.draft.result(output, item, call_id=own, name=name, is_error=failed, at=at)

    def add_message(self, message: dict[str, Any], item: int) -> None:
        """Add a message with all its parts."""
        info, parts = message["info"], objects_in(message["parts"])
        at = utc(object_of(info.get("time")).get("created"))
        if any(part.get("type") == "compaction" for part in parts) or info.get("summary") is True:
            self.notes.add("compacted")
        if info["role"] == "user":
            self._add_user(parts, item, at)
            return
        if not any(part.get("type") == "step-start" for part in parts):
            self.draft.step()
        for part in parts:
            self.add_part(part, item, at)
        self.close_step()

    def _add_user(self, parts: list[dict[str, Any]], item: int, at: str | None) -> None:
        spoken = False
        for part in parts:
            kind, words = text_of(part.get("type")), text_of([part])
            if kind in _SILENT or part.get("ignored"):
                continue
            if part.get("synthetic"):
                self.draft.words("runtime", "user", words, item, at=at)
            elif spoken:
                self.draft.words("user", "user", words, item, at=at)
            else:
                self.draft.user(words, item, at=at)
                spoken = True


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one session."""
    listed = value if isinstance(value, list) else value["messages"]
    telling, model = _Telling(), None
    for item, message in enumerate(listed):
        if _is_message(message):
            telling.add_message(message, item)
            model = model or text_or_none(message["info"].get("modelID"))
        else:
            yield Skipped("no message")
    info = object_of(value.get("info")) if isinstance(value, dict) else {}
    own_id = text_or_none(info.get("id")) or text_or_none(listed[0]["info"]["sessionID"])
    yield Trace(
        NAME,
        place,
        telling.draft.events,
        "" if value is listed else "/messages",
        own_id=own_id,
        parent_id=text_or_none(info.get("parentID")),
        notes=frozenset(telling.notes | ({"sidechain"} if info.get("parentID") else set())),
        model=model,
        at=telling.draft.first_time(),
        extra={"title": json_text(info["title"])} if info.get("title") else {},
    )


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise what a run prints, or one message on each line."""
    if values and all(map(_is_message, values)):
        return Recognition(0.9, "a message of info and parts on each line")
    if values and all(map(_is_printed, values)):
        return Recognition(0.9, "one part of a run of opencode on each line")
    return None


def _is_printed(value: Any) -> bool:
    record = object_of(value)
    held = record.get("part") if record.get("type") != "error" else record.get("error")
    return (
        text_of(record.get("type")) in _PRINTED and "sessionID" in record and isinstance(held, dict)
    )


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file of messages, or the parts that a run printed."""
    telling, session = _Telling(), None
    for number, value in lines:
        if _is_message(value):
            session = session or text_or_none(value["info"]["sessionID"])
            telling.add_message(value, number)
            continue
        telling.notes.add("truncated-head")
        session = session or text_or_none(object_of(value).get("sessionID"))
        at = utc(object_of(value).get("timestamp"))
        if not telling.add_part(object_of(object_of(value).get("part")), number, at):
            yield Skipped(f"event of type {text_of(object_of(value).get('type'))[:40]}")
    telling.close_step()
    if telling.draft.events:
        yield Trace(
            NAME,
            place,
            telling.draft.events,
            None,
            own_id=session,
            notes=frozenset(telling.notes),
            at=telling.draft.first_time(),
        )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="opencode sessions and runs",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
