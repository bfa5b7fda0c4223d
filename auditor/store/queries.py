"""What a store answers: the report of some files, findings page by page, traces again."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, overload

import msgspec
import sqlalchemy as sa

from auditor import detecting, reading, sources
from auditor.accounts import Accounts
from auditor.auditing import AuditReport, Blind, Summary
from auditor.errors import StoreError
from auditor.finding import Evidence, Finding, Severity
from auditor.runs.group_rules import group_rules
from auditor.sources import display_name
from auditor.store.database import Store
from auditor.store.rows import content_sha256, record_sha256, trace_of
from auditor.store.tables import FINDING, OUTCOME, PROBLEM, SOURCE, TASK, TRACE
from auditor.store.tally import Tally, decoded
from auditor.trace import Place, ReadProblem, Trace

_PAGE = 500
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


def live_sources(store: Store) -> list[int]:
    """Return the numbers of all sources that no later one replaced."""
    with store.reading() as connection:
        live = sa.select(SOURCE.c.id).where(SOURCE.c.replaced_by.is_(None))
        return list(connection.execute(live.order_by(SOURCE.c.id)).scalars())


def report_of(store: Store, numbers: Iterable[int | None]) -> AuditReport:
    """Return the report that an audit of some sources gives, whenever they were read.

    Args:
        numbers: The sources' numbers as `ingest` returned them; None is left out.
    """
    sources_ = list(dict.fromkeys(number for number in numbers if number is not None))
    with store.reading() as connection:
        tallies = [_tally(connection, number) for number in sources_]
        problems = [found for number in sources_ for found in _problems(connection, number)]
        blind = _blind_groups(connection, sources_)
        grouped = _grouped_findings(connection, sources_)
    for tally in tallies:
        for outcome in tally.outcomes:
            if outcome.outcome == "not checkable":
                blind[outcome.code, outcome.reason] += outcome.traces
    unseen = [Blind(code, reason, traces) for (code, reason), traces in sorted(blind.items())]
    summary = summary_of(tallies)
    found = Counter(summary.findings) + grouped
    summary.findings = dict(sorted(found.items()))
    return AuditReport(summary, StoredFindings(store, sources_), unseen, problems)


def _blind_groups(connection: sa.Connection, numbers: Sequence[int]) -> Counter[tuple[str, str]]:
    """Return in how many runs, by reason, the rules that compare runs could not be checked."""
    tasks = sa.select(TRACE.c.task_key).where(among(TRACE.c.source_id, numbers))
    query = (
        sa.select(TASK.c.reason, sa.func.sum(TASK.c.runs))
        .where(TASK.c.reason != "", TASK.c.task_key.in_(tasks))
        .group_by(TASK.c.reason)
    )
    blind: Counter[tuple[str, str]] = Counter()
    for reason, runs in connection.execute(query):
        blind.update({(rule.rule.code, reason): int(runs) for rule in group_rules()})
    return blind


def _grouped_findings(connection: sa.Connection, numbers: Sequence[int]) -> Counter[str]:
    query = (
        sa.select(FINDING.c.code, sa.func.count())
        .where(among(FINDING.c.source_id, numbers), FINDING.c.grouped >= 1)
        .group_by(FINDING.c.code)
    )
    return Counter({code: int(count) for code, count in connection.execute(query)})


def _tally(connection: sa.Connection, number: int) -> Tally:
    text = connection.execute(sa.select(SOURCE.c.tally).where(SOURCE.c.id == number)).scalar_one()
    return decoded(text)


def _problems(connection: sa.Connection, number: int) -> Iterator[ReadProblem]:
    query = sa.select(PROBLEM, SOURCE.c.path).join(SOURCE).where(PROBLEM.c.source_id == number)
    for row in connection.execute(query.order_by(PROBLEM.c.id)):
        place = Place(display_name(row.path), row.line, row.offset, row.length, row.pointer)
        yield ReadProblem(place, row.code, row.reason, row.cure, b"", row.sha256)


def summary_of(tallies: Sequence[Tally]) -> Summary:
    """Add up what came of some sources."""
    ignored = [sum(tally.accounts.ignored.values()) for tally in tallies]
    formats: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    for tally in tallies:
        formats.update(tally.accounts.formats)
        findings.update(tally.findings)
    records = {
        "read": sum(tally.accounts.records for tally in tallies),
        "used": sum(tally.accounts.used for tally in tallies),
        "ignored": sum(ignored),
        "duplicate": sum(tally.accounts.duplicate for tally in tallies),
        "problem": sum(tally.accounts.problem for tally in tallies),
        "blank": sum(tally.accounts.blank for tally in tallies),
    }
    return Summary(
        sum(tally.traces for tally in tallies),
        sum(tally.events for tally in tallies),
        sum(tally.tool_calls for tally in tallies),
        sum(tally.tool_results for tally in tallies),
        records,
        sum(tally.problems for tally in tallies),
        dict(sorted(formats.items())),
        dict(sorted(findings.items())),
    )


class Listed(NamedTuple):
    """A finding of a page, with the numbers to ask for more.

    Attributes:
        number: Of the finding's row.
        trace_row: Of its trace's row; None for a record that is no trace.
    """

    number: int
    trace_row: int | None
    finding: Finding


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


def findings_page(
    store: Store, wanted: Wanted = EVERYTHING, *, size: int = 50, after: int | None = None
) -> list[Listed]:
    """Return the next findings in force: gravest first, then the surest, then as found.

    Args:
        after: The number of the last finding of the page before; None for the first page.
    """
    order = (FINDING.c.rank.desc(), FINDING.c.score.desc(), FINDING.c.id)
    query = select_findings().where(*conditions(wanted)).order_by(*order)
    with store.reading() as connection:
        ranges = [sa.true()] if after is None else behind(place_in_order(connection, after))
        rows = nearest(connection, query, ranges, size)
    return [Listed(row.id, row.trace_row, finding_of_row(row)) for row in rows]


class Ordered(NamedTuple):
    """Where a finding stands in the order of pages: by rank and score falling, then by number."""

    rank: int
    score: float
    id: int


def place_in_order(connection: sa.Connection, number: int) -> Ordered:
    """Return where a finding stands in the order of pages.

    Raises:
        StoreError: There is no finding of that number.
    """
    columns = sa.select(FINDING.c.rank, FINDING.c.score, FINDING.c.id)
    row = connection.execute(columns.where(FINDING.c.id == number)).first()
    if row is None:
        raise StoreError(f"There is no finding number {number}.")
    return Ordered(*row)


def behind(at: Ordered) -> list[sa.ColumnElement[bool]]:
    """Return all findings behind one as ranges of the index of that order, the nearest first."""
    same_rank = FINDING.c.rank == at.rank
    return [
        sa.and_(same_rank, FINDING.c.score == at.score, FINDING.c.id > at.id),
        sa.and_(same_rank, FINDING.c.score < at.score),
        FINDING.c.rank < at.rank,
    ]


def before(at: Ordered) -> list[sa.ColumnElement[bool]]:
    """Return all findings before one, as `behind` does."""
    same_rank = FINDING.c.rank == at.rank
    return [
        sa.and_(same_rank, FINDING.c.score == at.score, FINDING.c.id < at.id),
        sa.and_(same_rank, FINDING.c.score > at.score),
        FINDING.c.rank > at.rank,
    ]


def nearest(
    connection: sa.Connection,
    query: sa.Select[Any],
    ranges: Sequence[sa.ColumnElement[bool]],
    size: int,
) -> list[Any]:
    """Return the first rows of a query in some ranges, taken one after the other until enough.

    One condition for all of them would have the database walk the index from its beginning.
    """
    rows: list[Any] = []
    for one in ranges:
        if len(rows) < size:
            rows += connection.execute(query.where(one).limit(size - len(rows))).all()
    return rows


def comes_before(one: Ordered, other: Ordered) -> bool:
    """Say whether a finding stands before another in the order of pages."""
    return (-one.rank, -one.score, one.id) < (-other.rank, -other.score, other.id)


def between(first: Ordered, last: Ordered) -> list[sa.ColumnElement[bool]]:
    """Return what lies between two findings, without both, in ranges that do not overlap.

    Each range is one of the index of this order, so that near ones are counted quickly.
    """
    rank, score, number = FINDING.c.rank, FINDING.c.score, FINDING.c.id
    like_last = sa.and_(rank == last.rank, score == last.score, number < last.id)
    if (first.rank, first.score) == (last.rank, last.score):
        return [sa.and_(like_last, number > first.id)]
    like_first = sa.and_(rank == first.rank, score == first.score, number > first.id)
    if first.rank == last.rank:
        inner = sa.and_(rank == last.rank, score > last.score, score < first.score)
        return [like_first, inner, like_last]
    return [
        like_first,
        sa.and_(rank == first.rank, score < first.score),
        sa.and_(rank < first.rank, rank > last.rank),
        sa.and_(rank == last.rank, score > last.score),
        like_last,
    ]


def count_findings(store: Store, wanted: Wanted = EVERYTHING) -> int:
    """Return how many findings in force a filter leaves."""
    query = sa.select(sa.func.count()).select_from(FINDING.join(SOURCE))
    with store.reading() as connection:
        return connection.execute(query.where(*conditions(wanted))).scalar() or 0


class Outcomes(NamedTuple):
    """In how many traces a rule found something, was clean, or could not be checked."""

    code: str
    finding: int
    clean: int
    not_checkable: int
    reasons: dict[str, int]


def outcomes(store: Store) -> list[Outcomes]:
    """Return, for every rule, what it could say of the traces in force."""
    query = (
        sa.select(
            OUTCOME.c.code, OUTCOME.c.outcome, OUTCOME.c.reason, sa.func.sum(OUTCOME.c.traces)
        )
        .join(SOURCE)
        .where(SOURCE.c.replaced_by.is_(None))
        .group_by(OUTCOME.c.code, OUTCOME.c.outcome, OUTCOME.c.reason)
    )
    counts: dict[str, dict[str, int]] = {}
    reasons: dict[str, dict[str, int]] = {}
    with store.reading() as connection:
        for code, outcome, reason, traces in connection.execute(query):
            of_code = counts.setdefault(code, {})
            of_code[outcome] = of_code.get(outcome, 0) + int(traces)
            if reason:
                reasons.setdefault(code, {})[reason] = int(traces)
    return [
        Outcomes(
            code,
            found.get("finding", 0),
            found.get("clean", 0),
            found.get("not checkable", 0),
            dict(sorted(reasons.get(code, {}).items())),
        )
        for code, found in sorted(counts.items())
    ]


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
    if record is not None and record_sha256(record.raw, row.pointer) == row.sha256:
        match = detecting.detect(row.path).match
        primary = match.format if match else None
        items = reading.read_record(record, name, primary, Accounts())
        yield from (item for item in items if isinstance(item, Trace))
