"""CUSUM of a rate: has it risen, and since when."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from auditor.errors import UsageError
from auditor.statistics import statistic


class Weights(NamedTuple):
    """What an outcome adds to the score: the log likelihood ratio of the two rates."""

    hit: float
    miss: float


class Cusum(NamedTuple):
    """Where a chart stands after some outcomes.

    Attributes:
        score: The score at the end, or at the alarm.
        alarm: Place of the outcome at which the score reached the limit; None if it never did.
        since: Place of the first outcome after the score was last 0: where the rise seems to have
            begun. None if the score is 0.
    """

    score: float
    alarm: int | None
    since: int | None


@statistic
def bernoulli_cusum(
    outcomes: Iterable[bool], *, p0: float, p1: float, limit: float = 5.0, start: float = 0.0
) -> Cusum:
    """Watch a stream of outcomes for a rise of their rate from `p0` to `p1`.

    The score grows by log(p1/p0) with every hit and falls by log((1-p0)/(1-p1)), never below 0,
    with every other outcome. The alarm is raised where it reaches the limit. How long a stream
    without a change runs on average until a false alarm says `cusum_run_length`.

    Range: score 0 upwards.
    NaN: never. Rates that are not 0 < p0 < p1 < 1 are errors.
    Source: Page 1954, Biometrika 41:100; for rates Reynolds and Stoumbos 1999, Journal of Quality
    Technology 31:87.

    Args:
        outcomes: True where the event (a made-up result) occurred, in order of time.
        p0: The rate in order.
        p1: The rate that should be found soon.
        limit: The score at which to raise the alarm.
        start: The score so far.

    Raises:
        UsageError: The rates are not 0 < p0 < p1 < 1.
    """
    hit, miss = cusum_weights(p0, p1)
    score, since = start, 0 if start else None
    for place, outcome in enumerate(outcomes):
        score += hit if outcome else miss
        if score <= 0:
            score, since = 0.0, None
        elif since is None:
            since = place
        if score >= limit:
            return Cusum(score, place, since)
    return Cusum(score, None, since)


def cusum_weights(p0: float, p1: float) -> Weights:
    """Return what a hit and a miss add to the score.

    Raises:
        UsageError: The rates are not 0 < p0 < p1 < 1.
    """
    if not 0 < p0 < p1 < 1:
        raise UsageError(
            f"A chart cannot tell the rate {p1} from {p0}.", "Give rates with 0 < p0 < p1 < 1."
        )
    return Weights(math.log(p1 / p0), math.log((1 - p1) / (1 - p0)))
