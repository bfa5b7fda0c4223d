"""The tables of a store, one class each.

They are written through Core batches and never built from input, as table models do not validate.
Every integer has 64 bits and every table is STRICT in SQLite, so that both databases refuse the
same values.
"""

from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from auditor.store.columns import (
    Whole,
    Words,
    bytes_column,
    key_column,
    link_column,
    look_up,
    real_column,
    strict,
    whole_column,
    words_column,
)


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
    __table_args__: ClassVar[Any] = strict()
    id: int = key_column()
    started_at: str = words_column()
    ended_at: str | None = words_column(nullable=True)
    version: str = words_column()
    setting: str = words_column()


class Source(Table, table=True):
    """A file, how far it was read, and what came of it. One row per state of its beginning.

    Attributes:
        path: Absolute path, or `-`.
        shape: `lines`, `values`, `log`, `session`, `document`, `text`, `archive` or `unknown`.
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
    __table_args__: ClassVar[Any] = strict(
        look_up("source_path", "path"), look_up("source_start", "start")
    )
    id: int = key_column()
    run_id: int = link_column("run.id")
    path: str = words_column()
    shape: str = words_column()
    setting: str = words_column()
    start: str = words_column()
    offset: int = whole_column()
    line: int = whole_column()
    sha256: str = words_column()
    tail: str = words_column()
    tail_length: int = whole_column()
    tally: str = words_column()
    checkpoint: str = words_column()
    replaced_by: int | None = link_column("source.id", nullable=True)


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
    __table_args__: ClassVar[Any] = strict(
        sa.Index("trace_source", "source_id"),
        look_up("trace_sha256", "sha256"),
        look_up("trace_trace_id", "trace_id"),
        look_up("trace_task_key", "task_key"),
        sa.Index(
            "trace_compared",
            "compared",
            sqlite_where=sa.text("compared = 0"),
            postgresql_where=sa.text("compared = 0"),
        ),
    )
    id: int = key_column()
    source_id: int = link_column("source.id")
    trace_id: str = words_column()
    task_key: str = words_column()
    run_index: int | None = whole_column(nullable=True)
    format: str = words_column()
    line: int | None = whole_column(nullable=True)
    offset: int = whole_column()
    length: int = whole_column()
    pointer: str = words_column()
    sha256: str = words_column()
    events: int = whole_column()
    tool_calls: int = whole_column()
    tool_results: int = whole_column()
    turns: int = whole_column()
    incomplete: int = whole_column()
    at: str | None = words_column(nullable=True)
    model: str | None = words_column(nullable=True)
    prompt_version: str | None = words_column(nullable=True)
    reward: float | None = real_column(nullable=True)
    not_checkable: str = words_column()
    compared: int = whole_column()
    uses: str | None = words_column(nullable=True)
    course: bytes | None = bytes_column()
    raw: bytes | None = bytes_column()
    normal: bytes | None = bytes_column()


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
    __table_args__: ClassVar[Any] = strict(
        sa.Index("finding_order", sa.text("rank DESC"), sa.text("score DESC"), "id"),
        look_up("finding_fingerprint", "fingerprint"),
        sa.Index("finding_source", "source_id"),
        sa.Index("finding_trace", "trace_row"),
    )
    id: int = key_column()
    source_id: int = link_column("source.id")
    trace_row: int | None = link_column("trace.id", nullable=True)
    code: str = words_column()
    name: str = words_column()
    severity: str = words_column()
    rank: int = whole_column()
    grade: str = words_column()
    score: float = real_column()
    trace_id: str = words_column()
    task_key: str = words_column()
    run_index: int | None = whole_column(nullable=True)
    turn: int | None = whole_column(nullable=True)
    step: int | None = whole_column(nullable=True)
    event_index: int | None = whole_column(nullable=True)
    line: int | None = whole_column(nullable=True)
    pointer: str = words_column()
    tool: str = words_column()
    message: str = words_column()
    evidence: str = words_column()
    fingerprint: str = words_column()
    onset_step: int | None = whole_column(nullable=True)
    kind: str = words_column()
    grouped: int = whole_column()


class OutcomeRow(Table, table=True):
    """In how many traces of a source a rule found something, was clean, or was not checkable.

    Attributes:
        number: 0-based within the source.
        reason: Why it was not checkable, else "".
    """

    __tablename__: ClassVar[Any] = "outcome"
    __table_args__: ClassVar[Any] = strict()
    source_id: int = Field(sa_type=Whole, foreign_key="source.id", primary_key=True)
    number: int = Field(sa_type=Whole, primary_key=True)
    code: str = words_column()
    outcome: str = words_column()
    reason: str = words_column()
    traces: int = whole_column()


class ProblemRow(Table, table=True):
    """A record that could not be read, as found: nothing is dropped."""

    __tablename__: ClassVar[Any] = "problem"
    __table_args__: ClassVar[Any] = strict(sa.Index("problem_source", "source_id"))
    id: int = key_column()
    source_id: int = link_column("source.id")
    code: str = words_column()
    line: int | None = whole_column(nullable=True)
    offset: int = whole_column()
    length: int = whole_column()
    pointer: str = words_column()
    reason: str = words_column()
    cure: str = words_column()
    sha256: str = words_column()
    raw: bytes | None = bytes_column()


class TaskRow(Table, table=True):
    """A task of which the store holds several runs, as they were compared last.

    Attributes:
        runs: How many could be read.
        reason: Why they could not be compared, or "".
    """

    __tablename__: ClassVar[Any] = "task"
    __table_args__: ClassVar[Any] = strict(look_up("task_task_key", "task_key"))
    id: int = key_column()
    task_key: str = words_column()
    runs: int = whole_column()
    reason: str = words_column()


class ChartRow(Table, table=True):
    """A control chart of made-up results, as it stands.

    Attributes:
        state: The chart as JSON, see `auditor.drift.chart.Chart`.
    """

    __tablename__: ClassVar[Any] = "chart"
    __table_args__: ClassVar[Any] = strict()
    id: int = key_column()
    model: str = words_column()
    prompt_version: str = words_column()
    tool: str = words_column()
    state: str = words_column()


class DayRow(Table, table=True):
    """What happened on a day of a chart: its traces, and the calls of its tool."""

    __tablename__: ClassVar[Any] = "chart_day"
    __table_args__: ClassVar[Any] = strict(sa.Index("chart_day_chart", "chart_id"))
    id: int = key_column()
    chart_id: int = link_column("chart.id")
    day: str = words_column()
    traces: int = whole_column()
    fabricated: int = whole_column()
    calls: int = whole_column()
    invalid: int = whole_column()


class ChartedRow(Table, table=True):
    """How far the charts have read the traces: one row.

    Attributes:
        newest: The highest number of a trace that they have seen.
        traces, length: How many traces in force they have seen, and these traces' bytes. Where
            the store now says otherwise, history has changed and the charts are drawn anew.
        rule: When charts raise alarms, as JSON; another rule draws them anew, too.
    """

    __tablename__: ClassVar[Any] = "charted"
    __table_args__: ClassVar[Any] = strict()
    id: int = key_column()
    newest: int = whole_column()
    traces: int = whole_column()
    length: int = whole_column()
    rule: str = words_column()


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
    __table_args__: ClassVar[Any] = strict(
        sa.Index("verdict_event_id", "event_id", unique=True),
        sa.Index("verdict_event_fingerprint", "fingerprint", "version", unique=True),
    )
    number: int = Field(sa_type=Whole, primary_key=True)
    event_id: str = words_column()
    fingerprint: str = words_column()
    reviewer: str = words_column()
    expected: int = whole_column()
    version: int = whole_column()
    verdict: str = words_column()
    note: str = words_column()
    corrected: str | None = words_column(nullable=True)
    undoes: str = words_column()
    at: str = words_column()
    prev_hash: str = words_column()
    hash: str = words_column()


class StandingVerdict(Table, table=True):
    """The verdict of a reviewer on a finding as it stands: what the events come to.

    Attributes:
        event: Number of the event that it comes from.
    """

    __tablename__: ClassVar[Any] = "standing_verdict"
    __table_args__: ClassVar[Any] = strict()
    fingerprint: str = Field(sa_type=Words, primary_key=True)
    reviewer: str = Field(sa_type=Words, primary_key=True)
    event: int = link_column("verdict_event.number")
    verdict: str = words_column()
    note: str = words_column()
    corrected: str | None = words_column(nullable=True)
    at: str = words_column()


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
