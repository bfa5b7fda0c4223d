"""Whether two mixes of labels differ, judged by permuting traces."""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.statistics import statistic

_SLACK = 1e-9


class MixDifference(NamedTuple):
    """How far two mixes are apart.

    Attributes:
        divergence: Jensen-Shannon, base 2, of the mixes of all traces of a side.
        by_chance: What it is on average between two halves of one population of this size.
        excess: The divergence less `by_chance`: the effect size, about 0 without a difference.
        within: The mean divergence of the mixes of each input, less what chance gives; NaN where
            inputs are not named or each was run once.
        p: Share of the permutations that are as far apart, over all or input by input.
        least: The smallest p that these traces can give.
    """

    divergence: float
    by_chance: float
    excess: float
    within: float
    p: float
    least: float


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
    traces change sides only within their input, and the mixes of each input count as well, so that
    inputs that change in opposite directions do not cancel out: of the divergence over all and the
    mean one of the inputs, the one that is more standard deviations above its permutations decides,
    in each permutation anew.

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
        return MixDifference(*[math.nan] * 6)
    import numpy as np

    traces = [*left, *right]
    labels = {label: n for n, label in enumerate({lab: None for trace in traces for lab in trace})}
    counts = np.zeros((len(traces), len(labels)))
    for place, trace in enumerate(traces):
        for label, count in trace.items():
            counts[place, labels[label]] = count
    on_left = np.arange(len(traces)) < len(left)
    strata = _strata([*left_inputs, *right_inputs], len(traces))
    order = np.argsort(strata, kind="stable")
    # The first row is what was seen, the others what chance makes of it.
    sums, within = _sums(counts[order], on_left[order], strata[order], resamples, seed)
    over_all = _divergence(sums, counts.sum(axis=0))
    extreme = np.maximum(_standard(over_all), _standard(within))
    seen, by_chance = float(over_all[0]), float(np.nanmean(over_all[1:]))
    return MixDifference(
        seen,
        by_chance,
        seen - by_chance,
        float(within[0] - within[1:].mean()) if within.any() else math.nan,
        float((extreme >= extreme[0] - _SLACK).mean()),
        float((extreme >= extreme.max() - _SLACK).mean()),
    )


def _any_count(counts: Mapping[Hashable, float]) -> bool:
    return any(counts.values())


def _strata(inputs: Sequence[Hashable], traces: int) -> Any:
    import numpy as np

    if not inputs:
        return np.zeros(traces, dtype=int)
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in inputs])


def _sums(counts: Any, on_left: Any, strata: Any, resamples: int, seed: int) -> tuple[Any, Any]:
    """Return the left side's counts, as seen and after each permutation within the strata.

    With them the mean divergence within the strata; 0 where that cannot vary.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    sides = on_left.astype(float)
    sums, within = np.empty((1 + resamples, counts.shape[1])), np.zeros(1 + resamples)
    inner = _Within(counts, strata)
    for draw in range(1 + resamples):
        sums[draw] = sides @ counts
        if inner.telling:
            within[draw] = inner.divergence(sides)
        # Sorting by stratum plus a number below 1 shuffles within each stratum.
        sides = on_left[np.argsort(strata + rng.random(len(strata)))].astype(float)
    return sums, within


class _Within:
    """The mixes of each stratum: a cell for each label that occurs in it."""

    def __init__(self, counts: Any, strata: Any) -> None:
        import numpy as np

        self.strata = int(strata[-1]) + 1
        # Of two traces that change places nothing changes within their stratum.
        self.telling = self.strata > 1 and bool((np.bincount(strata) > 2).any())  # noqa: PLR2004
        self.traces, labels = np.nonzero(counts)
        self.counts = counts[self.traces, labels]
        keys = strata[self.traces] * counts.shape[1] + labels
        cells, self.cells = np.unique(keys, return_inverse=True)
        self.homes = cells // counts.shape[1]
        self.total = np.bincount(self.cells, self.counts)

    def divergence(self, on_left: Any) -> float:
        """Return the mean divergence of the strata that have labels on both sides."""
        import numpy as np

        left = np.bincount(self.cells, self.counts * on_left[self.traces], len(self.total))
        parts = []
        for side in (left, self.total - left):
            size = np.bincount(self.homes, side, self.strata)
            parts.append(side / np.where(size, size, np.nan)[self.homes])
        p, q = parts
        with np.errstate(divide="ignore", invalid="ignore"):
            middle = (p + q) / 2
            bits = np.nan_to_num(p * np.log2(p / middle)) + np.nan_to_num(q * np.log2(q / middle))
        return float(bits[~np.isnan(middle)].sum() / 2 / self.strata)


def _standard(values: Any) -> Any:
    """Return values in standard deviations above their mean; 0 where they do not vary."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > _SLACK else values * 0.0


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
