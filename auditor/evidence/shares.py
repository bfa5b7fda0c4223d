"""Percentages and percentage points that follow from a few numbers told right before them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from auditor.values.grids import Number, is_told_by
from auditor.values.ways import HUNDRED

# All three are rounded to as many decimals.
_ROUNDED = 3


def is_share_of(told: Number, near: Sequence[Number]) -> bool:
    """Say whether a percentage is one number of another, or by how much it is more."""
    exact = [share for pair in permutations(near, 2) for share in _shares(*pair)]
    return is_told_by(told, exact)


def is_between_shares(told: Number, near: Sequence[Number]) -> bool:
    """Say whether percentage points lie between two percentages, rounded as they are."""
    return any(
        abs(abs(one.amount - two.amount) - told.amount) <= _ROUNDED * told.half
        for one, two in combinations(near, 2)
    )


def _shares(one: Number, two: Number) -> Iterator[Decimal]:
    if two.amount:
        share = HUNDRED * one.amount / two.amount
        yield from (share, share - HUNDRED)
