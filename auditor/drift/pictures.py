"""Charts as data: a frame and a Vega-Lite spec each, the same for every page that shows them."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor import frames
from auditor.drift.cells import Doing
from auditor.drift.comparison import AFTER, BEFORE, Comparison, name_of
from auditor.drift.hazard import HazardRow
from auditor.drift.over_time import UNDATED, Day, DayKey
from auditor.drift.over_turns import MARKS, TurnsReport
from auditor.statistics.wilson_interval import wilson_interval

if TYPE_CHECKING:
    import polars as pl

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
Spec = dict[str, Any]
_DOINGS: dict[str, Doing] = {mark: doing for doing, mark in MARKS.items()}  # type: ignore[misc]
_COLOURS = {"called": "#9ccfae", "fabricated": "#a31d2b", "no call": "#e9edf2"}


class Picture(NamedTuple):
    """A chart.

    Attributes:
        name: For files and keys.
        title: For people.
        frame: The figures, in a schema of `auditor.frames`.
        spec: Vega-Lite without data; `with_data` puts the frame in.
    """

    name: str
    title: str
    frame: "pl.DataFrame"
    spec: Spec


def with_data(picture: Picture) -> Spec:
    """Return the whole spec of a chart, its figures included."""
    rows = picture.frame.to_dicts()
    values = [{key: _plain(value) for key, value in row.items()} for row in rows]
    return {"$schema": SCHEMA, "title": picture.title, "data": {"values": values}, **picture.spec}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN is no JSON
        return None
    return value if isinstance(value, str | int | float | None) else str(value)


def turn_pictures(report: TurnsReport) -> list[Picture]:
    """Return the charts over turns: hazard twice, survival, calls, raster."""
    return [
        Picture(
            "hazard",
            f"First made-up result by opportunity ({report.unit}s)",
            frames.frame(frames.HAZARD, _hazard(report, "opportunity")),
            _banded("place", "hazard", "opportunity", "hazard"),
        ),
        Picture(
            "hazard-by-context",
            "First made-up result by size of the context",
            frames.frame(frames.HAZARD, _hazard(report, "context")),
            _banded("place", "hazard", "tokens before the step", "hazard"),
        ),
        Picture(
            "survival",
            "Traces without a made-up result so far",
            frames.frame(frames.SURVIVAL, _survival(report)),
            _banded("at", "survival", "opportunity", "share of traces", interpolate="step-after"),
        ),
        Picture(
            "calls",
            f"Calls, made-up results and valid arguments by {report.unit}",
            frames.frame(frames.CALLS, _calls(report)),
            _lines("place", "value", report.unit, "share", "measure", row="version"),
        ),
        Picture(
            "raster",
            "One row a trace, one cell an opportunity",
            frames.frame(frames.RASTER, _raster(report)),
            _cells(),
        ),
    ]


def day_picture(days: Mapping[DayKey, Day]) -> Picture:
    """Return the daily series of all charts."""
    return Picture(
        "daily",
        "Traces with a made-up result, by day",
        frames.frame(frames.DAILY, _days(days)),
        _banded("day", "rate", "day", "share of traces", kind="temporal", row="tool"),
    )


def comparison_pictures(comparison: Comparison) -> list[Picture]:
    """Return the charts of two versions: rates, mixes, and both over turns."""
    return [
        Picture(
            "rates",
            "Rates before and after, 95% intervals over inputs",
            frames.frame(frames.RATES, _rates(comparison)),
            _before_and_after("rate", "value"),
        ),
        Picture(
            "mixes",
            "What moved in each mix",
            frames.frame(frames.MIXES, _mixes(comparison)),
            _bars("label", "share", "side", row="mix"),
        ),
        *turn_pictures(comparison.turns),
    ]


def _hazard(report: TurnsReport, axis: str) -> Iterator[dict[str, Any]]:
    for version in report.versions:
        rows: list[HazardRow] = (
            version.by_opportunity if axis == "opportunity" else version.by_context
        )
        for row in rows:
            yield {
                "version": version.version, "axis": axis, "place": row.place, "until": row.until,
                "onsets": row.onsets, "at_risk": row.at_risk, "hazard": row.hazard,
                "low": row.interval.low, "high": row.interval.high,
            }  # fmt: skip


def _survival(report: TurnsReport) -> Iterator[dict[str, Any]]:
    for version in report.versions:
        for row in version.survival:
            yield {
                "version": version.version, "at": row.at, "at_risk": row.at_risk,
                "events": row.events, "survival": row.survival,
                "low": row.interval.low, "high": row.interval.high,
            }  # fmt: skip


def _calls(report: TurnsReport) -> Iterator[dict[str, Any]]:
    for version in report.versions:
        for row in version.calls:
            for measure in ("called", "fabricated", "valid"):
                share = getattr(row, measure)
                if share.total:
                    yield {
                        "version": version.version, "place": row.place, "measure": measure,
                        "hits": share.hits, "total": share.total, "value": share.value,
                    }  # fmt: skip


def _raster(report: TurnsReport) -> Iterator[dict[str, Any]]:
    for version in report.versions:
        for number, row in enumerate(version.raster):
            for place, mark in enumerate(row.marks, 1):
                yield {
                    "version": version.version, "row": number, "trace_id": row.trace_id,
                    "place": place, "doing": _DOINGS[mark],
                }  # fmt: skip


def _days(days: Mapping[DayKey, Day]) -> Iterator[dict[str, Any]]:
    for key, day in sorted(days.items(), key=lambda item: item[0]):
        if key.day == UNDATED:
            continue
        low, high, _ = wilson_interval(day.fabricated, day.traces)
        yield {
            "version": key.chart.version, "tool": key.chart.tool, "day": key.day,
            "traces": day.traces, "fabricated": day.fabricated, "calls": day.calls,
            "invalid": day.invalid, "rate": day.fabricated / day.traces, "low": low, "high": high,
        }  # fmt: skip


def _rates(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for change in comparison.rates:
        for side, figure in ((BEFORE, change.before), (AFTER, change.after)):
            yield {
                "rate": change.name, "side": side, "value": figure.value,
                "low": figure.interval.low, "high": figure.interval.high, "hits": figure.hits,
                "total": figure.total, "p_worse": change.p_worse,
                "q": comparison.q.get(name_of(change)),
            }  # fmt: skip


def _mixes(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for change in comparison.mixes:
        for moved in change.moved:
            for side, share in ((BEFORE, moved.before), (AFTER, moved.after)):
                yield {
                    "mix": change.name, "label": moved.label, "side": side, "share": share,
                    "excess": change.excess, "p": change.p, "q": comparison.q.get(name_of(change)),
                }  # fmt: skip


def _axis(field: str, kind: str, title: str) -> dict[str, Any]:
    return {"field": field, "type": kind, "title": title}


def _faceted(spec: Spec, row: str) -> Spec:
    return {"facet": {"row": {"field": row, "type": "nominal"}}, "spec": spec} if row else spec


def _banded(
    x: str, y: str, x_title: str, y_title: str,
    *, kind: str = "quantitative", interpolate: str = "linear", row: str = "",
) -> Spec:  # fmt: skip
    """Return lines with bands, one per version."""
    across = _axis(x, kind, x_title)
    colour = {"field": "version", "type": "nominal"}
    band = {
        "mark": {"type": "area", "opacity": 0.2, "interpolate": interpolate},
        "encoding": {
            "x": across,
            "y": _axis("low", "quantitative", y_title),
            "y2": {"field": "high"},
            "color": colour,
        },
    }
    line = {
        "mark": {"type": "line", "point": True, "tooltip": True, "interpolate": interpolate},
        "encoding": {"x": across, "y": _axis(y, "quantitative", y_title), "color": colour},
    }
    return _faceted({"layer": [band, line]}, row)


def _lines(x: str, y: str, x_title: str, y_title: str, colour: str, *, row: str = "") -> Spec:
    encoding = {
        "x": _axis(x, "quantitative", x_title),
        "y": _axis(y, "quantitative", y_title),
        "color": {"field": colour, "type": "nominal"},
    }
    line = {"mark": {"type": "line", "point": True, "tooltip": True}, "encoding": encoding}
    return _faceted(line, row)


def _cells() -> Spec:
    scale = {"domain": list(_COLOURS), "range": list(_COLOURS.values())}
    return {
        "facet": {"column": {"field": "version", "type": "nominal"}},
        "spec": {
            "mark": {"type": "rect", "tooltip": {"content": "data"}},
            "encoding": {
                "x": _axis("place", "ordinal", "opportunity"),
                "y": {"field": "row", "type": "ordinal", "axis": None},
                "color": {"field": "doing", "type": "nominal", "scale": scale},
            },
        },
    }


def _before_and_after(y: str, x: str) -> Spec:
    up = _axis(y, "nominal", "")
    shift = {"field": "side", "type": "nominal"}
    return {
        "layer": [
            {
                "mark": "rule",
                "encoding": {
                    "y": up, "yOffset": shift, "color": shift,
                    "x": _axis("low", "quantitative", "share"), "x2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "point", "filled": True, "tooltip": {"content": "data"}},
                "encoding": {
                    "y": up, "yOffset": shift, "color": shift, "x": _axis(x, "quantitative", ""),
                },
            },
        ]
    }  # fmt: skip


def _bars(y: str, x: str, colour: str, *, row: str) -> Spec:
    encoding = {
        "y": _axis(y, "nominal", ""),
        "yOffset": {"field": colour, "type": "nominal"},
        "x": _axis(x, "quantitative", "share"),
        "color": {"field": colour, "type": "nominal"},
    }
    bars = {"mark": {"type": "bar", "tooltip": {"content": "data"}}, "encoding": encoding}
    return {**_faceted(bars, row), "resolve": {"scale": {"y": "independent"}}}
