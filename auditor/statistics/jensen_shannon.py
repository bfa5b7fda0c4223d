"""Jensen-Shannon divergence: how far two mixes of labels are apart."""

import math
from collections.abc import Hashable, Mapping

from auditor.statistics import statistic


@statistic
def jensen_shannon(left: Mapping[Hashable, float], right: Mapping[Hashable, float]) -> float:
    """Return the Jensen-Shannon divergence, base 2, of two tables of counts.

    (KL(p, m) + KL(q, m)) / 2 with p and q the two mixes and m their mean. It is the divergence;
    its square root (what SciPy's `jensenshannon` returns) is the distance.

    Range: 0 (equal mixes) to 1 (no label in common).
    For equal populations of n observations and K labels it is still about
    (K - 1) / (4 n ln 2) on average: judge it by permuting traces, not by a fixed threshold.
    NaN: a table without any count.
    Source: Lin 1991, IEEE Transactions on Information Theory 37:145.

    Args:
        left: How often each label occurs, for example each tool among the calls.
        right: The same of the other side.
    """
    size_left, size_right = math.fsum(left.values()), math.fsum(right.values())
    if not size_left or not size_right:
        return math.nan
    terms = []
    for label in left.keys() | right.keys():
        p, q = left.get(label, 0) / size_left, right.get(label, 0) / size_right
        terms += [share * math.log2(2 * share / (p + q)) for share in (p, q) if share]
    return min(1.0, max(0.0, math.fsum(terms) / 2))
