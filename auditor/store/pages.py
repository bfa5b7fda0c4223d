"""Findings page by page, the gravest first, and what lies before, behind and between them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from auditor.errors import StoreError
from auditor.finding import Finding
from auditor.store.database import Store
from auditor.store.findings import (
    EVERYTHING,
    Wanted,
    conditions,
    finding_of_row,
    select_findings,
)
from auditor.store.tables import FINDING


class Listed(NamedTuple):
    """A finding of a page, with the numbers to ask for more.

    Attributes:
        number: Of the finding's row.
        trace_row: Of its trace's row; None for a record that is no trace.
    """

    number: int
    trace_row: int | None
    finding: Finding


def findings_page(
    store: Store, wanted: Wanted = EVERYTHING, *, size: int = 50, after: int | None = None
) -> list[Listed]:
    """Return the next findings in force: gravest first, then the surest, then as found.

    Args:
        after: The number of the last finding of the page before; None for the first page.
    """
    order = (FINDING.c.rank.desc(), FINDING.c.score.desc(), FINDING.c.id)
    query = select_findings().where(*conditions(wanted)).order_by(*order)
    with store.reading() as connection:
        ranges = [sa.true()] if after is None else behind(place_in_order(connection, after))
        rows = nearest(connection, query, ranges, size)
    return [Listed(row.id, row.trace_row, finding_of_row(row)) for row in rows]


class Ordered(NamedTuple):
    """Where a finding stands in the order of pages: by rank and score falling, then by number."""

    rank: int
    score: float
    id: int


def place_in_order(connection: sa.Connection, number: int) -> Ordered:
    """Return where a finding stands in the order of pages.

    Raises:
        StoreError: There is no finding of that number.
    """
    columns = sa.select(FINDING.c.rank, FINDING.c.score, FINDING.c.id)
    row = connection.execute(columns.where(FINDING.c.id == number)).first()
    if row is None:
        raise StoreError(f"There is no finding number {number}.")
    return Ordered(*row)


def behind(at: Ordered) -> list[sa.ColumnElement[bool]]:
    """Return all findings behind one as ranges of the index of that order, the nearest first."""
    same_rank = FINDING.c.rank == at.rank
    return [
        sa.and_(same_rank, FINDING.c.score == at.score, FINDING.c.id > at.id),
        sa.and_(same_rank, FINDING.c.score < at.score),
        FINDING.c.rank < at.rank,
    ]


def before(at: Ordered) -> list[sa.ColumnElement[bool]]:
    """Return all findings before one, as `behind` does."""
    same_rank = FINDING.c.rank == at.rank
    return [
        sa.and_(same_rank, FINDING.c.score == at.score, FINDING.c.id < at.id),
        sa.and_(same_rank, FINDING.c.score > at.score),
        FINDING.c.rank > at.rank,
    ]


def nearest(
    connection: sa.Connection,
    query: sa.Select[Any],
    ranges: Sequence[sa.ColumnElement[bool]],
    size: int,
) -> list[Any]:
    """Return the first rows of a query in some ranges, taken one after the other until enough.

    One condition for all of them would have the database walk the index from its beginning.
    """
    rows: list[Any] = []
    for one in ranges:
        if len(rows) < size:
            rows += connection.execute(query.where(one).limit(size - len(rows))).all()
    return rows


def comes_before(one: Ordered, other: Ordered) -> bool:
    """Say whether a finding stands before another in the order of pages."""
    return (-one.rank, -one.score, one.id) < (-other.rank, -other.score, other.id)


def between(first: Ordered, last: Ordered) -> list[sa.ColumnElement[bool]]:
    """Return what lies between two findings, without both, in ranges that do not overlap.

    Each range is one of the index of this order, so that near ones are counted quickly.
    """
    rank, score, number = FINDING.c.rank, FINDING.c.score, FINDING.c.id
    like_last = sa.and_(rank == last.rank, score == last.score, number < last.id)
    if (first.rank, first.score) == (last.rank, last.score):
        return [sa.and_(like_last, number > first.id)]
    like_first = sa.and_(rank == first.rank, score == first.score, number > first.id)
    if first.rank == last.rank:
        inner = sa.and_(rank == last.rank, score > last.score, score < first.score)
        return [like_first, inner, like_last]
    return [
        like_first,
        sa.and_(rank == first.rank, score < first.score),
        sa.and_(rank < first.rank, rank > last.rank),
        sa.and_(rank == last.rank, score > last.score),
        like_last,
    ]
