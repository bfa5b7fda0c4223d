"""The findings that a store holds: as rows, under a filter, or all of some sources in order."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, overload

import msgspec
import sqlalchemy as sa

from auditor.finding import Evidence, Finding, Severity
from auditor.sources import display_name
from auditor.store.database import Store
from auditor.store.tables import FINDING, SOURCE, TRACE

_PAGE = 500
_OF_CONTENT = re.compile("[0-9a-f]{16}").fullmatch
_evidence = msgspec.json.Decoder(tuple[Evidence, ...]).decode


class StoredFindings(Sequence[Finding]):
    """The findings of some sources, in the order of the files; fetched page by page.

    Args:
        numbers: The sources' numbers.
    """

    def __init__(self, store: Store, numbers: Sequence[int]) -> None:
        self._store = store
        self._numbers = numbers

    def __len__(self) -> int:
        with self._store.reading() as connection:
            return sum(_count(connection, FINDING, number) for number in self._numbers)

    def __iter__(self) -> Iterator[Finding]:
        for number in self._numbers:
            yield from self._paged(FINDING.c.source_id == number, FINDING.c.grouped == 0)
        if self._numbers:
            yield from self._paged(
                among(FINDING.c.source_id, self._numbers), FINDING.c.grouped >= 1
            )

    def _paged(self, *conditions: sa.ColumnElement[bool]) -> Iterator[Finding]:
        last = 0
        query = select_findings().where(*conditions).order_by(FINDING.c.id).limit(_PAGE)
        while True:
            with self._store.reading() as connection:
                page = connection.execute(query.where(FINDING.c.id > last)).all()
            if not page:
                return
            yield from map(finding_of_row, page)
            last = page[-1].id

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> list[Finding]: ...
    def __getitem__(self, place: int | slice) -> Finding | list[Finding]:
        return list(self)[place]


def _count(connection: sa.Connection, table: sa.Table, number: int) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(table.c.source_id == number)
    return connection.execute(query).scalar() or 0


def select_findings() -> sa.Select[Any]:
    """Return the query of all findings with their sources' paths."""
    return sa.select(FINDING, SOURCE.c.path).join(SOURCE, FINDING.c.source_id == SOURCE.c.id)


def finding_of_row(row: Any) -> Finding:
    """Return the finding of a row that has its source's path beside it."""
    return Finding(
        row.code, row.name, row.severity, row.grade, row.score, row.trace_id, row.task_key,
        row.run_index, row.turn, row.step, row.event_index, display_name(row.path), row.line,
        row.tool, row.message, _evidence(row.evidence), row.fingerprint, row.onset_step, row.kind,
        row.pointer,
    )  # fmt: skip


def among(column: sa.Column[Any], numbers: Sequence[int]) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds one of some numbers, however many these are.

    They stand in the statement itself: databases limit the values that are bound to one.
    """
    values = sa.bindparam("numbers", list(numbers), sa.BigInteger, expanding=True)
    return column.in_(values.render_literal_execute())


class Wanted(NamedTuple):
    """Which findings to list; what is empty does not narrow.

    Attributes:
        fingerprints: Only these.
    """

    codes: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    grades: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    trace_ids: tuple[str, ...] = ()
    task_keys: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()


EVERYTHING = Wanted()
_COLUMNS = {
    "codes": FINDING.c.code,
    "severities": FINDING.c.severity,
    "grades": FINDING.c.grade,
    "tools": FINDING.c.tool,
    "trace_ids": FINDING.c.trace_id,
    "task_keys": FINDING.c.task_key,
    "fingerprints": FINDING.c.fingerprint,
}


def conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Return the SQL conditions of a filter; values are bound, never spliced."""
    narrowed = [_COLUMNS[field].in_(values) for field, values in wanted._asdict().items() if values]
    return [SOURCE.c.replaced_by.is_(None), *narrowed]


def count_findings(store: Store, wanted: Wanted = EVERYTHING) -> int:
    """Return how many findings in force a filter leaves."""
    query = sa.select(sa.func.count()).select_from(FINDING.join(SOURCE))
    with store.reading() as connection:
        return connection.execute(query.where(*conditions(wanted))).scalar() or 0


class Copies(NamedTuple):
    """Records that a store left out, as they equal an earlier one to the letter.

    Attributes:
        records: How many.
        unnamed: Those of them without time and run number, and with an id that is made of their
            content: they may be runs of their own.
    """

    records: int
    unnamed: int


def count_copies(store: Store, tasks: tuple[str, ...] = ()) -> Copies:
    """Return how many records of some tasks, or of all, were left out as copies."""
    plain = sa.select(TRACE.c.trace_id).where(TRACE.c.at.is_(None), TRACE.c.run_index.is_(None))
    wanted = conditions(Wanted(codes=("TA905",), task_keys=tasks))
    query = sa.select(FINDING.c.trace_id).select_from(FINDING.join(SOURCE)).where(*wanted)
    with store.reading() as connection:
        records = len(connection.execute(query).all())
        undated = connection.execute(query.where(FINDING.c.trace_id.in_(plain))).scalars()
        return Copies(records, sum(bool(_OF_CONTENT(each)) for each in undated))
