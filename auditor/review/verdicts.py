"""Verdicts: events that are added and never changed.

Several people may judge one finding; each has one verdict that stands. Two clients that judge at
once are both kept, and the later one is told what it did not know. Nobody reads what others said
before having said something.
"""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from auditor.errors import UsageError
from auditor.review.chain import hash_of, head_in
from auditor.review.standing import effective, standing_event
from auditor.store import Store
from auditor.store.tables import EVENT, FINDING, STANDING

Verdict = Literal["confirmed", "dismissed", "unsure"]

VERDICTS: tuple[Verdict, ...] = ("confirmed", "dismissed", "unsure")

_LONGEST_NAME = 200
_PRESSES = uuid.UUID("9b0d8f4e-2a3c-5d6e-8f70-a1b2c3d4e5f6")


class Vote(msgspec.Struct, frozen=True):
    """What a client sends.

    Attributes:
        fingerprint: The finding.
        reviewer: Who judges.
        verdict: `confirmed` (a fault indeed), `dismissed` (a false alarm) or `unsure`; "" with
            `undoes`.
        expected: How many events of the finding the client knew of when the person decided.
        note: Why, in the person's words.
        corrected: What the model should have said, where the person wrote it.
        undoes: The event to take back.
        event_id: Made by the client; the same id again is the same event. See `press_id`.
    """

    fingerprint: str
    reviewer: str
    verdict: Verdict | Literal[""] = ""
    expected: int = 0
    note: str = ""
    corrected: str | None = None
    undoes: str = ""
    event_id: str = msgspec.field(default_factory=lambda: str(uuid.uuid4()))


class Event(msgspec.Struct, frozen=True):
    """A stored event; attributes as in the table `verdict_event`."""

    number: int
    event_id: str
    fingerprint: str
    reviewer: str
    expected: int
    version: int
    verdict: str
    note: str
    corrected: str | None
    undoes: str
    at: str
    prev_hash: str
    hash: str


class Recorded(NamedTuple):
    """What became of a vote.

    Attributes:
        event: As stored.
        missed: Events of the finding that the client did not know of; it should show them.
        repeated: The same event was stored before.
    """

    event: Event
    missed: list[Event]
    repeated: bool = False

    def told(self) -> str:
        """Return one sentence that says who changed what meanwhile, or ""."""
        others = [
            f"{event.reviewer} {_said(event)} at {event.at[11:16]} UTC" for event in self.missed
        ]
        return f"Meanwhile {', '.join(others)}; both are kept." if others else ""


def _said(event: Event) -> str:
    if event.undoes:
        return "took a verdict back"
    return {"confirmed": "confirmed it", "dismissed": "dismissed it", "unsure": "was unsure"}[
        event.verdict
    ]


def press_id(reviewer: str, fingerprint: str, expected: int, verdict: str) -> str:
    """Return the event id of a key press: the same press on the same view is the same event."""
    return str(uuid.uuid5(_PRESSES, f"{reviewer}\0{fingerprint}\0{expected}\0{verdict}"))


def record(store: Store, vote: Vote) -> Recorded:
    """Add a verdict, or take one back.

    Raises:
        UsageError: The vote is none (see the message); nothing is stored.
        StoreError: The database refuses. Send the same `event_id` again to learn what happened.
    """
    return record_all(store, [vote])[0]


def record_all(store: Store, votes: Sequence[Vote]) -> list[Recorded]:
    """Add some verdicts, all or none.

    Raises:
        UsageError: One of the votes is none; nothing is stored.
        StoreError: The database refuses.
    """
    for vote in votes:
        _check(vote)
    with store.deciding() as connection:
        recorded = [_record(connection, vote) for vote in votes]
    pairs = list(zip(recorded, votes, strict=True))
    if all(_knew_all(one, vote) for one, vote in pairs):
        return recorded
    # Read after the commit: events never change, and other writers need not wait for it.
    with store.reading() as connection:
        return [_told(connection, one, vote) for one, vote in pairs]


def _check(vote: Vote) -> None:
    name = vote.reviewer
    if not name or name != name.strip() or len(name) > _LONGEST_NAME:
        raise UsageError(
            "A verdict needs the reviewer's name: at most 200 characters, no spaces around it."
        )
    if bool(vote.verdict) == bool(vote.undoes):
        raise UsageError("An event either gives a verdict or takes one back.")
    if vote.verdict and vote.verdict not in VERDICTS:
        raise UsageError(f"{vote.verdict!r} is no verdict.", f"Say one of {', '.join(VERDICTS)}.")
    if not 0 < len(vote.event_id) <= _LONGEST_NAME:
        raise UsageError("A verdict needs an event id of at most 200 characters.")


def _record(connection: sa.Connection, vote: Vote) -> Recorded:
    found = connection.execute(sa.select(EVENT).where(EVENT.c.event_id == vote.event_id)).first()
    if found is not None:
        return _repeated(_event(found), vote)
    version = _version_of(connection, vote.fingerprint)
    if not version:
        _check_finding(connection, vote.fingerprint)
    if not 0 <= vote.expected <= version:
        raise UsageError(
            f"Finding {vote.fingerprint} has {version} events, not {vote.expected}.",
            "Load it again.",
        )
    if vote.undoes:
        _check_undo(connection, vote)
    event = _append(connection, vote, version + 1)
    stands: Event | None = event
    if vote.undoes:
        own = EVENT.c.reviewer == vote.reviewer
        stands = standing_event(events_in(connection, vote.fingerprint, own))
    _stand(connection, vote, stands)
    return Recorded(event, [])


def _version_of(connection: sa.Connection, fingerprint: str) -> int:
    newest = sa.select(sa.func.max(EVENT.c.version)).where(EVENT.c.fingerprint == fingerprint)
    return connection.execute(newest).scalar() or 0


def _knew_all(recorded: Recorded, vote: Vote) -> bool:
    return recorded.repeated or recorded.event.version == vote.expected + 1


def _told(connection: sa.Connection, recorded: Recorded, vote: Vote) -> Recorded:
    if _knew_all(recorded, vote):
        return recorded
    event = recorded.event
    between = EVENT.c.version.between(vote.expected + 1, event.version - 1)
    return recorded._replace(missed=events_in(connection, vote.fingerprint, between))


def _repeated(event: Event, vote: Vote) -> Recorded:
    same = all(getattr(event, name) == getattr(vote, name) for name in vote.__struct_fields__)
    if not same:
        raise UsageError(
            f"Event {vote.event_id} was stored with another content.", "Make a new event id."
        )
    return Recorded(event, [], repeated=True)


def _check_finding(connection: sa.Connection, fingerprint: str) -> None:
    known = sa.select(FINDING.c.id).where(FINDING.c.fingerprint == fingerprint).limit(1)
    if connection.execute(known).first() is None:
        raise UsageError(f"The store has no finding {fingerprint}.")


def _check_undo(connection: sa.Connection, vote: Vote) -> None:
    events = events_in(connection, vote.fingerprint)
    undone = next((event for event in events if event.event_id == vote.undoes), None)
    if undone is None:
        raise UsageError(f"Finding {vote.fingerprint} has no event {vote.undoes}.")
    if undone.reviewer != vote.reviewer:
        raise UsageError(f"{vote.undoes} is {undone.reviewer}'s; only they can take it back.")
    if undone not in effective(events):
        raise UsageError(f"{vote.undoes} was taken back before.")


def _append(connection: sa.Connection, vote: Vote, version: int) -> Event:
    last = head_in(connection)
    row: dict[str, Any] = {
        "number": last.events + 1,
        **msgspec.structs.asdict(vote),
        "version": version,
        "at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "prev_hash": last.hash,
    }
    row["hash"] = hash_of(row)
    connection.execute(sa.insert(EVENT).values(row))
    return Event(**row)


def _stand(connection: sa.Connection, vote: Vote, event: Event | None) -> None:
    mine = sa.and_(STANDING.c.fingerprint == vote.fingerprint, STANDING.c.reviewer == vote.reviewer)
    connection.execute(sa.delete(STANDING).where(mine))
    if event is not None:
        row = {
            "fingerprint": event.fingerprint,
            "reviewer": event.reviewer,
            "event": event.number,
            "verdict": event.verdict,
            "note": event.note,
            "corrected": event.corrected,
            "at": event.at,
        }
        connection.execute(sa.insert(STANDING).values(row))


def events_in(
    connection: sa.Connection, fingerprint: str, *conditions: sa.ColumnElement[bool]
) -> list[Event]:
    """Return the events of a finding, oldest first, as a transaction sees them."""
    of_finding = (EVENT.c.fingerprint == fingerprint, *conditions)
    query = sa.select(EVENT).where(*of_finding).order_by(EVENT.c.number)
    return [_event(row) for row in connection.execute(query)]


def _event(row: Any) -> Event:
    return Event(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name of it


def undo(store: Store, fingerprint: str, reviewer: str, *, event_id: str = "") -> Recorded:
    """Take back a reviewer's latest event on a finding; done twice it takes back the one before.

    Raises:
        UsageError: There is nothing to take back.
    """
    with store.reading() as connection:
        events = events_in(connection, fingerprint)
    own = [event for event in events if event.reviewer == reviewer]
    last = standing_event(own)
    if last is None:
        raise UsageError(f"{reviewer} has no verdict on {fingerprint} that could be taken back.")
    vote = Vote(fingerprint, reviewer, expected=len(events), undoes=last.event_id)
    if event_id:
        vote = msgspec.structs.replace(vote, event_id=event_id)
    return record(store, vote)


class Opinions(NamedTuple):
    """What a reviewer may see of a finding's verdicts.

    Attributes:
        version: How many events the finding has: what the next vote expects.
        own: The reviewer's verdict that stands, or None.
        others: Everybody else's that stand; empty until the reviewer's own does.
        history: All events, likewise.
    """

    version: int
    own: Event | None
    others: list[Event]
    history: list[Event]

    @property
    def hidden(self) -> int:
        """How many events of others the reviewer may not see yet."""
        return self.version - len(self.history)


def opinions(store: Store, fingerprint: str, reviewer: str) -> Opinions:
    """Return what a reviewer may see: nobody sees others' verdicts before giving one."""
    with store.reading() as connection:
        events = events_in(connection, fingerprint)
    mine = [event for event in events if event.reviewer == reviewer]
    own = standing_event(mine)
    if own is None:
        return Opinions(len(events), None, [], mine)
    names = sorted({event.reviewer for event in events} - {reviewer})
    standing = (
        standing_event([event for event in events if event.reviewer == name]) for name in names
    )
    return Opinions(len(events), own, [event for event in standing if event is not None], events)
