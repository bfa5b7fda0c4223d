"""Codes that a text puts together itself: `22/tcp` of port and protocol, `119/pallet` of a rate.

No result has to hold them as they stand: what counts are the numbers in them.
"""

import re

from auditor.evidence.arithmetic import number_of
from auditor.fabrication.ground.ground import Ground, half_a_step
from auditor.values.values import Value, value_of

_RATE = re.compile(r"(\d[\d.,]*(?:-\d[\d.,]*)?)/(?:\d{0,4} ?)[^\W\d_]{1,14}")
_PACE = re.compile(r"\d{1,3}:\d\d(?::\d\d)?/(?:km|mi|mile|100 ?m)")
_RANGE = re.compile(r"(\d{1,6})-(\d{1,6})")


def is_put_together(value: Value, ground: Ground) -> bool:
    """Say whether all numbers of a rate or a range are held by a source, or follow from others."""
    if value.kind != "id":
        return False
    if _PACE.fullmatch(value.form):
        return True
    rate = _RATE.fullmatch(value.form)
    numbers = rate[1].split("-") if rate else []
    between = _RANGE.fullmatch(value.form)
    if between and int(between[1]) < int(between[2]):
        numbers = list(between.groups())
    return bool(numbers) and all(
        _is_known(value_of(number), ground) or (rate and _is_share(value_of(number), ground))
        for number in numbers
    )


def _is_share(number: Value, ground: Ground) -> bool:
    """Say whether an amount for one is a known amount for a known number of them."""
    told = number_of(number.form)
    if not told:
        return False
    half, amounts = half_a_step(number.form), ground.amounts_beside(number)
    return any(
        abs(whole / count - float(told)) <= half
        for whole in amounts
        for count in amounts
        if count > 1
    )


def _is_known(number: Value, ground: Ground) -> bool:
    return ground.holds(number) or not ground.from_nowhere([number])
