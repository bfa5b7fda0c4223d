"""Lines with bands and rows of cells as SVG, drawn small so that several stand side by side."""

import math
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from auditor.timeline.markup import rendered

WIDTH, HEIGHT = 420, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 8, 36
_TICKS = 6
_CELL, _ROW = 26.0, 11.0
_SPACE_OF_A_LETTER = 7
_SHORTEST_DIGITS = 10_000

# Who cannot tell the hues apart tells lines by their strokes.
STROKES = {"solid": "", "dashed": "8 4", "dotted": "2 4"}


class Spot(NamedTuple):
    """A share at a place; `low` and `high` are its interval, `told` says it in words."""

    x: float
    value: float
    low: float
    high: float
    told: str


class Line(NamedTuple):
    """Shares that belong together, in order of their places, drawn in one of `STROKES`."""

    name: str
    colour: str
    spots: Sequence[Spot]
    stroke: str = "solid"


class Frame(NamedTuple):
    """What plots that stand side by side share.

    Attributes:
        left, right: The ends of the x axis.
        top: The share at the top of the y axis.
        x_title: What is counted along the x axis.
        labels: What stands at which place of the x axis; numbers where empty.
        stepped: A share holds until the next one.
    """

    left: float
    right: float
    top: float
    x_title: str
    labels: Sequence[tuple[float, str]] = ()
    stepped: bool = False


class Tick(NamedTuple):
    """A label of the x axis, where it stands in the picture."""

    x: float
    label: str


class Shape(NamedTuple):
    """A line ready to be drawn: points as SVG writes them, and its spots in the picture."""

    name: str
    colour: str
    dashes: str
    points: str
    band: str
    spots: list[tuple[float, float, str]]


class Run(NamedTuple):
    """Equal cells of a row beside each other."""

    x: float
    y: float
    width: float
    colour: str
    told: str


def line_plot(lines: Sequence[Line], frame: Frame, title: str, *, banded: bool = True) -> str:
    """Return lines over one axis; with `banded` their intervals lie behind them."""
    return rendered(
        "lines.html",
        shapes=[_shape(line, frame) for line in lines],
        banded=banded,
        ticks=_ticks(frame),
        top=f"{100 * frame.top:.0f} %",
        x_title=frame.x_title,
        title=title,
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        ceiling=_TOP,
        floor=HEIGHT - _BOTTOM,
    )


def cell_plot(
    rows: Sequence[tuple[str, str]], colours: dict[str, tuple[str, str]], title: str
) -> str:
    """Return rows of cells.

    Args:
        rows: A name and a mark for each cell.
        colours: For each mark its colour, and what it says; a mark that is none leaves a hole.
        title: What the picture shows.
    """
    most = max((len(marks) for _, marks in rows), default=1) or 1
    width = min(_CELL, (WIDTH - 2) / most)
    high = min(_ROW, 600 / max(len(rows), 1))
    runs = [
        run
        for place, (name, marks) in enumerate(rows)
        for run in _runs(name, marks, colours, (width, place * high))
    ]
    return rendered(
        "cells.html", runs=runs, high=high, width=WIDTH, height=high * len(rows), title=title
    )


def _runs(
    name: str, marks: str, colours: dict[str, tuple[str, str]], at: tuple[float, float]
) -> list[Run]:
    width, y = at
    found, start = [], 0
    for mark, group in groupby(marks):
        count = len(list(group))
        if mark in colours:
            colour, says = colours[mark]
            places = f"{start + 1}" if count == 1 else f"{start + 1}–{start + count}"
            found.append(Run(start * width, y, count * width, colour, f"{name} {places} · {says}"))
        start += count
    return found


def _x(frame: Frame, place: float) -> float:
    span = frame.right - frame.left
    room = WIDTH - _LEFT - _RIGHT - 12
    part = (place - frame.left) / span if span else 0.5
    return round(_LEFT + 6 + part * room, 1)


def _y(frame: Frame, value: float) -> float:
    room = HEIGHT - _TOP - _BOTTOM
    return round(_TOP + room * (1 - value / (frame.top or 1)), 1)


def _shape(line: Line, frame: Frame) -> Shape:
    spots = [
        (_x(frame, s.x), _y(frame, s.value), _y(frame, s.low), _y(frame, s.high), s.told)
        for s in line.spots
    ]
    middle = [(x, value) for x, value, *_ in spots]
    upper = [(x, high) for x, _, _, high, _ in spots]
    lower = [(x, low) for x, _, low, _, _ in spots]
    if frame.stepped:
        middle, upper, lower = map(_stepped, (middle, upper, lower))
    return Shape(
        line.name,
        line.colour,
        STROKES[line.stroke],
        _points(middle),
        _points([*upper, *reversed(lower)]),
        [(x, value, told) for x, value, _, _, told in spots],
    )


def _stepped(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return points between which a value holds until the next."""
    found = points[:1]
    for (_, before), (x, value) in pairwise(points):
        found += [(x, before), (x, value)]
    return found


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _ticks(frame: Frame) -> list[Tick]:
    labels = frame.labels or [(place, _number(place)) for place in _numbers(frame)]
    longest = max((len(label) for _, label in labels), default=1)
    room = (WIDTH - _LEFT) / max(longest * _SPACE_OF_A_LETTER, 1)
    every = max(1, math.ceil(len(labels) / min(_TICKS, room)))
    return [Tick(_inside(_x(frame, place), label), label) for place, label in labels[::every]]


def _inside(x: float, label: str) -> float:
    """Return where a label stands whole, which is left of its place at the right end."""
    return round(min(x, WIDTH - len(label) * _SPACE_OF_A_LETTER / 2), 1)


def _numbers(frame: Frame) -> list[float]:
    """Return whole numbers of equal distance along an axis: 1, 2 or 5 times a power of ten."""
    span = max(frame.right - frame.left, 1)
    power = 10 ** math.floor(math.log10(span / _TICKS)) if span > _TICKS else 1
    step = next(s * power for s in (1, 2, 5, 10) if span / (s * power) <= _TICKS)
    first = math.ceil(frame.left / step)
    return [n * step for n in range(first, math.floor(frame.right / step) + 1)]


def _number(place: float) -> str:
    return f"{place / 1000:g}k" if place >= _SHORTEST_DIGITS else f"{place:g}"
