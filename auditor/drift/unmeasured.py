"""What a comparison could not see: a gate that passes it has not looked."""

import math
from collections import defaultdict
from collections.abc import Sequence

from auditor.drift.rates import RateChange
from auditor.drift.sides import Sides
from auditor.drift.single_inputs import InputsChange


def unmeasured(
    sides: Sides, rates: Sequence[RateChange], inputs: Sequence[InputsChange], alpha: float
) -> list[str]:
    """Return what was not measured and might have been a finding, each with where.

    Named are rates that the baseline has and the candidate was not measured for, on so many inputs
    that they might have been found changed if all of these had gone wrong; and sides of so few
    runs that nothing could have been found.

    Args:
        sides: The runs.
        rates, inputs: Their rates, over all and on single inputs.
        alpha: The level of the comparison.
    """
    return [*_missing(rates, inputs, alpha), *_too_few(sides, alpha)]


def _missing(
    rates: Sequence[RateChange], inputs: Sequence[InputsChange], alpha: float
) -> list[str]:
    names: dict[str, list[str]] = defaultdict(list)
    single = {each.rate: each for each in inputs}
    for rate in rates:
        # Where it is worse already, what is missing makes no difference.
        tests = [test for test in (rate, single.get(rate.name)) if test is not None]
        decides = not rate.inputs or (
            any(test.p_missing <= alpha for test in tests)
            and not any(test.p <= alpha for test in tests)
        )
        if rate.missing and decides:
            had = rate.missing + (rate.inputs if rate.by != "inputs" else 0)
            names[f"on {rate.missing:,} of the {had:,} inputs of the baseline"].append(rate.name)
    return [f"{', '.join(found)} {where}" for where, found in names.items()]


def _too_few(sides: Sides, alpha: float) -> list[str]:
    least = _least(sides)
    return [f"any change: so few runs give p >= {least:.2g} at best"] if least > alpha else []


def _least(sides: Sides) -> float:
    """Return the smallest p-value of a test on these runs, whatever they did."""
    if not sides.paired:
        return 1 / math.comb(len(sides.before) + len(sides.after), len(sides.after))
    ways = (
        math.comb(len(sides.before[key]) + len(sides.after[key]), len(sides.after[key]))
        for key in sides.inputs
    )
    return 1 / math.prod(ways)
