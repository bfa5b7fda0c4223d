"""What a decoded value lists: records of known formats, or the parts of a session.

Datasets, pages of APIs, answers of search engines and exports of log services keep records in
lists, a few objects deep.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from stringzilla import find

from auditor.formats import Match, Skipped, match_session, match_value
from auditor.intake.detecting import SAMPLE
from auditor.intake.packed import match_packed
from auditor.intake.rows import rows_of
from auditor.messages.parts import inside
from auditor.trace import Place

_DEEPEST = 4
# Less sure is what many an object looks like.
_SURE = 0.5
_SURELY = 0.8
_OPENERS = frozenset({"user", "human", "system", "developer"})

_ASIDE = Skipped("a list of objects beside records")

Records = Iterator[tuple[Any, Place]]


def opens(listed: Any) -> bool:
    """Say whether a list holds what a conversation begins with, not only what answers it."""
    return isinstance(listed, list) and any(
        isinstance(one, dict) and str(one.get("role", one.get("type"))) in _OPENERS
        for one in listed
    )


def session_in(value: Any) -> Match | None:
    """Return the format of a list of what a session's file has on its lines."""
    if not isinstance(value, list) or not value:
        return None
    session = match_session(value[:SAMPLE])
    if session is None or session.format.is_last:
        known = any(match_value(one) or match_packed(one) for one in value[:SAMPLE])
        return session if known else rows_of(value[:SAMPLE]) or session
    single = (match.recognition.confidence for match in map(match_value, value[:SAMPLE]) if match)
    return session if session.recognition.confidence >= max(single, default=0.0) else None


class Held(NamedTuple):
    """A list of an object that holds what a session's file has on its lines.

    Attributes:
        path: The names under which it stands, outermost first.
    """

    path: tuple[str, ...]
    values: list[Any]
    session: Match


def session_within(value: Any) -> Held | None:
    """Return the one list of an object that holds what a session's file has on its lines."""
    if not isinstance(value, dict):
        return None
    found = [
        Held((key,), held, session)
        for key, held in value.items()
        if isinstance(held, list) and held and (session := session_in(held))
    ]
    sure = [
        one
        for one in found
        if one.session.recognition.confidence >= _SURELY or rows_of(one.values[:SAMPLE])
    ]
    if len(sure) == 1:
        return sure[0]
    only = None if found else _only_part(value)
    inner = session_within(value[only]) if only is not None else None
    return inner._replace(path=(only, *inner.path)) if only is not None and inner else None


def _only_part(value: dict[str, Any]) -> str | None:
    """Return the one part of an object that holds objects; counts beside it are none."""
    parts = [key for key, one in value.items() if _holds_objects(one) and not _counts(one)]
    return parts[0] if len(parts) == 1 else None


def _counts(value: Any) -> bool:
    """Say whether an object holds numbers alone, as what a search says of itself."""
    return isinstance(value, dict) and all(isinstance(one, int | float) for one in value.values())


def linked_in(value: Any, raw: bytes) -> Match | None:
    """Return the format of a list of records of which some go on from others."""
    first = value[:SAMPLE] if isinstance(value, list) else []
    known = [match_value(one) or match_packed(one) for one in first]
    linked = [match for match in known if match and match.format.linked_by]
    if 2 * len(linked) <= len(first):
        return None
    marks = linked[0].format.linked_by
    return linked[0] if any(find(raw, mark) >= 0 for mark in marks) else None


def listed_records(value: Any, place: Place, depth: int = 0) -> Records | None:
    """Return the records of a list or an object, if any is of a known format.

    Datasets are often one JSON list of records, or keep lists under `data`, `train` and `test` and
    the like, all of which are read; another list of objects beside them is given as `Skipped`.
    Some are an object of conversations by name.
    """
    if isinstance(value, list):
        first = value[:SAMPLE]
        if any(map(match_value, first)) or any(map(match_packed, first)):
            return ((one, inside(place, position)) for position, one in enumerate(value))
        return None
    if not isinstance(value, dict) or depth == _DEEPEST:
        return None
    parts = [(one, inside(place, key)) for key, one in value.items() if _holds_objects(one)]
    if _are_conversations(value, [one for one, _ in parts[:SAMPLE]]):
        return iter(parts)
    lists = [(listed_records(one, home), home) for one, home in parts if isinstance(one, list)]
    if any(records for records, _ in lists):
        return chain.from_iterable(records or iter([(_ASIDE, home)]) for records, home in lists)
    only = _only_part(value)
    return listed_records(value[only], inside(place, only), depth + 1) if only else None


def _holds_objects(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(one, dict | list) for one in value)
    return isinstance(value, dict) and bool(value)


def _are_conversations(value: dict[str, Any], parts: list[Any]) -> bool:
    """Say whether the parts of an object are conversations by name, all known by one mark.

    A request and its reply are known by different ones, and the update of a state has no words of
    a user. A list beside facts of its own (`"object": "list"`) may be a page in any order.
    """
    if any(isinstance(part, list) for part in parts) and not all(
        map(_holds_objects, value.values())
    ):
        return False
    marks = set()
    for part in parts:
        match = match_value(part)
        if match is None or match.format.read is None or match.recognition.confidence < _SURE:
            return False
        if not any(map(opens, [part] if isinstance(part, list) else part.values())):
            return False
        marks.add((match.format.name, match.recognition.reason))
    return len(marks) == 1
