"""Rows of a table that its other rows explain: totals, means, changes, shares of them.

Such a row says what one way of working makes of every column. It is about no thing of its own: its
first cell names no thing that was looked up.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations
from math import prod

from auditor.values.factors import by, factor_of, multiples_of, shares_in
from auditor.values.grids import Cell, Grid, is_shown_by, is_told_by
from auditor.values.values import NAMES, value_of
from auditor.values.ways import (
    HUNDRED,
    SIMPLE,
    Base,
    Row,
    Way,
    base_of,
    ends_of,
    results_of,
    sums_of,
    ways_of,
)

_FEW, _MANY = 2, 3
_MOST_CANDIDATES = 12
_CHANCE = Decimal("0.01")
_LAST = 6


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
    whole = [base_of(rows) for rows in results]
    candidates = [place for place, row in enumerate(grid.rows) if _may_be_worked(row, is_known)]
    if len(candidates) > _MOST_CANDIDATES:
        candidates = [*candidates[:1], *candidates[-_LAST:]]
    for place, row in enumerate(grid.rows):
        if place in candidates:
            near = grid.rows[max(0, place - 2) : place]
            own = [base_of(rows) for rows in (plain, group, near)]
            others = [*whole, *map(base_of, _left_of(results, plain))]
            above = [*near, *(grid.rows[other] for other in found), *plain[-1:]]
            amounts = [*map(_amounts_of, above), sums_of(own[0])]
            if _is_worked(row, own, others, asked) or _is_across(row, amounts):
                found.append(place)
                group = []
                continue
        plain.append(row)
        group.append(row)
    rest = [row for place, row in enumerate(grid.rows) if place and place not in found]
    if 0 in candidates and 0 not in found and _is_worked(grid.rows[0], [base_of(rest)], [], ""):
        found.insert(0, 0)
    return found


def is_worked_out_of(row: Row, rows: list[Row], asked: str) -> bool:
    """Say whether records of a result explain a row that is none of them.

    Args:
        row: What a record of a text tells under the labels of the result.
        rows: The records as rows under the same labels; they may have more.
        asked: What the user asked for: it may tell by how much a record is to differ.
    """
    return _is_worked(row, [base_of(rows)], [], asked)


def is_multiple_of(row: Row, own: Row, amounts: Sequence[Decimal]) -> bool:
    """Say whether a row tells another one so many times.

    Args:
        row: What a record of a text tells under the labels of a result.
        own: A record of the result.
        amounts: What the user names.
    """
    factor = factor_of(row, own, amounts)
    return factor is not None and _explains(by(factor), base_of([own]), row)


def is_surely_multiple_of(row: Row, own: Row) -> bool:
    """Say whether so many digits agree on by how much a row is another one that it is no chance."""
    factor = factor_of(row, own, [], sure=True)
    return factor is not None and _explains(by(factor), base_of([own]), row)


def is_sum_or_mean_of(row: Row, rows: list[Row], among: int) -> bool:
    """Say whether two numbers or more of a row are the sums, or the means, of some rows.

    Args:
        row: The row.
        rows: The rows.
        among: How many such groups of rows there are: the more, the likelier one is met by chance.
    """
    base = base_of(rows)
    for way in SIMPLE[:_FEW]:
        met = [
            cell.number
            for column, cell in zip(base.columns, row, strict=False)
            if cell.number and cell.number.amount and way.meets(column, cell.number)
        ]
        chance = prod((2 * number.half / number.amount for number in met), start=Decimal(among))
        if len(met) >= _FEW and chance <= _CHANCE and _explains(way, base, row):
            return True
    return False


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


def _is_worked(row: Row, own: list[Base], others: list[Base], asked: str) -> bool:
    """Say whether rows of the table itself, or of results, explain a row."""
    told = " ".join(_words(row)).casefold()
    shares = shares_in(f"{told} {asked.casefold()}")
    ways = chain(
        ((way, base) for base in (*own, *others) for way in (*ways_of(base), *ends_of(base, told))),
        ((way, base) for base in own for way in multiples_of(base, shares)),
    )
    return any(_explains(way, base, row) for way, base in ways)


def _is_across(row: Row, above: list[list[Decimal]]) -> bool:
    """Say whether the one number of a row is what two amounts of a row above it give."""
    told = [cell.number for cell in row if cell.number]
    if len(told) != 1 or told[0].digits < _FEW:
        return False
    exact: dict[Decimal, None] = {}
    for amounts in above:
        exact.update(dict.fromkeys(map(abs, _of_two(amounts))))
    return is_told_by(told[0], exact)


def _amounts_of(row: Row) -> list[Decimal]:
    return [cell.number.amount for cell in row if cell.number]


def _explains(way: Way, base: Base, row: Row) -> bool:
    """Say whether one way makes most of a row of what stands in the others, and all is worked."""
    if not base.columns:
        return False
    places = [place for place, cell in enumerate(row) if cell.number is not None]
    met: list[int] = []
    rest: list[int] = []
    for place in places:
        kept = met if way.meets(base.columns[place], row[place].number) else rest
        kept.append(place)
        if 2 * len(rest) > len(places):
            return False
    most = max((_digits(row[place]) for place in met), default=0)
    if most < _FEW or (len(met) < _FEW and not (way.alone and most >= way.digits)):
        return False
    others = [
        cell for cell in row[1:] if cell.number is None and value_of(cell.text).kind != "empty"
    ]
    if others and len(met) < _FEW and most < _MANY:
        return False
    return all(_is_of_row(place, row, base) for place in rest)


def _digits(cell: Cell) -> int:
    return cell.number.digits if cell.number else 0


def _is_of_row(place: int, row: Row, base: Base) -> bool:
    """Say whether a number follows in another way: from its own row, or as a count or a whole."""
    number, column = row[place].number, base.columns[place]
    if number is None:
        return False
    if number.amount in (base.size, HUNDRED) or any(w.meets(column, number) for w in SIMPLE):
        return True
    others = [
        cell.number.amount for other, cell in enumerate(row) if cell.number and other != place
    ]
    return any(is_shown_by(number, exact) for exact in _of_two(others))


def _of_two(amounts: Sequence[Decimal]) -> Iterator[Decimal]:
    for one, two in combinations(amounts, 2):
        yield from results_of(one, two)
