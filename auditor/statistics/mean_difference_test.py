"""Permutation test of a mean on different inputs."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from auditor.statistics import statistic


class MeanDifference(NamedTuple):
    """The second side's mean minus the first's, and how likely chance alone gives one as large.

    Attributes:
        least_drop, least_rise: The smallest p of either side that these figures can give.
    """

    mean: float
    p_two_sided: float
    p_drop: float
    p_rise: float
    inputs: tuple[int, int]
    least_drop: float
    least_rise: float


@statistic
def mean_difference_test(
    before: Sequence[float], after: Sequence[float], *, resamples: int = 9_999, seed: int = 0
) -> MeanDifference:
    """Test whether the means of two sets of inputs differ.

    Each input gives one figure (its share of successes over its runs), as runs of one input hang
    together; the inputs are permuted between the sides. On the same inputs take `sign_flip_test`,
    which sees smaller changes.

    Range: mean between the figures' extremes; p 0..1, (1 + b) / (1 + resamples). Few inputs can't
    get low: three against three give 1/20 at best.
    NaN: a side without inputs.
    Source: Pitman 1937, Supplement to the Journal of the Royal Statistical Society 4:119.

    Args:
        before: One figure per input of the old side.
        after: One figure per input of the new side.
        resamples: Permutations.
        seed: Seed of the permutations.
    """
    sizes = (len(before), len(after))
    if not before or not after:
        return MeanDifference(math.nan, math.nan, math.nan, math.nan, sizes, math.nan, math.nan)
    import numpy as np

    pooled = np.array([*before, *after], dtype=float)
    seen = math.fsum(after) / len(after) - math.fsum(before) / len(before)
    drawn = _drawn(pooled, len(after), resamples, seed)
    slack = 1e-9

    def chance(extreme: Any) -> float:
        return float((1 + extreme.sum()) / (1 + resamples))

    return MeanDifference(
        seen,
        chance(abs(drawn) >= abs(seen) - slack),
        chance(drawn <= seen + slack),
        chance(drawn >= seen - slack),
        sizes,
        chance(drawn <= min(seen, drawn.min()) + slack),
        chance(drawn >= max(seen, drawn.max()) - slack),
    )


def _drawn(pooled: Any, size: int, resamples: int, seed: int) -> Any:
    """Return the difference of means of each permutation."""
    import numpy as np

    rng = np.random.default_rng(seed)
    rest = len(pooled) - size
    sums = np.array([rng.permutation(pooled)[:size].sum() for _ in range(resamples)])
    return sums / size - (pooled.sum() - sums) / rest
