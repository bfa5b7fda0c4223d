"""Intraclass correlation: how much success depends on the input."""

import math
from collections.abc import Sequence

from auditor.measure import Outcomes
from auditor.statistics import statistic


@statistic
def intraclass_correlation(outcomes: Sequence[Outcomes]) -> float:
    """Return the share of the variance of success that lies between inputs.

    The analysis of variance estimator (B - W) / (B + (m - 1) W) with the mean squares between (B)
    and within inputs (W), and the effective number of runs m. With it, n runs of each input are
    worth 1 / (1 + (n - 1) icc) of as many independent runs; `replay_plan` takes it.

    Range: 1 (each input always succeeds or always fails), 0 (all inputs are alike), below 0 down
    to -1 / (m - 1) (inputs more alike than chance would make them).
    NaN: fewer than two inputs, no input run twice, or all runs with the same outcome.
    Source: Ridout, Demetrio and Firth 1999, Biometrics 55:137.

    Args:
        outcomes: Successes and runs of each input; inputs without runs are left out.
    """
    used = [each for each in outcomes if each.runs]
    inputs, runs = len(used), sum(each.runs for each in used)
    done = sum(each.successes for each in used)
    if inputs < 2 or runs == inputs or done in (0, runs):  # noqa: PLR2004 - a spread needs two
        return math.nan
    mean = done / runs
    between = math.fsum(n * (c / n - mean) ** 2 for c, n in used) / (inputs - 1)
    within = math.fsum(c * (n - c) / n for c, n in used) / (runs - inputs)
    effective = (runs - sum(n * n for _, n in used) / runs) / (inputs - 1)
    return (between - within) / (between + (effective - 1) * within)
