"""Mantel-Haenszel odds ratio: one association over many strata."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

from auditor.measure import Interval
from auditor.statistics import statistic


class Table(NamedTuple):
    """One stratum: with and without the event now, where it had occurred before and where not."""

    both: int
    before_only: int
    now_only: int
    neither: int


class CommonOdds(NamedTuple):
    """The odds ratio common to all strata.

    Attributes:
        odds_ratio: Above 1: the event is likelier where it had occurred before.
        interval: Of the odds ratio.
        p: Two-sided, of the Cochran-Mantel-Haenszel test, without continuity correction.
        strata: How many strata tell anything.
    """

    odds_ratio: float
    interval: Interval
    p: float
    strata: int


@statistic
def mantel_haenszel(tables: Sequence[Table], *, level: float = 0.95) -> CommonOdds:
    """Return how many times the odds of an event grow where it occurred before, over strata.

    Summed over strata of n: (both x neither / n) over (before only x now only / n). By turn as
    stratum, a hazard that rises with the turn is no longer taken for inertia; traces of unequal
    difficulty still are.

    Range: odds ratio 0 upwards, 1 where nothing is associated; p 0..1.
    NaN: where no stratum has both outcomes on both sides. The interval is 0..infinity then.
    Source: Mantel and Haenszel 1959, Journal of the National Cancer Institute 22:719; interval
    from Robins, Breslow and Greenland 1986, Biometrics 42:311.

    Args:
        tables: One per stratum.
        level: Nominal coverage of the interval.
    """
    telling = [t for t in tables if min(_margins(t)) > 0]
    concordant = math.fsum(t.both * t.neither / sum(t) for t in telling)
    discordant = math.fsum(t.before_only * t.now_only / sum(t) for t in telling)
    if not telling:
        return CommonOdds(math.nan, Interval(0.0, math.inf, level), math.nan, 0)
    p = _p_value(telling)
    if not concordant or not discordant:
        ratio = math.inf if concordant else (0.0 if discordant else math.nan)
        return CommonOdds(ratio, Interval(0.0, math.inf, level), p, len(telling))
    ratio = concordant / discordant
    spread = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(
        _log_variance(telling, concordant, discordant)
    )
    ends = (ratio * math.exp(-spread), ratio * math.exp(spread))
    return CommonOdds(ratio, Interval(*ends, level), p, len(telling))


def _margins(table: Table) -> tuple[int, int, int, int]:
    both, before, now, neither = table
    return both + before, now + neither, both + now, before + neither


def _p_value(tables: Sequence[Table]) -> float:
    excess = variance = 0.0
    for table in tables:
        had, had_not, has, has_not = _margins(table)
        size = sum(table)
        excess += table.both - had * has / size
        variance += had * had_not * has * has_not / (size * size * (size - 1))
    return math.erfc(abs(excess) / math.sqrt(2 * variance)) if variance else math.nan


def _log_variance(tables: Sequence[Table], concordant: float, discordant: float) -> float:
    like, mixed, unlike = 0.0, 0.0, 0.0
    for table in tables:
        size = sum(table)
        p, q = (table.both + table.neither) / size, (table.before_only + table.now_only) / size
        r, s = table.both * table.neither / size, table.before_only * table.now_only / size
        like += p * r
        mixed += p * s + q * r
        unlike += q * s
    return (
        like / (2 * concordant**2)
        + mixed / (2 * concordant * discordant)
        + unlike / (2 * discordant**2)
    )
