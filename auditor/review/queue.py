"""Which findings wait for whom."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from auditor.errors import UsageError
from auditor.store import Listed, Store, Wanted
from auditor.store.findings import EVERYTHING, conditions, finding_of_row, select_findings
from auditor.store.pages import before, behind, between, comes_before, nearest, place_in_order
from auditor.store.tables import FINDING, SOURCE, STANDING

State = Literal["pending", "in review", "decided", "conflict"]

STATES: tuple[State, ...] = ("pending", "in review", "decided", "conflict")


class Queue(NamedTuple):
    """Which findings to list.

    Attributes:
        wanted: Filters on the findings themselves.
        states: Only findings in these states; all where empty.
        reviewers_needed: How many equal verdicts decide.
        waiting_for: Only findings on which this person's verdict does not stand yet.
    """

    wanted: Wanted = EVERYTHING
    states: tuple[State, ...] = ()
    reviewers_needed: int = 1
    waiting_for: str = ""


EVERY_FINDING = Queue()


class Near(NamedTuple):
    """A finding of a queue, and how many stand before it."""

    number: int
    before: int


class Item(NamedTuple):
    """A finding in a queue, and where its review stands.

    Attributes:
        verdicts: How many people's verdicts stand.
    """

    listed: Listed
    state: State
    verdicts: int


class Progress(NamedTuple):
    """How far the review of a queue's findings is.

    Attributes:
        total: Findings that the filters leave, whatever their state.
        states: How many are in each state.
        reviewers: On how many of them each person's verdict stands.
    """

    total: int
    states: dict[State, int]
    reviewers: dict[str, int]


def _votes(*verdicts: str) -> sa.ScalarSelect[int]:
    """Return how many verdicts of some kinds, or of all, stand on a finding.

    It is looked up for each finding of a page: cheaper than summing up all verdicts there are.
    """
    of_finding = sa.select(sa.func.count()).where(STANDING.c.fingerprint == FINDING.c.fingerprint)
    if verdicts:
        of_finding = of_finding.where(STANDING.c.verdict.in_(verdicts))
    return of_finding.correlate(FINDING).scalar_subquery()


def _state(needed: int) -> sa.ColumnElement[str]:
    both = sa.and_(_votes("confirmed") > 0, _votes("dismissed") > 0)
    return sa.case(
        (_votes() == 0, "pending"),
        (both, "conflict"),
        (_votes("confirmed", "dismissed") >= needed, "decided"),
        else_="in review",
    )


def _selected(queue: Queue) -> sa.Select[Any]:
    if queue.reviewers_needed < 1:
        raise UsageError("At least one reviewer is needed.")
    state = _state(queue.reviewers_needed)
    query = (
        select_findings()
        .add_columns(state.label("state"), _votes().label("votes"))
        .where(*conditions(queue.wanted))
    )
    if queue.states:
        query = query.where(state.in_(queue.states))
    if queue.waiting_for:
        judged = sa.select(STANDING.c.fingerprint).where(
            STANDING.c.fingerprint == FINDING.c.fingerprint,
            STANDING.c.reviewer == queue.waiting_for,
        )
        query = query.where(~judged.exists())
    return query


def page(
    store: Store, queue: Queue = EVERY_FINDING, *, size: int = 50, after: int | None = None
) -> list[Item]:
    """Return the next findings of a queue: gravest first, then the surest, then as found.

    Args:
        after: The number of the last finding of the page before; None for the first page.
    """
    order = (FINDING.c.rank.desc(), FINDING.c.score.desc(), FINDING.c.id)
    query = _selected(queue).order_by(*order)
    with store.reading() as connection:
        ranges = [sa.true()] if after is None else behind(place_in_order(connection, after))
        rows = nearest(connection, query, ranges, size)
    return [_item(row) for row in rows]


def _item(row: Any) -> Item:
    return Item(Listed(row.id, row.trace_row, finding_of_row(row)), row.state, row.votes)


def neighbour(store: Store, queue: Queue, number: int, *, back: bool = False) -> Item | None:
    """Return the finding of a queue that follows one, or with `back` precedes it; None at an end.

    Args:
        number: Of the finding, which need not be in the queue itself.
    """
    if not back:
        found = page(store, queue, size=1, after=number)
        return found[0] if found else None
    order = (FINDING.c.rank, FINDING.c.score, FINDING.c.id.desc())
    query = _selected(queue).order_by(*order)
    with store.reading() as connection:
        rows = nearest(connection, query, before(place_in_order(connection, number)), 1)
    return _item(rows[0]) if rows else None


def position(store: Store, queue: Queue, number: int, near: Near | None = None) -> int:
    """Return how many findings of a queue stand before one, whatever states it lists.

    Args:
        store: The store.
        queue: The queue.
        number: Of the finding.
        near: A finding whose position is known; only those between the two are counted, so that
            a step costs as little in a long queue as in a short one.
    """
    with store.reading() as connection:
        at = place_in_order(connection, number)
        if near is None:
            # In this form one walk over the index counts them.
            not_behind = sa.not_(sa.or_(*behind(at)))
            return _counted(connection, queue, [sa.and_(FINDING.c.id != number, not_behind)])
        known = place_in_order(connection, near.number)
        if known == at:
            return near.before
        if comes_before(known, at):
            inside = _counted(connection, queue, between(known, at))
            return near.before + _counted(connection, queue, [FINDING.c.id == known.id]) + inside
        inside = _counted(connection, queue, between(at, known))
        return near.before - _counted(connection, queue, [FINDING.c.id == at.id]) - inside


def _counted(
    connection: sa.Connection, queue: Queue, ranges: Sequence[sa.ColumnElement[bool]]
) -> int:
    """Count the findings of a queue in some ranges that do not overlap."""
    query = sa.select(sa.func.count()).select_from(FINDING.join(SOURCE))
    query = query.where(*conditions(queue.wanted))
    counts = [connection.execute(query.where(one)).scalar() or 0 for one in ranges]
    return sum(counts)


def item(store: Store, fingerprint: str, queue: Queue = EVERY_FINDING) -> Item | None:
    """Return a finding in force with its state, or None where the store has none of that name."""
    named = Queue(Wanted(fingerprints=(fingerprint,)), reviewers_needed=queue.reviewers_needed)
    found = page(store, named, size=1)
    return found[0] if found else None


def next_item(
    store: Store, reviewer: str, queue: Queue = EVERY_FINDING, *, after: int | None = None
) -> Item | None:
    """Return the first finding of a queue that waits for a person's verdict, or None.

    Args:
        after: The number of a finding: those behind it come first, then those passed over.
    """
    waiting = queue._replace(waiting_for=reviewer)
    found = page(store, waiting, size=1, after=after) or page(store, waiting, size=1)
    return found[0] if found else None


def progress(store: Store, queue: Queue = EVERY_FINDING) -> Progress:
    """Return how far the review of a queue's findings is, whatever states it lists."""
    state = _state(queue.reviewers_needed).label("state")
    selected = (
        sa.select(state).select_from(FINDING.join(SOURCE)).where(*conditions(queue.wanted))
    ).subquery()
    by_state = sa.select(selected.c.state, sa.func.count()).group_by(selected.c.state)
    by_person = (
        sa.select(STANDING.c.reviewer, sa.func.count())
        .join(FINDING, FINDING.c.fingerprint == STANDING.c.fingerprint)
        .join(SOURCE, SOURCE.c.id == FINDING.c.source_id)
        .where(*conditions(queue.wanted))
        .group_by(STANDING.c.reviewer)
    )
    with store.reading() as connection:
        found = {state: int(number) for state, number in connection.execute(by_state)}
        people = {name: int(number) for name, number in connection.execute(by_person)}
    states = {state: found.get(state, 0) for state in STATES}
    return Progress(sum(states.values()), states, dict(sorted(people.items())))
