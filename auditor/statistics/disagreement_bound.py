"""Disagreement bound: what "they all agreed" still allows."""

import math

from auditor.statistics import statistic


@statistic
def disagreement_bound(runs: int, *, level: float = 0.95) -> float:
    """Return how likely another answer can still be after `runs` runs that all agreed.

    The largest chance q of another answer under which n equal answers in a row would still happen
    with chance 1 - level: 1 - (1 - level)^(1/n). Print it instead of a tick: "consistent so far,
    q <= bound".

    Range: 0 (never quite reached) to 1. At 95%: 5 runs leave 45%, 20 leave 14%, 299 leave 1%.
    NaN: fewer than one run.
    Source: one-sided Clopper and Pearson 1934, Biometrika 26:404, with no event seen; for many
    runs the "rule of three" 3 / n, Hanley and Lippman-Hand 1983, JAMA 249:1743.

    Args:
        runs: How many runs of one input were made, all with the same label.
        level: One-sided confidence.
    """
    return 1 - (1 - level) ** (1 / runs) if runs > 0 else math.nan
