"""The repeated runs of the store, read again and compared. No widget here."""

from typing import NamedTuple

import sqlalchemy as sa
import streamlit as st

from auditor.errors import StoreError
from auditor.runs.difference import Difference, compare, opposites_of
from auditor.runs.groups import by_input, representatives
from auditor.runs.report import RunReport, run_report
from auditor.runs.run import Run, numbered, run_of
from auditor.store import stored_trace
from auditor.store.tables import FINDING, SOURCE, TRACE
from dashboard.session import opened, store

_A_WHILE = 60
_MOST_TASKS = 500
_MOST_RUNS = 100
_MOST_RUNS_SUMMED_UP = 2_000


class Task(NamedTuple):
    """A task that was run more than once.

    Attributes:
        key: Its `task_key`.
        runs: How many runs the store holds.
        differences: How many findings say that they differ.
    """

    key: str
    runs: int
    differences: int


class Summed(NamedTuple):
    """The report of the repeated runs, and what of them it covers.

    Attributes:
        covered, tasks: Of how many tasks it is, and how many there are.
        held: How many runs the store has of those that are covered.
    """

    report: RunReport
    covered: int
    tasks: int
    held: int


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def repeated_tasks() -> list[Task]:
    """Return tasks that were run more than once, at most 500; whose runs differ most first."""
    return _tasks(_MOST_TASKS)


def repeated_task(key: str) -> Task | None:
    """Return a task by its key, in the list or not; None if it was not run twice."""
    return next(iter(_tasks(1, key)), None)


def _tasks(most_tasks: int, key: str | None = None) -> list[Task]:
    tasks = _run_again()
    differing = (
        sa.select(FINDING.c.task_key, sa.func.count().label("findings"))
        .select_from(FINDING.join(SOURCE))
        .where(SOURCE.c.replaced_by.is_(None), FINDING.c.grouped == 1)
        .group_by(FINDING.c.task_key)
        .subquery()
    )
    joined = tasks.outerjoin(differing, differing.c.task_key == tasks.c.task_key)
    most = sa.func.coalesce(differing.c.findings, 0)
    rows = sa.select(tasks.c.task_key, tasks.c.runs, most).select_from(joined)
    rows = rows.order_by(most.desc(), tasks.c.task_key).limit(most_tasks)
    if key is not None:
        rows = rows.where(tasks.c.task_key == key)
    with store().reading() as connection:
        return [Task(key, int(runs), int(n)) for key, runs, n in connection.execute(rows)]


def _run_again() -> sa.Subquery:
    number = sa.func.count()
    return (
        sa.select(TRACE.c.task_key, number.label("runs"))
        .select_from(TRACE.join(SOURCE))
        .where(SOURCE.c.replaced_by.is_(None), TRACE.c.task_key != "")
        .group_by(TRACE.c.task_key)
        .having(number > 1)
        .subquery()
    )


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def count_repeated() -> int:
    """Return how many tasks were run more than once."""
    with store().reading() as connection:
        rows = connection.execute(sa.select(sa.func.count()).select_from(_run_again()))
        return int(rows.scalar() or 0)


@st.cache_resource(ttl=_A_WHILE, max_entries=16, show_spinner=False)
def runs_of(task_key: str, named: tuple[str, ...] = ()) -> list[Run]:
    """Return the runs of a task that can be read, numbered; at most 100, and those named by id."""
    query = (
        sa.select(TRACE.c.id)
        .join(SOURCE)
        .where(SOURCE.c.replaced_by.is_(None), TRACE.c.task_key == task_key)
        .order_by(TRACE.c.source_id, TRACE.c.id)
    )
    contract = opened().setting.contract
    runs = []
    with store().reading() as connection:
        rows = list(connection.execute(query.limit(_MOST_RUNS)).scalars())
        further = query.where(TRACE.c.trace_id.in_(named))
        rows += [row for row in connection.execute(further).scalars() if row not in rows]
    for row in rows:
        try:
            runs.append(run_of(stored_trace(store(), row), contract))
        except StoreError:
            continue  # the file is gone, and nothing was found in the trace
    return numbered(runs)


@st.cache_resource(ttl=_A_WHILE, max_entries=2, show_spinner=False)
def summed() -> Summed:
    """Return the report over repeated runs: of as many tasks as have 2,000 runs together."""
    tasks = repeated_tasks()
    groups: list[list[Run]] = []
    room = _MOST_RUNS_SUMMED_UP
    for task in tasks:
        read = min(task.runs, _MOST_RUNS)
        if read > room:
            break
        room -= read
        groups.append(runs_of(task.key))
    report = run_report((runs for runs in groups if runs), opened().setting.contract)
    held = sum(task.runs for task in tasks[: len(groups)])
    return Summed(report, len(groups), count_repeated(), held)


def compared(left: Run, right: Run) -> Difference:
    """Return what lies between two runs."""
    return compare(left, right, opposites_of(opened().setting.contract.decision.opposites))


def telling_pair(runs: list[Run]) -> tuple[int, int]:
    """Return the places of the two runs to look at first: the usual one and one unlike it."""
    for repeats in by_input(run for run in runs if not run.broken):
        several = representatives(repeats)
        if len(several) > 1:
            return runs.index(several[0]), runs.index(several[1])
    return 0, min(1, len(runs) - 1)
