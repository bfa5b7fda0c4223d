"""Runs of one task, compared over everything that the store holds.

Whenever traces were added or replaced, the tasks that they are runs of are compared anew: their
runs are read again from where they lie, and the findings of the comparison before give way. A
trace is marked until its task is compared, so that an audit that is killed leaves nothing undone.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from auditor.finding import Finding
from auditor.intake.reading import read_again
from auditor.runs.groups import blind_reason, group_findings
from auditor.runs.repeats import Gathered
from auditor.runs.run import Run
from auditor.setting import Setting
from auditor.sources import display_name, records_of
from auditor.store.database import Store
from auditor.store.excerpts import Excerpts
from auditor.store.rows import Row, finding_row, normal_of
from auditor.store.tables import FINDING, SOURCE, TASK, TRACE
from auditor.trace import Trace

_LOOKUP = 500


class Waiting(NamedTuple):
    """Tasks that wait to be compared.

    Attributes:
        task_keys: All of them, also those with a single run.
        runs: Rows of the runs of those with several, by file and in order.
        newest: The highest number of a trace then.
    """

    task_keys: list[str]
    runs: list[Any]
    newest: int


class Compared(NamedTuple):
    """What comparing the runs of a task gave."""

    task_key: str
    runs: int
    reason: str
    findings: list[Finding]


def compare_tasks(store: Store, setting: Setting, files: Mapping[str, str]) -> None:
    """Compare the runs of every task that got another run, or lost one, since it was compared.

    A run whose file is gone or changed is left out.

    Args:
        files: Where the bytes of paths lie that are no files of their own (`-`).
    """
    waiting = _waiting(store)
    if not waiting.task_keys:
        return
    gathered = Gathered()
    places: dict[tuple[str, str], Any] = {}
    for row, trace in _read_runs(waiting.runs, files):
        places[trace.task_key, trace.trace_id] = row
        gathered.add(trace, setting.contract)
    compared = [_compared(runs, setting) for runs in gathered.tasks() if len(runs) > 1]
    cited = [places[one.task_key, one.trace_id] for task in compared for one in task.findings]
    kept = list(_bytes_of([row for row in cited if not row.kept], files))
    _write(store, waiting, compared, places, kept)


def _waiting(store: Store) -> Waiting:
    live = sa.select(TRACE).join(SOURCE).where(SOURCE.c.replaced_by.is_(None)).subquery()
    marked = sa.select(TRACE.c.task_key).where(TRACE.c.compared == 0).distinct()
    repeated = (
        sa.select(live.c.task_key)
        .where(live.c.task_key.in_(marked))
        .group_by(live.c.task_key)
        .having(sa.func.count() > 1)
    )
    runs = (
        sa.select(TRACE, SOURCE.c.path, SOURCE.c.shape, TRACE.c.normal.is_not(None).label("kept"))
        .join(SOURCE)
        .where(SOURCE.c.replaced_by.is_(None), TRACE.c.task_key.in_(repeated))
        .order_by(TRACE.c.source_id, TRACE.c.id)
    )
    columns = [column for column in runs.selected_columns if column.name not in {"raw", "normal"}]
    with store.reading() as connection:
        keys = list(connection.execute(marked).scalars())
        if not keys:
            return Waiting([], [], 0)
        newest = connection.execute(sa.select(sa.func.max(TRACE.c.id))).scalar() or 0
        return Waiting(keys, list(connection.execute(runs.with_only_columns(*columns))), newest)


def _read_runs(rows: Sequence[Any], files: Mapping[str, str]) -> Iterator[tuple[Any, Trace]]:
    """Yield the runs as they lie in their files now, each with its row."""
    by_path: dict[str, list[Any]] = {}
    for row in rows:
        by_path.setdefault(row.path, []).append(row)
    for path, wanted in by_path.items():
        lies = files.get(path, path)
        if not os.path.isfile(lies):
            continue
        known = {(row.line, row.pointer, row.trace_id): row for row in wanted}
        lines = {row.line or 0 for row in wanted}
        for trace in read_again(lies, display_name(path), sorted(lines)):
            if isinstance(trace, Trace):
                place = trace.place
                row = known.pop((place.line, place.pointer, trace.trace_id), None)
                if row is not None:
                    yield row, trace


def _bytes_of(rows: Sequence[Any], files: Mapping[str, str]) -> Iterator[Row]:
    """Yield what a store keeps of a trace that a finding cites."""
    excerpts: dict[str, Excerpts] = {}
    for row, trace in _read_runs(rows, files):
        lies = files.get(row.path, row.path)
        if row.shape == "lines":
            record = next(records_of(lies, row.offset, row.line))
            raw: bytes | None = record.raw
        else:
            raw = excerpts.setdefault(lies, Excerpts(lies, row.shape)).of(trace)
        yield {"trace": row.id, "raw": raw, "normal": normal_of(trace)}


def _compared(runs: Sequence[Run], setting: Setting) -> Compared:
    findings = list(group_findings(runs, setting.contract))
    return Compared(runs[0].task_key, len(runs), blind_reason(runs), findings)


def _write(
    store: Store,
    waiting: Waiting,
    compared: Iterable[Compared],
    places: Mapping[tuple[str, str], Any],
    kept: Sequence[Row],
) -> None:
    tasks: list[Row] = []
    findings: list[Row] = []
    for one in compared:
        tasks.append({"task_key": one.task_key, "runs": one.runs, "reason": one.reason})
        for finding in one.findings:
            row = places[finding.task_key, finding.trace_id]
            home = {"source_id": row.source_id, "trace_row": row.id, "grouped": 1}
            findings.append(finding_row(finding) | home)
    with store.adding() as connection:
        for start in range(0, len(waiting.task_keys), _LOOKUP):
            some = waiting.task_keys[start : start + _LOOKUP]
            _forget(connection, some)
        first = (connection.execute(sa.select(sa.func.max(FINDING.c.id))).scalar() or 0) + 1
        if tasks:
            connection.execute(sa.insert(TASK), tasks)
        if findings:
            numbered = [{**row, "id": first + place} for place, row in enumerate(findings)]
            connection.execute(sa.insert(FINDING), numbered)
        if kept:
            cited = sa.update(TRACE).where(TRACE.c.id == sa.bindparam("trace"))
            values: Row = {"raw": sa.bindparam("raw"), "normal": sa.bindparam("normal")}
            connection.execute(cited.values(values), kept)
        done = sa.update(TRACE).where(TRACE.c.compared == 0, TRACE.c.id <= waiting.newest)
        connection.execute(done.values(compared=1))


def _forget(connection: sa.Connection, task_keys: Sequence[str]) -> None:
    of_task = (FINDING.c.grouped == 1, FINDING.c.task_key.in_(task_keys))
    connection.execute(sa.delete(FINDING).where(*of_task))
    connection.execute(sa.delete(TASK).where(TASK.c.task_key.in_(task_keys)))


def wait_again(connection: sa.Connection, *of_traces: sa.ColumnElement[bool]) -> None:
    """Mark the tasks of some traces, which are about to go, so that they are compared anew."""
    tasks = sa.select(TRACE.c.task_key).where(*of_traces)
    again = sa.update(TRACE).where(TRACE.c.task_key.in_(tasks))
    connection.execute(again.values(compared=0))
