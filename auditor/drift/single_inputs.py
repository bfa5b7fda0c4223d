"""Rates that got worse on some inputs, however they moved on the others."""

import math
from collections.abc import Mapping

import msgspec

from auditor.drift.portrait import LOWER_IS_BETTER
from auditor.drift.rate_tests import Both, figure_of, on_single_inputs
from auditor.drift.rates import MEANINGS, missing_of, told_of
from auditor.drift.sides import Sides

_SHOWN = 4


class Worse(msgspec.Struct, frozen=True):
    """An input and a rate on it, before and after."""

    task_key: str
    before: float
    after: float


class InputsChange(msgspec.Struct, frozen=True):
    """What some inputs say of a rate.

    Attributes:
        rate: One of `MEANINGS`.
        p: Chance of falls as large on as many inputs, if nothing changed: see `some_drop` of
            `within_inputs_test`.
        least: The smallest p that these runs can give.
        inputs: How many both sides have the rate of.
        worst: The inputs on which it got worse most.
        missing: Inputs of which the baseline has the rate and the candidate was not measured.
        p_missing: `p` if the candidate had done as badly as can be on all of these; NaN where none
            is missing.
    """

    rate: str
    p: float
    least: float
    inputs: int
    worst: list[Worse]
    missing: int
    p_missing: float


def input_changes(sides: Sides, *, resamples: int) -> list[InputsChange]:
    """Return what single inputs say of each rate, where inputs were run more than once."""
    found = (input_change(name, sides, resamples=resamples) for name in MEANINGS)
    return [change for change in found if change is not None]


def input_change(name: str, sides: Sides, *, resamples: int) -> InputsChange | None:
    """Return what single inputs say of a rate; None where they cannot say more than the mean."""
    if not sides.paired:
        return None
    shared = {
        key: each
        for key, each in told_of(name, sides).items()
        if not (math.isnan(figure_of(name, each.before)) or math.isnan(figure_of(name, each.after)))
    }
    missing = missing_of(name, sides)
    seen = on_single_inputs(name, [*shared.values()], resamples)
    at_worst = on_single_inputs(name, [*shared.values(), *missing], resamples) if missing else None
    if seen is None and at_worst is None:
        return None
    p, least = seen or (1.0, 1.0)
    p_missing = at_worst.p if at_worst else math.nan
    worst = _worst(name, shared)
    return InputsChange(name, p, least, len(shared), worst, len(missing), p_missing)


def _worst(name: str, shared: Mapping[str, Both]) -> list[Worse]:
    sign = -1 if name in LOWER_IS_BETTER else 1
    worse = [
        Worse(key, figure_of(name, each.before), figure_of(name, each.after))
        for key, each in shared.items()
    ]
    worse = [each for each in worse if sign * (each.before - each.after) > 0]
    worse.sort(key=lambda each: (-sign * (each.before - each.after), each.task_key))
    return worse[:_SHOWN]
