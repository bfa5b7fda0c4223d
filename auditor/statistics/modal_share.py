"""Modal share: how large the majority among the runs of an input is."""

from collections import Counter
from collections.abc import Hashable, Sequence

from auditor.measure import Estimate, mean_over_inputs
from auditor.statistics import statistic


@statistic
def modal_share(
    groups: Sequence[Sequence[Hashable]],
    *,
    level: float = 0.95,
    resamples: int = 10_000,
    seed: int = 0,
) -> Estimate:
    """Return the share of runs that carry the commonest label of their input, averaged.

    Mean over inputs of max_l m_l / n. One minus it is the instability of the inputs.

    Range: 1 / n (all n runs differ) to 1 (all runs of each input agree). Too high for few runs:
    two runs can't fall below 1/2. Compare only at equal numbers of runs.
    NaN: no input has two runs. Inputs with fewer than two runs are left out of `inputs`.
    Source: the vote share of self-consistency, Wang et al. 2022, arXiv 2203.11171.

    Args:
        groups: The labels of the runs of each input.
        level: Nominal coverage of the interval.
        resamples: Bootstrap resamples.
        seed: Seed of the bootstrap.
    """
    scores = [max(Counter(labels).values()) / len(labels) for labels in groups if len(labels) > 1]
    return mean_over_inputs(scores, level=level, resamples=resamples, seed=seed)
