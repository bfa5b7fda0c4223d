"""Fleiss' kappa: agreement of runs beyond chance."""

import math
from collections import Counter
from collections.abc import Hashable, Sequence

from auditor.measure import agreement_of_runs
from auditor.statistics import statistic


@statistic
def fleiss_kappa(groups: Sequence[Sequence[Hashable]]) -> float:
    """Return Fleiss' kappa with the runs of an input as exchangeable raters.

    (A - P) / (1 - P), where A is the pairwise agreement and P = sum_l p_l^2 the agreement by
    chance; p_l is the mean over inputs of the share of label l.

    Range: 1 (runs always agree), 0 (as often as chance would), below 0 (less than chance).
    It collapses towards 0 when one label dominates, although nearly all runs agree: read it
    beside the pairwise agreement and the prevalence, never alone.
    NaN: no input has two runs, or only one label occurs (chance agreement is then 1).
    Inputs with fewer than two runs are left out.
    Source: Fleiss 1971, Psychological Bulletin 76:378; unequal numbers of runs as in Gwet 2014,
    Handbook of Inter-Rater Reliability.

    Args:
        groups: The labels of the runs of each input.
    """
    repeated = [labels for labels in groups if len(labels) > 1]
    if len({label for labels in repeated for label in labels}) < 2:  # noqa: PLR2004 - two labels
        return math.nan
    shares: dict[Hashable, float] = {}
    for labels in repeated:
        for label, count in Counter(labels).items():
            shares[label] = shares.get(label, 0.0) + count / len(labels)
    inputs = len(repeated)
    observed = math.fsum(map(agreement_of_runs, repeated)) / inputs
    chance = math.fsum((share / inputs) ** 2 for share in shares.values())
    return (observed - chance) / (1 - chance)
