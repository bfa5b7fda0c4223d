"""One commit: rows of some records, and the place up to which their source was read."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from auditor.errors import StoreError
from auditor.store.database import Store
from auditor.store.rows import Entry, Row, duplicate_row
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


def write(store: Store, run: RunRow, position: Position, entries: Sequence[Entry]) -> None:
    """Commit the rows of some records together with the position behind them.

    Raises:
        StoreError: The database refuses, or another process moved the source meanwhile.
    """
    with store.adding() as connection:
        number = position.number
        if number is None:
            number = _new_source(connection, run, position)
        if position.rewind is not None:
            _forget_tail(connection, number, position.rewind.last)
        last = _last_rows(connection)
        _replace_former(connection, number, position, entries)
        _add_entries(connection, number, last, position.tally, entries)
        _move(connection, number, position, last)
    position.number = number
    position.stored = (position.offset, position.tail)
    position.rewind = None


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
        **dict.fromkeys(("sha256", "tail", "tally", "checkpoint"), ""),
        **dict.fromkeys(("offset", "line", "tail_length"), 0),
    }
    return _added(connection, SOURCE, row)


def _also_read(position: Position) -> StoreError:
    return StoreError(
        f"{position.path} is being read into this store by another process.",
        "Wait for it to end and run again; nothing was stored twice.",
    )


def _forget_tail(connection: sa.Connection, number: int, last: dict[str, int]) -> None:
    for table in (FINDING, TRACE, PROBLEM):
        later = table.c.id > last[table.name]
        connection.execute(sa.delete(table).where(table.c.source_id == number, later))


def _last_rows(connection: sa.Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
        for table in (TRACE, FINDING, PROBLEM)
    }


def _replace_former(
    connection: sa.Connection, number: int, position: Position, entries: Sequence[Entry]
) -> None:
    """Retire the source that this one takes over from.

    A log that was rotated away begins anew with other traces, and what was read of it stays. A
    file that was written again repeats some.
    """
    if position.former is None:
        return
    if position.repeats or _shares_traces(connection, position.former, entries):
        former = SOURCE.c.id == position.former
        connection.execute(sa.update(SOURCE).where(former).values(replaced_by=number))
    position.former = None


def _shares_traces(connection: sa.Connection, former: int, entries: Sequence[Entry]) -> bool:
    ids = [entry.trace["trace_id"] for entry in entries if entry.trace is not None]
    for start in range(0, len(ids), _LOOKUP):
        some = TRACE.c.trace_id.in_(ids[start : start + _LOOKUP])
        shared = sa.select(TRACE.c.id).where(TRACE.c.source_id == former, some).limit(1)
        if connection.execute(shared).first() is not None:
            return True
    return False


def _known_traces(connection: sa.Connection, entries: Sequence[Entry]) -> set[tuple[str, str]]:
    """Return digest and pointer of those traces that some source in force holds already."""
    digests = [entry.trace["sha256"] for entry in entries if entry.trace is not None]
    found: set[tuple[str, str]] = set()
    for start in range(0, len(digests), _LOOKUP):
        some = TRACE.c.sha256.in_(digests[start : start + _LOOKUP])
        held = sa.select(TRACE.c.sha256, TRACE.c.pointer).join(SOURCE)
        rows = connection.execute(held.where(some, SOURCE.c.replaced_by.is_(None)))
        found.update((row.sha256, row.pointer) for row in rows)
    return found


def _add_entries(
    connection: sa.Connection,
    number: int,
    last: dict[str, int],
    tally: Tally,
    entries: Sequence[Entry],
) -> None:
    known, numbers = _known_traces(connection, entries), OutcomeNumbers(tally.outcomes)
    traces: list[Row] = []
    findings: list[Row] = []
    problems: list[Row] = []
    for entry in entries:
        found, trace_row = entry.findings, None
        if entry.problem is not None:
            problems.append(entry.problem)
        elif entry.trace is not None:
            identity = (entry.trace["sha256"], entry.trace["pointer"])
            if identity in known:
                found = [duplicate_row(entry.trace)]
                tally.count_duplicate()
            else:
                known.add(identity)
                trace_row = last[TRACE.name] + len(traces) + 1
                blind = tally.count_trace(entry, numbers)
                traces.append({**entry.trace, "id": trace_row, "not_checkable": blind})
        findings += [{**row, "trace_row": trace_row} for row in found]
    tally.count_findings(findings, len(problems))
    _insert(connection, TRACE, number, last, traces)
    _insert(connection, FINDING, number, last, findings)
    _insert(connection, PROBLEM, number, last, problems)
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
