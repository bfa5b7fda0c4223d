"""The Agent Client Protocol: JSON-RPC between an editor and an agent, a message a line.

`session/prompt` is the user's words; a `session/update` is a piece of what the agent says or
thinks, or the state of a tool's call, whose last state tells what came of it. Each `sessionId` is a
trace. Tools have no names in the protocol: a call is named by what the agent's own fields (`_meta`)
say, else by its `kind`, else by its title. Seen in zed-industries/agent-client-protocol,
`schema.json`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import json_text, object_of, objects_in, text_of, text_or_none
from auditor.trace import Message, Place, Trace

NAME = "acp"

_SPOKEN = {
    "user_message_chunk": "user", "agent_message_chunk": "text", "agent_thought_chunk": "thinking",
}  # fmt: skip
_CALLS = ("tool_call", "tool_call_update")
_LOOKED_AT = 8
_ENDED = ("completed", "failed")


class _Session:
    """One session in the making.

    Attributes:
        spoken: Of which kind the open piece is; "" where none is open.
        calls: Where in the events each call stands, by its id.
        answered: The calls whose end was told.
    """

    def __init__(self, line: int) -> None:
        self.draft, self.line = Draft(), line
        self.spoken = ""
        self.calls: dict[str, int] = {}
        self.answered: set[str] = set()
        self._acted = False

    def say(self, kind: str, text: str, item: int) -> None:
        """Add a piece of what is said; it goes on from the piece before it of the same kind."""
        last = self.draft.events[-1] if self.draft.events else None
        if kind == self.spoken and isinstance(last, Message):
            self.draft.events[-1] = msgspec.structs.replace(last, text=last.text + text)
            return
        if kind == "user":
            self.draft.user(text, item)
            self._acted = True
        else:
            self._open()
            self.draft.model(text, item, channel="thinking" if kind == "thinking" else "text")
        self.spoken = kind

    def _open(self) -> None:
        if self._acted or self.spoken in ("", "user", "text"):
            self.draft.step()
        self._acted = False

    def tell(self, update: dict[str, Any], item: int) -> None:
        """Add a call, or what came of it."""
        own = text_of(update.get("toolCallId"))
        if own not in self.calls:
            if self._acted or not self.spoken or self.spoken == "user":
                self.draft.step()
            self._acted = False
            self.calls[own] = len(self.draft.events)
            raw = update.get("rawInput")
            passed = "" if raw is None else json_text(raw)
            position = self.draft.calls_in_step
            self.draft.call(_name_of(update), passed, item, call_id=own or None, position=position)
            self.spoken = "call"
        elif update.get("rawInput"):
            event = self.draft.events[self.calls[own]]
            told = msgspec.structs.replace(event, arguments_raw=json_text(update["rawInput"]))
            self.draft.events[self.calls[own]] = told
        if update.get("status") in _ENDED and own not in self.answered:
            self.answered.add(own)
            failed = update["status"] == "failed"
            self.draft.result(_output_of(update), item, call_id=own or None, is_error=failed)
            self._acted = True
            self.spoken = ""


def _name_of(update: dict[str, Any]) -> str:
    for meta in object_of(update.get("_meta")).values():
        name = text_or_none(object_of(meta).get("toolName"))
        if name:
            return name
    kind = text_of(update.get("kind"))
    return kind if kind and kind != "other" else text_of(update.get("title"))


def _output_of(update: dict[str, Any]) -> str:
    raw = update.get("rawOutput")
    if raw is not None:
        return text_of(raw)
    told = objects_in(update.get("content"))
    return "\n".join(
        text_of([one["content"]]) if isinstance(one.get("content"), dict) else json_text(one)
        for one in told
    )


def _update_of(value: Any) -> dict[str, Any]:
    if object_of(value).get("method") != "session/update":
        return {}
    return object_of(object_of(value.get("params")).get("update"))


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise updates of a session, or a prompt among JSON-RPC messages."""
    if any("sessionUpdate" in _update_of(value) for value in values):
        return Recognition(0.95, "`session/update` messages of the Agent Client Protocol")
    if any(object_of(value).get("method") == "session/prompt" for value in values):
        return Recognition(0.95, "a `session/prompt` of the Agent Client Protocol")
    return None


def recognise(value: Any) -> Recognition | None:
    """Recognise a list of such messages."""
    return recognise_session(value[:_LOOKED_AT]) if isinstance(value, list) else None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the sessions of a list."""
    yield from _sessions((Line(number, one) for number, one in enumerate(value)), place, "")


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the sessions of a log."""
    yield from _sessions(lines, place, None)


def _sessions(lines: Iterable[Line], place: Place, items: str | None) -> Iterator[Item]:
    sessions: dict[str, _Session] = {}
    for number, value in lines:
        params, update = object_of(object_of(value).get("params")), _update_of(value)
        own = text_of(params.get("sessionId"))
        kind = text_of(update.get("sessionUpdate"))
        session = sessions.get(own) or _Session(number)
        if object_of(value).get("method") == "session/prompt":
            session.spoken = ""
            session.say("user", text_of(params.get("prompt")), number)
        elif kind in _SPOKEN:
            session.say(_SPOKEN[kind], text_of([update.get("content")]), number)
        elif kind in _CALLS:
            session.tell(update, number)
        else:
            yield Skipped("a message without words, calls or results")
            continue
        sessions[own] = session
    for own, session in sessions.items():
        there = place if items is not None else Place(place.file, session.line)
        yield Trace(NAME, there, session.draft.events, items, own_id=own or None)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Agent Client Protocol (ACP) messages",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
