"""By what factor a row may be another one: a share, a usual number, an amount that is told."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from math import prod

from auditor.values.grids import Number
from auditor.values.ways import HUNDRED, THOUSAND, Base, Column, Row, Way

_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:%|percent|per cent|prozent)")
_AMOUNT = re.compile(
    r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?=(?:[kmµ]?[gl]|[kcm]?m|h)\b|(?![\w%]|[.,]\d))"
)
_FEW, _MANY = 2, 3
_MOST_FACTORS = 12
_MOST_ROWS = 6
_MOST_AMOUNTS = 4
_CHANCE_OF_FACTOR = Decimal("0.0005")
_COUNTS = tuple(
    map(Decimal, (2, 3, 4, 5, 6, 7, 8, 10, 12, 24, 30, 31, 52, 60, 100, 365, 1000, 10000))
)


def shares_in(words: str) -> list[Decimal]:
    """Return the percentages that some words tell, as shares of one."""
    told = [Decimal(found.replace(",", ".")) / HUNDRED for found in _PERCENT.findall(words)]
    return list(dict.fromkeys(told))[:_MOST_FACTORS]


@lru_cache(maxsize=256)
def amounts_in(words: str) -> tuple[Decimal, ...]:
    """Return the amounts that some words tell: a record may be told so many times."""
    told = (Decimal(found.replace(",", "")) for found in _AMOUNT.findall(words))
    return tuple(amount for amount in dict.fromkeys(told) if amount > 1)[:_MOST_AMOUNTS]


def multiples_of(base: Base, shares: list[Decimal]) -> Iterator[Way]:
    """Yield a row's multiples by the percentages that its own words or the user's tell."""
    for share in shares:
        for factor in (share, 1 + share, 1 - share):
            for place in range(max(0, base.size - _MOST_ROWS), base.size):
                yield Way(_times(place, factor), _MANY)


def factor_of(
    row: Row, own: Row, amounts: Sequence[Decimal], *, sure: bool = False
) -> Decimal | None:
    """Return by what a row's numbers are all those of another one, or None.

    It must be a usual number, one that the user names or one of the other row, or follow from two
    of these: twelve months, ten portions of a recipe for four, a hundred grams of a pack. Where so
    many digits agree that it can be no chance, it may be any.

    Args:
        row: The row.
        own: The other one, which may be longer.
        amounts: What the user names.
        sure: No usual factor will do, only one that so many digits agree on.
    """
    pairs = [
        (a.number, b.number.amount) for a, b in zip(row, own, strict=False) if a.number and b.number
    ]
    pairs = [(number, one) for number, one in pairs if number.amount and one]
    if len(pairs) < _FEW:
        return None
    least = max((number.amount - number.half) / one for number, one in pairs)
    most = min((number.amount + number.half) / one for number, one in pairs)
    if not 0 < least <= most or least <= 1 <= most:
        return None
    if _is_no_chance([number for number, _ in pairs]):
        return (least + most) / 2
    if sure:
        return None
    units = {cell.number.amount for cell in own if cell.number and cell.number.amount}
    parts = [*_COUNTS, *amounts]
    usual = chain(
        (factor for part in (*parts, *units) for factor in (part, 1 / part)),
        (factor for part in parts for unit in units for factor in (part / unit, unit / part)),
        # What is told for a hundred grams.
        (amount / hundred for amount in amounts for hundred in (HUNDRED, THOUSAND)),
    )
    return next((factor for factor in usual if least <= factor <= most), None)


def _is_no_chance(numbers: list[Number]) -> bool:
    """Say whether three or more numbers are told so exactly that no factor meets all by chance.

    The most exact one gives the factor, each of the others meets it within half of its last digit.
    """
    if len(numbers) < _MANY:
        return False
    spans = sorted(2 * number.half / number.amount for number in numbers)
    return prod(spans[1:]) <= _CHANCE_OF_FACTOR


def by(factor: Decimal) -> Way:
    """Return the way that takes a single row's numbers by a factor."""
    return Way(_times(0, factor), _MANY, alone=False)


def _times(place: int, factor: Decimal) -> Callable[[Column], Decimal | None]:
    def worked(column: Column) -> Decimal | None:
        one = column[place]
        return one.amount * factor if one and factor != 1 else None

    return worked
