"""Clopper-Pearson interval of a proportion: never too narrow."""

import math

from auditor.measure import Interval
from auditor.statistics import statistic

FRACTION_STEPS = 10_000
NEGLIGIBLE = 1e-15
TINY = 1e-300
HALVINGS = 60


@statistic
def clopper_pearson_interval(hits: int, total: int, *, level: float = 0.95) -> Interval:
    """Return the exact (Clopper-Pearson) interval of a proportion of independent observations.

    The ends are where the binomial tails at `hits` weigh (1 - level) / 2 each; they are found by
    bisection of the regularised incomplete beta function. The interval to quote when no failure
    was seen: 0 of n leaves up to 1 - ((1 - level) / 2)^(1/n).

    Range: within 0..1. It covers the true share at least as often as `level` says, mostly oftener.
    NaN: never; without observations it is 0..1.
    Source: Clopper and Pearson 1934, Biometrika 26:404; continued fraction of the beta function
    by Lentz's method, Press et al., Numerical Recipes, section 6.4.

    Args:
        hits: How many had the property.
        total: Of how many.
        level: Guaranteed coverage.
    """
    tail = (1 - level) / 2
    low = _beta_quantile(tail, hits, total - hits + 1) if hits else 0.0
    high = _beta_quantile(1 - tail, hits + 1, total - hits) if hits < total else 1.0
    return Interval(low, high, level)


def _beta_quantile(probability: float, a: float, b: float) -> float:
    """Return x with I_x(a, b) = probability, by bisection to full double precision."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), 0 < x < 1."""
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log_front + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function (modified Lentz)."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, FRACTION_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = value
        for step in (even, odd):
            d = 1 / _not_zero(1 + step * d)
            c = _not_zero(1 + step / c)
            value *= c * d
        if abs(value - before) <= NEGLIGIBLE * abs(value):
            break
    return value


def _not_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY
