"""Replay plan: how many inputs and replays it takes to see a drop."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

from auditor.errors import UsageError
from auditor.statistics import statistic

MOST_INPUTS = 10**9


class PlanRow(NamedTuple):
    """For so many replays of each input: how many inputs each version needs.

    `unpaired` compares versions on different inputs; the other two compare them on the same
    inputs with the sign-flip test: `even`, where all inputs get worse alike, `concentrated`,
    where few inputs lose much and the rest nothing.
    """

    replays: int
    unpaired: int
    even: int
    concentrated: int


@statistic
def replay_plan(
    before: float,
    after: float,
    *,
    icc: float = 0.4,
    loss: float = 0.5,
    alpha: float = 0.05,
    power: float = 0.8,
    replays: Sequence[int] = (1, 3, 5, 10, 20),
) -> list[PlanRow]:
    """Return the inputs needed to see success change from `before` to `after`, by replays.

    Unpaired: the sample size of two proportions, times the design effect 1 + (n - 1) icc, over n
    replays. Paired: the normal approximation of the one-sided sign-flip test on a fixed set of
    inputs, with continuity correction. In simulations of 16 plans for 80% the test then saw the
    drop in 70 to 89% of the trials.

    Range: whole inputs per version, at least 1. More inputs help more than more replays, the more
    so the more concentrated the drop.
    NaN: never. No change, shares outside 0..1 or a loss smaller than the change are errors.
    Source: design effect from Kish 1965, Survey Sampling; paired evaluations from Miller 2024,
    arXiv 2411.00640; the rest follows from the two moments of the test.

    Args:
        before: Mean success of the old version, 0..1.
        after: Mean success that should be told apart from it.
        icc: Share of the variance that lies between inputs, see `intraclass_correlation`.
        loss: How much success each broken input loses in the concentrated case.
        alpha: One-sided false alarm rate; halve it for a two-sided test.
        power: How likely the change should be seen.
        replays: The numbers of runs per input and version to plan for.

    Raises:
        UsageError: The figures describe no change that could be planned for.
    """
    change = abs(before - after)
    if not (0 <= before <= 1 and 0 <= after <= 1 and change and change <= loss <= 1):
        raise UsageError(
            f"No plan for a change from {before} to {after} where broken inputs lose {loss}.",
            "Give two different shares between 0 and 1, and a loss between their gap and 1.",
        )
    spread = before * (1 - before) + after * (1 - after)
    single = _single_runs(before, after, alpha=alpha, power=power)

    def needed(runs: int, lost: float) -> int:
        noise = spread * (1 - icc) / runs
        return _paired_inputs(change, lost, noise, step=1 / runs, alpha=alpha, power=power)

    return [
        PlanRow(
            replays=runs,
            unpaired=math.ceil(single * (1 + (runs - 1) * icc) / runs),
            even=needed(runs, change),
            concentrated=needed(runs, loss),
        )
        for runs in replays
    ]


def _single_runs(before: float, after: float, *, alpha: float, power: float) -> float:
    """Return the runs per version if each input is run once, on different inputs."""
    quantile, mean = NormalDist().inv_cdf, (before + after) / 2
    by_chance = quantile(1 - alpha) * math.sqrt(2 * mean * (1 - mean))
    by_change = quantile(power) * math.sqrt(before * (1 - before) + after * (1 - after))
    return ((by_chance + by_change) / (before - after)) ** 2


def _paired_inputs(
    change: float, lost: float, noise: float, *, step: float, alpha: float, power: float
) -> int:
    """Return the least number of inputs for which the sign-flip test has the power.

    The sum of the differences is about inputs x change, with variance inputs x noise. Under
    random signs its variance is inputs x (noise + change x lost), since a share change / lost
    of the inputs differs by `lost`. Sums come in steps of 2 x `step`; half of one is taken off.
    """
    critical = NormalDist().inv_cdf(1 - alpha)
    wanted = NormalDist().inv_cdf(power)

    def enough(inputs: int) -> bool:
        margin = inputs * change - step - critical * math.sqrt(inputs * (noise + change * lost))
        return margin >= wanted * math.sqrt(inputs * noise)

    low, high = 0, 1
    while not enough(high) and high < MOST_INPUTS:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
