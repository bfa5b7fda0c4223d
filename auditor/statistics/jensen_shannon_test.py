"""Whether two mixes of labels differ, judged by permuting traces."""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.statistics import statistic


class MixDifference(NamedTuple):
    """How far two mixes are apart.

    Attributes:
        divergence: Jensen-Shannon, base 2, of the mixes of all traces of a side.
        by_chance: What it is on average between two halves of one population of this size.
        excess: The divergence less `by_chance`: the effect size, about 0 without a difference.
        p: Share of the permutations that are as far apart.
    """

    divergence: float
    by_chance: float
    excess: float
    p: float


@statistic
def jensen_shannon_test(
    left: Sequence[Mapping[Hashable, float]],
    right: Sequence[Mapping[Hashable, float]],
    *,
    left_inputs: Sequence[Hashable] = (),
    right_inputs: Sequence[Hashable] = (),
    resamples: int = 999,
    seed: int = 0,
) -> MixDifference:
    """Test whether the labels of two sets of traces are mixed alike.

    A trace gives a table of counts. Traces, not counts, are permuted between the sides, as the
    labels of one trace hang together. Where the inputs are named and both sides ran the same ones,
    traces change sides only within their input.

    Range: divergence 0..1, p 0..1; a small p means that chance hardly explains the difference.
    NaN: all of it where a side has no label at all.
    Source: Lin 1991, IEEE Transactions on Information Theory 37:145; permutation test from Pitman
    1937, Supplement to the Journal of the Royal Statistical Society 4:119.

    Args:
        left: Counts of labels of each trace of one side.
        right: The same of the other side.
        left_inputs: The input of each trace; none where traces change sides freely.
        right_inputs: The same of the other side.
        resamples: Permutations.
        seed: Seed of the permutations.
    """
    if not any(map(_any_count, left)) or not any(map(_any_count, right)):
        return MixDifference(math.nan, math.nan, math.nan, math.nan)
    import numpy as np

    traces = [*left, *right]
    labels = {label: n for n, label in enumerate({lab: None for trace in traces for lab in trace})}
    counts = np.zeros((len(traces), len(labels)))
    for place, trace in enumerate(traces):
        for label, count in trace.items():
            counts[place, labels[label]] = count
    on_left = np.arange(len(traces)) < len(left)
    total = counts.sum(axis=0)
    seen = float(_divergence(counts[on_left].sum(axis=0)[None, :], total)[0])
    strata = _strata([*left_inputs, *right_inputs], len(traces))
    sums = _permuted_sums(counts, on_left, strata, resamples, seed)
    drawn = _divergence(sums, total)
    by_chance = float(np.nanmean(drawn))
    extreme = int((drawn >= seen - 1e-12).sum())
    return MixDifference(seen, by_chance, seen - by_chance, (1 + extreme) / (1 + resamples))


def _any_count(counts: Mapping[Hashable, float]) -> bool:
    return any(counts.values())


def _strata(inputs: Sequence[Hashable], traces: int) -> Any:
    import numpy as np

    if not inputs:
        return np.zeros(traces, dtype=int)
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in inputs])


def _permuted_sums(counts: Any, on_left: Any, strata: Any, resamples: int, seed: int) -> Any:
    """Return the left side's counts after each permutation of sides within the strata."""
    import numpy as np

    rng = np.random.default_rng(seed)
    order = np.argsort(strata, kind="stable")
    counts, on_left, strata = counts[order], on_left[order].astype(float), strata[order]
    sums = np.empty((resamples, counts.shape[1]))
    for draw in range(resamples):
        # Sorting by stratum plus a number below 1 shuffles within each stratum.
        shuffled = np.argsort(strata + rng.random(len(strata)))
        sums[draw] = on_left[shuffled] @ counts
    return sums


def _divergence(sums: Any, total: Any) -> Any:
    """Return the divergence between each row of sums and the rest of the total."""
    import numpy as np

    rest = total - sums
    with np.errstate(divide="ignore", invalid="ignore"):
        p = sums / sums.sum(axis=1, keepdims=True)
        q = rest / rest.sum(axis=1, keepdims=True)
        middle = (p + q) / 2
        parts = np.nan_to_num(p * np.log2(p / middle)) + np.nan_to_num(q * np.log2(q / middle))
    return (parts.sum(axis=1) / 2).clip(0, 1)
