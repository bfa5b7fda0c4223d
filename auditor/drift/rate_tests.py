"""How a rate is tested: what changes sides by chance, if nothing changed between the versions."""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from auditor.drift.portrait import LOWER_IS_BETTER, Portrait
from auditor.measure import agreement_of_runs
from auditor.statistics.mean_difference_test import mean_difference_test
from auditor.statistics.sign_flip_test import sign_flip_test
from auditor.statistics.within_inputs_test import Chance, WithinInputs, within_inputs_test

CONSISTENCY = "consistency"
FEW = 10
"""Signs of fewer inputs give no p-value that would hold beside those of other rates."""

_PERMUTATIONS = 9_999

Exchanged = Literal["inputs", "signs", "runs"]
Rows = Sequence[tuple[float, ...]]


class Both(NamedTuple):
    """What an input's runs tell of a rate on both sides: rows that add up to its figure.

    Hits and total of each run; of consistency a column for each decision.
    """

    before: Rows
    after: Rows


class RateTest(msgspec.Struct, frozen=True):
    """A change and how likely chance alone gives one as large.

    Attributes:
        change: Mean over inputs of the figure after less that before; NaN where it cannot be
            tested.
        p_worse, p_two_sided: For a change for the worse as large, and in either direction.
        least: The smallest `p_worse` that these runs can give: 1 where nothing varies.
        by: What was exchanged between the sides: the `inputs`, the `signs` of the inputs' changes,
            or the `runs` of each input.
        inputs: How many were compared.
    """

    change: float
    p_worse: float
    p_two_sided: float
    least: float
    by: Exchanged
    inputs: int

    @property
    def p(self) -> float:
        """The p-value that counts: for the worse."""
        return self.p_worse


def told_by(name: str, before: Sequence[Portrait], after: Sequence[Portrait]) -> Both:
    """Return what the runs of an input tell of a rate; a run that cannot say is left out."""
    if name == CONSISTENCY:
        sides = [[run.decision for run in runs if run.decision] for runs in (before, after)]
        labels = sorted({*sides[0], *sides[1]})
        return Both(*([tuple(float(one == of) for one in labels) for of in each] for each in sides))
    shares = [[run.rates[name] for run in runs if name in run.rates] for runs in (before, after)]
    return Both(*([(float(s.hits), float(s.total)) for s in side if s.total] for side in shares))


def at_worst(name: str, rows: Rows) -> Both:
    """Return an input of which one side is known, as if the other had done as badly as can be."""
    if name == CONSISTENCY:
        alike = [(*row, *[0.0] * len(rows)) for row in rows]
        width = len(rows[0])
        parted = [
            tuple(float(n == width + at) for n in range(width + len(rows)))
            for at in range(len(rows))
        ]
        return Both(alike, parted)
    return Both(rows, [(total if name in LOWER_IS_BETTER else 0.0, total) for _, total in rows])


def figure_of(name: str, rows: Rows) -> float:
    """Return the rate of an input; NaN where its runs cannot say."""
    if name == CONSISTENCY:
        return agreement_of_runs(rows) if len(rows) > 1 else math.nan
    return sum(row[0] for row in rows) / sum(row[1] for row in rows) if rows else math.nan


def on_the_same_inputs(name: str, runs: Sequence[Both]) -> RateTest:
    """Test the change of a rate on inputs that both sides ran.

    Signs of the inputs' differences are flipped, which holds for runs of an input that hang
    together, too. Where few inputs vary, signs cannot tell: then runs change sides within them.

    Args:
        name: The rate.
        runs: Of each input that has the rate on both sides.
    """
    varying = [each for each in runs if _varies(name, each)]
    if _repeated(varying) and len(varying) < FEW:
        return _by_runs(name, varying, len(runs))
    found = sign_flip_test(
        [figure_of(name, after) - figure_of(name, before) for before, after in runs]
    )
    p_worse = found.p_rise if name in LOWER_IS_BETTER else found.p_drop
    return RateTest(found.mean, p_worse, found.p_two_sided, found.least, "signs", found.inputs)


def on_other_inputs(name: str, before: Sequence[float], after: Sequence[float]) -> RateTest:
    """Test the change of a rate where the sides ran different inputs: whole inputs change sides."""
    found = mean_difference_test(before, after)
    p_worse, least = (
        (found.p_rise, found.least_rise)
        if name in LOWER_IS_BETTER
        else (found.p_drop, found.least_drop)
    )
    inputs = 0 if math.isnan(found.mean) else sum(found.inputs)
    return RateTest(found.mean, p_worse, found.p_two_sided, least, "inputs", inputs)


def on_single_inputs(name: str, runs: Sequence[Both], resamples: int) -> Chance | None:
    """Test whether a rate got worse on some inputs, whatever it did on the others.

    None where no input that varies was run more than once: it could not tell more than the mean.

    Args:
        name: The rate.
        runs: Of each input that has the rate on both sides.
        resamples: Permutations.
    """
    varying = [each for each in runs if _varies(name, each)]
    if not _repeated(varying):
        return None
    found = _within(name, varying, resamples)
    return found.some_rise if name in LOWER_IS_BETTER else found.some_drop


def _by_runs(name: str, varying: Sequence[Both], inputs: int) -> RateTest:
    found = _within(name, varying, _PERMUTATIONS)
    worse = found.rise if name in LOWER_IS_BETTER else found.drop
    change = found.mean * len(varying) / inputs
    return RateTest(change, worse.p, found.p_two_sided, worse.least, "runs", inputs)


def _within(name: str, varying: Sequence[Both], resamples: int) -> WithinInputs:
    width = max(len(row) for runs in varying for row in [*runs.before, *runs.after])
    found: WithinInputs = within_inputs_test(
        [_padded(runs.before, width) for runs in varying],
        [_padded(runs.after, width) for runs in varying],
        figure="agreement" if name == CONSISTENCY else "share",
        resamples=resamples,
    )
    return found


def _repeated(runs: Sequence[Both]) -> bool:
    return any(len(before) + len(after) > 2 for before, after in runs)  # noqa: PLR2004 - one each


def _varies(name: str, runs: Both) -> bool:
    rows = [*runs.before, *runs.after]
    return len(set(rows) if name == CONSISTENCY else {hits / total for hits, total in rows}) > 1


def _padded(rows: Rows, width: int) -> list[list[float]]:
    return [[*row, *[0.0] * (width - len(row))] for row in rows]
