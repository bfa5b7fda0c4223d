"""Krippendorff's alpha: agreement beyond chance for unequal numbers of runs."""

import math
from collections import Counter
from collections.abc import Hashable, Sequence

from auditor.measure import agreement_of_runs
from auditor.statistics import statistic


@statistic
def krippendorff_alpha(groups: Sequence[Sequence[Hashable]]) -> float:
    """Return Krippendorff's alpha for nominal labels.

    1 - D_o / D_e from the coincidence matrix: D_o is the share of disagreeing pairs within
    inputs, each input weighted by its number of runs; D_e the share of disagreeing pairs if all N
    labels were dealt out at random, 1 - sum_l n_l (n_l - 1) / (N (N - 1)).

    Range: 1 (runs always agree), 0 (as often as chance would), below 0 (less than chance).
    Like kappa it collapses when one label dominates; quote it only beside the prevalence.
    NaN: no input has two runs, or only one label occurs. Inputs with fewer than two runs are left
    out, as the method demands.
    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.

    Args:
        groups: The labels of the runs of each input.
    """
    repeated = [labels for labels in groups if len(labels) > 1]
    totals = Counter(label for labels in repeated for label in labels)
    if len(totals) < 2:  # noqa: PLR2004 - one label leaves nothing to disagree about
        return math.nan
    size = sum(totals.values())
    agreement = math.fsum(len(labels) * agreement_of_runs(labels) for labels in repeated) / size
    by_chance = sum(count * (count - 1) for count in totals.values()) / (size * (size - 1))
    return 1 - (1 - agreement) / (1 - by_chance)
