"""The two log-only estimates of inertia under causes that they can and cannot tell apart."""

import numpy as np

from auditor.drift.cells import Cell
from auditor.drift.inertia import inertia_of, persistence_of

_PLACES, _TRACES = 12, 300
_SHIFT = -3.2


def inertia(trials: int) -> None:
    """Print what each estimate says under four causes."""
    print(f"\n## Log-only estimates of inertia, {trials:,} trials of {_TRACES} traces\n")
    print("| cause | naive ratio | odds ratio by place | rejects | side by side | both claim it |")
    print("|---|---|---|---|---|---|")
    for name, cause in CAUSES.items():
        rng = np.random.default_rng(11)
        ratios, odds, by_place, within, both = [], [], 0, 0, 0
        for _ in range(trials):
            traces = _simulated(rng, **cause)
            found = inertia_of(traces, resamples=199)
            ratios.append(persistence_of(traces).risk_ratio)
            odds.append(found.by_place.odds_ratio)
            by_place += found.by_place.p < 0.05 and found.by_place.odds_ratio > 1
            within += found.within_traces.p < 0.05
            both += found.both_agree
        print(
            f"| {name} | {np.median(ratios):.2f} | {np.median(odds):.2f} | {by_place / trials:.2f} "
            f"| {within / trials:.2f} | {both / trials:.2f} |",
            flush=True,
        )


def _simulated(
    rng: np.random.Generator, *, hard: float = 0.0, inertia: float = 0.0, rising: float = 0.0
) -> list[list[Cell]]:
    """Return traces whose logit of a fabrication has the given causes."""
    logits = np.full(_TRACES, _SHIFT) + hard * rng.standard_normal(_TRACES)
    rows = np.zeros((_TRACES, _PLACES), bool)
    for place in range(_PLACES):
        logit = logits + rising * place
        if place:
            logit = logit + inertia * rows[:, place - 1]
        rows[:, place] = rng.random(_TRACES) < 1 / (1 + np.exp(-logit))
    return [
        [Cell(n, "fabricated" if hit else "called", 0, 0, 0) for n, hit in enumerate(row)]
        for row in rows
    ]


CAUSES = {
    "none": {},
    "some traces are harder (logit sd 2)": {"hard": 2.0},
    "one fabrication brings the next (odds ratio 20)": {"inertia": 3.0},
    "the hazard rises along the trace": {"rising": 0.4},
}
