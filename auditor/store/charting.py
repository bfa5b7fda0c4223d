"""Charts of made-up results over everything that the store holds, continued where they stopped.

Rows of traces are read once, in the order in which they were stored. Where a source was replaced or
a trace read again meanwhile, or the rule is another one, the charts are drawn anew from all traces.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from auditor.drift.chart import Alarm, Chart, ChartKey, ChartRule
from auditor.drift.course import Course, ToolUse
from auditor.drift.over_time import NOTHING, Day, DayKey, Happened, Series, continued
from auditor.drift.rate_drift import RULE, Named, rate_finding
from auditor.errors import StoreError
from auditor.finding import Finding
from auditor.sources import display_name
from auditor.store.columns import original
from auditor.store.database import Store
from auditor.store.findings import finding_of_row, select_findings
from auditor.store.rows import Row, finding_row
from auditor.store.tables import CHART, CHART_DAY, CHARTED, FINDING, SOURCE, TRACE

_uses = msgspec.json.Decoder(tuple[ToolUse, ...]).decode
_course = msgspec.json.Decoder(Course).decode
_BATCH = 20_000


class Charted(NamedTuple):
    """Where the charts stand.

    Attributes:
        series: Charts and daily series.
        traces: How many they have seen; `added` by this update, `anew` if it saw all of them again.
        unknown: Traces that an older version stored without what they did with their tools.
        new: Findings of the alarms that this update raised.
        findings: All TA501 findings in force, in order of the alarms.
    """

    series: Series
    traces: int
    added: int
    anew: bool
    unknown: int
    new: list[Finding]
    findings: list["Dated"]


class Dated(NamedTuple):
    """A finding and the time of its trace, where recorded."""

    finding: Finding
    at: str | None


class _Place(NamedTuple):
    newest: int
    traces: int
    length: int


class _Update(NamedTuple):
    """One update: the row it started from, where it ends, under which rule, and if from scratch."""

    before: Any | None
    now: _Place
    rule: ChartRule
    anew: bool


_START = _Place(0, 0, 0)


def update_charts(store: Store, rule: ChartRule) -> Charted:
    """Feed the charts all traces that they have not seen, and keep charts, days and findings.

    Raises:
        StoreError: The database refuses, or another process updated the charts meanwhile.
    """
    with store.reading() as connection:
        before = _stored_place(connection)
        place = _still_valid(connection, before, rule)
        series = _stored_series(connection) if place is not _START else NOTHING
        now = _place_now(connection)
        found = continued(series, _happened(connection, place.newest), rule)
        unknown = _unknown(connection)
        rows = _rows_of(connection, found.alarms)
    findings = [rate_finding(a, _named(rows[a.at]), _named(rows[a.since])) for a in found.alarms]
    anew = place is _START and before is not None
    if now != place or anew or before is None:
        raised = [(one, rows[alarm.at]) for one, alarm in zip(findings, found.alarms, strict=True)]
        _write(store, _Update(before, now, rule, anew), found.series, raised)
    with store.reading() as connection:
        every = _findings(connection)
    added = now.traces - place.traces
    return Charted(found.series, now.traces, added, anew, unknown, findings, every)


def courses(
    store: Store, within: Callable[[str | None], bool] = lambda _at: True
) -> Iterator[tuple[str, str, Course]]:
    """Yield trace id, version (model and prompt version) and course of the traces in force.

    Args:
        store: The store.
        within: Says of a trace's time whether the trace counts.
    """
    columns = (TRACE.c.trace_id, TRACE.c.model, TRACE.c.prompt_version, TRACE.c.course, TRACE.c.at)
    query = _live(*columns).where(TRACE.c.course.is_not(None)).order_by(TRACE.c.id)
    with store.reading() as connection:
        for trace_id, model, prompt, course, at in connection.execute(query):
            if within(at):
                yield trace_id, ChartKey(model or "", prompt or "", "").version, _course(course)


def _live(*columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).join(SOURCE).where(SOURCE.c.replaced_by.is_(None))


def _stored_place(connection: sa.Connection) -> Any | None:
    return connection.execute(sa.select(CHARTED)).first()


def _still_valid(connection: sa.Connection, stored: Any | None, rule: ChartRule) -> _Place:
    """Return how far the charts have read, or the start where they must be drawn anew."""
    if stored is None or stored.rule != msgspec.json.encode(rule).decode():
        return _START
    place = _Place(stored.newest, stored.traces, stored.length)
    return place if _place_now(connection, stored.newest) == place else _START


def _place_now(connection: sa.Connection, until: int | None = None) -> _Place:
    query = _live(
        sa.func.max(TRACE.c.id), sa.func.count(), sa.func.coalesce(sa.func.sum(TRACE.c.length), 0)
    )
    if until is not None:
        query = query.where(TRACE.c.id <= until)
    newest, traces, length = connection.execute(query).one()
    return _Place(newest or 0 if until is None else until, int(traces), int(length))


def _stored_series(connection: sa.Connection) -> Series:
    charts: dict[ChartKey, Chart] = {}
    keys: dict[int, ChartKey] = {}
    for row in connection.execute(sa.select(CHART)):
        chart = msgspec.json.decode(row.state, type=Chart)
        charts[chart.key] = chart
        keys[row.id] = chart.key
    days = {
        DayKey(keys[row.chart_id], row.day): Day(row.traces, row.fabricated, row.calls, row.invalid)
        for row in connection.execute(sa.select(CHART_DAY))
    }
    return Series(charts, days)


def _happened(connection: sa.Connection, after: int) -> Iterator[Happened]:
    """Yield the traces in force behind a number; texts are decoded once however often they come."""
    texts = (TRACE.c.at, TRACE.c.model, TRACE.c.prompt_version, TRACE.c.uses)
    plain = [sa.type_coerce(column, sa.Text) for column in texts]
    query = _live(TRACE.c.id, *plain).where(TRACE.c.id > after, TRACE.c.uses.is_not(None))
    names: dict[str | None, str] = {None: ""}
    known: dict[str, tuple[ToolUse, ...]] = {}
    rows = connection.execute(query.order_by(TRACE.c.id))
    while chunk := rows.fetchmany(_BATCH):
        for number, at, model, prompt, uses in chunk:
            if uses not in known:
                known[uses] = _uses(original(uses))
            for name in (model, prompt):
                if name not in names:
                    names[name] = original(name)
            yield Happened(number, at or "", names[model], names[prompt], known[uses])


def _unknown(connection: sa.Connection) -> int:
    query = _live(sa.func.count()).where(TRACE.c.uses.is_(None))
    return connection.execute(query).scalar() or 0


def _rows_of(connection: sa.Connection, alarms: Sequence[Alarm]) -> dict[Any, Any]:
    numbers = {number for alarm in alarms for number in (alarm.at, alarm.since)}
    columns = [column for column in TRACE.c if column.name not in {"raw", "normal", "course"}]
    query = sa.select(*columns, SOURCE.c.path).join(SOURCE)
    return {
        number: connection.execute(query.where(TRACE.c.id == number)).one() for number in numbers
    }


def _named(row: Any) -> Named:
    file = display_name(row.path)
    return Named(row.trace_id, row.task_key, row.run_index, file, row.line, row.pointer, row.at)


def _findings(connection: sa.Connection) -> list[Dated]:
    query = (
        select_findings()
        .add_columns(TRACE.c.at)
        .join(TRACE, FINDING.c.trace_row == TRACE.c.id)
        .where(SOURCE.c.replaced_by.is_(None), FINDING.c.code == RULE.code, FINDING.c.grouped > 1)
        .order_by(FINDING.c.id)
    )
    return [Dated(finding_of_row(row), row.at) for row in connection.execute(query)]


def _write(
    store: Store, update: _Update, series: Series, raised: Sequence[tuple[Finding, Any]]
) -> None:
    with store.adding() as connection:
        if _stored_place(connection) != update.before:
            raise StoreError(
                "The charts are being updated by another process.", "Wait for it and run again."
            )
        if update.anew:
            connection.execute(sa.delete(FINDING).where(FINDING.c.grouped > 1))
        _write_series(connection, series)
        first = (connection.execute(sa.select(sa.func.max(FINDING.c.id))).scalar() or 0) + 1
        rows = [
            finding_row(finding)
            | {"id": first + n, "source_id": home.source_id, "trace_row": home.id, "grouped": 2}
            for n, (finding, home) in enumerate(raised)
        ]
        if rows:
            connection.execute(sa.insert(FINDING), rows)
        connection.execute(sa.delete(CHARTED))
        encoded = msgspec.json.encode(update.rule).decode()
        kept = {**update.now._asdict(), "id": 1, "rule": encoded}
        connection.execute(sa.insert(CHARTED), [kept])


def _write_series(connection: sa.Connection, series: Series) -> None:
    connection.execute(sa.delete(CHART_DAY))
    connection.execute(sa.delete(CHART))
    numbers = {key: number for number, key in enumerate(sorted(series.charts), 1)}
    charts: list[Row] = [
        {
            "id": number,
            "model": key.model,
            "prompt_version": key.prompt_version,
            "tool": key.tool,
            "state": msgspec.json.encode(series.charts[key]).decode(),
        }
        for key, number in numbers.items()
    ]
    days: list[Row] = [
        {"id": n, "chart_id": numbers[key.chart], "day": key.day, **msgspec.structs.asdict(day)}
        for n, (key, day) in enumerate(sorted(series.days.items(), key=_in_order), 1)
    ]
    if charts:
        connection.execute(sa.insert(CHART), charts)
    if days:
        connection.execute(sa.insert(CHART_DAY), days)


def _in_order(item: tuple[DayKey, Day]) -> DayKey:
    return item[0]
