"""Fisher's exact test, one-sided: did a share fall between two versions."""

import math

from auditor.measure import Outcomes, ways_to_share
from auditor.statistics import statistic


@statistic
def fisher_drop(before: Outcomes, after: Outcomes) -> float:
    """Return how likely chance alone gives the new version as few successes as seen, or fewer.

    The hypergeometric chance of at most `after.successes` of all successes falling to the new
    version. The runs of the two versions are taken as independent of each other.

    Range: 0 (a fall beyond doubt) to 1 (no sign of one).
    NaN: a version without runs.
    Source: Fisher 1935, The Design of Experiments.

    Args:
        before: Successes and runs of the old version.
        after: The same of the new version.
    """
    if not (before.runs and after.runs):
        return math.nan
    weights = dict(ways_to_share(before.successes + after.successes, after.runs, before.runs))
    fewer = sum(weight for has, weight in weights.items() if has <= after.successes)
    return fewer / sum(weights.values())
