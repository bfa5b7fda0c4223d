"""Gwet's AC1: agreement beyond chance that survives a dominant label."""

import math
from collections import Counter
from collections.abc import Hashable, Sequence

from auditor.measure import agreement_of_runs
from auditor.statistics import statistic


@statistic
def gwet_ac1(groups: Sequence[Sequence[Hashable]], *, labels: int | None = None) -> float:
    """Return Gwet's first-order agreement coefficient over the runs of each input.

    (A - P) / (1 - P), where A is the pairwise agreement and P = sum_l p_l (1 - p_l) / (L - 1)
    the agreement by chance, for L possible labels; p_l is the mean over inputs of label l's share.

    Range: 1 (runs always agree), 0 (as often as chance would), below 0 (less than chance). Stable
    when one label dominates: the chance-corrected number to quote.
    NaN: no input has two runs. If only one label occurs the value is 1.
    Inputs with fewer than two runs are left out.
    Source: Gwet 2008, British Journal of Mathematical and Statistical Psychology 61:29.

    Args:
        groups: The labels of the runs of each input.
        labels: How many labels are possible, where that is more than the data show.
    """
    repeated = [group for group in groups if len(group) > 1]
    if not repeated:
        return math.nan
    shares: dict[Hashable, float] = {}
    for group in repeated:
        for label, count in Counter(group).items():
            shares[label] = shares.get(label, 0.0) + count / len(group)
    possible = max(len(shares), labels or 0)
    if possible == 1:
        return 1.0
    inputs = len(repeated)
    observed = math.fsum(map(agreement_of_runs, repeated)) / inputs
    spread = math.fsum(share / inputs * (1 - share / inputs) for share in shares.values())
    chance = spread / (possible - 1)
    return (observed - chance) / (1 - chance)
