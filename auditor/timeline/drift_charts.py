"""Drift as charts: over the turns of conversations and over days, for pages and reports alike."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from auditor.drift.hazard import HazardRow
from auditor.drift.over_time import Day, DayKey
from auditor.drift.over_turns import MARKS, TurnsReport, VersionTurns
from auditor.language import Language
from auditor.measure import Interval, Share
from auditor.statistics.wilson_interval import wilson_interval
from auditor.timeline.markup import rendered
from auditor.timeline.plots import STROKES, Frame, Line, Spot, cell_plot, line_plot
from auditor.timeline.sentences import told
from auditor.timeline.words import words

MOST_PANELS = 12
_TOGETHER = 3
_COLOURS = (
    "#2f5fa8", "#c8751a", "#3f8f5b", "#7a5cc0", "#b3202c", "#5b6675", "#0f8b8d", "#a4610a",
)  # fmt: skip
_STROKES = tuple(STROKES)
_CALLED, _MADE_UP, _VALID = "#3f8f5b", "#c62f3b", "#2f5fa8"
# Cells differ in how dark they are, too: red and green alone look alike to one man in twelve.
_DARKEST, _LIGHT, _LIGHTEST = "#a31d2b", "#9ccfae", "#e9edf2"


class Panel(NamedTuple):
    """One plot: what it is about, and its picture as SVG."""

    heading: str
    svg: str


class Key(NamedTuple):
    """What a legend says of a colour: of a line in a stroke, or of an area where `stroke` is ""."""

    label: str
    colour: str
    stroke: str = ""


class Drawing(NamedTuple):
    """A chart of one or more plots.

    Attributes:
        name: By which `words` tell its title and what it says.
        panels: Its plots.
        legend: What colours and strokes stand for.
        left_out: How many plots are not drawn.
    """

    name: str
    panels: list[Panel]
    legend: list[Key]
    left_out: int = 0


def drift_drawings(
    turns: TurnsReport, days: Mapping[DayKey, Day], language: Language
) -> list[Drawing]:
    """Return the charts that have something to show; the versions with most traces, at most 12."""
    versions = sorted(turns.versions, key=lambda each: (-each.traces, each.version))
    shown = sorted(versions[:MOST_PANELS], key=lambda each: each.version)
    left_out = len(versions) - len(shown)
    table = words(language)
    unit = table[f"axis.unit.{turns.unit}"]
    opportunity = table["axis.opportunity"].format(unit=unit)
    every = [
        _lines("hazard", {v.version: _hazard(v.by_opportunity) for v in shown}, opportunity),
        _lines(
            "hazard-by-context",
            {v.version: _hazard(v.by_context) for v in shown},
            table["axis.context"],
        ),
        _lines("survival", {v.version: _survival(v) for v in shown}, opportunity, stepped=True),
        _calls(shown, unit, table),
        _raster(shown, table),
    ]
    drawn = [one._replace(left_out=left_out) for one in every if one.panels]
    return [*drawn, *_daily(days)]


def drawing_html(
    drawing: Drawing, language: Language, pictured: Callable[[str, str], str] = lambda svg, _: svg
) -> str:
    """Return a chart as HTML.

    Args:
        drawing: The chart.
        language: Of the words around it.
        pictured: Makes of an SVG and its title what stands in the page; the SVG itself as usual.
    """
    table = words(language)
    title = table[f"picture.{drawing.name}"]
    headings = [told("version", one.heading, language) for one in drawing.panels]
    left_out = table["panels.left_out"].format(number=drawing.left_out)
    return rendered(
        "drawing.html",
        name=drawing.name,
        panels=[
            (heading, Markup(pictured(one.svg, f"{title} {heading}")))  # noqa: S704 - our own SVG
            for heading, one in zip(headings, drawing.panels, strict=True)
        ],
        legend=[one._replace(label=told("version", one.label, language)) for one in drawing.legend],
        left_out=left_out if drawing.left_out else "",
    )


def _shown(share: Share, interval: Interval | tuple[float, float]) -> str:
    low, high = interval[0], interval[1]
    spread = f"{100 * low:.1f}–{100 * high:.1f}"
    return f"{100 * share.value:.1f} % [{spread}], {share.hits}/{share.total}"


def _hazard(rows: Sequence[HazardRow]) -> list[Spot]:
    return [
        Spot(
            row.place, row.hazard, row.interval.low, row.interval.high,
            f"{row.place}: {_shown(Share(row.onsets, row.at_risk), row.interval)}",
        )
        for row in rows if row.at_risk
    ]  # fmt: skip


def _survival(version: VersionTurns) -> list[Spot]:
    rows = version.survival
    if not version.watched:
        return []
    last = version.by_opportunity[-1].place
    spots = [Spot(0, 1.0, 1.0, 1.0, "0: 100.0 %")]
    spots += [
        Spot(
            row.at, row.survival, row.interval.low, row.interval.high,
            f"{row.at}: {100 * row.survival:.1f} %",
        )
        for row in rows
    ]  # fmt: skip
    if spots[-1].x < last:
        spots.append(spots[-1]._replace(x=last))
    return spots


def _lines(
    name: str, spots: Mapping[str, Sequence[Spot]], x_title: str, *, stepped: bool = False
) -> Drawing:
    """Return lines of some versions: in one plot while they can be told apart, else in one each."""
    there = {version: found for version, found in spots.items() if found}
    if not there:
        return Drawing(name, [], [])
    every = [spot for found in there.values() for spot in found]
    left, right = min(spot.x for spot in every), max(spot.x for spot in every)
    frame = Frame(left, right, _top(every), x_title, stepped=stepped)
    if len(there) <= _TOGETHER:
        named = zip(there.items(), _COLOURS, _STROKES, strict=False)
        lines = [Line(version, colour, found, stroke) for (version, found), colour, stroke in named]
        plot = line_plot(lines, frame, name)
        keys = [Key(line.name, line.colour, line.stroke) for line in lines]
        return Drawing(name, [Panel("", plot)], keys)
    panels = [
        Panel(version, line_plot([Line(version, _COLOURS[0], found)], frame, version))
        for version, found in there.items()
    ]
    return Drawing(name, panels, [])


def _top(spots: Sequence[Spot]) -> float:
    """Return the upper end of a y axis: the next ten percent above everything drawn."""
    return max(0.1, min(1.0, math.ceil(10 * max(spot.high for spot in spots)) / 10))


def _calls(versions: Sequence[VersionTurns], unit: str, table: Mapping[str, str]) -> Drawing:
    """Return how often a call was made, made up, and valid, from turn to turn."""
    measures = (
        ("called", Key(table["doing.called"], _CALLED, "dashed")),
        ("fabricated", Key(table["doing.fabricated"], _MADE_UP, "solid")),
        ("valid", Key(table["doing.valid"], _VALID, "dotted")),
    )
    last = max((row.place for version in versions for row in version.calls), default=1)
    frame = Frame(1, last, 1.0, unit)
    panels = []
    for version in versions:
        lines = [
            Line(key.label, key.colour, list(_shares(version, measure)), key.stroke)
            for measure, key in measures
        ]
        plotted = [line for line in lines if line.spots]
        if plotted:
            plot = line_plot(plotted, frame, version.version, banded=False)
            panels.append(Panel(version.version, plot))
    return Drawing("calls", panels, [key for _, key in measures])


def _shares(version: VersionTurns, measure: str) -> Iterator[Spot]:
    for row in version.calls:
        share: Share = getattr(row, measure)
        if share.total:
            low, high, _ = wilson_interval(share.hits, share.total)
            told = f"{row.place}: {_shown(share, (low, high))}"
            yield Spot(row.place, share.value, low, high, told)


def _raster(versions: Sequence[VersionTurns], table: Mapping[str, str]) -> Drawing:
    colours = {
        MARKS["called"]: (_LIGHT, table["doing.called"]),
        MARKS["fabricated"]: (_DARKEST, table["doing.fabricated"]),
        MARKS["no call"]: (_LIGHTEST, table["doing.no call"]),
    }
    panels = [
        Panel(
            each.version,
            cell_plot([(row.trace_id, row.marks) for row in each.raster], colours, each.version),
        )
        for each in versions
        if each.raster
    ]
    return Drawing("raster", panels, [Key(says, colour) for colour, says in colours.values()])


def _daily(days: Mapping[DayKey, Day]) -> Iterator[Drawing]:
    """Yield the daily share of made-up results by tool, a line for each version."""
    dated = {key: day for key, day in days.items() if day.traces and _is_date(key.day)}
    traces: Counter[str] = Counter()
    for key, day in dated.items():
        traces[key.chart.tool] += day.traces
    if not dated:
        return
    shown = sorted(tool for tool, _ in traces.most_common(MOST_PANELS))
    versions = sorted({key.chart.version for key in dated})
    keys = {
        name: Key(name, _COLOURS[n % len(_COLOURS)], _STROKES[n % len(_STROKES)])
        for n, name in enumerate(versions)
    }
    every = [_day(key, day) for key, day in dated.items()]
    labels = sorted({(spot.x, spot.told[:10]) for spot in every})
    frame = Frame(labels[0][0], labels[-1][0], _top(every), "", labels)
    panels = [
        Panel(tool or "–", line_plot(_of_tool(dated, tool, keys), frame, tool)) for tool in shown
    ]
    yield Drawing("daily", panels, list(keys.values()), len(traces) - len(shown))


def _of_tool(days: Mapping[DayKey, Day], tool: str, keys: Mapping[str, Key]) -> list[Line]:
    found: dict[str, list[Spot]] = {}
    for key, day in sorted(days.items(), key=lambda item: item[0].day):
        if key.chart.tool == tool:
            found.setdefault(key.chart.version, []).append(_day(key, day))
    return [
        Line(version, keys[version].colour, spots, keys[version].stroke)
        for version, spots in sorted(found.items())
    ]


def _day(key: DayKey, day: Day) -> Spot:
    low, high, _ = wilson_interval(day.fabricated, day.traces)
    share = Share(day.fabricated, day.traces)
    place = date.fromisoformat(key.day).toordinal()
    return Spot(place, share.value, low, high, f"{key.day}: {_shown(share, (low, high))}")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
