"""Pairwise agreement: the headline number of consistency."""

from collections.abc import Hashable, Sequence

from auditor.measure import Estimate, agreement_of_runs, mean_over_inputs
from auditor.statistics import statistic


@statistic
def pairwise_agreement(
    groups: Sequence[Sequence[Hashable]],
    *,
    level: float = 0.95,
    resamples: int = 10_000,
    seed: int = 0,
) -> Estimate:
    """Return the chance that two runs of one input agree, averaged over inputs.

    Mean over inputs of sum_l m_l (m_l - 1) / (n (n - 1)), where m_l of the n runs carry label l.
    Works for any label: success, decision, written effects, cluster of chains. Unbiased, and so
    comparable between different numbers of runs. The interval is a bootstrap over inputs.

    Range: 0 (no two runs of any input agree) to 1 (all runs of each input agree).
    NaN: no input has two runs. Inputs with fewer than two runs are left out of `inputs`.
    Source: the observed agreement of Fleiss 1971, Psychological Bulletin 76:378.

    Args:
        groups: The labels of the runs of each input.
        level: Nominal coverage of the interval.
        resamples: Bootstrap resamples.
        seed: Seed of the bootstrap.
    """
    scores = [agreement_of_runs(labels) for labels in groups if len(labels) > 1]
    return mean_over_inputs(scores, level=level, resamples=resamples, seed=seed)
