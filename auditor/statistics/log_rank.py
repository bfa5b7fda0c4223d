"""Log-rank test: do groups differ in when the event comes."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from auditor.measure import Lifetime
from auditor.statistics import statistic

Array = Any  # numpy is imported only where it is used


class LogRank(NamedTuple):
    """How far apart the groups are.

    Attributes:
        statistic: Chi-square with one degree of freedom less than there are groups.
        p: By permutation of the groups' labels.
        p_asymptotic: By the chi-square distribution; not to be trusted with few events.
        events: Events of each group.
        expected: Events that each group would have if all were alike.
    """

    statistic: float
    p: float
    p_asymptotic: float
    events: tuple[int, ...]
    expected: tuple[float, ...]


@statistic
def log_rank(
    groups: Sequence[Sequence[Lifetime]], *, resamples: int = 999, seed: int = 0
) -> LogRank:
    """Test whether the event comes as early in all groups.

    At every moment each group should have its share of the events by its share at risk; observed
    minus expected, over the hypergeometric variance. For two groups (the usual case: two
    versions) and more. The p to report permutes the groups' labels: it holds with few events, too.

    Range: statistic 0 upwards, p 0..1; a small p means that chance hardly explains the difference.
    NaN: statistic and p where no event occurred or fewer than two groups have a lifetime.
    Source: Mantel 1966, Cancer Chemotherapy Reports 50:163; Peto and Peto 1972, Journal of the
    Royal Statistical Society A 135:185.

    Args:
        groups: The lifetimes of each group.
        resamples: Permutations of the labels.
        seed: Seed of the permutations.
    """
    import numpy as np

    sizes = [len(group) for group in groups]
    length = np.array([each.length for group in groups for each in group], dtype=float)
    ended = np.array([each.ended for group in groups for each in group], dtype=bool)
    member = np.repeat(np.arange(len(groups)), sizes)
    events = tuple(int(ended[member == place].sum()) for place in range(len(groups)))
    if sum(size > 0 for size in sizes) < 2 or not any(events):  # noqa: PLR2004 - two to compare
        return LogRank(math.nan, math.nan, math.nan, events, (math.nan,) * len(groups))
    excess = _excess(length, ended)
    observed = np.bincount(member, excess, len(groups))
    rng = np.random.default_rng(seed)
    weights = np.array([1 / size if size else 0.0 for size in sizes])
    floor = float((observed**2 * weights).sum()) - 1e-9
    extreme = 1
    for _ in range(resamples):
        drawn = np.bincount(member, rng.permutation(excess), len(groups))
        extreme += float((drawn**2 * weights).sum()) >= floor
    statistic_ = _chi_square(length, ended, member, observed)
    degrees = sum(size > 0 for size in sizes) - 1
    return LogRank(
        statistic_,
        extreme / (1 + resamples),
        chi_square_above(statistic_, degrees),
        events,
        tuple(float(n - o) for n, o in zip(events, observed, strict=True)),
    )


def _excess(length: Array, ended: Array) -> Array:
    """Return for each lifetime its event minus the events that its time at risk leads to expect."""
    import numpy as np

    moments = np.unique(length[ended])
    hazards = np.array([(ended & (length == at)).sum() / (length >= at).sum() for at in moments])
    summed = np.concatenate([[0.0], np.cumsum(hazards)])
    return ended - summed[np.searchsorted(moments, length, side="right")]


def _chi_square(length: Array, ended: Array, member: Array, observed: Array) -> float:
    import numpy as np

    groups = len(observed)
    variance = np.zeros((groups, groups))
    for at in np.unique(length[ended]):
        at_risk = np.bincount(member[length >= at], minlength=groups).astype(float)
        total, died = at_risk.sum(), float((ended & (length == at)).sum())
        if total > 1:
            shares = at_risk / total
            scale = died * (total - died) / (total - 1)
            variance += scale * (np.diag(shares) - np.outer(shares, shares))
    inverse = np.linalg.pinv(variance)
    return max(0.0, float(observed @ inverse @ observed))


def chi_square_above(value: float, degrees: int) -> float:
    """Return the chance that a chi-square of whole degrees of freedom is at least `value`."""
    half = value / 2
    if degrees % 2:
        above, term, first = math.erfc(math.sqrt(half)), math.exp(-half) / math.sqrt(math.pi), 0.5
        term *= math.sqrt(half) / first if half else 0.0
    else:
        above, term, first = 0.0, math.exp(-half), 0.0
    for step in range(degrees // 2):
        above += term
        term *= half / (first + step + 1)
    return min(1.0, above)
