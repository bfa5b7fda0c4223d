"""Permutation test within inputs: did runs of the same inputs change between two versions."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from auditor.statistics import statistic

Run = Sequence[float]
_POWER = 3
_PILOT = 200
_CELLS = 1_000_000
_SLACK = 1e-9
_MEAN, _FALLS, _RISES = range(3)


class Chance(NamedTuple):
    """How likely chance alone gives a change as large, and the smallest p there can be."""

    p: float
    least: float


class WithinInputs(NamedTuple):
    """The mean change per input and how likely chance alone would give one as large.

    Attributes:
        mean: Mean over inputs of the figure after less that before.
        p_two_sided: Of the mean, in either direction.
        drop, rise: Of the mean.
        some_drop, some_rise: Of some inputs, whatever the others did.
        inputs: How many there are.
    """

    mean: float
    p_two_sided: float
    drop: Chance
    rise: Chance
    some_drop: Chance
    some_rise: Chance
    inputs: int


@statistic
def within_inputs_test(
    before: Sequence[Sequence[Run]],
    after: Sequence[Sequence[Run]],
    *,
    figure: Literal["share", "agreement"] = "share",
    resamples: int = 9_999,
    seed: int = 0,
) -> WithinInputs:
    """Test whether a figure of each input changed, by letting its runs change sides.

    If nothing changed, which of an input's runs are the new version's is chance. The test speaks
    of these inputs only, and takes the runs of an input as independent of each other, where
    `sign_flip_test` speaks of inputs like these; but it can tell where inputs are few and were run
    often (1 / 252 for a single input that succeeds in 5 of 5 runs, and then in 0 of 5), and where
    a few of many broke: `some_drop` sums the cubes of the falls, each in standard deviations of its
    input's permutations, and passes over what rose. Between a sum, which many small changes move,
    and the largest, which a single one does, the cube is good for both.

    Range: mean between the figures' extremes; p 0..1, (1 + b) / (1 + resamples).
    NaN: no inputs.
    Source: Pitman 1937, Supplement to the Journal of the Royal Statistical Society 4:119,
    stratified by input; the sum of powers from Pan and others 2014, Genetics 197:1081.

    Args:
        before: Of each input the runs of the old version, each as a row of counts.
        after: The same of the new version; at least one run of each input.
        figure: `share`, of rows of hits and total; or `agreement`, the chance that two runs have
            the same label, of rows with a column for each, 1 for the run's; two runs at least.
        resamples: Permutations.
        seed: Seed of the permutations.
    """
    if not before:
        none = Chance(math.nan, math.nan)
        return WithinInputs(math.nan, math.nan, none, none, none, none, 0)
    import numpy as np

    runs = _Runs(before, after, _shares if figure == "share" else _agreements, seed)
    # How far an input's figure varies must not depend on which runs are whose.
    spread = (
        runs.spread_of_shares()
        if figure == "share"
        else np.concatenate(list(runs.draws(_PILOT))).std(axis=0)
    )
    seen = _summed(runs.seen(), spread)
    drawn = np.concatenate([_summed(part, spread) for part in runs.draws(resamples)])

    def chance(what: int, sign: int = 1) -> Chance:
        values, own = sign * drawn[:, what], sign * float(seen[0, what])
        top = max(own, values.max())
        counts = [int((values >= bar - _SLACK * max(1.0, bar)).sum()) for bar in (own, top)]
        return Chance(*((1 + count) / (1 + resamples) for count in counts))

    means = drawn[:, _MEAN]
    two_sided = int((abs(means) >= abs(seen[0, _MEAN]) - _SLACK).sum())
    return WithinInputs(
        float(seen[0, _MEAN]),
        (1 + two_sided) / (1 + resamples),
        chance(_MEAN, -1),
        chance(_MEAN),
        chance(_FALLS),
        chance(_RISES),
        len(before),
    )


class _Runs:
    """The runs of all inputs in rows, and whose they are."""

    def __init__(
        self, before: Sequence[Any], after: Sequence[Any], of: Callable[[Any], Any], seed: int
    ) -> None:
        import numpy as np

        self._of, self._rng = of, np.random.default_rng(seed)
        rows, on_right, strata = [], [], []
        for number, sides in enumerate(zip(before, after, strict=True)):
            for side, runs in enumerate(sides):
                rows += list(runs)
                on_right += [side] * len(runs)
                strata += [number] * len(runs)
        self._counts, self._right = np.array(rows, float), np.array(on_right, float)
        self._inputs = np.array(strata)
        self._starts = np.flatnonzero(np.diff(self._inputs, prepend=-1))
        self._total = np.add.reduceat(self._counts, self._starts, axis=0)

    def seen(self) -> Any:
        """Return the change of each input, as a row."""
        return self._changes(self._right[None])

    def spread_of_shares(self) -> Any:
        """Return the standard deviation of each input's change, of runs that weigh alike."""
        import numpy as np

        share = self._of(self._counts)
        sizes = [np.add.reduceat(side, self._starts) for side in (self._right, 1 - self._right)]
        runs = sizes[0] + sizes[1]
        mean = np.add.reduceat(share, self._starts) / runs
        squares = np.add.reduceat((share - np.repeat(mean, runs.astype(int))) ** 2, self._starts)
        return np.sqrt(squares / (runs - 1) * (1 / sizes[0] + 1 / sizes[1]))

    def draws(self, number: int) -> Iterator[Any]:
        """Yield rows of changes after so many exchanges, in parts of bounded size."""
        size = max(1, _CELLS // self._counts.size)
        for start in range(0, number, size):
            draws = min(size, number - start)
            # Sorting by input plus a number below 1 shuffles within each input.
            keys = self._inputs + self._rng.random((draws, len(self._inputs)))
            yield self._changes(self._right[keys.argsort(axis=1)])

    def _changes(self, on_right: Any) -> Any:
        import numpy as np

        sums = np.add.reduceat(on_right[:, :, None] * self._counts, self._starts, axis=1)
        return self._of(sums) - self._of(self._total - sums)


def _summed(changes: Any, spread: Any) -> Any:
    """Return of each row the mean change, and the sums of the cubes of falls and of rises."""
    import numpy as np

    sizes = changes / np.where(spread > _SLACK, spread, np.inf)
    return np.stack(
        [
            changes.mean(axis=1),
            ((-sizes).clip(0) ** _POWER).sum(axis=1),
            (sizes.clip(0) ** _POWER).sum(axis=1),
        ],
        axis=1,
    )


def _shares(sums: Any) -> Any:
    return sums[..., 0] / sums[..., 1]


def _agreements(sums: Any) -> Any:
    """Return what `agreement_of_runs` gives for runs with so many of each label."""
    runs = sums.sum(axis=-1)
    return (sums * (sums - 1)).sum(axis=-1) / (runs * (runs - 1))
