"""Benjamini-Hochberg: which of many tests to believe."""

from collections.abc import Sequence

from auditor.statistics import statistic


@statistic
def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return the q-value of each p-value: the false discovery rate at which it would be believed.

    For p_(1) <= ... <= p_(m), q_(i) is the least of p_(j) m / j over j >= i. Taking all with
    q <= 0.10 keeps the expected share of false alarms among them at or below 10%, for tests that
    are independent or positively dependent.

    Range: each q from its p up to 1; small means believable even among m tests. Order is kept.
    NaN: never; no p-values give no q-values. Leave tests that could not be made out beforehand.
    Source: Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57:289.

    Args:
        p_values: One p-value per input, metric, tool or segment.
    """
    descending = sorted(range(len(p_values)), key=p_values.__getitem__, reverse=True)
    adjusted = [0.0] * len(p_values)
    least = 1.0
    for rank, place in zip(range(len(p_values), 0, -1), descending, strict=True):
        least = min(least, p_values[place] * len(p_values) / rank)
        adjusted[place] = least
    return adjusted
