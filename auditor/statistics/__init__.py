"""Statistics: one per file, found by themselves.

A statistic is a plain function, registered under its own name. Its docstring states the range,
the meaning of the ends, when the value is NaN, and the source of the formula.
"""

from collections.abc import Callable
from typing import Any

from auditor.catalogue import Catalogue

Statistic = Callable[..., Any]

STATISTICS: Catalogue[Statistic] = Catalogue("statistic", "auditor.statistics")


def statistic(function: Statistic) -> Statistic:
    """Register `function` as the statistic of its own name."""
    return STATISTICS.add(function.__name__, function)
