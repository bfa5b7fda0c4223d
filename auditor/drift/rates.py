"""Rates of two versions side by side, tested on inputs."""

import math
from collections.abc import Mapping, Sequence

import msgspec

from auditor.drift.portrait import RATES, Portrait
from auditor.drift.rate_tests import (
    CONSISTENCY,
    Both,
    RateTest,
    at_worst,
    figure_of,
    on_other_inputs,
    on_the_same_inputs,
    told_by,
)
from auditor.drift.sides import Sides
from auditor.measure import Interval, Outcomes, Share, mean_over_inputs
from auditor.statistics.benjamini_hochberg import benjamini_hochberg
from auditor.statistics.fisher_exact import fisher_exact

MEANINGS = {**RATES, CONSISTENCY: "chance that two runs of one input decide alike"}
CHANGED_AT = 0.10
_PER_INPUT = ("fabrication", "success")
_RESAMPLES = 1_000


class Figure(msgspec.Struct, frozen=True):
    """A rate on one side.

    Attributes:
        value: Mean over inputs, however often each was run; NaN without any. On the same inputs it
            is that of the inputs of which both sides have the rate, where there are such.
        hits, total: Observations, over all inputs of the side; 0 of 0 for consistency.
        interval: Of the value: bootstrap over inputs, 95%.
        inputs: How many the value rests on.
    """

    value: float
    hits: int
    total: int
    interval: Interval
    inputs: int


class RateChange(RateTest, frozen=True):
    """A rate before and after, and what the test says of it.

    Attributes:
        name: One of `MEANINGS`.
        missing: Inputs of which the baseline has the rate and the candidate was not measured.
        p_missing: `p_worse` if the candidate had done as badly as can be on all of these; NaN where
            none is missing.
    """

    name: str
    before: Figure
    after: Figure
    missing: int
    p_missing: float


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


def rate_changes(sides: Sides) -> list[RateChange]:
    """Return every rate that some run of either side has, before and after."""
    changes = (_change(name, sides) for name in MEANINGS)
    return [change for change in changes if change is not None]


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


def _change(name: str, sides: Sides) -> RateChange | None:
    """Return a rate before and after; None where neither side has it."""
    told = told_of(name, sides)
    before = {key: figure_of(name, each.before) for key, each in told.items()}
    after = {key: figure_of(name, each.after) for key, each in told.items()}
    has = [key for key in told if not math.isnan(before[key])]
    has_after = [key for key in told if not math.isnan(after[key])]
    if not (has or has_after):
        return None
    shared = sorted({*has} & {*has_after}) if sides.paired else []
    if sides.paired:
        test = on_the_same_inputs(name, [told[key] for key in shared])
    else:
        test = on_other_inputs(
            name, [before[key] for key in has], [after[key] for key in has_after]
        )
    missing = missing_of(name, sides)
    at_worst = [*(told[key] for key in shared), *missing]
    return RateChange(
        **msgspec.structs.asdict(test),
        name=name,
        before=_figure(sides.before, name, [before[key] for key in shared or has]),
        after=_figure(sides.after, name, [after[key] for key in shared or has_after]),
        missing=len(missing),
        p_missing=on_the_same_inputs(name, at_worst).p if missing else math.nan,
    )


def told_of(name: str, sides: Sides) -> dict[str, Both]:
    """Return what the runs of each input tell of a rate, inputs sorted."""
    return {
        key: told_by(name, sides.before.get(key, ()), sides.after.get(key, ()))
        for key in sorted(sides.before.keys() | sides.after.keys())
    }


def missing_of(name: str, sides: Sides) -> list[Both]:
    """Return the inputs of which the baseline has the rate and the candidate was not measured.

    Each as if the candidate had done as badly on it as can be.
    """
    if not sides.paired:
        if any(_measured(runs, name) for runs in sides.after.values()):
            return []
        lost = sides.before
    else:
        lost = {
            **{
                key: sides.before[key]
                for key in sides.inputs
                if not _measured(sides.after[key], name)
            },
            **sides.only_before,
        }
    rows = [told_by(name, runs, ()).before for runs in lost.values()]
    return [at_worst(name, each) for each in rows if not math.isnan(figure_of(name, each))]


def _measured(runs: Sequence[Portrait], name: str) -> bool:
    """Say whether an input's runs could show a rate, whatever they did."""
    if name == CONSISTENCY:
        return len(runs) > 1
    return name == "fabrication" or any(name in run.rates for run in runs)


def _figure(side: Mapping[str, Sequence[Portrait]], name: str, values: Sequence[float]) -> Figure:
    estimate = mean_over_inputs(values, resamples=_RESAMPLES)
    share = _total([run for runs in side.values() for run in runs], name)
    return Figure(estimate.value, *share, estimate.interval, estimate.inputs)
