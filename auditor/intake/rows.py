"""Rows that keep a message in one of their columns: of tables, of logs, of a search's hits."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from auditor.formats import Format, Item, Line, Match, Recognition, match_session
from auditor.intake.conversations import read_lines
from auditor.intake.packed import decoded_text, is_deep
from auditor.intake.unread import unknown
from auditor.messages.parts import json_text, object_of
from auditor.messages.times import time_of
from auditor.trace import Place

_LOGGED = ("_raw", "extra", "message")
_NAMED_SURELY = 0.85


def rows_of(rows: list[Any]) -> Match | None:
    """Return the format of the messages that most of some rows keep in a column, or None."""
    for column in dict.fromkeys(key for row in rows for key in _fields_of(row)):
        messages = [message for row in rows if (message := message_in(row, column))]
        found = match_session(messages) if 2 * len(messages) > len(rows) else None
        if found is not None and (
            found.format.is_one_conversation or found.recognition.confidence >= _NAMED_SURELY
        ):
            seen = f"{found.recognition.reason}, in the column `{column}` of rows"
            return Match(
                as_rows(found.format, column), Recognition(found.recognition.confidence, seen)
            )
    return None


def _fields_of(row: Any) -> dict[str, Any]:
    """Return the fields of a row, also of one that is a list of pairs of a field and a value."""
    if isinstance(row, list) and all(object_of(pair).keys() == {"field", "value"} for pair in row):
        return {pair["field"]: pair["value"] for pair in row if isinstance(pair["field"], str)}
    return object_of(row)


def message_in(row: Any, column: str) -> dict[str, Any]:
    """Return the message of a row, with the time that the row gives it; {} where it holds none.

    What keeps more than plain values beside it is no row of messages.
    """
    row = _fields_of(row)
    beside = [told for key, told in row.items() if key != column]
    held = row.get(column)
    message = _logged_in(object_of(decoded_text(held) if isinstance(held, str) else held))
    if not message or any(map(is_deep, beside)):
        return {}
    at = time_of(row)
    return {"timestamp": at, **message} if at else message


def _logged_in(held: dict[str, Any]) -> dict[str, Any]:
    """Return what the column of a log holds: what was logged, of Splunk and Loguru inside it."""
    for key in _LOGGED if held.keys().isdisjoint(("type", "role")) else ():
        inner = held.get(key)
        inner = object_of(decoded_text(inner) if isinstance(inner, str) else inner)
        if inner:
            return inner
    return held


def as_rows(format_: Format, column: str) -> Format:
    """Return a format that reads rows with a message of its own in a column."""
    return msgspec.structs.replace(
        format_,
        read_session=lambda lines, place: _read_rows(format_, column, lines, place),
        decode_line=None,
    )


def _read_rows(format_: Format, column: str, lines: Iterable[Line], place: Place) -> Iterator[Item]:
    assert format_.read_session is not None  # noqa: S101 - whoever matched a session reads it
    own: list[Line] = []
    for number, row in lines:
        message = message_in(row, column)
        if message:
            own.append(Line(number, message))
        else:
            there = Place(place.file, number)
            yield unknown(there, row, json_text(row).encode())
    # A search gives the best or the newest first.
    yield from read_lines(format_, _in_order(own), place)


def _in_order(lines: list[Line]) -> list[Line]:
    """Return rows by their times, if each has one; of one time, as they stand."""
    times = [time_of(line.value) or "" for line in lines]
    if not all(times) or times == sorted(times):
        return lines
    timed = list(zip(times, lines, strict=True))
    if times[0] > times[-1]:
        timed.reverse()
    return [line for _, line in sorted(timed, key=lambda one: one[0])]
