"""Events of OpenAI's Realtime API, of the server and of the client, as programs log them.

One event a line or in a list, alone or in a log's record; each session is a trace. An item is told
when it is made, as it grows and when it is done: it stands once, where it came first, with what was
last told of it. What was spoken is read from its transcript; without one it is `[audio]`. A call
that was broken off is none. Instructions and tools are those of the session. Seen in OpenAI's API
reference (Realtime, client and server events).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import kind_in, object_of, objects_in, text_of, text_or_none, tools_of
from auditor.messages.responses import add_item, declared_by
from auditor.messages.times import time_of
from auditor.trace import Note, Place, Tool, Trace

NAME = "openai-realtime"

_SESSIONS = ("session.created", "session.updated", "session.update")
_MADE = ("conversation.item.created", "conversation.item.added", "conversation.item.done")
_ASKED = ("conversation.item.create", "response.output_item.done")
_HEARD = "conversation.item.input_audio_transcription.completed"
_SPOKEN = (
    "response.audio_transcript.done", "response.output_audio_transcript.done", "response.text.done",
    "response.output_text.done",
)  # fmt: skip
_OWN = ("session.", "conversation.item.", "input_audio_buffer.")
_LOOKED_AT = 40


def _event_of(value: Any) -> dict[str, Any]:
    """Return the event that a record is, or the one that it keeps."""
    for one in (value, *object_of(value).values()):
        kind = kind_in(one)
        own = kind == "response.create" or (kind.startswith("response.") and "event_id" in one)
        if own or kind.startswith(_OWN):
            return object_of(one)
    return {}


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise events by their types, those of a session or of items among them."""
    kinds = [kind_in(_event_of(value)) for value in values[:_LOOKED_AT]]
    if any(kind.startswith(_OWN) for kind in kinds) and 2 * sum(map(bool, kinds)) > len(kinds):
        return Recognition(0.96, "events of the Realtime API")
    return None


def recognise(value: Any) -> Recognition | None:
    """Recognise a list of such events."""
    return recognise_session(value) if isinstance(value, list) and value else None


class _Session:
    """A session in the making: its items by what names them, in the order of their coming."""

    def __init__(self) -> None:
        self.items: dict[str, tuple[int, str | None, dict[str, Any]]] = {}
        self.tools: tuple[Tool, ...] = ()
        self.model: str | None = None
        self.own_id: str | None = None
        self._instructed = ""
        self._by_server = False

    def add(self, event: dict[str, Any], number: int, at: str | None) -> bool:
        """Add an event; say whether it tells anything."""
        kind = kind_in(event)
        if kind in _SESSIONS:
            self._begin(object_of(event.get("session")), number, at)
        elif kind in (*_MADE, *_ASKED):
            self._by_server = self._by_server or kind in _MADE
            self._put(object_of(event.get("item")), number, at)
        elif kind == "response.done":
            for item in objects_in(object_of(event.get("response")).get("output")):
                self._put(item, number, at)
        elif kind == _HEARD or kind in _SPOKEN:
            told = text_of(event.get("transcript")) or text_of(event.get("text"))
            self._say(text_of(event.get("item_id")), told)
        else:
            return False
        return True

    def _begin(self, session: dict[str, Any], number: int, at: str | None) -> None:
        self.own_id = self.own_id or text_or_none(session.get("id"))
        self.model = text_or_none(session.get("model")) or self.model
        self.tools = tools_of(declared_by(session.get("tools"))) or self.tools
        words = text_of(session.get("instructions"))
        if words and words != self._instructed:
            self._instructed = words
            self.items[f"instructions {number}"] = (
                number, at, {"type": "message", "role": "system", "content": words},
            )  # fmt: skip

    def _put(self, item: dict[str, Any], number: int, at: str | None) -> None:
        call = text_of(item.get("call_id"))
        named = text_of(item.get("id")) or f"client {number}"
        key = f"{kind_in(item)} {call}" if call else named
        first, since, before = self.items.get(key, (number, at, {}))
        if not item.get("content") and before.get("content"):
            item = {**item, "content": before["content"]}
        self.items[key] = (first, since, {**before, **item})

    def _say(self, item_id: str, words: str) -> None:
        if item_id in self.items and words:
            first, at, item = self.items[item_id]
            self.items[item_id] = (first, at, {**item, "content": words})

    def told(self) -> Iterator[tuple[int, str | None, dict[str, Any]]]:
        """Yield the items; what a client asked for stands for what the server made of it."""
        for key, (number, at, item) in self.items.items():
            broken_off = kind_in(item) == "function_call" and item.get("status") == "incomplete"
            if not broken_off and not (self._by_server and key.startswith("client ")):
                yield number, at, {**item, "content": _words_in(item.get("content"))}


def _words_in(content: Any) -> Any:
    """Return what was said: the text or the transcript of each part."""
    if not isinstance(content, list):
        return content
    said = [text_of(part.get("transcript") or part.get("text")) for part in objects_in(content)]
    return "\n".join(filter(None, said)) or ("[audio]" if content else "")


def _read(lines: Iterable[Line], place: Place, items: str | None) -> Iterator[Item]:
    session = _Session()
    for number, value in lines:
        event = _event_of(value)
        if kind_in(event) == "session.created" and session.items:
            yield from _told(session, place, items)
            session = _Session()
        if not session.add(event, number, time_of(value, event)):
            kind = kind_in(event)
            yield Skipped(f"event of type {kind}" if kind else "no event of the Realtime API")
    yield from _told(session, place, items)


def _told(session: _Session, place: Place, items: str | None) -> Iterator[Trace]:
    draft = Draft()
    for number, at, item in session.told():
        add_item(draft, item, number, at)
    if draft.events:
        asked = any(event.source == "user" for event in draft.events)
        notes: frozenset[Note] = frozenset() if asked else frozenset({"condensed"})
        first = min(event.item for event in draft.events)
        yield Trace(
            NAME,
            place if items is not None else Place(place.file, first),
            draft.events,
            items,
            own_id=session.own_id,
            tools=session.tools,
            notes=notes,
            model=session.model,
            at=draft.first_time(),
        )


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read a list of events."""
    yield from _read([Line(position, event) for position, event in enumerate(value)], place, "")


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file with an event on each line."""
    yield from _read(lines, place, None)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="OpenAI Realtime API events",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
