"""Every trace that a store knows of, read again from where it lies."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from auditor.reading import read_again
from auditor.sources import display_name
from auditor.store.database import Store
from auditor.store.rows import trace_of
from auditor.store.tables import SOURCE, TRACE
from auditor.trace import Place, ReadProblem, Trace

_GONE = "the file no longer holds a trace that the store knows"
_CURE = "Audit it again into this store, or give the transcripts themselves."


def read_traces(store: Store) -> Iterator[Trace | ReadProblem]:
    """Yield the traces in force, file by file; only one is in memory at a time.

    A trace whose file is gone or changed comes from the store, where a finding kept it, and is a
    problem otherwise.
    """
    columns = (
        TRACE.c.id,
        TRACE.c.trace_id,
        TRACE.c.line,
        TRACE.c.pointer,
        TRACE.c.source_id,
        SOURCE.c.path,
    )
    query = sa.select(*columns).join(SOURCE).where(SOURCE.c.replaced_by.is_(None))
    with store.reading() as connection:
        rows = list(connection.execute(query.order_by(TRACE.c.source_id, TRACE.c.id)))
    by_source: dict[int, dict[tuple[Any, ...], Any]] = {}
    for row in rows:
        by_source.setdefault(row.source_id, {})[row.line, row.pointer, row.trace_id] = row
    for wanted in by_source.values():
        yield from _of_file(store, wanted)


def _of_file(store: Store, wanted: Mapping[tuple[Any, ...], Any]) -> Iterator[Trace | ReadProblem]:
    missing = dict(wanted)
    path = next(iter(wanted.values())).path
    if os.path.isfile(path):
        lines = sorted({row.line or 0 for row in wanted.values()})
        for trace in read_again(path, display_name(path), lines):
            if isinstance(trace, Trace):
                place = trace.place
                if missing.pop((place.line, place.pointer, trace.trace_id), None) is not None:
                    yield trace
    for row in missing.values():
        yield _kept(store, row)


def _kept(store: Store, row: Any) -> Trace | ReadProblem:
    query = sa.select(TRACE.c.normal).where(TRACE.c.id == row.id)
    with store.reading() as connection:
        normal = connection.execute(query).scalar_one_or_none()
    if normal is None:
        place = Place(display_name(row.path), row.line, pointer=row.pointer)
        return ReadProblem(place, "TA901", f"{_GONE} ({row.trace_id})", _CURE)
    return trace_of(normal, display_name(row.path))
