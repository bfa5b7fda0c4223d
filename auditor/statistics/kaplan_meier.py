"""Kaplan-Meier estimate: the share that is still without the event."""

import math
from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

from auditor.measure import Interval, Lifetime
from auditor.statistics import statistic


class Survival(NamedTuple):
    """One moment at which something happened.

    Attributes:
        at: The moment: the number of the opportunity, from 1.
        at_risk: How many had reached it without the event.
        events: How many had the event there.
        survival: The share without the event after it.
        interval: Of `survival`.
    """

    at: int
    at_risk: int
    events: int
    survival: float
    interval: Interval


@statistic
def kaplan_meier(lifetimes: Sequence[Lifetime], *, level: float = 0.95) -> list[Survival]:
    """Return the share without the event after each moment at which a lifetime ended.

    The product of 1 - events / at risk. A trace that ends without the event leaves the risk set
    after its last moment and counts as neither. Greenwood's variance on the log-log scale.

    Range: 1 falling to 0; `events / at_risk` of a moment is its hazard.
    NaN: never; no lifetimes give no moments. The interval is 0..1 where nothing bounds it.
    Source: Kaplan and Meier 1958, Journal of the American Statistical Association 53:457; the
    interval from Borgan and Liestol 1990, Scandinavian Journal of Statistics 17:35.

    Args:
        lifetimes: How many moments each trace lasted, and whether it ended with the event.
        level: Nominal coverage of the interval.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    ended = Counter(each.length for each in lifetimes if each.ended)
    left = Counter(each.length for each in lifetimes)
    at_risk, survival, variance = len(lifetimes), 1.0, 0.0
    found = []
    for at in sorted(left):
        events = ended[at]
        survival *= 1 - events / at_risk
        if events < at_risk:
            variance += events / (at_risk * (at_risk - events))
        interval = _log_log(survival, variance, z, level)
        found.append(Survival(at, at_risk, events, survival, interval))
        at_risk -= left[at]
    return found


def _log_log(survival: float, variance: float, z: float, level: float) -> Interval:
    if not 0 < survival < 1:
        return Interval(0.0, 1.0, level)
    spread = z * math.sqrt(variance) / math.log(survival)
    ends = sorted((survival ** math.exp(spread), survival ** math.exp(-spread)))
    return Interval(ends[0], ends[1], level)
