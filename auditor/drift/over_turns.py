"""The report over turns: hazards, survival, calls and persistence, per version."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

import msgspec

from auditor.drift.cells import Cell, Unit, cells_of, opportunities, unit_of
from auditor.drift.course import Course
from auditor.drift.hazard import (
    CallRow,
    HazardRow,
    calls_by_place,
    hazard_by_context,
    hazard_by_opportunity,
    lifetime_of,
)
from auditor.drift.inertia import Inertia, Persistence, inertia_of, persistence_of
from auditor.measure import Lifetime
from auditor.statistics.kaplan_meier import Survival, kaplan_meier
from auditor.statistics.log_rank import LogRank, log_rank

RASTER_ROWS = 60
MARKS = {"called": "·", "fabricated": "█", "no call": " "}


class Passed(msgspec.Struct, frozen=True):
    """A trace as drift looks at it.

    Attributes:
        trace_id, version: Whose course it is.
    """

    trace_id: str
    version: str
    course: Course


class RasterRow(msgspec.Struct, frozen=True):
    """One trace of the raster: a mark per cell, as in `MARKS`."""

    trace_id: str
    onset: int | None
    marks: str


class VersionTurns(msgspec.Struct, frozen=True):
    """One version over turns.

    Attributes:
        traces: All of them; `watched` have an opportunity, `fabricating` a fabrication.
        by_opportunity, by_context: The hazard of the first fabrication.
        survival: The share of traces without a fabrication, by opportunity.
        calls: Call rate and validity of the arguments, by place.
        raster: The traces with the earliest fabrications, then others, up to 60.
    """

    version: str
    traces: int
    watched: int
    fabricating: int
    opportunities: int
    fabrications: int
    by_opportunity: list[HazardRow]
    by_context: list[HazardRow]
    survival: list[Survival]
    calls: list[CallRow]
    persistence: Persistence
    inertia: Inertia
    raster: list[RasterRow]


class TurnsReport(msgspec.Struct, frozen=True):
    """All versions over turns.

    Attributes:
        unit: What opportunities are counted in.
        log_rank: Whether the first fabrication comes as early in all versions; None for one.
    """

    unit: Unit
    versions: list[VersionTurns]
    log_rank: LogRank | None


def turns_report(passed: Iterable[Passed], unit: Unit | None = None) -> TurnsReport:
    """Return the report over turns of some traces.

    Args:
        passed: The traces' courses.
        unit: What to count opportunities in; told by the traces where None.
    """
    ordered = sorted(passed, key=attrgetter("version"))
    unit = unit or unit_of([each.course for each in ordered])
    versions, lifetimes = [], []
    for version, group in groupby(ordered, key=attrgetter("version")):
        report, lived = _version(version, list(group), unit)
        versions.append(report)
        lifetimes.append(lived)
    return TurnsReport(unit, versions, log_rank(lifetimes) if len(versions) > 1 else None)


def _version(
    version: str, passed: Sequence[Passed], unit: Unit
) -> tuple[VersionTurns, list[Lifetime]]:
    traces = [cells_of(each.course, unit) for each in passed]
    rows = [opportunities(cells) for cells in traces]
    lived = [found for found in map(lifetime_of, traces) if found is not None]
    report = VersionTurns(
        version,
        len(traces),
        len(lived),
        sum(each.ended for each in lived),
        sum(map(len, rows)),
        sum(map(sum, rows)),
        hazard_by_opportunity(lived),
        hazard_by_context(traces),
        kaplan_meier(lived),
        calls_by_place(traces),
        persistence_of(traces),
        inertia_of(traces),
        _raster(passed, traces),
    )
    return report, lived


def _raster(passed: Sequence[Passed], traces: Sequence[Sequence[Cell]]) -> list[RasterRow]:
    rows = []
    for each, cells in zip(passed, traces, strict=True):
        doings = [cell.doing for cell in cells]
        if Counter(doings)["no call"] < len(doings):
            onset = doings.index("fabricated") if "fabricated" in doings else None
            rows.append(RasterRow(each.trace_id, onset, "".join(MARKS[doing] for doing in doings)))
    rows.sort(key=lambda row: (row.onset is None, row.onset or 0, -len(row.marks), row.trace_id))
    return rows[:RASTER_ROWS]
