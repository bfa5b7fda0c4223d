"""Fisher's exact test: did one input change between two versions."""

import math
from functools import lru_cache

from auditor.measure import Outcomes, ways_to_share
from auditor.statistics import statistic


@statistic
def fisher_exact(before: Outcomes, after: Outcomes) -> float:
    """Return the two-sided p-value that one input succeeds equally often in two versions.

    The sum of the hypergeometric chances of all tables with the same margins that are no likelier
    than the one seen. For many inputs feed the p-values to `benjamini_hochberg`: that names the
    inputs that broke, which a test over all inputs cannot.

    Range: 0 (changed beyond doubt) to 1 (no sign of a change). Few replays can't get low:
    5 of 5 against 0 of 5 is 0.0079, 3 of 3 against 0 of 3 only 0.1.
    NaN: a version without runs.
    Source: Fisher 1935, The Design of Experiments.

    Args:
        before: Successes and runs of the input in the old version.
        after: The same in the new version.
    """
    if not before.runs or not after.runs:
        return math.nan
    return _p_value(before.successes, before.runs, after.successes, after.runs)


@lru_cache(maxsize=65_536)
def _p_value(done: int, runs: int, done_after: int, runs_after: int) -> float:
    """Return the p-value; cached, since thousands of inputs share few distinct tables."""
    weights = dict(ways_to_share(done + done_after, runs, runs_after))
    extreme = sum(weight for weight in weights.values() if weight <= weights[done])
    return extreme / sum(weights.values())
