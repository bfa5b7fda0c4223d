"""Whether a fabrication brings the next one: what logs can say of it, and what they can't.

Traces that are harder than others, and hazards that rise with the turn, look like self-imitation.
Each of the two estimators here is blind to one of these, so that only both together speak for
inertia, and even they don't prove it. `auditor.drift.surgery` can.
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from auditor.drift.cells import Cell, opportunities
from auditor.measure import Share
from auditor.statistics.adjacency_test import Adjacency, adjacency_test
from auditor.statistics.mantel_haenszel import CommonOdds, Table, mantel_haenszel

ALPHA = 0.05


class Persistence(NamedTuple):
    """How fabrications go on, over all traces.

    Attributes:
        after_fabrication: Fabrications of the opportunities right after one.
        after_clean: Fabrications of the opportunities right after a genuine call.
        before_any: Fabrications of all opportunities without one before.
        recovery: Genuine calls of the opportunities right after a fabrication.
        recurrence: Traces with a later fabrication, of those with one and an opportunity after it.
        longest: The most fabrications in a row.
        mean_run: Mean number of fabrications in a row; NaN without any.
    """

    after_fabrication: Share
    after_clean: Share
    before_any: Share
    recovery: Share
    recurrence: Share
    longest: int
    mean_run: float

    @property
    def risk_ratio(self) -> float:
        """How many times as likely a fabrication is after one; NaN where nothing compares."""
        base = self.after_clean.value
        return self.after_fabrication.value / base if base else math.nan


class Inertia(NamedTuple):
    """The two estimates that logs allow.

    Attributes:
        by_place: Odds ratio of a fabrication after one, traces compared at the same place. Wrong
            where some traces are harder than others.
        within_traces: Whether fabrications stand side by side within their traces. Wrong where
            the hazard rises along the trace.
    """

    by_place: CommonOdds
    within_traces: Adjacency

    @property
    def both_agree(self) -> bool:
        """Whether both speak for inertia: needed for the claim, and not enough to prove it."""
        place, within = self.by_place, self.within_traces
        return (
            place.odds_ratio > 1
            and place.p < ALPHA
            and not math.isnan(within.p)
            and within.p < ALPHA
        )


def persistence_of(traces: Sequence[Sequence[Cell]]) -> Persistence:
    """Return how fabrications go on."""
    rows = [opportunities(cells) for cells in traces]
    pairs = Counter(pair for row in rows for pair in pairwise(row))
    first = [row.index(True) if any(row) else len(row) for row in rows]
    onsets = sum(place < len(row) for place, row in zip(first, rows, strict=True))
    before = sum(min(place + 1, len(row)) for place, row in zip(first, rows, strict=True))
    room = [
        row[place + 1 :] for place, row in zip(first, rows, strict=True) if place + 1 < len(row)
    ]
    runs = [len(list(run)) for row in rows for made_up, run in groupby(row) if made_up]
    after = pairs[True, True] + pairs[True, False]
    return Persistence(
        Share(pairs[True, True], after),
        Share(pairs[False, True], pairs[False, True] + pairs[False, False]),
        Share(onsets, before),
        Share(pairs[True, False], after),
        Share(sum(map(any, room)), len(room)),
        max(runs, default=0),
        sum(runs) / len(runs) if runs else math.nan,
    )


def inertia_of(traces: Sequence[Sequence[Cell]], *, resamples: int = 999) -> Inertia:
    """Return both log-only estimates of inertia.

    Source: the simulations of `benchmarks/drift` show where each is wrong.
    """
    rows = [opportunities(cells) for cells in traces]
    counts: dict[int, Counter[tuple[bool, bool]]] = {}
    for row in rows:
        for place, pair in enumerate(pairwise(row)):
            counts.setdefault(place, Counter())[pair] += 1
    tables = [
        Table(pairs[True, True], pairs[True, False], pairs[False, True], pairs[False, False])
        for _, pairs in sorted(counts.items())
    ]
    return Inertia(mantel_haenszel(tables), adjacency_test(rows, resamples=resamples))
