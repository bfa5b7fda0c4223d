"""Tampering with verdicts is found, and it is said what cannot be."""

import random

import pytest
import sqlalchemy as sa

from auditor.errors import UsageError
from auditor.review import Head, Vote, head, read_head, record_all, undo, verify_chain
from auditor.review.chain import START, hash_of
from auditor.store import open_store
from tests.databases import engine_of
from tests.review_cases import fill

COLUMNS = [
    "number",
    "event_id",
    "fingerprint",
    "reviewer",
    "expected",
    "version",
    "verdict",
    "note",
    "corrected",
    "undoes",
    "at",
    "prev_hash",
    "hash",
]
# As the columns lie, without the types that spell what a database cannot hold.
EVENTS = sa.table("verdict_event", *map(sa.column, COLUMNS))


@pytest.fixture(scope="module")
def judged(databases):
    """A store with 60 events and its head."""
    url = databases.new()
    with open_store(url) as store:
        fingerprints = fill(store, 20)
        for reviewer, verdict in (("alice", "confirmed"), ("bob", "dismissed")):
            votes = [
                Vote(one, reviewer, verdict, note=f"{reviewer}\0 线上 {one}")
                for one in fingerprints
            ]
            record_all(store, votes)
        for one in fingerprints:
            undo(store, one, "bob")
        end = head(store)
    return url, end


@pytest.fixture
def copy(databases, judged):
    url = databases.copy(judged[0])
    yield url
    databases.emptied(url)


def tampered(url, statement):
    with engine_of(url).begin() as connection:
        connection.exec_driver_sql(statement)


def faults(url, exported=None):
    with open_store(url) as store:
        return verify_chain(store, exported).faults


def rows(url):
    with engine_of(url).connect() as connection:
        found = connection.execute(sa.select(EVENTS).order_by(EVENTS.c.number))
        return [dict(row) for row in found.mappings()]


def replaced(url, events):
    """Write other events in place of all, whatever they are."""
    with engine_of(url).begin() as connection:
        # Whoever owns the database can lift what it enforces.
        connection.exec_driver_sql("DROP INDEX IF EXISTS verdict_event_fingerprint")
        connection.exec_driver_sql("DROP INDEX IF EXISTS verdict_event_id")
        connection.exec_driver_sql("DELETE FROM standing_verdict")
        connection.exec_driver_sql("DELETE FROM verdict_event")
        connection.execute(sa.insert(EVENTS), events)


def test_an_untouched_chain_has_no_fault(judged):
    url, end = judged
    with open_store(url) as store:
        checked = verify_chain(store, end)
    assert (checked.events, checked.faults) == (60, [])


def test_a_changed_field_is_named(copy):
    tampered(copy, "UPDATE verdict_event SET verdict = 'dismissed' WHERE number = 7")
    found = faults(copy)
    assert found[0] == "Event 7 was changed: alice's on f00006."


def edits(draw, events):
    """Return the events after one random change, deletion, insertion or swap."""
    events = [dict(event) for event in events]
    place = draw.randrange(len(events))
    kind = draw.choice(["change", "delete", "insert", "swap"])
    if kind == "change":
        name = draw.choice([name for name in COLUMNS if name != "number"])
        value = events[place][name]
        events[place][name] = value + 1 if isinstance(value, int) else f"{value or ''}x"
    elif kind == "delete":
        del events[place]
    elif kind == "insert":
        events.insert(place, {**events[place], "event_id": "forged"})
    else:
        other = draw.randrange(len(events) - 1)
        other += other >= place
        events[place], events[other] = events[other], events[place]
    return events


@pytest.mark.parametrize("renumbered", [False, True])
@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_every_random_tampering_is_found(judged, copy, renumbered, count):
    draw = random.Random(3)  # noqa: S311 - repeatable edits, no secrets
    events, end = rows(judged[0]), judged[1]
    found = 0
    for _ in range(count):
        forged = edits(draw, events)
        if renumbered or len({event["number"] for event in forged}) < len(forged):
            forged = [{**event, "number": place} for place, event in enumerate(forged, 1)]
        if renumbered:
            forged = chained(forged)
        replaced(copy, forged)
        found += bool(faults(copy, end))
    assert found == count


def chained(events):
    """Work all digests out anew, as somebody who owns the database can."""
    before, whole = START, []
    for event in events:
        row = {**event, "prev_hash": before}
        before = row["hash"] = hash_of(row)
        whole.append(row)
    return whole


def test_a_cut_tail_is_found_with_a_head_and_said_to_be_invisible_without(judged, copy):
    tampered(copy, "DELETE FROM standing_verdict")
    events = rows(judged[0])[:40]
    replaced(copy, events)
    with open_store(copy) as store:
        # The standing verdicts are worked out anew, as a forger would.
        restand(store)
        alone = verify_chain(store)
        with_head = verify_chain(store, judged[1])
    assert alone.faults == []
    assert "cannot be seen whether events were removed at the end" in alone.limits
    assert with_head.faults == ["20 events are missing at the end: the head knows them."]


def restand(store):
    from auditor.review.standing import standing_of
    from auditor.store.tables import EVENT, STANDING

    with store.deciding() as connection:
        events = connection.execute(sa.select(EVENT).order_by(EVENT.c.number)).all()
        for (fingerprint, reviewer), event in standing_of(events).items():
            row = {"fingerprint": fingerprint, "reviewer": reviewer, "event": event.number}
            row |= {"verdict": event.verdict, "note": event.note, "at": event.at}
            connection.execute(sa.insert(STANDING).values(corrected=event.corrected, **row))


def test_an_older_head_says_what_it_does_not_cover(judged):
    url, _ = judged
    events = rows(url)
    with open_store(url) as store:
        checked = verify_chain(store, Head(10, events[9]["hash"]))
    assert checked.faults == []
    assert "covers the first 10 of 60 events" in checked.limits


def test_a_standing_verdict_that_no_event_gave_is_found(copy):
    tampered(copy, "UPDATE standing_verdict SET verdict = 'dismissed' WHERE event = 3")
    assert faults(copy) == ["The verdict of alice on f00002 is not what the events come to."]


def test_a_head_is_read_back_as_it_was_written(judged, tmp_path):
    import msgspec

    path = tmp_path / "head.json"
    path.write_bytes(msgspec.json.encode(judged[1]))
    assert read_head(str(path)) == judged[1]
    path.write_text('{"events": "many"}')
    with pytest.raises(UsageError, match="is no head of verdicts"):
        read_head(str(path))
    with pytest.raises(UsageError, match="cannot be read"):
        read_head(str(tmp_path / "none.json"))
