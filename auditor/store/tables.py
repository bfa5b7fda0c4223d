"""The tables of a store, one class each.

They are written through Core batches and never built from input, as table models do not validate.
Every integer has 64 bits and every table is STRICT in SQLite, so that both databases refuse the
same values.
"""

from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlmodel import Field, SQLModel

_MARK = "\ufdd0"  # a noncharacter: no text holds it by itself

Whole = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
Real: sa.types.TypeEngine[float] = sa.Double().with_variant(sqlite.REAL(), "sqlite")


def storable(text: str) -> str:
    """Return the text with NUL and lone surrogates spelt so that every database holds them.

    `original` gives the text back; texts without such characters stay as they are.
    """
    if "\0" not in text and _MARK not in text and (text.isascii() or _encodes(text)):
        return text
    return "".join(map(_spelt, text))


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _spelt(character: str) -> str:
    if character in {"\0", _MARK} or "\ud800" <= character <= "\udfff":
        return f"{_MARK}{ord(character):04x}"
    return character


def original(stored: str) -> str:
    """Return the text that `storable` was given."""
    if _MARK not in stored:
        return stored
    first, *rest = stored.split(_MARK)
    return first + "".join(chr(int(part[:4], 16)) + part[4:] for part in rest)


class Words(sa.TypeDecorator[str]):
    """Text of any content."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Spell what the database cannot hold."""
        del dialect
        return None if value is None else storable(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> str | None:
        """Give the text back."""
        del dialect
        return None if value is None else original(value)


def _key() -> Any:
    return Field(default=None, sa_type=Whole, primary_key=True)


def _link(target: str, *, nullable: bool = False) -> Any:
    return Field(sa_type=Whole, foreign_key=target, nullable=nullable)


def _number(*, nullable: bool = False) -> Any:
    return Field(sa_type=Whole, nullable=nullable)


def _real(*, nullable: bool = False) -> Any:
    return Field(sa_type=Real, nullable=nullable)


def _words(*, nullable: bool = False) -> Any:
    return Field(sa_type=Words, nullable=nullable)


def _bytes() -> Any:
    return Field(sa_type=sa.LargeBinary, nullable=True)


def _arguments(*constraints: sa.schema.SchemaItem) -> tuple[Any, ...]:
    return (*constraints, {"sqlite_strict": True})


def _look_up(name: str, column: str) -> sa.Index:
    """Return an index to find equal texts by, however long they are."""
    return sa.Index(name, column, postgresql_using="hash")


class Table(SQLModel):
    """What all tables of a store share: a catalogue of their own."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData()


class Run(Table, table=True):
    """One audit that added something.

    Attributes:
        version: Of this package.
        setting: sha256 of contract, thresholds, rules and version: rows of equal settings compare.
        ended_at: None while it runs, or where it was killed.
    """

    __tablename__: ClassVar[Any] = "run"
    __table_args__: ClassVar[Any] = _arguments()
    id: int = _key()
    started_at: str = _words()
    ended_at: str | None = _words(nullable=True)
    version: str = _words()
    setting: str = _words()


class Source(Table, table=True):
    """A file, how far it was read, and what came of it. One row per state of its beginning.

    Attributes:
        path: Absolute path, or `-`.
        shape: `lines`, `session`, `document`, `text`, `archive` or `unknown`.
        setting: As in `Run`.
        start: sha256 of the first line, to find a file that was renamed.
        offset, line: Where the next record begins; every byte before lies behind a line end.
        sha256: Of the uncompressed bytes before `offset`.
        tail: sha256 of a last line without line end that was read all the same, or "".
        tail_length: Its length in bytes.
        tally: What became of all records, the tail included, as JSON.
        checkpoint: The tally without the tail, where there is one.
        replaced_by: The row that took over: same file, other content or settings.
    """

    __tablename__: ClassVar[Any] = "source"
    __table_args__: ClassVar[Any] = _arguments(
        _look_up("source_path", "path"), _look_up("source_start", "start")
    )
    id: int = _key()
    run_id: int = _link("run.id")
    path: str = _words()
    shape: str = _words()
    setting: str = _words()
    start: str = _words()
    offset: int = _number()
    line: int = _number()
    sha256: str = _words()
    tail: str = _words()
    tail_length: int = _number()
    tally: str = _words()
    checkpoint: str = _words()
    replaced_by: int | None = _link("source.id", nullable=True)


class TraceRow(Table, table=True):
    """A trace: where it lies, what it is a run of, and its bytes where something was found.

    Attributes:
        sha256: Of the record's bytes and pointer (JSONL), or of the normalised content.
        not_checkable: Numbers of the source's outcomes that say which rules could not be checked
            here, and why, as a JSON list.
        raw: The exact bytes in the transcript, where a finding above `info` cites the trace and
            the source has bytes of its own for it (a member of an archive has none).
        compared: 0 until the trace was compared with the other runs of its task, then 1.
        uses: What the trace did with each tool, as JSON; None where an older version stored it.
        course: Its course, step by step, as JSON; None as `uses`.
        normal: The trace as the audit understood it, as JSON, for the same traces.
    """

    __tablename__: ClassVar[Any] = "trace"
    __table_args__: ClassVar[Any] = _arguments(
        sa.Index("trace_source", "source_id"),
        _look_up("trace_sha256", "sha256"),
        _look_up("trace_trace_id", "trace_id"),
        _look_up("trace_task_key", "task_key"),
        sa.Index(
            "trace_compared",
            "compared",
            sqlite_where=sa.text("compared = 0"),
            postgresql_where=sa.text("compared = 0"),
        ),
    )
    id: int = _key()
    source_id: int = _link("source.id")
    trace_id: str = _words()
    task_key: str = _words()
    run_index: int | None = _number(nullable=True)
    format: str = _words()
    line: int | None = _number(nullable=True)
    offset: int = _number()
    length: int = _number()
    pointer: str = _words()
    sha256: str = _words()
    events: int = _number()
    tool_calls: int = _number()
    tool_results: int = _number()
    turns: int = _number()
    incomplete: int = _number()
    at: str | None = _words(nullable=True)
    model: str | None = _words(nullable=True)
    prompt_version: str | None = _words(nullable=True)
    reward: float | None = _real(nullable=True)
    not_checkable: str = _words()
    compared: int = _number()
    uses: str | None = _words(nullable=True)
    course: bytes | None = _bytes()
    raw: bytes | None = _bytes()
    normal: bytes | None = _bytes()


class FindingRow(Table, table=True):
    """A finding. People's verdicts name its fingerprint, so they outlive a new audit.

    Attributes:
        trace_row: None for a record that is no trace of this store (unreadable, duplicate).
        rank: The severity as a number, 0 (info) to 3 (high), to sort by.
        evidence: As JSON.
        grouped: 1 where comparing the runs of a task gave it, 2 where a chart over many traces
            did, else 0.
    """

    __tablename__: ClassVar[Any] = "finding"
    __table_args__: ClassVar[Any] = _arguments(
        sa.Index("finding_order", sa.text("rank DESC"), sa.text("score DESC"), "id"),
        _look_up("finding_fingerprint", "fingerprint"),
        sa.Index("finding_source", "source_id"),
        sa.Index("finding_trace", "trace_row"),
    )
    id: int = _key()
    source_id: int = _link("source.id")
    trace_row: int | None = _link("trace.id", nullable=True)
    code: str = _words()
    name: str = _words()
    severity: str = _words()
    rank: int = _number()
    grade: str = _words()
    score: float = _real()
    trace_id: str = _words()
    task_key: str = _words()
    run_index: int | None = _number(nullable=True)
    turn: int | None = _number(nullable=True)
    step: int | None = _number(nullable=True)
    event_index: int | None = _number(nullable=True)
    line: int | None = _number(nullable=True)
    pointer: str = _words()
    tool: str = _words()
    message: str = _words()
    evidence: str = _words()
    fingerprint: str = _words()
    onset_step: int | None = _number(nullable=True)
    kind: str = _words()
    grouped: int = _number()


class OutcomeRow(Table, table=True):
    """In how many traces of a source a rule found something, was clean, or was not checkable.

    Attributes:
        number: 0-based within the source.
        reason: Why it was not checkable, else "".
    """

    __tablename__: ClassVar[Any] = "outcome"
    __table_args__: ClassVar[Any] = _arguments()
    source_id: int = Field(sa_type=Whole, foreign_key="source.id", primary_key=True)
    number: int = Field(sa_type=Whole, primary_key=True)
    code: str = _words()
    outcome: str = _words()
    reason: str = _words()
    traces: int = _number()


class ProblemRow(Table, table=True):
    """A record that could not be read, as found: nothing is dropped."""

    __tablename__: ClassVar[Any] = "problem"
    __table_args__: ClassVar[Any] = _arguments(sa.Index("problem_source", "source_id"))
    id: int = _key()
    source_id: int = _link("source.id")
    code: str = _words()
    line: int | None = _number(nullable=True)
    offset: int = _number()
    length: int = _number()
    pointer: str = _words()
    reason: str = _words()
    cure: str = _words()
    sha256: str = _words()
    raw: bytes | None = _bytes()


class TaskRow(Table, table=True):
    """A task of which the store holds several runs, as they were compared last.

    Attributes:
        runs: How many could be read.
        reason: Why they could not be compared, or "".
    """

    __tablename__: ClassVar[Any] = "task"
    __table_args__: ClassVar[Any] = _arguments(_look_up("task_task_key", "task_key"))
    id: int = _key()
    task_key: str = _words()
    runs: int = _number()
    reason: str = _words()


class ChartRow(Table, table=True):
    """A control chart of made-up results, as it stands.

    Attributes:
        state: The chart as JSON, see `auditor.drift.chart.Chart`.
    """

    __tablename__: ClassVar[Any] = "chart"
    __table_args__: ClassVar[Any] = _arguments()
    id: int = _key()
    model: str = _words()
    prompt_version: str = _words()
    tool: str = _words()
    state: str = _words()


class DayRow(Table, table=True):
    """What happened on a day of a chart: its traces, and the calls of its tool."""

    __tablename__: ClassVar[Any] = "chart_day"
    __table_args__: ClassVar[Any] = _arguments(sa.Index("chart_day_chart", "chart_id"))
    id: int = _key()
    chart_id: int = _link("chart.id")
    day: str = _words()
    traces: int = _number()
    fabricated: int = _number()
    calls: int = _number()
    invalid: int = _number()


class ChartedRow(Table, table=True):
    """How far the charts have read the traces: one row.

    Attributes:
        newest: The highest number of a trace that they have seen.
        traces, length: How many traces in force they have seen, and these traces' bytes. Where
            the store now says otherwise, history has changed and the charts are drawn anew.
        rule: When charts raise alarms, as JSON; another rule draws them anew, too.
    """

    __tablename__: ClassVar[Any] = "charted"
    __table_args__: ClassVar[Any] = _arguments()
    id: int = _key()
    newest: int = _number()
    traces: int = _number()
    length: int = _number()
    rule: str = _words()


class VerdictEvent(Table, table=True):
    """What a person said of a finding, once and for all: rows are added, never changed.

    Attributes:
        number: Place in the chain, from 1 without a gap.
        event_id: Made by the client, so that what was sent twice is stored once.
        expected: How many events of the finding the reviewer's client knew of.
        version: Which event of the finding this is, from 1.
        verdict: `confirmed`, `dismissed`, `unsure`, or "" where an event is taken back.
        undoes: The event that this one takes back, or "".
        prev_hash, hash: sha256 over the event before, and over this one.
    """

    __tablename__: ClassVar[Any] = "verdict_event"
    __table_args__: ClassVar[Any] = _arguments(
        sa.Index("verdict_event_id", "event_id", unique=True),
        sa.Index("verdict_event_fingerprint", "fingerprint", "version", unique=True),
    )
    number: int = Field(sa_type=Whole, primary_key=True)
    event_id: str = _words()
    fingerprint: str = _words()
    reviewer: str = _words()
    expected: int = _number()
    version: int = _number()
    verdict: str = _words()
    note: str = _words()
    corrected: str | None = _words(nullable=True)
    undoes: str = _words()
    at: str = _words()
    prev_hash: str = _words()
    hash: str = _words()


class StandingVerdict(Table, table=True):
    """The verdict of a reviewer on a finding as it stands: what the events come to.

    Attributes:
        event: Number of the event that it comes from.
    """

    __tablename__: ClassVar[Any] = "standing_verdict"
    __table_args__: ClassVar[Any] = _arguments()
    fingerprint: str = Field(sa_type=Words, primary_key=True)
    reviewer: str = Field(sa_type=Words, primary_key=True)
    event: int = _link("verdict_event.number")
    verdict: str = _words()
    note: str = _words()
    corrected: str | None = _words(nullable=True)
    at: str = _words()


RUN, SOURCE, TRACE, FINDING, OUTCOME, PROBLEM = (
    Table.metadata.tables[name]
    for name in ("run", "source", "trace", "finding", "outcome", "problem")
)
TASK = Table.metadata.tables["task"]
EVENT = Table.metadata.tables["verdict_event"]
STANDING = Table.metadata.tables["standing_verdict"]
CHART, CHART_DAY, CHARTED = (
    Table.metadata.tables[name] for name in ("chart", "chart_day", "charted")
)
