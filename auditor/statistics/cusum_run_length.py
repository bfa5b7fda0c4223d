"""How long a CUSUM of a rate runs until its alarm."""

import math

from auditor.errors import UsageError
from auditor.statistics import statistic

STATES = 500


@statistic
def cusum_run_length(rate: float, *, p0: float, p1: float, limit: float = 5.0) -> float:
    """Return the mean number of outcomes until the chart of `bernoulli_cusum` raises its alarm.

    With the rate in order (`rate = p0`) it is the mean run between false alarms, with a higher
    one the mean delay. The score is followed as a Markov chain on a grid whose step divides the
    fall of one miss; the rise of a hit is shared between the two nearest places.

    Range: at least 1. Long is good in order, short after a change.
    NaN: never. Rates that are not 0 < p0 < p1 < 1, or a rate outside 0..1, are errors. Infinite
    where the rate is 0.
    Source: Brook and Evans 1972, Biometrika 59:539.

    Args:
        rate: The true rate of hits.
        p0: The rate in order that the chart assumes.
        p1: The rate that it should find soon.
        limit: The score at which it raises the alarm.

    Raises:
        UsageError: The rates make no chart.
    """
    if not (0 < p0 < p1 < 1 and 0 <= rate <= 1 and limit > 0):
        raise UsageError(
            f"No chart finds {p1} after {p0} at the true rate {rate}.",
            "Give rates with 0 < p0 < p1 < 1 and a limit above 0.",
        )
    if not rate:
        return math.inf
    import numpy as np

    fall, rise = math.log((1 - p0) / (1 - p1)), math.log(p1 / p0)
    cells = max(1, round(STATES * fall / limit))  # of one fall
    step = fall / cells
    size = max(1, math.ceil(limit / step - 1e-9))
    system = np.eye(size)
    places = np.arange(size)
    np.add.at(system, (places, np.maximum(places - cells, 0)), rate - 1)
    up = int(rise / step)
    between = rise / step - up
    for cells_up, part in ((up, 1 - between), (up + 1, between)):
        stays = places[places + cells_up < size]
        np.add.at(system, (stays, stays + cells_up), -rate * part)
    return float(np.linalg.solve(system, np.ones(size))[0])
