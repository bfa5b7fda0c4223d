"""What a decoded value holds: a record of a known format, or records in lists and objects."""

from collections.abc import Hashable, Iterator
from typing import Any

import msgspec

from auditor.formats import Format, Item, Line, Match, Skipped, match_value
from auditor.intake.asides import aside_in
from auditor.intake.conversations import read_lines, read_list
from auditor.intake.detecting import SAMPLE
from auditor.intake.listed import (
    linked_in,
    listed_records,
    opens,
    session_in,
    session_within,
)
from auditor.intake.log_lines import is_words
from auditor.intake.packed import opened
from auditor.intake.pages import page_in, read_page
from auditor.intake.unread import unknown
from auditor.messages.parts import inside, json_text
from auditor.trace import Event, Message, Place, ReadProblem, ToolCall, Trace


def read_value(value: Any, place: Place, raw: bytes) -> Iterator[Item]:
    """Yield what a decoded value holds, or the problem of a value of no known format."""
    match = match_whole(value, place)
    if match is not None:
        yield from read_known(match.format, value, place)
        return
    page = page_in(value)
    if page is not None:
        yield from read_page(page.format, value, place)
        return
    session = session_in(value) or linked_in(value, raw)
    if session is not None:
        yield from _read_as_lines(session.format, value, place)
        return
    listed = listed_records(value, place)
    if listed is None:
        held = session_within(value)
        if held is None or opened(value, place) is not None:
            yield from _read_record(value, place, raw)
            return
        beside = {name: json_text(told) for name, told in value.items() if name != held.path[0]}
        for item in _read_as_lines(held.session.format, held.values, inside(place, *held.path)):
            if isinstance(item, Trace):
                item.extra = {**beside, **item.extra}
            yield item
        return
    for one, inner in listed:
        yield from _read_listed(one, inner)


def _read_listed(one: Any, place: Place) -> Iterator[Item]:
    """Yield what a record of a list holds; plain lines of a log are none."""
    if isinstance(one, Skipped):
        yield one
    elif not is_words(one):
        yield from _read_record(one, place, json_text(one).encode())


def match_whole(value: Any, place: Place) -> Match | None:
    """Return the format that reads a value as it stands.

    The format that comes last gives way to one that reads what the value lists or keeps packed.
    """
    match = match_value(value)
    if match is None or match.format.read is None:
        return None
    if not match.format.is_last:
        return match
    if isinstance(value, list):
        others = (session_in(value), *map(match_value, value[:SAMPLE]))
    else:
        packed, held = opened(value, place), session_within(value)
        inside_it = match_value(packed.value) if packed else None
        others = (page_in(value), held.session if held else None, inside_it)
    known = any(other is not None and not other.format.is_last for other in others)
    return None if known else match


def _read_record(value: Any, place: Place, raw: bytes) -> Iterator[Item]:
    """Yield what a record of a known format holds, or one that keeps such a record packed."""
    match = match_whole(value, place)
    if match is None:
        packed = opened(value, place)
        if packed is None:
            aside = aside_in(value)
            yield Skipped(aside) if aside else unknown(place, value, raw)
            return
        match = match_value(packed.value)
        assert match is not None  # noqa: S101 - what was opened is of a known format
        if packed.key:
            yield from packed.read(match.format)
            return
        value, place = packed.value, packed.place
    assert match is not None  # noqa: S101 - what was opened is of a known format
    yield from read_known(match.format, value, place)


def read_parts(
    format_: Format, lines: list[Line], place: Place, *, incomplete: bool
) -> Iterator[Item]:
    """Yield what the lines of a session hold; among linked records those of other formats, too.

    Where a line of the file could not be decoded, the traces it may belong to are `incomplete`.
    """
    recognise, first = format_.recognise, lines[:SAMPLE]
    if (
        format_.linked_by
        and recognise
        and 2 * sum(recognise(line.value) is not None for line in first) > len(first)
    ):
        own = [line for line in lines if recognise(line.value)]
        numbers = {line.number for line in own}
        for number, value in lines:
            if number not in numbers:
                there = Place(place.file, number)
                yield from read_value(value, there, json_text(value).encode())
        lines = own
    for item in read_lines(format_, lines, place):
        if isinstance(item, Trace):
            item.incomplete = item.incomplete or incomplete
        yield item


def _read_as_lines(format_: Format, values: list[Any], place: Place) -> Iterator[Item]:
    """Yield what a list holds of what a session's file has on its lines."""
    lines = [Line(position, value) for position, value in enumerate(values)]
    for item in read_parts(format_, lines, Place(place.file), incomplete=False):
        if isinstance(item, Skipped):
            yield item
        elif isinstance(item, Trace) and item.items is None:
            item.place, item.items = place, ""
            yield item
        else:
            yield _inside(place, item)


def _inside(place: Place, item: Trace | ReadProblem) -> Trace | ReadProblem:
    """Return what is of one value of a list with its place in there."""
    pointer = f"{inside(place, item.place.line or 0).pointer}{item.place.pointer}"
    there = msgspec.structs.replace(place, pointer=pointer)
    if isinstance(item, Trace):
        item.place = there
        return item
    return msgspec.structs.replace(item, place=there)


def read_known(format_: Format, value: Any, place: Place) -> Iterator[Item]:
    """Yield what a value of a format holds, and conversations that its reader only kept aside."""
    traces = 0
    latest: Trace | None = None
    for item in read_list(format_, value, place):
        if isinstance(item, Trace):
            traces, latest = traces + 1, item
        yield item
    if latest is not None and latest.extra and traces == 1 and isinstance(value, dict):
        yield from _kept_aside(value, latest, place)


def _kept_aside(record: dict[str, Any], trace: Trace, place: Place) -> Iterator[Item]:
    counted = (trace.items or "").split("/")[1:2]
    told: set[Hashable] | None = None
    for key in trace.extra:
        listed = record.get(key)
        if [key] == counted or not opens(listed):
            continue
        match = match_value(listed)
        if match is None or match.format.read is None:
            continue
        for item in read_list(match.format, listed, inside(place, key)):
            told = _told(trace) if told is None else told
            # Some keep what the messages were made of, or a beginning of them, beside them.
            if not isinstance(item, Trace) or _told(item) - told:
                yield item


def _told(trace: Trace) -> set[Hashable]:
    return set(map(_words_of, trace.events))


def _words_of(event: Event) -> Hashable:
    if type(event) is Message:
        return event.source, event.text
    if type(event) is ToolCall:
        return event.name, event.arguments_raw
    assert not isinstance(event, Message | ToolCall)  # noqa: S101 - narrows the union
    return event.output


def is_known(value: Any, place: Place) -> bool:
    """Say whether a decoded value is of a known format, or holds records of one."""
    match = match_value(value)
    return (
        (match is not None and match.format.read is not None)
        or listed_records(value, place) is not None
        or session_in(value) is not None
        or page_in(value) is not None
        or opened(value, place) is not None
        or session_within(value) is not None
    )
