"""Logs in which a request to a model and the reply to it are records of their own.

A reply belongs to the request that it shares most ids with; where neither names any, to the one
that stands right before it. It may stand there in pieces. A reply whose request cannot be told
stays a trace by itself, as does a request without a reply.
"""

import re
from collections.abc import Iterable, Iterator
from copy import copy
from functools import partial
from typing import Any

import msgspec

from auditor.format import Format, Item, Line, Recognition, Skipped
from auditor.formats import Match, match_session, match_value
from auditor.intake.asides import aside_in
from auditor.intake.log_lines import LINE_OF_A_LOG, is_words
from auditor.intake.packed import match_packed
from auditor.intake.unread import unknown
from auditor.messages.parts import json_text, text_or_none
from auditor.messages.streams import is_piece
from auditor.trace import Event, Place, Trace

_ID = re.compile(r"(?:^|[_.-])(?:id|uuid)$|[a-z](?:Id|ID|Uuid)$|^(?:correlation|request|trace)$")
_DEEPEST = 2
_MOST_WAITING = 1000


def match_exchanges(values: list[Any], primary: Format | None) -> Match | None:
    """Return a format that reads some records, if there are requests and replies among them.

    Args:
        values: The first of the records.
        primary: The format that most of them have.
    """
    first: Match | None = None
    asked = replied = 0
    for value in values:
        if _piece_in(value) is not None:
            replied += 1
            continue
        match = _match_of(value, primary)
        if match is None or match.format.read is None:
            continue
        traces = _traces_in(match, value)
        if _is_request(traces):
            asked, first = asked + 1, first or match
        replied += _is_reply(traces)
    if first is None or not replied:
        return None
    seen = f"{first.recognition.reason}; requests and replies are records of their own"
    format_ = msgspec.structs.replace(
        first.format,
        read_session=partial(_read_session, primary),
        recognise_session=None,
        decode_line=None,
        linked_by=(),
        is_one_conversation=False,
    )
    return Match(format_, Recognition(first.recognition.confidence, seen))


def _match_of(value: Any, primary: Format | None) -> Match | None:
    known = primary.recognise(value) if primary and primary.read and primary.recognise else None
    if primary is not None and known is not None:
        return Match(primary, known)
    return match_value(value) or match_packed(value)


def _traces_in(match: Match, value: Any) -> list[Trace]:
    assert match.format.read is not None  # noqa: S101 - the caller looked
    found = match.format.read(value, Place(""))
    return [item for item in found if isinstance(item, Trace)]


def _is_request(traces: list[Trace]) -> bool:
    """Say whether the last word of what a record tells is not the model's."""
    events = traces[0].events if len(traces) == 1 else []
    return bool(events) and events[-1].source != "model"


def _is_reply(traces: list[Trace]) -> bool:
    """Say whether a record tells only what a model said, each trace one answer of several."""
    return bool(traces) and all(
        "truncated-head" in one.notes and all(event.source == "model" for event in one.events)
        for one in traces
    )


class _Waiting(msgspec.Struct, eq=False):
    """A request whose reply was not seen yet."""

    trace: Trace
    ids: frozenset[str]


def _piece_in(value: Any) -> Any:
    """Return the piece of a stream that a record is, or keeps beside plain values; else None."""
    held = [one for one in value.values() if isinstance(one, dict)] if _is_row(value) else []
    return next((one for one in (value, *held) if is_piece(one)), None)


def _is_row(value: Any) -> bool:
    return isinstance(value, dict) and sum(isinstance(v, dict | list) for v in value.values()) == 1


def _read_session(primary: Format | None, lines: Iterable[Line], place: Place) -> Iterator[Item]:
    log = _Log()
    pieces: list[Line] = []
    ids: dict[int, frozenset[str]] = {}
    for line in lines:
        own = frozenset(_ids_in(line.value, 0))
        piece = _piece_in(line.value)
        if piece is not None:
            pieces.append(Line(line.number, piece))
            ids[line.number] = own
            continue
        yield from _streamed(log, pieces, ids, place)
        pieces, ids = [], {}
        items = list(_items_of(line.value, Place(place.file, line.number), primary))
        yield from log.taken(items, own)
    yield from _streamed(log, pieces, ids, place)
    yield from (one.trace for one in log.waiting)


def _streamed(
    log: "_Log", pieces: list[Line], ids: dict[int, frozenset[str]], place: Place
) -> Iterator[Item]:
    """Yield what pieces that stand together come to."""
    match = match_session([piece.value for piece in pieces]) if pieces else None
    if match is None or match.format.read_session is None:
        return
    for item in match.format.read_session(pieces, place):
        first = item.place.line if isinstance(item, Trace) else None
        yield from log.taken([item], ids.get(first or 0, frozenset()))


class _Log:
    """A log in the reading: the requests whose replies were not seen yet."""

    def __init__(self) -> None:
        self.waiting: list[_Waiting] = []

    def taken(self, items: list[Item], ids: frozenset[str]) -> Iterator[Item]:
        """Take what a record tells; yield what is told in full."""
        traces = [item for item in items if isinstance(item, Trace)]
        if len(traces) == len(items) and _is_request(traces):
            self.waiting.append(_Waiting(traces[0], ids))
            if len(self.waiting) > _MOST_WAITING:
                yield self.waiting.pop(0).trace
        elif len(traces) == len(items) and _is_reply(traces):
            asked, passed_over = self._asked_by(ids)
            yield from (one.trace for one in passed_over)
            yield from (_joined(asked.trace, one) for one in traces) if asked else traces
        else:
            yield from items

    def _asked_by(self, ids: frozenset[str]) -> tuple[_Waiting | None, list[_Waiting]]:
        """Take the request of a reply out of those that wait, and those that may be it as well."""
        shared = max((len(ids & one.ids) for one in self.waiting), default=0)
        if not shared and ids and any(one.ids for one in self.waiting):
            return None, []
        found = [one for one in self.waiting if len(ids & one.ids) == shared]
        self.waiting = [one for one in self.waiting if one not in found]
        return (found[0], []) if len(found) == 1 else (None, found)


def _items_of(value: Any, place: Place, primary: Format | None) -> Iterator[Item]:
    match = _match_of(value, primary)
    if match is not None and match.format.read is not None:
        yield from match.format.read(value, place)
    elif is_words(value):
        yield Skipped(LINE_OF_A_LOG)
    else:
        aside = aside_in(value)
        yield Skipped(aside) if aside else unknown(place, value, json_text(value).encode())


def _ids_in(value: Any, depth: int) -> Iterator[str]:
    """Yield the ids by which a record names itself, a request, or what it is a part of."""
    for key, told in value.items() if isinstance(value, dict) else ():
        if isinstance(told, dict) and depth < _DEEPEST:
            yield from _ids_in(told, depth + 1)
        elif _ID.search(key) and (own := text_or_none(told)):
            yield own


def _joined(asked: Trace, replied: Trace) -> Trace:
    """Return a request with one reply to it; the reply's words stand beside the list."""
    before = asked.events
    turn, step = before[-1].turn, before[-1].step
    added = [_after(event, len(before), turn, step) for event in replied.events]
    whole = copy(asked)
    whole._events = [*before, *added]  # noqa: SLF001 - a trace of our own
    whole.own_id = asked.own_id or replied.own_id
    whole.model = replied.model or asked.model
    whole.at = asked.at or replied.at
    whole.notes = asked.notes | (replied.notes - {"truncated-head"})
    return whole


def _after(event: Event, count: int, turn: int, step: int) -> Event:
    return msgspec.structs.replace(
        event, index=event.index + count, turn=turn, step=event.step + step + 1, item=-1
    )
