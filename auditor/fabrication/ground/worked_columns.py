"""Columns of a table that its other columns explain: shares, rates, sums, ranks, other units."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import accumulate, combinations, pairwise
from typing import NamedTuple

from auditor.values.grids import Cell, Grid, Number, is_shown_by
from auditor.values.labels import label_key
from auditor.values.values import value_of
from auditor.values.ways import results_of

_FEWEST_ROWS = 2
_SHORTEST_TOLD = 3
# So many ways to work out a column may be tried for each of its possible values.
_CHANCE = Decimal("0.02")
_FEWEST_OF_RATIO = 3
_FEWEST_DIGITS = 5
_MOST_SCALES = 4
_HUNDRED = Decimal(100)
_HEADED = re.compile(r"\d{1,6}")

Exact = list[Decimal | None]


class Ground(NamedTuple):
    """What is known of a table's values.

    Attributes:
        is_field: Says whether a heading is the name of a field of a tool: such a column tells that.
        has_source: Says whether a source holds the value of a cell, or one that it rounds.
        is_told: Says whether a source holds the value of a cell as it is.
        hidden: Fields of the records that the rows are of, whether or not the table shows them.
        totals: Sums of columns of whole results, of which the table may show a part.
    """

    is_field: Callable[[str], bool]
    has_source: Callable[[Cell], bool]
    is_told: Callable[[Cell], bool]
    hidden: list[tuple[str, list[Decimal]]]
    totals: list[Decimal]


def worked_columns(grid: Grid, rows: list[list[Cell]], ground: Ground) -> list[int]:
    """Return the places of the columns that the other columns explain in every row.

    Args:
        grid: The table.
        rows: Its rows, without those that are worked out themselves.
        ground: What is known of its values.
    """
    found: list[int] = []
    told = _HEADED.findall(" ".join(cell.text for cell in grid.heading))
    scales = [Decimal(scale) for scale in dict.fromkeys(("1", *told))][:_MOST_SCALES]
    columns = {place: numbers_of(rows, place) for place in range(len(grid.heading))}
    for place, shown in columns.items():
        heading = grid.heading[place].text
        if place == 0 or shown is None:
            continue
        telling = [row[place] for row in rows if _is_telling(row[place].number)]
        if telling and all(map(ground.is_told, telling)):
            continue
        others = {
            other: column
            for other, column in columns.items()
            if other != place and column and all(column)
            if other in found or _is_genuine(rows, other, ground)
        }
        if ground.is_field(heading):
            counts = [c for other, c in columns.items() if other != place and _counts(c)]
            if _is_of_hidden(shown, heading, counts, ground):
                found.append(place)
            continue
        named = [(grid.heading[other].text, column) for other, column in others.items()]
        parts = _parts(named, heading, ground, alone=len(rows) == 1)
        if _is_worked(shown, parts, scales, ground.totals):
            found.append(place)
    return found


def _parts(
    named: list[tuple[str, list[Number | None]]], heading: str, ground: Ground, *, alone: bool
) -> list[list[Decimal]]:
    """Return the amounts that a column may be worked out of.

    Args:
        named: Other columns under their headings.
        heading: Its own.
        ground: What is known of the table's values.
        alone: The table has one row: its one number is met by chance, unless the heading says
            what it is made of.
    """
    operands = [
        (name, amounts) for name, column in named for amounts in _with_and_without_units(column)
    ]
    operands += ground.hidden
    if alone:
        operands = [one for one in operands if _is_named(one[0], heading)]
    return list(map(list, dict.fromkeys(tuple(amounts) for _, amounts in operands)))


def _is_of_hidden(
    shown: list[Number | None],
    heading: str,
    counts: list[list[Number | None] | None],
    ground: Ground,
) -> bool:
    """Say whether a column tells a field of the records in another unit, or so many times."""
    many = [[number.amount for number in column or () if number] for column in counts]
    return any(
        _is_converted(shown, heading, *field) or _is_so_many(shown, heading, many, *field)
        for field in ground.hidden
    )


def _counts(column: list[Number | None] | None) -> bool:
    """Say whether a column counts something, truly or not: a price told so many times shows it."""
    return column is not None and all(
        number is not None and number.amount == number.amount.to_integral_value()
        for number in column
    )


def _is_converted(shown: list[Number | None], heading: str, label: str, own: list[Decimal]) -> bool:
    """Say whether a column tells a field of the records in another unit."""
    as_it_is = (is_shown_by(number, one) for number, one in zip(shown, own, strict=True) if number)
    return label == label_key(heading) and not any(as_it_is) and _is_ratio(shown, own)


def _is_so_many(
    shown: list[Number | None],
    heading: str,
    counts: list[list[Decimal]],
    label: str,
    own: list[Decimal],
) -> bool:
    """Say whether a column tells a field of the records as many times as another one says."""
    return label == label_key(heading) and any(
        _shows(shown, [one * many for one, many in zip(own, count, strict=True)])
        for count in counts
    )


def _with_and_without_units(column: list[Number | None]) -> Iterator[list[Decimal]]:
    yield [number.amount for number in column if number]
    yield [number.absolute.amount for number in column if number]


def _is_named(label: str, heading: str) -> bool:
    key = label_key(label)
    return len(key) >= _SHORTEST_TOLD and key in label_key(heading)


def numbers_of(rows: list[list[Cell]], place: int) -> list[Number | None] | None:
    """Return the numbers of a column, or None where it holds words or none at all."""
    cells = [row[place] for row in rows]
    if any(cell.number is None and value_of(cell.text).kind != "empty" for cell in cells):
        return None
    numbers = [cell.number for cell in cells]
    return numbers if any(numbers) else None


def _is_genuine(rows: list[list[Cell]], place: int, ground: Ground) -> bool:
    return 2 * sum(ground.has_source(row[place]) for row in rows) >= len(rows)


def _is_telling(number: Number | None) -> bool:
    """Say whether a number is not so small that a source of it means nothing."""
    return number is not None and len(number.amount.normalize().as_tuple().digits) > 1


def _is_worked(
    shown: list[Number | None],
    others: list[list[Decimal]],
    scales: list[Decimal],
    totals: list[Decimal],
) -> bool:
    places = (exact for amounts in others for exact in _ranks_and_sums(amounts))
    if any(_shows(shown, exact) for exact in places) or any(_is_ratio(shown, o) for o in others):
        return True
    ways = [exact for amounts in others for exact in _alone(amounts, totals)]
    ways += [exact for pair in combinations(others, 2) for exact in _of_two(*pair, scales)]
    told = 10 ** sum(number.digits for number in shown if number)
    if len(shown) > 1 and len(ways) > _CHANCE * told:
        return False
    return any(_shows(shown, exact) for exact in ways)


def _shows(shown: list[Number | None], exact: Exact) -> bool:
    """Say whether a column shows what was worked out, in every row that is not left open."""
    return all(
        number is None or (one is not None and is_shown_by(number, one))
        for number, one in zip(shown, exact, strict=True)
    )


def _ranks_and_sums(amounts: list[Decimal]) -> Iterator[Exact]:
    """Yield what tells much though its numbers may be small: places and running sums."""
    for ordered in (sorted(amounts), sorted(amounts, reverse=True)):
        if len(set(amounts)) > _FEWEST_ROWS:
            yield [Decimal(ordered.index(one) + 1) for one in amounts]
    if len(amounts) > _FEWEST_ROWS:
        yield list(accumulate(amounts))


def _alone(amounts: list[Decimal], totals: list[Decimal]) -> Iterator[Exact]:
    """Yield what one column gives: shares, differences from another row, degrees."""
    total = sum(amounts, Decimal())
    rows = [] if len(amounts) < _FEWEST_ROWS else [max(amounts), min(amounts), amounts[0]]
    for whole in (*rows, total if rows else 0, *totals):
        if whole:
            yield [_HUNDRED * one / whole for one in amounts]
            yield [_HUNDRED * (one - whole) / whole for one in amounts]
            yield [_HUNDRED * running / whole for running in accumulate(amounts)]
    for base in (*rows, *([total / len(amounts)] if rows else [])):
        yield [one - base for one in amounts]
    steps = list(pairwise(amounts))
    yield [None, *(after - before for before, after in steps)]
    yield [None, *(_HUNDRED * (b - a) / a if a else None for a, b in steps)]
    yield [one * 9 / 5 + 32 for one in amounts]
    yield [(one - 32) * 5 / 9 for one in amounts]


def _of_two(one: list[Decimal], two: list[Decimal], scales: list[Decimal]) -> Iterator[Exact]:
    """Yield what two columns give row by row."""
    results = [list(results_of(*pair)) for pair in zip(one, two, strict=True)]
    if len({len(row) for row in results}) > 1:
        return
    for column in zip(*results, strict=True):
        for scale in scales:
            yield [exact * scale for exact in column]


def _is_ratio(shown: list[Number | None], amounts: list[Decimal]) -> bool:
    """Say whether a column is another one by one factor: a unit, a rate, a share of a whole."""
    pairs = [(number, one) for number, one in zip(shown, amounts, strict=True) if number and one]
    digits = sum(number.digits for number, _ in pairs)
    if len({one for _, one in pairs}) < _FEWEST_OF_RATIO or digits < _FEWEST_DIGITS:
        return False
    zeros = (number for number, one in zip(shown, amounts, strict=True) if not one)
    if any(number and number.amount > number.half for number in zeros):
        return False
    least = max((number.amount - number.half) / one for number, one in pairs)
    most = min((number.amount + number.half) / one for number, one in pairs)
    return least <= most
