"""LangGraph's streams: states, what nodes returned, and messages in pieces.

A part of a stream a line or in a list, of one mode or of several, as Python writes it or as the
server sends it; the text of the server's events; or events of LangChain's `astream_events`. Parts
of one run are one conversation, those of each subgraph another; a message that several parts tell
is told once, and stands where it came first. Beside states, messages in pieces count only where the
stream broke off before a state took them in: others are what a node asked a model for by itself.
What a stream of updates began with is not in it, which the note `truncated-head` tells.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped, unreadable
from auditor.messages.langchain import add_message, model_in
from auditor.messages.langgraph import Conversation, go_on, part_of
from auditor.messages.streams import events_in
from auditor.trace import Note, Place, ReadProblem, Trace

NAME = "langgraph"

_LOOKED_AT = 8
_SILENT = "a part of a stream without messages"
_BY_ITSELF = "words of a model that no state took in"
_INNER = "parts of a subgraph that the graph itself tells"


def recognise(value: Any) -> Recognition | None:
    """Recognise a list of parts of a stream."""
    if isinstance(value, list) and _is_stream(value[:_LOOKED_AT]):
        return Recognition(0.85, "parts of a LangGraph stream")
    return None


def _is_stream(values: list[Any]) -> bool:
    """Say whether values are parts of a stream: several, some with messages, states in a row."""
    parts = [part for value in values if (part := part_of(value))]
    if len(parts) < max(2, len(values)):
        return False
    bare = [part.data for part, value in zip(parts, values, strict=True) if part.data is value]
    return go_on(bare) and any(Conversation().add(part, 0) for part in parts)


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the conversations of one stream."""
    yield from _conversations([Line(number, one) for number, one in enumerate(value)], place, "")


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one part of a stream on each line."""
    if _is_stream(values):
        return Recognition(0.85, "one part of a LangGraph stream on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the parts of a stream."""
    yield from _conversations(lines, place, None)


def recognise_text(head: str) -> Recognition | None:
    """Recognise server-sent events named as the modes of a stream."""
    told = [{"event": one.name, "data": one.data} for one in events_in(head) if one.name]
    if _is_stream(told[:_LOOKED_AT]):
        return Recognition(0.85, "server-sent events of a LangGraph stream")
    return None


def read_text(text: str, place: Place) -> Iterator[Item]:
    """Read the text of a stream."""
    lines = []
    for line, name, data, raw in events_in(text):
        if data is None and raw != "null":
            yield _unread(raw, Place(place.file, line))
        lines.append(Line(line, {"event": name, "data": data}))
    yield from _conversations(lines, place, None)


def _unread(raw: str, place: Place) -> ReadProblem:
    reason = "an event of the stream is no JSON; its conversation lacks it"
    return unreadable(raw.encode(), place, reason, "Record the stream whole.")


def _conversations(lines: Iterable[Line], place: Place, items: str | None) -> Iterator[Item]:
    runs: list[dict[str, Conversation]] = [{}]
    for number, value in lines:
        part = part_of(value)
        if part is None:
            yield Skipped("no part of a stream")
            continue
        own = runs[-1].get(part.path)
        if own is not None and own.is_left_by(part):
            runs.append({})
        if not runs[-1].setdefault(part.path, Conversation()).add(part, number):
            yield Skipped(_SILENT)
    for run in runs:
        yield from _traces(run, place, items)


def _traces(run: dict[str, Conversation], place: Place, items: str | None) -> Iterator[Item]:
    outer = run.get("")
    for path, conversation in run.items():
        if path and outer is not None and conversation.is_told_by(outer):
            yield Skipped(_INNER, len(conversation.parts) if items is None else 1)
            continue
        draft = Draft()
        said = conversation.messages()
        for number, message in said:
            add_message(draft, message, number)
        left_out = conversation.beside().left_out if conversation.said else 0
        if left_out:
            yield Skipped(_BY_ITSELF, left_out if items is None else 1)
        if draft.events:
            yield Trace(
                NAME,
                place,
                draft.events,
                items,
                own_id=path or None,
                notes=_notes_of(conversation, path),
                model=model_in(message for _, message in said),
            )


def _notes_of(conversation: Conversation, path: str) -> frozenset[Note]:
    notes: set[Note] = set() if conversation.begins_with_state else {"truncated-head"}
    return frozenset(notes | ({"sidechain"} if path else set()))


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="LangGraph streams: updates, values, messages",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        recognise_text=recognise_text,
        read_text=read_text,
    ),
)
