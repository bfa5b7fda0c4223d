"""Permutation test within inputs: did runs of the same inputs change between two versions."""

import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from auditor.statistics import statistic

Run = Sequence[float]


class WithinInputs(NamedTuple):
    """The mean change per input and how likely chance alone would give one as large.

    Attributes:
        least_drop, least_rise: The smallest p of either side that these runs can give.
    """

    mean: float
    p_two_sided: float
    p_drop: float
    p_rise: float
    inputs: int
    least_drop: float
    least_rise: float


@statistic
def within_inputs_test(
    before: Sequence[Sequence[Run]],
    after: Sequence[Sequence[Run]],
    *,
    figure: Literal["share", "agreement"] = "share",
    resamples: int = 9_999,
    seed: int = 0,
) -> WithinInputs:
    """Test whether a figure of each input changed, by letting its runs change sides.

    If nothing changed, which of an input's runs are the new version's is chance. The test speaks
    of these inputs only, and takes the runs of an input as independent of each other, where
    `sign_flip_test` speaks of inputs like these; but it can tell where inputs are few and were run
    often: 1 / 252 for a single input that succeeds in 5 of 5 runs, and then in 0 of 5.

    Range: mean between the figures' extremes; p 0..1, (1 + b) / (1 + resamples).
    NaN: no inputs.
    Source: Pitman 1937, Supplement to the Journal of the Royal Statistical Society 4:119,
    stratified by input.

    Args:
        before: Of each input the runs of the old version, each as a row of counts.
        after: The same of the new version; at least one run of each input.
        figure: `share`, of rows of hits and total; or `agreement`, the chance that two runs have
            the same label, of rows with a column for each, 1 for the run's; two runs at least.
        resamples: Permutations.
        seed: Seed of the permutations.
    """
    if not before:
        return WithinInputs(math.nan, math.nan, math.nan, math.nan, 0, math.nan, math.nan)
    import numpy as np

    rows, on_right, strata = [], [], []
    for number, sides in enumerate(zip(before, after, strict=True)):
        for side, runs in enumerate(sides):
            rows += list(runs)
            on_right += [side] * len(runs)
            strata += [number] * len(runs)
    counts, right, inputs = np.array(rows, float), np.array(on_right, float), np.array(strata)
    starts = np.flatnonzero(np.diff(inputs, prepend=-1))
    total = np.add.reduceat(counts, starts, axis=0)

    of = _shares if figure == "share" else _agreements

    def change(sides: Any) -> float:
        sums = np.add.reduceat(counts * sides[:, None], starts, axis=0)
        return float((of(sums) - of(total - sums)).mean())

    rng = np.random.default_rng(seed)
    # Sorting by input plus a number below 1 shuffles within each input.
    draws = (right[np.argsort(inputs + rng.random(len(inputs)))] for _ in range(resamples))
    seen, drawn = change(right), np.array([change(sides) for sides in draws])
    slack = 1e-9

    def chance(extreme: Any) -> float:
        return float((1 + extreme.sum()) / (1 + resamples))

    return WithinInputs(
        seen,
        chance(abs(drawn) >= abs(seen) - slack),
        chance(drawn <= seen + slack),
        chance(drawn >= seen - slack),
        len(before),
        chance(drawn <= min(seen, drawn.min()) + slack),
        chance(drawn >= max(seen, drawn.max()) - slack),
    )


def _shares(sums: Any) -> Any:
    return sums[:, 0] / sums[:, 1]


def _agreements(sums: Any) -> Any:
    """Return what `agreement_of_runs` gives for runs with so many of each label."""
    runs = sums.sum(axis=1)
    return (sums * (sums - 1)).sum(axis=1) / (runs * (runs - 1))
