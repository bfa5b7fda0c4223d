"""Wilson interval of a proportion."""

import math
from statistics import NormalDist

from auditor.measure import Interval
from auditor.statistics import statistic


@statistic
def wilson_interval(hits: int, total: int, *, level: float = 0.95) -> Interval:
    """Return the Wilson score interval of a proportion of independent observations.

    (p + z^2/2n -+ z sqrt(p (1 - p) / n + z^2/4n^2)) / (1 + z^2/n). Its coverage is near the
    nominal level on average; for a guaranteed one take `clopper_pearson_interval`. Runs of one
    input are not independent: for replays use the bootstrap over inputs.

    Range: within 0..1. Narrow means well known.
    NaN: never; without observations it is 0..1.
    Source: Wilson 1927, Journal of the American Statistical Association 22:209.

    Args:
        hits: How many had the property.
        total: Of how many.
        level: Nominal coverage.
    """
    if not total:
        return Interval(0.0, 1.0, level)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, shrink = hits / total, 1 + z * z / total
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + (z / (2 * total)) ** 2)
    low = (middle - half) / shrink if hits else 0.0
    high = (middle + half) / shrink if hits < total else 1.0
    return Interval(max(0.0, low), min(1.0, high), level)
