"""Records that keep what was said as JSON in a string, or deep inside what a gateway logs.

A request's body and the reply stand under names that differ by one word (`requestBody`,
`responseBody`; `input`, `output`), as text or as values. Databases keep a message in a column of a
row. What is a string of any known format is left as it is: nothing is opened but where no reader
knows the record, and never below what was opened.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec

from auditor import strict_json
from auditor.formats import (
    Format,
    Item,
    Line,
    Match,
    Recognition,
    match_value,
)
from auditor.messages import python_repr
from auditor.messages.dialects import holds_messages
from auditor.messages.parts import inside, object_of, own_id_of
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

_DEEPEST = 4
_LOOKED_AT = 4096
# As `str` and pandas write messages into a cell.
_PRINTED = re.compile(r"'(?:role|type|messages|choices|contents|content)':")
_PAIRS = (
    ("request", "response"), ("Request", "Response"), ("REQUEST", "RESPONSE"),
    ("input", "output"), ("Input", "Output"), ("prompt", "completion"),
)  # fmt: skip
_QUESTIONS = ("question", "query", "input", "user_input", "prompt", "message")
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
        return _of_pairs(value, place)
    unpacked = _unpacked(value, 0)
    whole = Opened(unpacked, place)
    last = None
    for found in (
        *_exchanges_in(unpacked, place), whole, *_conversation_in(unpacked, place),
        *_carried_in(unpacked, place),
    ):  # fmt: skip
        match = match_value(found.value)
        if match is not None and match.format.read is not None:
            if not match.format.is_last:
                return found
            last = last or found
    return last


def _of_pairs(row: Any, place: Place) -> Opened | None:
    """Return what one field of a row of pairs keeps, as CloudWatch's Logs Insights gives them."""
    for number, pair in enumerate(row if isinstance(row, list) else ()):
        if not isinstance(pair, dict) or pair.keys() != {"field", "value"}:
            return None
        value = _unpacked(pair["value"], 0)
        match = match_value(value) if isinstance(value, dict) else None
        if match is not None and match.format.read is not None:
            return Opened(value, inside(place, number, "value"))
    return None


def _carried_in(record: dict[str, Any], place: Place) -> Iterator[Opened]:
    """Yield the one object that a row keeps beside plain values: of a log, of a search's hit."""
    kept = [key for key, held in record.items() if is_deep(held)]
    # With nothing beside it, it may be an update of a state, which is no conversation.
    if len(kept) == 1 < len(record) and isinstance(record[kept[0]], dict):
        yield Opened(record[kept[0]], inside(place, kept[0]))


def is_deep(held: Any) -> bool:
    """Say whether a value is an object, or a list that holds more than plain values."""
    if isinstance(held, list):
        return any(isinstance(one, dict | list) for one in held)
    return isinstance(held, dict) and bool(held)


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
        return decoded_text(value)
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        inner = decoded_text(value[0])
        return value if inner is value[0] else inner
    if isinstance(value, dict) and depth < _DEEPEST:
        return {key: _unpacked(inner, depth + 1) for key, inner in value.items()}
    return value


def decoded_text(text: str) -> Any:
    """Return what a text is: JSON, or a list or object of Python's that keeps a role; else it."""
    stripped = text.strip()
    if (stripped[:1], stripped[-1:]) not in (("{", "}"), ("[", "]")):
        return text
    try:
        return strict_json.decode(stripped.encode())
    except (strict_json.JsonError, UnicodeError):
        printed = _PRINTED.search(stripped[:_LOOKED_AT])
    if printed:
        with suppress(ValueError):
            return python_repr.constructed(stripped)
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
