"""GitHub Copilot CLI sessions: one event a line, `{type, data, id, timestamp, parentId}`.

A reply (`assistant.message`) holds its calls as `toolRequests`; what came of one is in its
`tool.execution_complete`, whose `content` is what the model was given. Older clients kept no
content there, which the note `results-not-recorded` tells. Events with a `parentToolCallId` are a
sub-agent's, and a trace of their own.
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
from auditor.trace import Note, Place, Trace

NAME = "copilot-cli"

_OWN = frozenset(
    {
        "session.start", "session.resume", "user.message", "assistant.message",
        "assistant.turn_start", "tool.execution_start", "tool.execution_complete",
    }
)  # fmt: skip


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise events of such types with their data."""
    records = [value for value in values if isinstance(value, dict)]
    known = [
        r for r in records if text_of(r.get("type")) in _OWN and isinstance(r.get("data"), dict)
    ]
    if known and all("." in text_of(record.get("type")) for record in records):
        return Recognition(0.9, "events such as user.message and tool.execution_start")
    return None


class _Told:
    """The conversation of a session, or of a sub-agent in it, in the making."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.draft = Draft()
        self.notes: set[Note] = set()
        self.calls: dict[str, str] = {}
        self.bare: dict[str, int] = {}
        self.thought = ""

    def add(self, kind: str, data: dict[str, Any], number: int, at: str | None) -> bool:
        """Add an event; return whether it says anything."""
        if kind == "user.message":
            self._add_user(data, number, at)
        elif kind == "system.message":
            self.draft.system(text_of(data.get("content")), number, at=at)
        elif kind == "assistant.reasoning":
            self.thought = text_of(data.get("content"))
        elif kind == "assistant.message":
            self._add_reply(data, number, at)
        elif kind == "tool.execution_start":
            return self._add_call(data, number, at)
        elif kind == "tool.execution_complete":
            self._add_result(data, number, at)
        else:
            if kind == "session.compaction_complete" and data.get("success") is not False:
                self.notes.add("compacted")
            return False
        return True

    def _add_user(self, data: dict[str, Any], number: int, at: str | None) -> None:
        words = text_of(data.get("content"))
        if data.get("source") in (None, "", "user"):
            self.draft.user(words, number, at=at)
            # What the client adds, files that the user attached among it.
            added = text_of(data.get("transformedContent")).replace(words, "", 1).strip()
            if added:
                self.draft.words("runtime", "user", added, number, at=at)
        else:
            self.draft.words("runtime", text_of(data["source"]), words, number, at=at)

    def _add_reply(self, data: dict[str, Any], number: int, at: str | None) -> None:
        self.draft.step()
        thought = text_of(data.get("reasoningText")) or self.thought
        self.thought = ""
        if thought:
            self.draft.model(thought, number, channel="thinking", at=at)
        words, calls = text_of(data.get("content")), objects_in(data.get("toolRequests"))
        if words or not calls:
            self.draft.model(words, number, at=at)
        for position, call in enumerate(calls):
            self._call(call.get("toolCallId"), call.get("name"), call, number, position, at)

    def _call(
        self,
        own: Any,
        name: Any,
        call: dict[str, Any],
        number: int,
        position: int,
        at: str | None,
    ) -> None:
        self.calls[text_of(own)] = text_of(name)
        given = arguments_text(call.get("arguments"))
        if not given:
            self.bare[text_of(own)] = len(self.draft.events)
        call_id = text_or_none(own)
        self.draft.call(text_of(name), given, number, call_id=call_id, position=position, at=at)

    def _add_call(self, data: dict[str, Any], number: int, at: str | None) -> bool:
        """Add a call that no reply asked for, or the arguments that the reply left out."""
        own = text_of(data.get("toolCallId"))
        if own in self.calls:
            place = self.bare.pop(own, None)
            given = arguments_text(data.get("arguments"))
            if place is None or not given:
                return False
            call = self.draft.events[place]
            self.draft.events[place] = msgspec.structs.replace(call, arguments_raw=given)
            return True
        self.draft.step()
        self._call(data.get("toolCallId"), data.get("toolName"), data, number, 0, at)
        return True

    def _add_result(self, data: dict[str, Any], number: int, at: str | None) -> None:
        own, failed = text_of(data.get("toolCallId")), data.get("success") is False
        came, error = data.get("result"), object_of(data.get("error")).get("message")
        content = object_of(came).get("content", came) if came else error
        if content is None:
            self.notes.add("results-not-recorded")
            return
        output = content if isinstance(content, str) else json_text(content)
        name = self.calls.get(own) or text_or_none(data.get("toolName"))
        self.draft.result(output, number, call_id=own, name=name, is_error=failed, at=at)


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the events of one session."""
    own_id: str | None = None
    model: str | None = None
    told: dict[str, _Told] = {}
    for number, value in lines:
        record = object_of(value)
        data, kind = object_of(record.get("data")), text_of(record.get("type"))
        own_id = own_id or text_or_none(data.get("sessionId"))
        named = (text_or_none(data.get(key)) for key in ("selectedModel", "newModel", "model"))
        model = model or next(filter(None, named), None)
        agent = text_of(data.get("parentToolCallId"))
        one = told.setdefault(agent, _Told(number))
        if not one.add(kind, data, number, utc(record.get("timestamp"))):
            yield Skipped(f"event of type {kind[:40]}" if kind else "no event of a session")
    for agent, one in told.items():
        if one.draft.events:
            yield Trace(
                NAME,
                Place(place.file, one.line),
                one.draft.events,
                None,
                own_id=f"{own_id or ''}/{agent}" if agent else own_id,
                parent_id=own_id if agent else None,
                notes=frozenset(one.notes | ({"sidechain"} if agent else set())),
                model=model,
                at=one.draft.first_time(),
            )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="GitHub Copilot CLI sessions",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
