"""The chain of verdicts: each event carries the digest of the one before.

Whoever changes, removes, adds or reorders events and works all digests out anew leaves no trace
inside the database. Only a head that somebody exported earlier shows it; so export one.
"""

import hashlib
import json
import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from auditor.errors import UsageError
from auditor.review.standing import Pair, standing_event
from auditor.store import Store
from auditor.store.tables import EVENT, STANDING

START = "0" * 64
"""What stands for the digest before the first event."""

_HASHED = [column.name for column in EVENT.columns if column.name != "hash"]
_MOST_FAULTS = 20


class Head(msgspec.Struct, frozen=True):
    """The end of the chain at some moment.

    Attributes:
        events: How many there were.
        hash: Digest of the last one.
    """

    events: int
    hash: str


class Verified(NamedTuple):
    """What a walk along the chain found.

    Attributes:
        events: How many there are.
        faults: One sentence each; the first 20.
        limits: What this check cannot see, in one sentence.
    """

    events: int
    faults: list[str]
    limits: str


def hash_of(event: dict[str, Any]) -> str:
    """Return the digest of an event, the digest of the one before included."""
    return _digest([event[name] for name in _HASHED])


_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def _digest(parts: Sequence[Any]) -> str:
    return hashlib.sha256(_encode(parts).encode()).hexdigest()


def head(store: Store) -> Head:
    """Return the end of the chain, to be kept where the database's owner cannot change it."""
    with store.reading() as connection:
        return head_in(connection)


def head_in(connection: sa.Connection) -> Head:
    """Return the end of the chain as a transaction sees it."""
    last = sa.select(EVENT.c.number, EVENT.c.hash).order_by(EVENT.c.number.desc()).limit(1)
    row = connection.execute(last).first()
    return Head(0, START) if row is None else Head(row.number, row.hash)


def read_head(path: str) -> Head:
    """Read a head that `auditor db head` printed.

    Raises:
        UsageError: The file cannot be read or holds something else.
    """
    try:
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read().removeprefix(BOM_UTF8), type=Head)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        name = os.path.basename(path)
        raise UsageError(f"{name} is no head of verdicts: {error}.") from error


def verify_chain(store: Store, exported: Head | None = None) -> Verified:
    """Walk along all verdicts and say where they were tampered with.

    Args:
        exported: A head that was exported earlier and kept elsewhere.
    """
    with store.reading() as connection:
        faults: list[str] = []
        last = Head(0, START)
        events: dict[Pair, list[Any]] = {}
        for fault, end in _walk(connection, exported, events):
            last = end
            if fault and len(faults) < _MOST_FAULTS:
                faults.append(fault)
        faults += _faults_of_standing(connection, events)[: _MOST_FAULTS - len(faults)]
    if exported is not None and last.events < exported.events:
        missing = exported.events - last.events
        faults.append(f"{missing} events are missing at the end: the head knows them.")
    return Verified(last.events, faults, _limits(last, exported))


def _walk(
    connection: sa.Connection, exported: Head | None, events: dict[Pair, list[Any]]
) -> Iterator[tuple[str, Head]]:
    """Yield, for each event, what is wrong with it, or "", and the chain's end there.

    Args:
        events: Filled with the events by finding and reviewer.
    """
    before = START
    versions: dict[str, int] = {}
    rows = connection.execute(sa.select(EVENT).order_by(EVENT.c.number))
    for place, event in enumerate(rows, 1):
        fault = _fault(event, place, before, versions)
        if not fault and exported and place == exported.events and event.hash != exported.hash:
            fault = f"Event {place} or one before it is not what the exported head knew."
        versions[event.fingerprint] = event.version
        events.setdefault((event.fingerprint, event.reviewer), []).append(event)
        before = event.hash
        yield fault, Head(place, before)


def _fault(event: Any, place: int, before: str, versions: dict[str, int]) -> str:
    number = event.number
    if number != place:
        return f"Event {place} is missing or was renumbered: {number} stands in its place."
    if event.prev_hash != before:
        return f"Event {number} does not follow the one before it."
    if _digest(event[: len(_HASHED)]) != event.hash:
        return f"Event {number} was changed: {event.reviewer}'s on {event.fingerprint}."
    if event.version != versions.get(event.fingerprint, 0) + 1:
        return f"Event {number} has a version that does not follow."
    return ""


def _faults_of_standing(connection: sa.Connection, events: dict[Pair, list[Any]]) -> list[str]:
    standing = {pair: standing_event(own) for pair, own in events.items()}
    expected = {pair: event for pair, event in standing.items() if event is not None}
    stored = {
        (row.fingerprint, row.reviewer): tuple(row)
        for row in connection.execute(sa.select(STANDING))
    }
    wanted = {
        key: (*key, row.number, row.verdict, row.note, row.corrected, row.at)
        for key, row in expected.items()
    }
    return [
        f"The verdict of {reviewer} on {fingerprint} is not what the events come to."
        for fingerprint, reviewer in sorted(stored.keys() | wanted.keys())
        if stored.get((fingerprint, reviewer)) != wanted.get((fingerprint, reviewer))
    ]


def _limits(last: Head, exported: Head | None) -> str:
    if exported is None:
        return (
            "Without a head that was exported earlier it cannot be seen whether events were "
            "removed at the end, or whether all digests were worked out anew."
        )
    if last.events > exported.events:
        return (
            f"The exported head covers the first {exported.events} of {last.events} events; what "
            "was removed behind them cannot be seen."
        )
    return "Events that were added after the head was exported, and removed since, cannot be seen."
