"""Records that keep what was said as JSON in a string, or deep inside what a gateway logs.

A request's body and the reply stand under names that differ by one word (`requestBody`,
`responseBody`; `input`, `output`), as text or as values. Databases keep a message in a column of a
row. What is a string of any known format is left as it is: nothing is opened but where no reader
knows the record, and never below what was opened.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from auditor import strict_json
from auditor.formats import (
    Format,
    Item,
    Line,
    Match,
    Recognition,
    match_session,
    match_value,
)
from auditor.intake.unread import unknown
from auditor.messages.dialects import holds_messages
from auditor.messages.parts import inside, json_text, object_of, own_id_of
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

_DEEPEST = 4
_PAIRS = (
    ("request", "response"), ("Request", "Response"), ("REQUEST", "RESPONSE"),
    ("input", "output"), ("Input", "Output"), ("prompt", "completion"),
)  # fmt: skip
_LOGGED = ("_raw", "extra", "message")
_QUESTIONS = ("question", "query", "input", "user_input", "prompt", "message")
_NAMED_SURELY = 0.85
_NAMED = re.compile(
    r"transcript|messages?$|message_log|dialog|conversation|chat|history|trajectory|turns$",
    re.IGNORECASE,
)
_ASKED = ("messages", "contents", "input")


class Opened(NamedTuple):
    """A value that a reader may know, and where it lies.

    Attributes:
        key: What the record calls the list that stands under `messages` here, if that is renamed.
    """

    value: Any
    place: Place
    key: str = ""

    def read(self, format_: Format) -> Iterator[Item]:
        """Yield what a format reads of it, with the places that it has in the record."""
        assert format_.read is not None  # noqa: S101 - whoever matched a value reads it
        for item in format_.read(self.value, self.place):
            if self.key and isinstance(item, Trace) and item.items == "/messages":
                item.items = inside(Place(""), self.key).pointer
            yield item


def opened(value: Any, place: Place) -> Opened | None:
    """Return what a record of no known format keeps packed, if that is of a known one."""
    if not isinstance(value, dict):
        return None
    unpacked = _unpacked(value, 0)
    whole = Opened(unpacked, place)
    last = None
    for found in (*_exchanges_in(unpacked, place), whole, *_conversation_in(unpacked, place)):
        match = match_value(found.value)
        if match is not None and match.format.read is not None:
            if not match.format.is_last:
                return found
            last = last or found
    return last


def _conversation_in(record: dict[str, Any], place: Place) -> Iterator[Opened]:
    """Yield a record whose one conversation stands under a name of its own, as `messages`."""
    named = [key for key, held in record.items() if _NAMED.search(key) and _is_spoken(held)]
    # Beside a question of its own, a history is but the beginning of what was said.
    asked = any(isinstance(record.get(key), str) for key in _QUESTIONS)
    if len(named) == 1 and "messages" not in record and not asked:
        own = {key: told for key, told in record.items() if key != named[0]}
        yield Opened({**own, "messages": record[named[0]]}, place, named[0])
        yield Opened(record[named[0]], inside(place, named[0]))


def _is_spoken(held: Any) -> bool:
    """Say whether a value is the messages of one conversation, a user's among them."""
    if not isinstance(held, list) or not held:
        return False
    match = match_value(held)
    return match is not None and match.format.is_one_conversation


def _unpacked(value: Any, depth: int) -> Any:
    """Return a value with JSON for the strings of its objects that hold any."""
    if isinstance(value, str):
        return _decoded(value)
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        inner = _decoded(value[0])
        return value if inner is value[0] else inner
    if isinstance(value, dict) and depth < _DEEPEST:
        return {key: _unpacked(inner, depth + 1) for key, inner in value.items()}
    return value


def _decoded(text: str) -> Any:
    stripped = text.strip()
    if (stripped[:1], stripped[-1:]) not in (("{", "}"), ("[", "]")):
        return text
    try:
        return strict_json.decode(stripped.encode())
    except (strict_json.JsonError, UnicodeError):
        return text


def _exchanges_in(record: dict[str, Any], place: Place) -> Iterator[Opened]:
    """Yield requests to a model, each with the reply that stands beside it."""
    about = {"timestamp": time_of(record), "id": own_id_of(record)}
    for holder, there in _holders_in(record, place, 0):
        for key in holder:
            body = _body_in(holder, key, there)
            replied = _beside(holder, key)
            if body is not None and replied is not None:
                known = {k: told for k, told in about.items() if told and k not in body.value}
                yield Opened({**known, **body.value, "response": replied}, body.place)


def _body_in(holder: dict[str, Any], key: str, place: Place) -> Opened | None:
    """Return a request to a model under a key, or what is its `body` there."""
    asked, there = object_of(holder[key]), inside(place, key)
    if not _is_asked(asked):
        asked, there = object_of(asked.get("body")), inside(there, "body")
    return Opened(asked, there) if _is_asked(asked) else None


def _holders_in(
    value: dict[str, Any], place: Place, depth: int
) -> Iterator[tuple[dict[str, Any], Place]]:
    yield value, place
    for key, inner in value.items():
        if isinstance(inner, dict) and depth < _DEEPEST:
            yield from _holders_in(inner, inside(place, key), depth + 1)


def _is_asked(value: Any) -> bool:
    return any(holds_messages(object_of(value).get(key)) for key in _ASKED)


def _beside(holder: dict[str, Any], key: str) -> Any:
    """Return what stands under the name that a reply has beside a request's."""
    names = [key.replace(asked, replied) for asked, replied in _PAIRS if asked in key]
    if names:
        names.append("response")
    replied = next((holder[name] for name in names if name in holder), None)
    body = object_of(replied).get("body")
    return replied if body is None else body


def rows_of(rows: list[Any]) -> Match | None:
    """Return the format of the messages that most of some rows keep in a column, or None."""
    for column in dict.fromkeys(key for row in rows for key in object_of(row)):
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


def message_in(row: Any, column: str) -> dict[str, Any]:
    """Return the message of a row, with the time that the row gives it; {} where it holds none.

    What keeps more than plain values beside it is no row of messages.
    """
    beside = [told for key, told in object_of(row).items() if key != column]
    held = object_of(row).get(column)
    message = _logged_in(object_of(_decoded(held) if isinstance(held, str) else held))
    if not message or any(isinstance(told, dict | list) and told for told in beside):
        return {}
    at = time_of(row)
    return {"timestamp": at, **message} if at else message


def _logged_in(held: dict[str, Any]) -> dict[str, Any]:
    """Return what the column of a log holds: what was logged, of Splunk and Loguru inside it."""
    for key in _LOGGED if held.keys().isdisjoint(("type", "role")) else ():
        inner = held.get(key)
        inner = object_of(_decoded(inner) if isinstance(inner, str) else inner)
        if inner:
            return inner
    return held


def match_packed(value: Any) -> Match | None:
    """Return the format of what a record keeps packed, as one that reads such records."""
    found = opened(value, Place(""))
    match = match_value(found.value) if found else None
    if match is None:
        return None
    confidence, reason = match.recognition
    return Match(as_opened(match.format), Recognition(confidence, f"packed: {reason}"))


def as_opened(format_: Format) -> Format:
    """Return a format that reads records which keep what it reads packed."""
    assert format_.recognise is not None  # noqa: S101 - whoever matched a value recognises it
    return msgspec.structs.replace(
        format_,
        recognise=lambda value: _recognised(format_, value),
        read=lambda value, place: _read(format_, value, place),
        read_session=lambda lines, place: _read_session(format_, lines, place),
        # In a string every quote is escaped.
        linked_by=(
            *format_.linked_by,
            *(mark.replace(b'"', b'\\"') for mark in format_.linked_by),
        ),
        recognise_session=None,
        read_line=None,
        decode_line=None,
        yields_to=(),
    )


def _recognised(format_: Format, value: Any) -> Recognition | None:
    found = opened(value, Place(""))
    return format_.recognise(found.value) if found and format_.recognise else None


def _read(format_: Format, value: Any, place: Place) -> Iterator[Item]:
    found = opened(value, place)
    assert found is not None  # noqa: S101 - it was recognised
    yield from found.read(format_)


def _read_session(format_: Format, lines: Iterable[Line], place: Place) -> Iterator[Item]:
    assert format_.read_session is not None  # noqa: S101 - only records of such are linked
    found = [(line.number, opened(line.value, Place(""))) for line in lines]
    own = [Line(number, one.value) for number, one in found if one]
    yield from format_.read_session(own, place)


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
    yield from format_.read_session(own, place)
