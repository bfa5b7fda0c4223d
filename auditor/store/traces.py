"""Traces again: one that a store knows of, or all; from the store, else from where they lie."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from auditor import sources
from auditor.errors import StoreError
from auditor.intake import detecting, reading, records
from auditor.intake.accounts import Accounts
from auditor.sources import display_name
from auditor.store.database import Store
from auditor.store.rows import content_sha256, record_sha256s, trace_of
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
        for trace in reading.read_again(path, display_name(path), lines):
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


def trace_rows(store: Store, trace_id: str) -> list[int]:
    """Return the numbers of the traces in force that have an id."""
    query = sa.select(TRACE.c.id).join(SOURCE).where(SOURCE.c.replaced_by.is_(None))
    with store.reading() as connection:
        rows = connection.execute(query.where(TRACE.c.trace_id == trace_id).order_by(TRACE.c.id))
        return list(rows.scalars())


def raw_of(store: Store, number: int) -> bytes | None:
    """Return the bytes of a flagged trace as the transcript had them; None where not kept."""
    with store.reading() as connection:
        query = sa.select(TRACE.c.raw).where(TRACE.c.id == number)
        return connection.execute(query).scalar_one_or_none()


def stored_trace(store: Store, number: int) -> Trace:
    """Return a trace: as the audit understood it if it was flagged, else read again.

    Args:
        number: Of the trace's row.

    Raises:
        StoreError: There is no such row, or the file no longer holds the trace.
    """
    query = sa.select(TRACE, SOURCE.c.path, SOURCE.c.shape).join(SOURCE)
    with store.reading() as connection:
        row = connection.execute(query.where(TRACE.c.id == number)).first()
    if row is None:
        raise StoreError(f"{store.name} has no trace number {number}.")
    if row.normal is not None:
        return trace_of(row.normal, display_name(row.path))
    if not os.path.isfile(row.path):
        raise StoreError(f"{row.path} is gone, and no finding kept trace {row.trace_id}.")
    for trace in _read_again(row):
        if trace.place.pointer == row.pointer:
            return trace
    raise StoreError(
        f"{row.path} no longer holds trace {row.trace_id}.", "Audit it again into this store."
    )


def _read_again(row: Any) -> Iterator[Trace]:
    name = display_name(row.path)
    if row.shape != "lines":
        for item in reading.read_as(row.path, name, Accounts()):
            if isinstance(item, Trace) and content_sha256(item) == row.sha256:
                yield item
        return
    record = next(sources.records_of(row.path, row.offset, row.line), None)
    if record is not None:
        match = detecting.detect(row.path).match
        primary = match.format if match else None
        items = records.read_record(record, name, primary, Accounts())
        digests = record_sha256s(record.raw, [item.place.pointer for item in items])
        for item, digest in zip(items, digests, strict=True):
            if isinstance(item, Trace) and digest == row.sha256:
                yield item
