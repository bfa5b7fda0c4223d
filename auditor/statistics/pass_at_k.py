"""pass@k: would at least one of k runs succeed."""

import math
from collections.abc import Sequence

from auditor.measure import Estimate, Interval, Outcomes, mean_over_inputs
from auditor.statistics import statistic


@statistic
def pass_at_k(
    outcomes: Sequence[Outcomes],
    *,
    k: int,
    level: float = 0.95,
    resamples: int = 10_000,
    seed: int = 0,
) -> Estimate:
    """Return pass@k: the chance that at least one of k runs of an input succeeds, averaged.

    Mean over inputs of 1 - C(n - c, k) / C(n, k), for c successes in n runs; unbiased. The
    interval is a bootstrap over inputs.

    Range: 0 (no input ever succeeds) to 1 (each input succeeds in any k runs). Never falls with
    k. At k = 1 it is the mean success rate. Read it as reach, and pass^k as reliability.
    NaN: no inputs, or an input with fewer than k runs (leave it out yourself, and say so).
    Source: Chen et al. 2021, Evaluating Large Language Models Trained on Code, arXiv 2107.03374.

    Args:
        outcomes: Successes and runs of each input; runs that failed for technical reasons left out.
        k: How many runs are tried, at least 1.
        level: Nominal coverage of the interval.
        resamples: Bootstrap resamples.
        seed: Seed of the bootstrap.
    """
    if k < 1 or any(each.runs < k for each in outcomes):
        return Estimate(math.nan, Interval(math.nan, math.nan, level), 0)
    scores = [1 - math.comb(runs - done, k) / math.comb(runs, k) for done, runs in outcomes]
    return mean_over_inputs(scores, level=level, resamples=resamples, seed=seed)
