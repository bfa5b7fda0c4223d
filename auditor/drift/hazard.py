"""The hazard of the first fabrication: how likely it comes at an opportunity, if not before."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from auditor.drift.cells import Cell, opportunities
from auditor.measure import Interval, Lifetime, Share
from auditor.statistics.wilson_interval import wilson_interval

LEAST_AT_RISK = 30
"""Bins of the context with fewer opportunities are joined with the next larger one."""

_SMALLEST_BIN = 256


class HazardRow(NamedTuple):
    """Opportunities of traces without a fabrication so far, and how many became the first.

    Attributes:
        place: The number of the opportunity from 1, or the lower border of the context in tokens.
        until: The upper border (not included) of the context; equal to `place` for opportunities.
        onsets: First fabrications of `at_risk` opportunities; `interval` is Wilson's.
    """

    place: int
    until: int
    onsets: int
    at_risk: int
    interval: Interval

    @property
    def hazard(self) -> float:
        """Share of the opportunities at risk that became the first fabrication."""
        return self.onsets / self.at_risk if self.at_risk else math.nan


class CallRow(NamedTuple):
    """What happened at one place over all traces that reached it.

    Attributes:
        place: The turn (or opportunity), from 1.
        called, fabricated: Cells with a genuine call and none made up; cells with a fabrication.
        valid: Calls with valid arguments to a known tool, of those that a schema judges.
    """

    place: int
    called: Share
    fabricated: Share
    valid: Share


def lifetime_of(cells: Sequence[Cell]) -> Lifetime | None:
    """Return how many opportunities passed until the first fabrication; None without any."""
    row = opportunities(cells)
    if not row:
        return None
    ended = any(row)
    return Lifetime(row.index(True) + 1 if ended else len(row), ended)


def hazard_by_opportunity(lifetimes: Iterable[Lifetime]) -> list[HazardRow]:
    """Return the hazard at each opportunity, from the first on."""
    lived = list(lifetimes)
    ended = Counter(each.length for each in lived if each.ended)
    left = Counter(each.length for each in lived)
    at_risk, rows = len(lived), []
    for place in range(1, max(left, default=0) + 1):
        rows.append(_row(place, place, ended[place], at_risk))
        at_risk -= left[place]
    return rows


def hazard_by_context(traces: Iterable[Sequence[Cell]]) -> list[HazardRow]:
    """Return the hazard by the size of the context, in bins that double.

    Bins with fewer than 30 opportunities at risk are joined upwards.
    """
    onsets: Counter[int] = Counter()
    at_risk: Counter[int] = Counter()
    for cells in traces:
        for cell in cells:
            if cell.context is None:
                continue
            number = max(0, (cell.context // _SMALLEST_BIN).bit_length())
            at_risk[number] += 1
            if cell.doing == "fabricated":
                onsets[number] += 1
                break
    return _joined(onsets, at_risk)


def _joined(onsets: Counter[int], at_risk: Counter[int]) -> list[HazardRow]:
    rows: list[HazardRow] = []
    start = hits = total = 0
    largest = max(at_risk, default=-1)
    for number in range(largest + 1):
        hits, total = hits + onsets[number], total + at_risk[number]
        border = _SMALLEST_BIN << number
        if total >= LEAST_AT_RISK or (number == largest and total):
            rows.append(_row(start, border, hits, total))
            start, hits, total = border, 0, 0
    return rows


def calls_by_place(traces: Iterable[Sequence[Cell]]) -> list[CallRow]:
    """Return how often a call was made, made up, and valid, at each place."""
    cells: dict[int, list[Cell]] = defaultdict(list)
    for trace in traces:
        for cell in trace:
            cells[cell.place].append(cell)
    rows = []
    for place, found in sorted(cells.items()):
        calls = sum(cell.judged for cell in found)
        wrong = sum(cell.invalid for cell in found)
        doings = Counter(cell.doing for cell in found)
        rows.append(
            CallRow(
                place + 1,
                Share(doings["called"], len(found)),
                Share(doings["fabricated"], len(found)),
                Share(calls - wrong, calls),
            )
        )
    return rows


def _row(place: int, until: int, onsets: int, at_risk: int) -> HazardRow:
    return HazardRow(place, until, onsets, at_risk, wilson_interval(onsets, at_risk))
