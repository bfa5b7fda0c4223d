"""Messages that say whose they are: several conversations in one list, or in one file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from auditor.format import Format, Item, Line
from auditor.messages.parts import text_or_none
from auditor.trace import Event, Place, Trace

_KEYS = (
    "conversation_id", "conversationId", "thread_id", "threadId", "chat_id", "chatId",
    "session_id", "sessionId", "conversation_uuid", "session", "conversation", "thread",
)  # fmt: skip


def parted(values: Sequence[Any]) -> dict[str, list[int]]:
    """Return the places of the messages of each conversation; {} where they are of one.

    What names none belongs with what stands before it.
    """
    named = Counter(
        key
        for value in values
        if isinstance(value, dict)
        for key in _KEYS
        if key in value and text_or_none(value[key])
    )
    for key in _KEYS:
        if 2 * named[key] > len(values):
            return _by(key, values)
    return {}


def _by(key: str, values: Sequence[Any]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    own = ""
    for place, value in enumerate(values):
        own = (text_or_none(value.get(key)) if isinstance(value, dict) else None) or own
        found.setdefault(own, []).append(place)
    if "" in found and len(found) > 1:
        # A head line, of the first that is named.
        head = found.pop("")
        first = next(iter(found))
        found[first] = head + found[first]
    return found if len(found) > 1 else {}


def read_lines(format_: Format, lines: list[Line], place: Place) -> Iterator[Item]:
    """Read the lines of a session file, each conversation by itself."""
    assert format_.read_session is not None  # noqa: S101 - `detect` says session only with one
    of_each = parted([line.value for line in lines]) if format_.is_one_conversation else {}
    if not of_each:
        yield from format_.read_session(lines, place)
        return
    for own_id, places in of_each.items():
        own = [lines[position] for position in places]
        there = Place(place.file, own[0].number)
        for item in format_.read_session(own, there):
            yield _named(item, own_id)


def as_session(format_: Format) -> Format:
    """Return a format that reads the lines of a file as it reads a list of their values."""
    return msgspec.structs.replace(
        format_, read_session=partial(_read_as_list, format_), decode_line=None
    )


def _read_as_list(format_: Format, lines: Iterable[Line], place: Place) -> Iterator[Item]:
    assert format_.read is not None  # noqa: S101 - whoever matched a value reads it
    own = list(lines)
    numbers = [line.number for line in own]
    for item in format_.read([line.value for line in own], place):
        if isinstance(item, Trace) and not item.items and not item.place.pointer:
            item.events[:] = [_placed(event, numbers) for event in item.events]
            item.items = None
        yield item


def read_list(format_: Format, value: Any, place: Place) -> Iterator[Item]:
    """Read a value of a format; of a list of messages each conversation by itself."""
    assert format_.read is not None  # noqa: S101 - whoever matched a value reads it
    listed = value if format_.is_one_conversation and isinstance(value, list) else []
    of_each = parted(listed)
    if not of_each:
        yield from format_.read(value, place)
        return
    for own_id, places in of_each.items():
        for item in format_.read([listed[position] for position in places], place):
            if isinstance(item, Trace):
                item.events[:] = [_placed(event, places) for event in item.events]
            yield _named(item, own_id)


def _placed(event: Event, places: list[int]) -> Event:
    return event if event.item < 0 else msgspec.structs.replace(event, item=places[event.item])


def _named(item: Item, own_id: str) -> Item:
    if isinstance(item, Trace) and item.own_id is None:
        item.own_id = own_id
    return item
