"""One commit: rows of some records, and the place up to which their source was read."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from auditor.errors import StoreError
from auditor.store.comparing import wait_again
from auditor.store.database import Store
from auditor.store.rows import Entry, Row, duplicate_of
from auditor.store.tables import FINDING, OUTCOME, PROBLEM, RUN, SOURCE, TRACE
from auditor.store.tally import OutcomeNumbers, Tally

_LOOKUP = 500  # as many bound values as every database takes in one statement


class Checkpoint(msgspec.Struct):
    """What a source was before a last line without line end was read.

    Attributes:
        tally: The totals then.
        last: The highest row numbers then, by table.
    """

    tally: Tally
    last: dict[str, int]


def checkpoint_of(text: str) -> Checkpoint:
    """Return the checkpoint that a source's row holds as JSON."""
    return msgspec.json.decode(text, type=Checkpoint, dec_hook=lambda kind, value: kind(value))


class Position(msgspec.Struct):
    """A source and how far it was read, in memory; `write` brings the store to it.

    Attributes:
        newest: The highest number that the path's sources had when the file was looked up.
        number: Of the source's row; None before the first commit.
        former: The source that this one may replace.
        repeats: It surely does; otherwise only if the first commit holds one of its traces.
        before: The totals without the tail, where there is one.
        rewind: What to go back to first, where the store holds a tail that is read again.
        stored: Offset and tail as the store has them, to notice another writer.
        Others as in the table.
    """

    path: str
    shape: str
    setting: str
    start: str
    newest: int = 0
    number: int | None = None
    former: int | None = None
    repeats: bool = False
    offset: int = 0
    line: int = 1
    sha256: str = hashlib.sha256().hexdigest()
    tail: str = ""
    tail_length: int = 0
    tally: Tally = msgspec.field(default_factory=Tally)
    before: Tally | None = None
    rewind: Checkpoint | None = None
    stored: tuple[int, str] = (0, "")


class RunRow(msgspec.Struct):
    """The row of this audit, written with the first commit: an audit that adds nothing has none."""

    setting: str
    version: str
    started_at: str = msgspec.field(default_factory=lambda: datetime.now(UTC).isoformat())
    number: int | None = None

    def ensure(self, connection: sa.Connection) -> int:
        """Return the row's number; add the row first where there is none."""
        if self.number is None:
            row = {
                "started_at": self.started_at,
                "version": self.version,
                "setting": self.setting,
            }
            self.number = _added(connection, RUN, row)
        return self.number

    def end(self, store: Store) -> None:
        """Note the time at which the audit ended."""
        if self.number is not None:
            with store.adding() as connection:
                ended = {"ended_at": datetime.now(UTC).isoformat()}
                connection.execute(sa.update(RUN).where(RUN.c.id == self.number).values(ended))


def claim(store: Store, run: RunRow, position: Position, trace_ids: Sequence[str]) -> None:
    """Give a file that is not known yet its source, and retire the source it takes over from.

    A log that was rotated away begins anew with other traces, and what was read of it stays. A
    file that was written again repeats some.

    Args:
        trace_ids: The first traces of the file.

    Raises:
        StoreError: The database refuses, or another process has just begun to read the file.
    """
    with store.adding() as connection:
        number = _new_source(connection, run, position)
        former = position.former
        retires = position.repeats or _holds_any(connection, former, trace_ids)
        if former is not None and retires:
            wait_again(connection, TRACE.c.source_id == former)
            was = sa.update(SOURCE).where(SOURCE.c.id == former)
            connection.execute(was.values(replaced_by=number))
    position.number = number


def take_back_tail(store: Store, position: Position) -> None:
    """Forget a last line without line end, which is about to be read again.

    Raises:
        StoreError: The database refuses, or another process moved the source meanwhile.
    """
    checkpoint = position.rewind
    if checkpoint is None:
        return
    position.tally, position.rewind = checkpoint.tally, None
    position.tail, position.tail_length = "", 0
    with store.adding() as connection:
        number = _number(position)
        _forget_rows(connection, number, checkpoint.last)
        _write_outcomes(connection, number, position.tally)
        _move(connection, number, position, checkpoint.last)
    position.stored = (position.offset, "")


def write(store: Store, position: Position, entries: Sequence[Entry]) -> None:
    """Commit the rows of some records together with the position behind them.

    Raises:
        StoreError: The database refuses, or another process moved the source meanwhile.
    """
    with store.adding() as connection:
        number = _number(position)
        last = _last_rows(connection)
        _add_entries(connection, number, last, position.tally, entries)
        _move(connection, number, position, last)
    position.stored = (position.offset, position.tail)


def _forget_rows(connection: sa.Connection, number: int, last: dict[str, int]) -> None:
    traces = (TRACE.c.source_id == number, TRACE.c.id > last[TRACE.name])
    wait_again(connection, *traces)
    own = sa.select(TRACE.c.id).where(*traces)
    connection.execute(sa.delete(FINDING).where(FINDING.c.trace_row.in_(own)))
    for table in (FINDING, TRACE, PROBLEM):
        later = (table.c.source_id == number, table.c.id > last[table.name])
        # What comparing runs or a chart gave belongs to many traces, not to the end of a file.
        kept = (table.c.grouped >= 1,) if table is FINDING else ()
        connection.execute(sa.delete(table).where(*later, *map(sa.not_, kept)))


def _number(position: Position) -> int:
    assert position.number is not None  # noqa: S101 - `claim` comes first
    return position.number


def note_path(store: Store, number: int, path: str) -> None:
    """Note where a source lies since it was moved."""
    with store.adding() as connection:
        connection.execute(sa.update(SOURCE).where(SOURCE.c.id == number).values(path=path))


def _added(connection: sa.Connection, table: sa.Table, row: Row) -> int:
    key = connection.execute(sa.insert(table).values(row)).inserted_primary_key
    assert key is not None  # noqa: S101 - one row was added, so it has a key
    return int(key[0])


def _new_source(connection: sa.Connection, run: RunRow, position: Position) -> int:
    newest = sa.select(sa.func.max(SOURCE.c.id)).where(SOURCE.c.path == position.path)
    if (connection.execute(newest).scalar() or 0) != position.newest:
        raise _also_read(position)
    row = {
        "run_id": run.ensure(connection),
        "path": position.path,
        "shape": position.shape,
        "setting": position.setting,
        "start": position.start,
        "offset": 0,
        "line": 1,
        "sha256": hashlib.sha256().hexdigest(),
        "tail": "",
        "tail_length": 0,
        "tally": Tally().encoded(),
        "checkpoint": "",
    }
    return _added(connection, SOURCE, row)


def _also_read(position: Position) -> StoreError:
    return StoreError(
        f"{position.path} is being read into this store by another process.",
        "Wait for it to end and run again; nothing was stored twice.",
    )


def _last_rows(connection: sa.Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
        for table in (TRACE, FINDING, PROBLEM)
    }


def _holds_any(connection: sa.Connection, number: int | None, trace_ids: Sequence[str]) -> bool:
    for start in range(0, len(trace_ids), _LOOKUP):
        some = TRACE.c.trace_id.in_(trace_ids[start : start + _LOOKUP])
        held = sa.select(TRACE.c.id).where(TRACE.c.source_id == number, some).limit(1)
        if connection.execute(held).first() is not None:
            return True
    return False


def held_traces(connection: sa.Connection, digests: Sequence[str]) -> set[str]:
    """Return the digests of those traces that some source in force holds already."""
    found: set[str] = set()
    for start in range(0, len(digests), _LOOKUP):
        some = TRACE.c.sha256.in_(digests[start : start + _LOOKUP])
        held = sa.select(TRACE.c.sha256).join(SOURCE)
        rows = connection.execute(held.where(some, SOURCE.c.replaced_by.is_(None)))
        found.update(rows.scalars())
    return found


def _add_entries(
    connection: sa.Connection,
    number: int,
    last: dict[str, int],
    tally: Tally,
    entries: Sequence[Entry],
) -> None:
    # Looked up before the audit, too; but another process may have stored some since.
    held = held_traces(connection, [entry.trace["sha256"] for entry in entries if entry.trace])
    numbers = OutcomeNumbers(tally.outcomes)
    traces: list[Row] = []
    findings: list[Row] = []
    for given in entries:
        entry, trace_row = given, None
        if entry.trace and entry.trace["sha256"] in held:
            entry = duplicate_of(entry.trace)
        if entry.trace:
            trace_row = last[TRACE.name] + len(traces) + 1
            blind = tally.count_trace(entry.trace, entry.findings, entry.blind, numbers)
            traces.append({**entry.trace, "id": trace_row, "not_checkable": blind})
        elif entry.problem is None:
            tally.count_duplicate()
        findings += [{**row, "trace_row": trace_row} for row in entry.findings]
    problems = [entry.problem for entry in entries if entry.problem]
    tally.count_findings(findings, len(problems))
    _insert(connection, TRACE, number, last, traces)
    _insert(connection, FINDING, number, last, findings)
    _insert(connection, PROBLEM, number, last, problems)
    _write_outcomes(connection, number, tally)


def _write_outcomes(connection: sa.Connection, number: int, tally: Tally) -> None:
    connection.execute(sa.delete(OUTCOME).where(OUTCOME.c.source_id == number))
    outcomes: list[Row] = [
        {"source_id": number, "number": place, **msgspec.structs.asdict(outcome)}
        for place, outcome in enumerate(tally.outcomes)
    ]
    if outcomes:
        connection.execute(sa.insert(OUTCOME), outcomes)


def _insert(
    connection: sa.Connection, table: sa.Table, number: int, last: dict[str, int], rows: list[Row]
) -> None:
    first = last[table.name] + 1
    if rows:
        numbered = [{**row, "source_id": number, "id": first + i} for i, row in enumerate(rows)]
        connection.execute(sa.insert(table), numbered)


def _move(connection: sa.Connection, number: int, position: Position, last: dict[str, int]) -> None:
    checkpoint = Checkpoint(position.before, last) if position.before else None
    values: dict[str, Any] = {
        "path": position.path,
        "offset": position.offset,
        "line": position.line,
        "sha256": position.sha256,
        "tail": position.tail,
        "tail_length": position.tail_length,
        "tally": position.tally.encoded(),
        "checkpoint": msgspec.json.encode(checkpoint).decode() if checkpoint else "",
    }
    offset, tail = position.stored
    unmoved = sa.and_(SOURCE.c.id == number, SOURCE.c.offset == offset, SOURCE.c.tail == tail)
    if connection.execute(sa.update(SOURCE).where(unmoved).values(values)).rowcount != 1:
        raise _also_read(position)
