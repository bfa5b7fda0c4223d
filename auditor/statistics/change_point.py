"""When a rate changed: the best single split of a series, and whether chance explains it."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from auditor.measure import Outcomes
from auditor.statistics import statistic


class ChangePoint(NamedTuple):
    """The best split of a series.

    Attributes:
        at: Place of the first element after the change; None where the series has one rate.
        before, after: The rates on either side.
        gain: Log-likelihood of two rates over that of one.
        p: Share of the permutations of the series that are split as well.
    """

    at: int | None
    before: float
    after: float
    gain: float
    p: float


@statistic
def change_point(
    series: Sequence[Outcomes], *, least: int = 1, resamples: int = 999, seed: int = 0
) -> ChangePoint:
    """Return the split of a series of counts that two rates explain best, and its p-value.

    The binomial log-likelihood decides where; permuting the elements (days, or single traces)
    decides whether it is more than chance. The permutation keeps days that vary more than a
    binomial does, so that a restless series is not called changed.

    Range: gain 0 upwards, p 0..1.
    NaN: all but `at` where the series has fewer than 2 x `least` elements.
    Source: Sen and Srivastava 1975, Annals of Statistics 3:98; p by permutation of the maximum.

    Args:
        series: Events and observations of each element, in order of time.
        least: Fewest elements on either side.
        resamples: Permutations.
        seed: Seed of the permutations.
    """
    if len(series) < 2 * least or not sum(each.runs for each in series):
        return ChangePoint(None, math.nan, math.nan, math.nan, math.nan)
    import numpy as np

    table = np.array([(each.successes, each.runs) for each in series], dtype=float)
    gains = _gains(table, least)
    place = int(gains.argmax())
    gain = float(gains[place])
    rng = np.random.default_rng(seed)
    extreme = 1
    for _ in range(resamples):
        extreme += float(_gains(table[rng.permutation(len(table))], least).max()) >= gain - 1e-9
    at = place + least
    (hits, size), (later, rest) = table[:at].sum(axis=0), table[at:].sum(axis=0)
    before = float(hits / size) if size else math.nan
    after = float(later / rest) if rest else math.nan
    changed = at if gain > 0 else None
    return ChangePoint(changed, before, after, gain, extreme / (1 + resamples))


def _gains(table: Any, least: int) -> Any:
    """Return what each split gains, for splits that leave `least` elements on either side."""
    summed = table.cumsum(axis=0)
    total = summed[-1]
    left = summed[least - 1 : len(table) - least]
    one = _likelihood(total[None, :])
    return (_likelihood(left) + _likelihood(total - left) - one).clip(min=0)


def _likelihood(counts: Any) -> Any:
    """Return the log-likelihood of counts (events, observations) under their own rate."""
    import numpy as np

    hits, size = counts[:, 0], counts[:, 1]
    misses = size - hits
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = hits * np.log(hits / size), misses * np.log(misses / size)
    return np.nan_to_num(parts[0]) + np.nan_to_num(parts[1])
