"""Rows of a table that its other rows explain: totals, means, changes, shares of them.

Such a row says what one way of working makes of every column. It is about no thing of its own: its
first cell names no thing that was looked up.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain, combinations
from statistics import median
from typing import NamedTuple

from auditor.grids import Cell, Grid, Number, is_shown_by
from auditor.values import NAMES, SPECIFIC, value_of

_MOST_PAIRED = 6
_FEW, _MANY = 2, 3
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:%|percent|per cent|prozent)")
_MOST_FACTORS = 12
_MOST_CANDIDATES = 12
_LAST = 6
_HUNDRED = Decimal(100)
_EXTREME = re.compile(
    r"\b(?:min|max)(?:imum|imo|imal\w*)?\b|\bm[áí][xn]imo\b|\b(?:high|low|larg|small)est\b|"
    r"\bhöchst|\bniedrigst|最[大小高低]"
)

Row = list[Cell]
Column = list[Number | None]


class _Way(NamedTuple):
    """A way to work out a number from those above it.

    Attributes:
        of: What it makes of a column, or None.
        digits: A number alone in its row must have so many to be no chance.
        alone: Whether one column may be enough.
    """

    of: Callable[[Column], Decimal | None]
    digits: int
    alone: bool = True


def worked_rows(
    grid: Grid, results: list[list[Row]], asked: str, is_known: Callable[[str], bool]
) -> list[int]:
    """Return the places of the rows that the other rows explain.

    Args:
        grid: The table.
        results: The records of whole results as rows of the table: it may show a part of them.
        asked: What the user asked for: it may tell by how much a row is to differ.
        is_known: Says whether a name is that of a thing that was looked up.
    """
    found: list[int] = []
    plain: list[Row] = []
    group: list[Row] = []
    whole = [_base_of(rows) for rows in results]
    candidates = [place for place, row in enumerate(grid.rows) if _may_be_worked(row, is_known)]
    if len(candidates) > _MOST_CANDIDATES:
        candidates = [*candidates[:1], *candidates[-_LAST:]]
    for place, row in enumerate(grid.rows):
        if place in candidates:
            near = grid.rows[max(0, place - 2) : place]
            own = [_base_of(rows) for rows in (plain, group, near)]
            others = [*whole, *map(_base_of, _left_of(results, plain))]
            if _is_worked(row, own, others, asked):
                found.append(place)
                group = []
                continue
        plain.append(row)
        group.append(row)
    rest = [row for place, row in enumerate(grid.rows) if place and place not in found]
    if 0 in candidates and 0 not in found and _is_worked(grid.rows[0], [_base_of(rest)], [], ""):
        found.insert(0, 0)
    return found


def _left_of(results: list[list[Row]], plain: list[Row]) -> list[list[Row]]:
    """Return the records of each result that a table does not show."""
    shown = {value_of(row[0].text) for row in plain}
    return [[one for one in rows if value_of(one[0].text) not in shown] for rows in results]


def _may_be_worked(row: Row, is_known: Callable[[str], bool]) -> bool:
    """Say whether a row has numbers, and no word of it names a thing."""
    words = _words(row)
    return len(words) < sum(bool(cell.text) for cell in row) and not any(
        value_of(word).kind in NAMES or is_known(word) for word in words
    )


def _words(row: Row) -> list[str]:
    return [cell.text for cell in row if cell.number is None and cell.text]


def _is_worked(row: Row, own: list["_Base"], others: list["_Base"], asked: str) -> bool:
    """Say whether rows of the table itself, or of results, explain a row."""
    told = " ".join(_words(row)).casefold()
    shares = _shares_in(f"{told} {asked.casefold()}")
    ways = chain(
        ((way, base) for base in (*own, *others) for way in (*_ways(base), *_ends(base, told))),
        ((way, base) for base in own for way in _multiples(base, shares)),
    )
    return any(_explains(way, base, row) for way, base in ways)


class _Base(NamedTuple):
    """Rows that something may be worked out of, and their columns: None for those of words."""

    size: int
    names: list[str]
    columns: list[Column | None]


def _base_of(rows: list[Row]) -> _Base:
    columns = [_column(cells) for cells in zip(*rows, strict=True)]
    return _Base(len(rows), [row[0].text for row in rows], columns)


def _column(cells: tuple[Cell, ...]) -> Column | None:
    """Return the numbers of a column, with None for cells that are left open; None for words."""
    if any(cell.number is None and value_of(cell.text).kind != "empty" for cell in cells):
        return None
    return [cell.number for cell in cells]


def _explains(way: _Way, base: _Base, row: Row) -> bool:
    """Say whether one way makes most of a row of what stands in the others, and all is worked."""
    if not base.columns:
        return False
    places = [place for place, cell in enumerate(row) if cell.number is not None]
    met: list[int] = []
    rest: list[int] = []
    for place in places:
        kept = met if _meets(way, base.columns[place], row[place].number) else rest
        kept.append(place)
        if 2 * len(rest) > len(places):
            return False
    most = max(_digits(row[place]) for place in met)
    if most < _FEW or (len(met) < _FEW and not (way.alone and most >= way.digits)):
        return False
    others = [
        cell for cell in row[1:] if cell.number is None and value_of(cell.text).kind != "empty"
    ]
    if others and len(met) < _FEW and most < _MANY:
        return False
    return all(_is_of_row(place, row, base) for place in rest)


def _meets(way: _Way, column: Column | None, number: Number | None) -> bool:
    exact = way.of(column) if column else None
    return exact is not None and number is not None and is_shown_by(number, exact)


def _digits(cell: Cell) -> int:
    return cell.number.digits if cell.number else 0


def _is_of_row(place: int, row: Row, base: _Base) -> bool:
    """Say whether a number follows in another way: from its own row, or as a count or a whole."""
    number, column = row[place].number, base.columns[place]
    if number is None:
        return False
    if number.amount in (base.size, _HUNDRED) or any(_meets(w, column, number) for w in _SIMPLE):
        return True
    others = [
        cell.number.amount for other, cell in enumerate(row) if cell.number and other != place
    ]
    return any(
        is_shown_by(number, exact)
        for one, two in combinations(others, 2)
        for exact in results_of(one, two)
    )


def is_sum_of(number: Number, column: Column) -> bool:
    """Say whether a number is what one of the simple ways makes of a column."""
    ways = (*_SIMPLE, *(_Way(_between(0, -1, result), _MANY) for result in _CHANGES))
    return any(number.digits >= way.digits and _meets(way, column, number) for way in ways)


def is_middle_of(number: Number, column: Column) -> bool:
    """Say whether a number, however short, is the mean or the median of a column."""
    return any(_meets(_Way(middle, 0), column, number) for middle in (_mean, _median))


def results_of(one: Decimal, two: Decimal) -> Iterator[Decimal]:
    """Yield what two amounts give: sum, difference, product, quotients, shares and changes."""
    yield from (one + two, one - two, one * two)
    for above, below in ((one, two), (two, one)):
        if below:
            share = above / below
            yield from (share, _HUNDRED * share, _HUNDRED * (share - 1))


def _ways(base: _Base) -> Iterator[_Way]:
    """Yield the ways to work out a row from several."""
    last = base.size - 1
    if last < 1:
        return
    yield from _SIMPLE
    yield from (_Way(_weighed_by(weights), _MANY) for weights in base.columns if weights)
    pairs = {(0, last), (last - 1, last)}
    if base.size <= _MOST_PAIRED:
        pairs.update(combinations(range(base.size), 2))
    for first, second in sorted(pairs):
        for result in _CHANGES:
            yield _Way(_between(first, second, result), _MANY, alone=base.size == _FEW)


def _ends(base: _Base, told: str) -> Iterator[_Way]:
    """Yield the largest and the smallest of each column, which may all be one row's.

    Then the row may be that one's under another name, unless its own says what it is, or names
    nothing of the kind that the others do.
    """
    kinds = {value_of(name).kind for name in base.names}
    if base.size > 1 and (kinds <= SPECIFIC or _EXTREME.search(told) or _has_different_ends(base)):
        yield from (_Way(_largest, _MANY, alone=False), _Way(_smallest, _MANY, alone=False))


def _between(
    first: int, second: int, result: Callable[[Decimal, Decimal], Decimal | None]
) -> Callable[[Column], Decimal | None]:
    def worked(column: Column) -> Decimal | None:
        one, two = column[first], column[second]
        return result(one.amount, two.amount) if one and two else None

    return worked


def _shares_in(words: str) -> list[Decimal]:
    """Return the percentages that some words tell, as shares of one."""
    told = [Decimal(found.replace(",", ".")) / _HUNDRED for found in _PERCENT.findall(words)]
    return list(dict.fromkeys(told))[:_MOST_FACTORS]


def _multiples(base: _Base, shares: list[Decimal]) -> Iterator[_Way]:
    """Yield a row's multiples by the percentages that its own words or the user's tell."""
    for share in shares:
        for factor in (share, 1 + share, 1 - share):
            for place in range(max(0, base.size - _MOST_PAIRED), base.size):
                yield _Way(_times(place, factor), _MANY)


def _times(place: int, factor: Decimal) -> Callable[[Column], Decimal | None]:
    def worked(column: Column) -> Decimal | None:
        one = column[place]
        return one.amount * factor if one and factor != 1 else None

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


def _share(one: Decimal, two: Decimal) -> Decimal | None:
    return two / one if one else None


def _deviation(column: Column) -> Decimal | None:
    """Return the standard deviation of a sample."""
    amounts, mean = _amounts(column), _mean(column)
    if mean is None or len(amounts) < _FEW:
        return None
    squares = sum(((one - mean) ** 2 for one in amounts), Decimal())
    return (squares / (len(amounts) - 1)).sqrt()


_SIMPLE = (
    _Way(_sum, _FEW), _Way(_mean, _FEW), _Way(_median, _MANY), _Way(_spread, _MANY),
    _Way(_deviation, _MANY),
)  # fmt: skip
_CHANGES: tuple[Callable[[Decimal, Decimal], Decimal | None], ...] = (
    lambda one, two: two - one,
    lambda one, two: _HUNDRED * (two - one) / one if one else None,
    lambda one, two: _HUNDRED * two / one if one else None,
    _share,
)


def _largest(column: Column) -> Decimal | None:
    return max(_amounts(column), default=None)


def _smallest(column: Column) -> Decimal | None:
    return min(_amounts(column), default=None)


def _has_different_ends(base: _Base) -> bool:
    """Say whether no single row has the largest, or the smallest, of every column."""
    columns = [_amounts(column) for column in base.columns if column and all(column)]
    largest = {column.index(max(column)) for column in columns}
    smallest = {column.index(min(column)) for column in columns}
    return len(largest) > 1 and len(smallest) > 1
