"""Simple charts as escaped HTML and SVG, for pages that load nothing and reports that travel."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from auditor.language import Language
from auditor.measure import Interval
from auditor.timeline.markup import rendered
from auditor.timeline.words import words

_HEIGHT, _WIDTH, _LEFT = 150, 640, 44


class Bar(NamedTuple):
    """A share or a number under a name.

    Attributes:
        label: What it is about.
        value: The share (0..1) or the number.
        interval: Of a share.
        of: How many the share is of.
        style: A severity, for the colour, or "".
    """

    label: str
    value: float
    interval: Interval | None = None
    of: int | None = None
    style: str = ""


class Point(NamedTuple):
    """A share at a time.

    Attributes:
        label: The time.
        value: The share.
        low, high: Its interval.
        of: How many it is of.
    """

    label: str
    value: float
    low: float
    high: float
    of: int


class _Mark(NamedTuple):
    x: float
    y: float
    low: float
    high: float
    point: Point


def share_bars(bars: Sequence[Bar], *, language: Language = "en") -> str:
    """Return shares as bars from 0 to 100 percent with their intervals as whiskers."""
    shown = [bar for bar in bars if not math.isnan(bar.value)]
    return rendered("bars.html", bars=shown, most=1.0, shares=True, w=words(language))


def number_bars(bars: Sequence[Bar], *, language: Language = "en") -> str:
    """Return numbers as bars, the greatest filling the width."""
    most = max((bar.value for bar in bars), default=1) or 1
    return rendered("bars.html", bars=bars, most=most, shares=False, w=words(language))


def columns(bins: Sequence[tuple[str, int]], *, title: str) -> str:
    """Return counts as columns in their order."""
    most = max((number for _, number in bins), default=1) or 1
    step = (_WIDTH - _LEFT) / max(len(bins), 1)
    marks = [
        (label, number, _LEFT + place * step, number / most * _HEIGHT)
        for place, (label, number) in enumerate(bins)
    ]
    return rendered(
        "columns.html",
        marks=marks,
        most=most,
        step=step,
        every=_every(len(bins)),
        height=_HEIGHT,
        width=_WIDTH,
        left=_LEFT,
        title=title,
    )


def over_time(points: Sequence[Point], *, title: str) -> str:
    """Return shares over time with a band for their intervals; points stand in equal distances."""
    top = max((point.high for point in points), default=1.0) or 1.0
    step = (_WIDTH - _LEFT - 20) / max(len(points) - 1, 1)
    marks = [
        _Mark(
            _LEFT + 10 + place * step,
            _HEIGHT * (1 - point.value / top),
            _HEIGHT * (1 - point.low / top),
            _HEIGHT * (1 - point.high / top),
            point,
        )
        for place, point in enumerate(points)
    ]
    return rendered(
        "over_time.html",
        marks=marks,
        band=_band(marks),
        top=top,
        every=_every(len(points)),
        height=_HEIGHT,
        width=_WIDTH,
        left=_LEFT,
        title=title,
    )


def _band(marks: Sequence[_Mark]) -> str:
    there = [f"{mark.x:.1f},{mark.high:.1f}" for mark in marks]
    back = [f"{mark.x:.1f},{mark.low:.1f}" for mark in reversed(marks)]
    return " ".join((*there, *back))


def _every(number: int) -> int:
    """Return how many marks share one label, so that labels do not overlap."""
    return max(1, math.ceil(number / 8))
