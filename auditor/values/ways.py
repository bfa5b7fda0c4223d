"""The ways in which a row of a table may be worked out of others, column by column."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import combinations
from statistics import median
from typing import NamedTuple

from auditor.values.grids import Cell, Number, is_shown_by
from auditor.values.values import SPECIFIC, value_of

_CLOSE = 1e-9
_MOST_PAIRED = 6
_FEW, _MANY = 2, 3
HUNDRED, THOUSAND = Decimal(100), Decimal(1000)
_EXTREME = re.compile(
    r"\b(?:min|max)(?:imum|imo|imal\w*)?\b|\bm[áí][xn]imo\b|\b(?:high|low|larg|small)est\b|"
    r"\bhöchst|\bniedrigst|最[大小高低]"
)

Row = list[Cell]
Column = list[Number | None]
_Two = Callable[[Decimal, Decimal], Decimal | None]


class Way(NamedTuple):
    """A way to work out a number from those above it.

    Attributes:
        of: What it makes of a column, or None.
        digits: A number alone in its row must have so many to be no chance.
        alone: Whether one column may be enough.
    """

    of: Callable[[Column], Decimal | None]
    digits: int
    alone: bool = True

    def meets(self, column: Column | None, number: Number | None) -> bool:
        """Say whether a number shows what this way makes of a column, with or without its units."""
        if not column or number is None:
            return False
        return self.made_of(column).is_shown_by(number)

    def made_of(self, column: Column) -> "Made":
        """Return what this way makes of a column, of its amounts with and without their units."""
        scales = frozenset(one.scales for one in column if one)
        if not any(scales):
            return Made(self.of(column), None, scales)
        return Made(self.of(column), self.of([one and one.absolute for one in column]), scales)


class Made(NamedTuple):
    """What a way makes of a column.

    Attributes:
        plain: Of the amounts as shown, or None.
        absolute: Of the amounts without their units, where some have any, or None.
        scales: What the units of the column say.
    """

    plain: Decimal | None
    absolute: Decimal | None
    scales: frozenset[tuple[Decimal, ...]]

    def is_shown_by(self, number: Number) -> bool:
        """Say whether a number shows it, with or without its units."""
        if self.plain is not None and is_shown_by(number, self.plain):
            return True
        if self.absolute is None or self.scales == {number.scales}:
            return False
        return is_shown_by(number, self.absolute)


class Sums:
    """What the simple ways make of some columns, by size, for one number after another."""

    def __init__(self, columns: Iterable[Column]) -> None:
        found = [(way.digits, way.made_of(column)) for column in columns for way in _SUMS]
        sized = sorted(
            (abs(float(size)), place)
            for place, (_, made) in enumerate(found)
            for size in (made.plain, made.absolute)
            if size is not None
        )
        self._sizes = [size for size, _ in sized]
        self._found = [found[place] for _, place in sized]

    def hold(self, number: Number) -> bool:
        """Say whether a number is one of them, as `is_sum_of` has it."""
        return any(
            number.digits >= digits and made.is_shown_by(number)
            for scale in (1.0, *map(float, number.scales))
            for digits, made in self._near(float(number.amount) * scale, float(number.half) * scale)
        )

    def _near(self, size: float, half: float) -> list[tuple[int, Made]]:
        far = half + _CLOSE * (size + half)
        first = bisect_left(self._sizes, size - far)
        return self._found[first : bisect_right(self._sizes, size + far)]


class Base(NamedTuple):
    """Rows that something may be worked out of, and their columns: None for those of words."""

    size: int
    names: list[str]
    columns: list[Column | None]


def base_of(rows: list[Row]) -> Base:
    """Return rows as columns of numbers, with None for cells that are left open."""
    columns = [_column(cells) for cells in zip(*rows, strict=True)]
    return Base(len(rows), [row[0].text for row in rows], columns)


def _column(cells: tuple[Cell, ...]) -> Column | None:
    if any(cell.number is None and value_of(cell.text).kind != "empty" for cell in cells):
        return None
    return [cell.number for cell in cells]


def sums_of(base: Base) -> list[Decimal]:
    """Return the sum of each column of numbers."""
    return [sum(_amounts(column), Decimal()) for column in base.columns if column]


def is_sum_of(number: Number, column: Column) -> bool:
    """Say whether a number is what one of the simple ways makes of a column."""
    return any(number.digits >= way.digits and way.meets(column, number) for way in _SUMS)


def is_short_sum_of(number: Number, column: Column) -> bool:
    """Say whether a number, however short, is what one of the simple ways makes of a column."""
    return any(way.meets(column, number) for way in SIMPLE)


def summed_together(numbers: list[Number], columns: list[Column]) -> list[Number]:
    """Return those of some numbers that one simple way makes of several columns, one each.

    A number of two digits alone would be met by chance.
    """
    for way in SIMPLE:
        met = {
            place: number
            for place, column in enumerate(columns)
            for number in numbers
            if number.digits >= _FEW and way.meets(column, number)
        }
        found = list(dict.fromkeys(met.values()))
        if len(found) >= _FEW:
            return found
    return []


def results_of(one: Decimal, two: Decimal) -> Iterator[Decimal]:
    """Yield what two amounts give: sum, difference, product, quotients, shares and changes."""
    yield from (one + two, one - two, one * two)
    for above, below in ((one, two), (two, one)):
        if below:
            share = above / below
            yield from (share, HUNDRED * share, HUNDRED * (share - 1))


def ways_of(base: Base) -> Iterator[Way]:
    """Yield the ways to work out a row from several."""
    last = base.size - 1
    if last < 1:
        return
    yield from SIMPLE
    yield from (Way(_weighed_by(weights), _MANY) for weights in base.columns if weights)
    pairs = {(0, last), (last - 1, last)}
    if base.size <= _MOST_PAIRED:
        pairs.update(combinations(range(base.size), 2))
    for first, second in sorted(pairs):
        for result in _CHANGES:
            yield Way(_between(first, second, result), _MANY, alone=base.size == _FEW)


def ends_of(base: Base, told: str) -> Iterator[Way]:
    """Yield the largest and the smallest of each column, which may all be one row's.

    Then the row may be that one's under another name, unless its own says what it is, or names
    nothing of the kind that the others do.
    """
    kinds = {value_of(name).kind for name in base.names}
    if base.size > 1 and (kinds <= SPECIFIC or _EXTREME.search(told) or _has_different_ends(base)):
        yield from (Way(_largest, _MANY, alone=False), Way(_smallest, _MANY, alone=False))


def _between(first: int, second: int, result: _Two) -> Callable[[Column], Decimal | None]:
    def worked(column: Column) -> Decimal | None:
        one, two = column[first], column[second]
        return result(one.amount, two.amount) if one and two else None

    return worked


def _amounts(column: Column) -> list[Decimal]:
    return [number.amount for number in column if number]


def _sum(column: Column) -> Decimal | None:
    return sum(_amounts(column), Decimal()) or None


def _mean(column: Column) -> Decimal | None:
    amounts = _amounts(column)
    return sum(amounts, Decimal()) / len(amounts) if amounts else None


def _median(column: Column) -> Decimal | None:
    return median(_amounts(column)) if any(column) else None


def _spread(column: Column) -> Decimal | None:
    amounts = _amounts(column)
    return max(amounts) - min(amounts) if amounts else None


def _weighed_by(weights: Column) -> Callable[[Column], Decimal | None]:
    """Return what takes a column's mean by the numbers of another one, as of prices by amounts."""

    def worked(column: Column) -> Decimal | None:
        pairs = [
            (one.amount, weight.amount)
            for one, weight in zip(column, weights, strict=True)
            if one and weight
        ]
        total = sum((weight for _, weight in pairs), Decimal())
        return sum((one * weight for one, weight in pairs), Decimal()) / total if total else None

    return worked


def _deviation(column: Column) -> Decimal | None:
    """Return the standard deviation of a sample."""
    amounts, mean = _amounts(column), _mean(column)
    if mean is None or len(amounts) < _FEW:
        return None
    squares = sum(((one - mean) ** 2 for one in amounts), Decimal())
    return (squares / (len(amounts) - 1)).sqrt()


SIMPLE = (
    Way(_sum, _FEW), Way(_mean, _FEW), Way(_median, _MANY), Way(_spread, _MANY),
    Way(_deviation, _MANY),
)  # fmt: skip
_CHANGES: tuple[_Two, ...] = (
    lambda one, two: two - one,
    lambda one, two: HUNDRED * (two - one) / one if one else None,
    lambda one, two: HUNDRED * two / one if one else None,
    lambda one, two: HUNDRED * one / two if two else None,
    lambda one, two: THOUSAND * two / one if one else None,
    lambda one, two: two / one if one else None,
    lambda one, two: one / two if two else None,
)
_SUMS = (*SIMPLE, *(Way(_between(0, -1, result), _MANY) for result in _CHANGES))


def _largest(column: Column) -> Decimal | None:
    return max(_amounts(column), default=None)


def _smallest(column: Column) -> Decimal | None:
    return min(_amounts(column), default=None)


def _has_different_ends(base: Base) -> bool:
    """Say whether no single row has the largest, or the smallest, of every column."""
    columns = [_amounts(column) for column in base.columns if column and all(column)]
    largest = {column.index(max(column)) for column in columns}
    smallest = {column.index(min(column)) for column in columns}
    return len(largest) > 1 and len(smallest) > 1
