"""Fabrications over time: a chart per model, prompt version and tool, and daily series."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from auditor.drift.chart import Alarm, Chart, ChartKey, ChartRule, advance, limit_for
from auditor.drift.course import ToolUse
from auditor.measure import Outcomes
from auditor.statistics.change_point import ChangePoint, change_point

UNDATED = "undated"
LEAST_DAYS = 6
_LEAST_ON_A_SIDE = 2


class Happened(msgspec.Struct, frozen=True, gc=False):
    """A trace in its place in time.

    Attributes:
        name: By which alarms name it.
        at: ISO 8601, or "".
        model, prompt_version: "" where not recorded.
        uses: What it did with each tool.
    """

    name: int
    at: str
    model: str
    prompt_version: str
    uses: tuple[ToolUse, ...]


class DayKey(msgspec.Struct, frozen=True, order=True):
    """A day of a chart."""

    chart: ChartKey
    day: str


class Day(msgspec.Struct, frozen=True):
    """What happened on a day of a chart.

    Attributes:
        traces: Those that called the tool or made a result of it up.
        fabricated: Those with a made-up result.
        calls, invalid: Genuine calls of the tool, and those that were wrong.
    """

    traces: int = 0
    fabricated: int = 0
    calls: int = 0
    invalid: int = 0

    def plus(self, other: "Day") -> "Day":
        """Return the sum of two."""
        return Day(
            self.traces + other.traces,
            self.fabricated + other.fabricated,
            self.calls + other.calls,
            self.invalid + other.invalid,
        )


class Change(msgspec.Struct, frozen=True):
    """When a chart's rate changed most, looking back.

    Attributes:
        day: The first day of the new rate; "" where the series has one rate.
    """

    key: ChartKey
    day: str
    found: ChangePoint


class Series(NamedTuple):
    """Charts and daily series as they stand."""

    charts: dict[ChartKey, Chart]
    days: dict[DayKey, Day]


NOTHING = Series({}, {})


class Continued(NamedTuple):
    """The series after more traces, and the alarms that these raised."""

    series: Series
    alarms: list[Alarm]


class _Added(NamedTuple):
    """What some traces add to a chart: observations in order of time, and counts by day."""

    hits: list[bool]
    names: list[int]
    days: dict[str, list[int]]


def continued(series: Series, happened: Iterable[Happened], rule: ChartRule) -> Continued:
    """Return charts and daily series after some more traces.

    Traces are taken in order of time, those without a time behind them in the order given: first,
    they would say what is in order. A trace that comes later than others of its time simply comes
    next. Every tool that a trace called or whose result
    it made up is one observation of that tool's chart.
    """
    added = _gathered(happened)
    charts = {**{key: Chart(key) for key in added}, **series.charts}
    limit = limit_for(rule, _watching(charts, added, rule))
    days = dict(series.days)
    alarms: list[Alarm] = []
    for key, part in sorted(added.items()):
        charts[key], raised = advance(charts[key], part.hits, part.names, rule, limit)
        alarms += raised
        for day, counts in part.days.items():
            place = DayKey(key, day)
            days[place] = days.get(place, Day()).plus(Day(*counts))
    return Continued(Series(charts, days), alarms)


def _gathered(happened: Iterable[Happened]) -> dict[ChartKey, _Added]:
    added: dict[tuple[str, str, str], _Added] = {}
    for each in sorted(happened, key=_moment):
        day = each.at[:10] or UNDATED
        for use in each.uses:
            key = (each.model, each.prompt_version, use.tool)
            part = added.get(key)
            if part is None:
                part = added[key] = _Added([], [], {})
            part.hits.append(use.fabricated > 0)
            part.names.append(each.name)
            counts = part.days.get(day)
            if counts is None:
                counts = part.days[day] = [0, 0, 0, 0]
            counts[0] += 1
            if use.fabricated:
                counts[1] += 1
            counts[2] += use.calls
            counts[3] += use.invalid
    return {ChartKey(*key): part for key, part in added.items()}


def _moment(happened: Happened) -> tuple[bool, str]:
    return not happened.at, happened.at


def _watching(
    charts: Mapping[ChartKey, Chart], added: Mapping[ChartKey, _Added], rule: ChartRule
) -> int:
    """Return how many charts watch once some traces are added: those that can raise an alarm."""
    sizes = (
        chart.traces + (len(added[key].hits) if key in added else 0)
        for key, chart in charts.items()
    )
    return sum(size > (0 if rule.p0 is not None else rule.clean) for size in sizes)


def changes(days: Mapping[DayKey, Day], *, resamples: int = 999) -> list[Change]:
    """Return when each chart's daily rate changed, for charts with six days or more."""
    by_chart: dict[ChartKey, list[tuple[str, Day]]] = defaultdict(list)
    for key, day in sorted(days.items()):
        if key.day != UNDATED:
            by_chart[key.chart].append((key.day, day))
    return [
        _change(key, series, resamples)
        for key, series in by_chart.items()
        if len(series) >= LEAST_DAYS
    ]


def _change(key: ChartKey, series: Sequence[tuple[str, Day]], resamples: int) -> Change:
    found = change_point(
        [Outcomes(day.fabricated, day.traces) for _, day in series],
        least=_LEAST_ON_A_SIDE,
        resamples=resamples,
    )
    return Change(key, "" if found.at is None else series[found.at][0], found)
