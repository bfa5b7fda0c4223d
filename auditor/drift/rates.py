"""Rates of two versions side by side, tested on inputs."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from auditor.drift.portrait import LOWER_IS_BETTER, RATES, Portrait
from auditor.drift.sides import Sides
from auditor.measure import Interval, Outcomes, Share, agreement_of_runs, mean_over_inputs
from auditor.statistics.benjamini_hochberg import benjamini_hochberg
from auditor.statistics.fisher_exact import fisher_exact
from auditor.statistics.mean_difference_test import mean_difference_test
from auditor.statistics.sign_flip_test import sign_flip_test

CONSISTENCY = "consistency"
MEANINGS = {**RATES, CONSISTENCY: "chance that two runs of one input decide alike"}
CHANGED_AT = 0.10
_PER_INPUT = ("fabrication", "success")
_RESAMPLES = 1_000


class Figure(msgspec.Struct, frozen=True):
    """A rate on one side.

    Attributes:
        value: Over all observations; of consistency the mean over inputs. NaN without any.
        hits, total: Observations that the value is a share of; 0 of 0 for consistency.
        interval: Bootstrap over inputs, 95%.
        inputs: How many it rests on.
    """

    value: float
    hits: int
    total: int
    interval: Interval
    inputs: int


class RateChange(msgspec.Struct, frozen=True):
    """A rate before and after.

    Attributes:
        name: One of `MEANINGS`.
        change: Mean over inputs of the difference; NaN where it cannot be tested.
        p_worse: Chance of a change for the worse as large, if nothing changed.
        p_two_sided: The same in either direction.
        inputs: How many were compared.
    """

    name: str
    before: Figure
    after: Figure
    change: float
    p_worse: float
    p_two_sided: float
    inputs: int


class ChangedInput(msgspec.Struct, frozen=True):
    """An input of which so many runs changed that chance hardly explains it.

    Attributes:
        q: Share of false ones to expect among the inputs reported, Benjamini-Hochberg.
    """

    task_key: str
    rate: str
    before: Share
    after: Share
    q: float


class _Test(NamedTuple):
    change: float
    p_drop: float
    p_rise: float
    p_two_sided: float
    inputs: int


def rate_changes(sides: Sides) -> list[RateChange]:
    """Return every rate that some run of both sides has, before and after."""
    found = []
    for name in MEANINGS:
        before, after = _scores(sides.before, name), _scores(sides.after, name)
        if before or after:
            found.append(_change(name, sides, before, after))
    return found


def changed_inputs(sides: Sides) -> list[ChangedInput]:
    """Return the shared inputs that changed for themselves: Fisher per input, q up to .10."""
    found = []
    for rate in _PER_INPUT:
        rows = [
            (key, _total(sides.before[key], rate), _total(sides.after[key], rate))
            for key in sides.inputs
        ]
        rows = [row for row in rows if row[1].total and row[2].total]
        p_values = [fisher_exact(Outcomes(*b), Outcomes(*a)) for _, b, a in rows]
        q_values = benjamini_hochberg(p_values)
        found += [
            ChangedInput(key, rate, b, a, q)
            for (key, b, a), q in zip(rows, q_values, strict=True)
            if q <= CHANGED_AT
        ]
    return found


def _total(runs: Sequence[Portrait], rate: str) -> Share:
    shares = [run.rates[rate] for run in runs if rate in run.rates]
    return Share(sum(share.hits for share in shares), sum(share.total for share in shares))


def _scores(side: Mapping[str, Sequence[Portrait]], name: str) -> dict[str, float]:
    """Return one figure per input that has any."""
    if name != CONSISTENCY:
        totals = {key: _total(runs, name) for key, runs in side.items()}
        return {key: share.value for key, share in totals.items() if share.total}
    labels = {
        key: [run.decision for run in runs if run.decision is not None]
        for key, runs in side.items()
    }
    return {key: agreement_of_runs(each) for key, each in labels.items() if len(each) > 1}


def _change(
    name: str, sides: Sides, before: Mapping[str, float], after: Mapping[str, float]
) -> RateChange:
    test = _paired(before, after) if sides.paired else _unpaired(before, after)
    return RateChange(
        name,
        _figure(sides.before, name, before),
        _figure(sides.after, name, after),
        test.change,
        test.p_rise if name in LOWER_IS_BETTER else test.p_drop,
        test.p_two_sided,
        test.inputs,
    )


def _paired(before: Mapping[str, float], after: Mapping[str, float]) -> _Test:
    shared = sorted(before.keys() & after.keys())
    mean, two_sided, drop, rise, inputs, _ = sign_flip_test(
        [after[key] - before[key] for key in shared]
    )
    return _Test(mean, drop, rise, two_sided, inputs)


def _unpaired(before: Mapping[str, float], after: Mapping[str, float]) -> _Test:
    mean, two_sided, drop, rise, inputs = mean_difference_test(
        [before[key] for key in sorted(before)], [after[key] for key in sorted(after)]
    )
    return _Test(mean, drop, rise, two_sided, sum(inputs) if not math.isnan(mean) else 0)


def _figure(
    side: Mapping[str, Sequence[Portrait]], name: str, scores: Mapping[str, float]
) -> Figure:
    estimate = mean_over_inputs(list(scores.values()), resamples=_RESAMPLES)
    if name == CONSISTENCY:
        return Figure(estimate.value, 0, 0, estimate.interval, estimate.inputs)
    share = _total([run for runs in side.values() for run in runs], name)
    return Figure(share.value, share.hits, share.total, estimate.interval, estimate.inputs)
