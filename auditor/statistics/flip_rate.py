"""Flip rate: how many inputs got more than one answer."""

from collections.abc import Hashable, Sequence

from auditor.measure import Share
from auditor.statistics import statistic


@statistic
def flip_rate(groups: Sequence[Sequence[Hashable]]) -> Share:
    """Return how many inputs carry more than one label over their runs.

    Range: 0 (each input always has one label) to 1 (every input has at least two).
    It grows with the number of runs, so name that number beside it, and compare flip rates only
    at equal numbers of runs; pairwise agreement has no such fault.
    NaN: no input has two runs. Inputs with fewer than two runs are left out of `total`.
    Source: one minus the total agreement rate of parsed answers, TARa@N, of Atil et al. 2024,
    arXiv 2408.04667.

    Args:
        groups: The labels of the runs of each input.
    """
    repeated = [labels for labels in groups if len(labels) > 1]
    return Share(sum(len(set(labels)) > 1 for labels in repeated), len(repeated))
