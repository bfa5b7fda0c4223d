"""Sums over the whole store, for the overview. No widget here; each is remembered for a while."""

from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
import streamlit as st

from auditor.statistics.wilson_interval import wilson_interval
from auditor.store import Outcomes, outcomes
from auditor.store.tables import FINDING, PROBLEM, SOURCE, TRACE
from dashboard.session import store

FABRICATIONS = ("TA101", "TA102", "TA103", "TA104", "TA105", "TA107", "TA108")
"""Findings that say that something a tool should have said was made up or changed."""

_A_WHILE = 60
_MOST_GROUPS = 12
_MOST_DAYS = 60
_BINS = 16

_LIVE = SOURCE.c.replaced_by.is_(None)


class Audited(NamedTuple):
    """What the store holds."""

    sources: int
    traces: int
    events: int
    tool_calls: int
    tool_results: int
    incomplete: int
    problems: int


class Rate(NamedTuple):
    """How many traces of a group have a made-up or changed result.

    Attributes:
        label: The group: a model, a prompt version or a day.
        hits, total: So many of so many traces.
        low, high: Wilson's interval of the share, at 0.95.
    """

    label: str
    hits: int
    total: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Of the traces."""
        return self.hits / self.total if self.total else 0.0


class Rates(NamedTuple):
    """Shares of groups, which together are all traces.

    Attributes:
        shown: The groups to draw.
        further: The sum of the groups that find no room.
        unnamed: The traces that say nothing of a group.
    """

    shown: list[Rate]
    further: Rate
    unnamed: Rate


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def audited() -> Audited:
    """Return what was audited."""
    columns = (TRACE.c.events, TRACE.c.tool_calls, TRACE.c.tool_results, TRACE.c.incomplete)
    sums = sa.select(sa.func.count(), *map(sa.func.sum, columns))
    sums = sums.select_from(TRACE.join(SOURCE)).where(_LIVE)
    problems = sa.select(sa.func.count()).select_from(PROBLEM.join(SOURCE)).where(_LIVE)
    sources = sa.select(sa.func.count()).select_from(SOURCE).where(_LIVE)
    with store().reading() as connection:
        row = connection.execute(sums).one()
        traces, events, calls, results, incomplete = (int(value or 0) for value in row)
        return Audited(
            connection.execute(sources).scalar() or 0,
            traces,
            events,
            calls,
            results,
            incomplete,
            connection.execute(problems).scalar() or 0,
        )


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def findings_by_rule() -> list[tuple[str, str, int]]:
    """Return code, severity and number of the findings in force, the most frequent first."""
    number = sa.func.count()
    query = (
        sa.select(FINDING.c.code, sa.func.max(FINDING.c.rank), number)
        .select_from(FINDING.join(SOURCE))
        .where(_LIVE)
        .group_by(FINDING.c.code)
        .order_by(number.desc(), FINDING.c.code)
    )
    names = ("info", "low", "medium", "high")
    with store().reading() as connection:
        return [(code, names[int(rank)], int(n)) for code, rank, n in connection.execute(query)]


def rate() -> Rate:
    """Return the share of all traces that have a made-up result."""
    found = _rates("all")
    return _sum(found)


def rates_by(group: str) -> Rates:
    """Return the share by `model` or `prompt_version`, the largest groups first."""
    named, unnamed = _parted(_rates(group))
    named.sort(key=lambda one: -one.total)
    return Rates(named[:_MOST_GROUPS], _sum(named[_MOST_GROUPS:]), unnamed)


def rates_over_time() -> Rates:
    """Return the share by day of the traces' first event; of more than 60 days by week."""
    named, unnamed = _parted(_rates("day"))
    named.sort(key=lambda one: one.label)
    if len(named) > _MOST_DAYS:
        named = by_week(named)
    return Rates(named[-_MOST_DAYS:], _sum(named[:-_MOST_DAYS]), unnamed)


def by_week(days: list[Rate]) -> list[Rate]:
    """Return the sums of the weeks of days in order, named by their Mondays (ISO 8601)."""
    weeks: dict[str, list[Rate]] = {}
    for one in days:
        weeks.setdefault(_monday(one.label), []).append(one)
    return [_sum(found)._replace(label=monday) for monday, found in weeks.items()]


def _monday(label: str) -> str:
    try:
        day = date.fromisoformat(label)
    except ValueError:
        return label
    return str(day - timedelta(days=day.weekday()))


def _parted(found: list[Rate]) -> tuple[list[Rate], Rate]:
    return [one for one in found if one.label], _sum([one for one in found if not one.label])


def _sum(found: list[Rate]) -> Rate:
    return _rate("", sum(one.hits for one in found), sum(one.total for one in found))


def _rate(label: str, hits: int, total: int) -> Rate:
    if not total:
        return Rate(label, 0, 0, 0.0, 0.0)
    return Rate(label, hits, total, *wilson_interval(hits, total, level=0.95)[:2])


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def _rates(group: str) -> list[Rate]:
    by: dict[str, sa.ColumnElement[Any]] = {
        "all": sa.literal(""),
        "model": sa.func.coalesce(TRACE.c.model, ""),
        "prompt_version": sa.func.coalesce(TRACE.c.prompt_version, ""),
        "day": sa.func.coalesce(sa.func.substr(TRACE.c.at, 1, 10), ""),
    }
    made_up = (
        sa.select(FINDING.c.trace_row)
        .where(FINDING.c.code.in_(FABRICATIONS), FINDING.c.rank > 0)
        .distinct()
        .subquery()
    )
    label = by[group].label("label")
    query = (
        sa.select(label, sa.func.count(), sa.func.count(made_up.c.trace_row))
        .select_from(TRACE.join(SOURCE).outerjoin(made_up, made_up.c.trace_row == TRACE.c.id))
        .where(_LIVE)
    )
    if group != "all":
        query = query.group_by(label)
    with store().reading() as connection:
        rows = [(str(r[0]), int(r[2]), int(r[1])) for r in connection.execute(query) if r[1]]
    return [_rate(*row) for row in rows]


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def coverage() -> list[Outcomes]:
    """Return, for every rule, what it could say of the traces."""
    return outcomes(store())


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def tools_at_fault() -> list[tuple[str, int]]:
    """Return the tools that findings above info are about, the most frequent first."""
    number = sa.func.count()
    query = (
        sa.select(FINDING.c.tool, number)
        .select_from(FINDING.join(SOURCE))
        .where(_LIVE, FINDING.c.tool != "", FINDING.c.rank > 0)
        .group_by(FINDING.c.tool)
        .order_by(number.desc(), FINDING.c.tool)
        .limit(_MOST_GROUPS)
    )
    with store().reading() as connection:
        return [(tool, int(n)) for tool, n in connection.execute(query)]


@st.cache_data(ttl=_A_WHILE, show_spinner=False)
def onsets() -> list[tuple[str, int]]:
    """Return in how many traces the first made-up result stands at which step, in bins."""
    first = (
        sa.select(sa.func.min(FINDING.c.step).label("step"))
        .select_from(FINDING.join(SOURCE))
        .where(_LIVE, FINDING.c.code.in_(FABRICATIONS), FINDING.c.rank > 0)
        .where(FINDING.c.trace_row.is_not(None), FINDING.c.step.is_not(None))
        .group_by(FINDING.c.trace_row)
        .subquery()
    )
    query = sa.select(first.c.step, sa.func.count()).group_by(first.c.step)
    with store().reading() as connection:
        return binned({int(step): int(n) for step, n in connection.execute(query)})


def binned(steps: dict[int, int]) -> list[tuple[str, int]]:
    """Return counts by step in at most 16 bins of equal width, empty ones included."""
    if not steps:
        return []
    width = max(steps) // _BINS + 1
    bins = [0] * (max(steps) // width + 1)
    for step, number in steps.items():
        bins[step // width] += number
    return [
        (str(n * width) if width == 1 else f"{n * width}–{n * width + width - 1}", number)
        for n, number in enumerate(bins)
    ]
