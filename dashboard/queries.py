"""What pages read from the store. No widget here; what is dear is remembered for a while."""

import time
from typing import NamedTuple

import sqlalchemy as sa
import streamlit as st

from auditor.errors import StoreError
from auditor.finding import Finding
from auditor.review import Near, Progress, Queue, position, progress
from auditor.store import Wanted, count_findings, stored_trace, trace_rows
from auditor.store.findings import conditions, finding_of_row, select_findings
from auditor.store.tables import FINDING, SOURCE, STANDING
from auditor.trace import Trace
from dashboard.session import store

_A_WHILE = 20  # seconds that a sum over all findings may be old
_TRACES = 48
_NEAR = "place of the finding seen last"
_MOST_IN_A_TRACE = 5_000
_MOST_BESIDE = 24


class Seen(NamedTuple):
    """A trace to look at.

    Attributes:
        trace: The trace, or None where it can no longer be read.
        findings: What was found in it.
        problem: Why it cannot be read, or "".
    """

    trace: Trace | None
    findings: list[Finding]
    problem: str


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def total(queue: Queue) -> int:
    """Return how many findings a queue's filters leave, whatever their state."""
    return count_findings(store(), queue.wanted)


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def progress_of(queue: Queue) -> Progress:
    """Return how far the review of a queue is."""
    return progress(store(), queue)


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def choices(field: str) -> list[str]:
    """Return the values that findings in force have in a field, the most frequent first."""
    column = FINDING.c[field]
    query = (
        sa.select(column, sa.func.count())
        .select_from(FINDING.join(SOURCE))
        .where(SOURCE.c.replaced_by.is_(None), column != "")
        .group_by(column)
        .order_by(sa.func.count().desc(), column)
        .limit(200)
    )
    with store().reading() as connection:
        return [row[0] for row in connection.execute(query)]


def place_of(queue: Queue, number: int) -> int:
    """Return how many findings of a queue stand before one.

    Counted from the finding seen before it, and now and then anew: findings may have been added.
    """
    now = time.monotonic()
    counted, wanted, near = st.session_state.get(_NEAR, (0.0, None, None))
    if wanted != queue.wanted or now - counted > _A_WHILE:
        counted, near = now, None
    place = position(store(), queue, number, near)
    st.session_state[_NEAR] = (counted, queue.wanted, Near(number, place))
    return place


def judged_by(reviewer: str, wanted: Wanted) -> int:
    """Return on how many findings a person's verdict stands."""
    query = (
        sa.select(sa.func.count())
        .select_from(STANDING.join(FINDING, FINDING.c.fingerprint == STANDING.c.fingerprint))
        .join(SOURCE, SOURCE.c.id == FINDING.c.source_id)
        .where(STANDING.c.reviewer == reviewer, *conditions(wanted))
    )
    with store().reading() as connection:
        return connection.execute(query).scalar() or 0


@st.cache_resource(max_entries=_TRACES, show_spinner=False)
def seen(trace_row: int) -> Seen:
    """Return a trace with its findings. What a row says never changes."""
    query = (
        select_findings()
        .where(FINDING.c.trace_row == trace_row)
        .order_by(FINDING.c.event_index, FINDING.c.code)
        .limit(_MOST_IN_A_TRACE)
    )
    with store().reading() as connection:
        findings = [finding_of_row(row) for row in connection.execute(query)]
    try:
        return Seen(stored_trace(store(), trace_row), findings, "")
    except StoreError as error:
        return Seen(None, findings, str(error))


def nearest(findings: list[Finding], event: int) -> list[Finding]:
    """Return the findings nearest to an event, in their order; as many as fit beside a trace."""
    away = [abs((one.event_index or 0) - event) for one in findings]
    near = sorted(range(len(findings)), key=away.__getitem__)[:_MOST_BESIDE]
    return [findings[place] for place in sorted(near)]


def row_of_trace(trace_id: str) -> int | None:
    """Return the newest trace of an id, or None."""
    rows = trace_rows(store(), trace_id)
    return rows[-1] if rows else None
