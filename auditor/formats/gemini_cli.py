"""Gemini CLI chat sessions: one JSON object, or a record a line, of messages of user and gemini.

`{sessionId, messages}`, or lines: the head, messages, of which a later one replaces the one of its
id, `{"$set": ...}` and `{"$rewindTo": id}`. A tool call of the model holds its result inside, as a
response of Gemini's. What was rewound is a trace of its own; where the client shortened the
history, what it replaced stays, with the note `compacted`. What the client tells the user (`info`,
`error`, `warning`) is left out.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.gemini_cli import SPEAKERS, History, Numbered, Telling
from auditor.messages.parts import json_text, object_of, objects_in, text_of, text_or_none
from auditor.messages.times import utc
from auditor.trace import Note, Place, Trace

NAME = "gemini-cli"

_KEPT = ("projectHash", "kind", "summary", "directories")
_MARKS = frozenset({"$set", "$rewindTo"})


def recognise(value: Any) -> Recognition | None:
    """Recognise a session with messages of the user and of gemini."""
    if not isinstance(value, dict) or "sessionId" not in value:
        return None
    messages = objects_in(value.get("messages"))
    if any(one.get("type") == "gemini" for one in messages) or (
        "projectHash" in value and messages
    ):
        return Recognition(0.9, "a session with messages of type user and gemini")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one session."""
    told = [Numbered(item, one) for item, one in enumerate(objects_in(value["messages"]))]
    telling = _telling_of(told)
    yield Trace(
        NAME,
        place,
        telling.draft.events,
        "/messages",
        own_id=text_or_none(value["sessionId"]),
        model=telling.model,
        at=utc(value.get("startTime")) or telling.draft.first_time(),
        extra=_kept_of(value),
    )


def _telling_of(told: Iterable[Numbered]) -> Telling:
    telling = Telling()
    for item, record in told:
        telling.add(record, item)
    return telling


def _kept_of(head: dict[str, Any]) -> dict[str, str]:
    return {key: json_text(head[key]) for key in _KEPT if head.get(key)}


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise a session's head, or its messages and what is set and taken back."""
    records = [value for value in values if isinstance(value, dict)]
    if any(map(_is_head, records)):
        return Recognition(0.95, "lines of a session: its head with sessionId and projectHash")
    if any(one.get("type") == "gemini" and "content" in one for one in records) and (
        any(one.keys() & _MARKS for one in records) or all(map(_is_message, records))
    ):
        return Recognition(0.8, "lines of a session: messages of type user and gemini")
    return None


def _is_head(record: dict[str, Any]) -> bool:
    return (
        isinstance(record.get("sessionId"), str)
        and isinstance(record.get("projectHash"), str)
        and not record.get("messages")
    )


def _is_message(record: dict[str, Any]) -> bool:
    return isinstance(record.get("id"), str) and isinstance(record.get("type"), str)


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the lines of one session, or of several that were put into one file."""
    history = History()
    for line in lines:
        record = object_of(line.value)
        if (
            _is_head(record)
            and history.head.get("sessionId", record["sessionId"]) != (record["sessionId"])
        ):
            yield from _traces_of(history, place)
            history = History()
        if not history.take(record, line.number):
            yield Skipped("no record of a session")
    yield from _traces_of(history, place)


def _traces_of(history: History, place: Place) -> Iterator[Item]:
    notes: frozenset[Note] = frozenset({"compacted"} if history.is_compacted else ())
    own_id = text_or_none(history.head.get("sessionId"))
    for number, told in enumerate([list(history.records.values()), *history.rewound]):
        if number and not any(one.record.get("type") == SPEAKERS[1] for one in told):
            continue
        telling = _telling_of(told)
        if not telling.draft.events:
            continue
        yield Trace(
            NAME,
            Place(place.file, min(one.item for one in told)),
            telling.draft.events,
            None,
            own_id=f"{own_id or ''}/rewound-{text_of(told[0].record['id'])}" if number else own_id,
            notes=notes | {"sidechain"} if number else notes,
            model=telling.model,
            at=telling.draft.first_time() if number else _time_of(history, telling),
            parent_id=own_id if number else None,
            extra=_kept_of(history.head),
        )


def _time_of(history: History, telling: Telling) -> str | None:
    return utc(history.head.get("startTime")) or telling.draft.first_time()


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Gemini CLI sessions",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
