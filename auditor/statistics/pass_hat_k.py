"""pass^k: would k runs in a row all succeed."""

import math
from collections.abc import Sequence

from auditor.measure import Estimate, Interval, Outcomes, mean_over_inputs
from auditor.statistics import statistic


@statistic
def pass_hat_k(
    outcomes: Sequence[Outcomes],
    *,
    k: int,
    level: float = 0.95,
    resamples: int = 10_000,
    seed: int = 0,
) -> Estimate:
    """Return pass^k: the chance that k runs of one input all succeed, averaged over inputs.

    Mean over inputs of C(c, k) / C(n, k), for c successes in n runs. It is unbiased; the plug-in
    (c / n)^k is too high. The interval is a bootstrap over inputs.

    Range: 0 (no input succeeds k times in a row) to 1 (every run of every input succeeds).
    Never rises with k. At k = 1 it is the mean success rate.
    NaN: no inputs, or an input with fewer than k runs (leave it out yourself, and say so).
    Source: Yao et al. 2024, tau-bench, arXiv 2406.12045.

    Args:
        outcomes: Successes and runs of each input; runs that failed for technical reasons left out.
        k: How many runs must all succeed, at least 1.
        level: Nominal coverage of the interval.
        resamples: Bootstrap resamples.
        seed: Seed of the bootstrap.
    """
    if k < 1 or any(each.runs < k for each in outcomes):
        return Estimate(math.nan, Interval(math.nan, math.nan, level), 0)
    scores = [math.comb(done, k) / math.comb(runs, k) for done, runs in outcomes]
    return mean_over_inputs(scores, level=level, resamples=resamples, seed=seed)
