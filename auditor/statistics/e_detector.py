"""E-detector of a rate: evidence that it rose, as how long one waits for as much in order."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from auditor.errors import UsageError
from auditor.statistics import statistic

FACTORS = (1.5, 2.0, 3.0, 5.0, 10.0)
MOST = 1e300
"""Evidence beyond all doubt; it is not let grow further, so that it stays a number."""


class Evidence(NamedTuple):
    """Evidence for a rise after some outcomes.

    Attributes:
        value: The detector: without a rise its mean after n outcomes is n, and it comes to M only
            after M outcomes or more, on average.
        parts: The detector of each alternative, to go on from.
        outcomes: n.
    """

    value: float
    parts: tuple[float, ...]
    outcomes: int


@statistic
def e_detector(
    outcomes: Iterable[bool],
    *,
    p0: float,
    alternatives: Sequence[float] = (),
    parts: Sequence[float] = (),
    before: int = 0,
) -> Evidence:
    """Sum the evidence that a rate rose above `p0` at some moment so far.

    For each alternative rate M = (M + 1) x likelihood ratio of the outcome (Shiryaev-Roberts), and
    the detector is the mean over the alternatives. While the rate is at most `p0`, an alarm at
    1 / alpha comes after 1 / alpha outcomes or more on average, whatever one looks at in between.
    This bounds how often it happens, not the chance that it ever does, which is 1: the detector
    over the number of outcomes is no e-value for someone who stops where it is large.

    Range: 0 upwards; about the number of outcomes in order, larger speaks for a rise.
    NaN: never; 0 without outcomes. Rates outside 0..1 or alternatives at or below `p0` are errors.
    Source: Shin, Ramdas and Rinaldo 2022, arXiv 2203.03532, for outcomes in 0..1; the
    Shiryaev-Roberts sum from Roberts 1966, Technometrics 8:411.

    Args:
        outcomes: True where the event occurred, in order of time.
        p0: The highest rate in order.
        alternatives: Rates after a rise; where none are given 1.5, 2, 3, 5 and 10 times `p0`, as
            far as these are below 1.
        parts: The detector of each alternative so far.
        before: How many outcomes these rest on.

    Raises:
        UsageError: The rates are not 0 < p0 < alternative < 1.
    """
    rates = tuple(alternatives) or e_alternatives(p0)
    if not all(0 < p0 < rate < 1 for rate in rates):
        raise UsageError(
            f"No evidence can be summed for {rates} over {p0}.", "Give rates with 0 < p0 < p1 < 1."
        )
    values, seen = list(parts) or [0.0] * len(rates), before
    for hit, stretch in groupby(outcomes):
        length = sum(1 for _ in stretch)
        seen += length
        values = [
            _grown(value, rate / p0 if hit else (1 - rate) / (1 - p0), length)
            for value, rate in zip(values, rates, strict=True)
        ]
    value = sum(values) / len(values)
    return Evidence(value, tuple(values), seen)


def _grown(value: float, ratio: float, times: int) -> float:
    """Return one alternative's detector after equal outcomes: M = (M + 1) x ratio, repeated."""
    if times * math.log(ratio) > math.log(MOST):
        return MOST
    power = ratio**times
    return min(MOST, value * power + ratio * (power - 1) / (ratio - 1))


def e_alternatives(p0: float) -> tuple[float, ...]:
    """Return the usual alternatives to a rate; half way to 1 where all others are above it."""
    return tuple(p0 * factor for factor in FACTORS if p0 * factor < 1) or ((1 + p0) / 2,)
