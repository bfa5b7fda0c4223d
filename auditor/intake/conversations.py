"""Messages that say whose they are: several conversations in one list, or in one file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from auditor.format import Format, Item, Line
from auditor.messages.parts import text_or_none
from auditor.messages.times import time_of
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
        yield from format_.read_session(_in_order(format_, lines), place)
        return
    for own_id, places in of_each.items():
        own = _in_order(format_, [lines[position] for position in places])
        there = Place(place.file, own[0].number)
        for item in format_.read_session(own, there):
            yield _named(item, own_id)


def _in_order(format_: Format, lines: list[Line]) -> list[Line]:
    return lines[::-1] if _is_backwards(format_, [line.value for line in lines]) else lines


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
    if isinstance(value, dict):
        yield from _read_object(format_, value, place)
        return
    listed = value if format_.is_one_conversation and isinstance(value, list) else []
    of_each = parted(listed)
    if not of_each and _is_backwards(format_, listed):
        of_each = {"": list(range(len(listed)))}
    if not of_each:
        yield from format_.read(value, place)
        return
    for own_id, places in of_each.items():
        backwards = _is_backwards(format_, [listed[position] for position in places])
        own = places[::-1] if backwards else places
        for item in format_.read([listed[position] for position in own], place):
            if isinstance(item, Trace):
                item.events[:] = [_placed(event, own) for event in item.events]
            yield _named(item, own_id or None)


def _read_object(format_: Format, value: dict[str, Any], place: Place) -> Iterator[Item]:
    """Read an object; a list of it that tells the last first is turned round."""
    assert format_.read is not None  # noqa: S101 - whoever matched a value reads it
    turned = [key for key, held in value.items() if _is_backwards(format_, held)]
    if turned:
        value = {**value, **{key: value[key][::-1] for key in turned}}
    for item in format_.read(value, place):
        key = item.items.removeprefix("/") if isinstance(item, Trace) and item.items else ""
        if isinstance(item, Trace) and key in turned:
            places = list(range(len(value[key])))[::-1]
            item.events[:] = [_placed(event, places) for event in item.events]
        yield item


def _is_backwards(format_: Format, listed: Any) -> bool:
    """Say whether the messages of a list tell by their times that the last comes first."""
    if not format_.is_one_conversation or not isinstance(listed, list) or len(listed) <= 1:
        return False
    first, last = time_of(listed[0]), time_of(listed[-1])
    if not first or not last or first <= last:
        return False
    times = [time_of(one) or "" for one in listed]
    return all(times) and times == sorted(times, reverse=True)


def _placed(event: Event, places: list[int]) -> Event:
    return event if event.item < 0 else msgspec.structs.replace(event, item=places[event.item])


def _named(item: Item, own_id: str | None) -> Item:
    if isinstance(item, Trace) and item.own_id is None:
        item.own_id = own_id
    return item
