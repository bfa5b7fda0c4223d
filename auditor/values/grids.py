"""Tables of a text as cells with their places, and the numbers in them."""

import json
import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from auditor.values.blocks import Block, blocks_of
from auditor.values.scales import scales_of
from auditor.values.tables import Row, tables_of
from auditor.values.values import normal_text

_MOST_ROWS = 60
_decode = json.JSONDecoder().raw_decode
_MOST_COLUMNS = 16
_LONGEST_NAME = 80
_LONGEST_CELL = 60
_MARKS = " \t#*`_-•:："
# So often, at most, may one of several amounts be met by chance.
_CHANCE = Decimal("0.1")
_DECORATION = " *`_~≈≃±δ∆▲▼↑↓()"
_FIGURE = re.compile(
    r"(?:(?:about|around|roughly|approx\.?|circa|ca\.?|rund|etwa|environ|env\.|circa|cerca de|unos|"
    r"aprox\.?|около|약|大约|约|約) ?)?"
    r"(?:[$€£¥₹₽₩]|[a-z]{3} )? ?[-+]? ?[$€£¥₹₽₩]?(\d[\d.,]*(?: \d{3}(?!\d))*)"
    r" ?(%|[^\W\d_][^\d:]{0,18}|[°$€£¥₹₽₩µ][^\d]{0,18})?"
    # How much more or less than something it is.
    r"(?: ?\([-+±▲▼↑↓]? ?[$€£¥]?\d[\d.,]*[^\W\d]{0,3} ?%?\)?)?"
)
_ENGLISH = re.compile(r"\d+(?:\.(\d+))?|\d{1,3}(?:[, ]\d{3})+(?:\.(\d+))?")
_EUROPEAN = re.compile(r"\d+(?:,(\d+))?|\d{1,3}(?:[. ]\d{3})+(?:,(\d+))?")


class Number(NamedTuple):
    """The amount of a figure as it is shown, without its sign.

    Attributes:
        half: Half a unit of its last digit: so far it may be rounded.
        digits: How many digits it has; few are met by chance.
        scales: By what its unit may say that it is to be multiplied.
    """

    amount: Decimal
    half: Decimal
    digits: int
    scales: tuple[Decimal, ...] = ()

    @property
    def absolute(self) -> "Number":
        """The number as it is without its unit: 1.4M is 1,400,000; a percentage stays one."""
        scale = self.scales[0] if self.scales and self.scales[0] > 1 else Decimal(1)
        return Number(self.amount * scale, self.half * scale, self.digits)


class Cell(NamedTuple):
    """A cell of a table, its place in the text, and the number that it shows."""

    start: int
    end: int
    text: str
    number: Number | None


class Grid(NamedTuple):
    """A table: its heading, its rows, and whether commas part its decimals."""

    heading: list[Cell]
    rows: list[list[Cell]]


def grids_of(text: str, *, comma: bool) -> Iterator[Grid]:
    """Yield the tables of a text, and the records under the same labels as tables.

    Args:
        text: The text.
        comma: Whether a comma parts the decimals from the rest, as in German or Spanish.
    """
    for rows in tables_of(text) if "|" in text or "\t" in text else ():
        width = len(rows[0].cells)
        if 1 < width <= _MOST_COLUMNS and len(rows) <= _MOST_ROWS:
            cells = [_cells_of(row, text, width, comma=comma) for row in rows]
            yield Grid(cells[0], cells[1:])
    records = [block for block in blocks_of(text) if block.layout == "lines" and block.is_record]
    for labels, alike in groupby(records, _labels_of):
        blocks = list(alike)
        if len(labels) < _MOST_COLUMNS and 1 < len(blocks) <= _MOST_ROWS:
            yield _grid_of(blocks, labels, text, comma=comma)
    for block in blocks_of(text):
        objects = _objects_of(block, text)
        if 1 < len(objects) <= _MOST_ROWS:
            yield _grid_of_objects(objects, comma=comma)


def _objects_of(block: Block, text: str) -> list[tuple[int, int, dict[str, Any]]]:
    """Return the objects of a list of alike ones, and where each lies with a comma beside it."""
    objects: list[tuple[int, int, dict[str, Any]]] = []
    if block.layout != "json" or text[block.start] != "[":
        return objects
    place = text.find("{", block.start)
    while 0 <= place < block.end:
        value, end = object_at(text, place)
        following = text.find("{", end)
        start = objects[-1][1] if objects else place
        if not value or any(type(one) in (dict, list) for one in value.values()):
            return []
        objects.append((start, end, value))
        place = following
    return objects if len({tuple(value) for _, _, value in objects}) == 1 else []


def object_at(text: str, place: int) -> tuple[dict[str, Any], int]:
    """Return the object of JSON that begins at a brace and its end; {} where there is none."""
    try:
        value, end = _decode(text, place)
    except (ValueError, RecursionError):
        return {}, place
    return (value, end) if type(value) is dict else ({}, place)


def _grid_of_objects(objects: list[tuple[int, int, dict[str, Any]]], *, comma: bool) -> Grid:
    rows = []
    for start, end, value in objects:
        told = ["" if one is None else str(one) for one in value.values()]
        cells = [Cell(start, start, one, number_shown(one, comma=comma)) for one in told]
        rows.append([cells[0]._replace(end=end), *cells[1:]])
    start = objects[0][0]
    return Grid([Cell(start, start, label, None) for label in objects[0][2]], rows)


def _labels_of(block: Block) -> tuple[str, ...]:
    return tuple(field.label for field in block.fields)


def _grid_of(blocks: list[Block], labels: tuple[str, ...], text: str, *, comma: bool) -> Grid:
    """Return records as a table, each under the words that stand above it, if any do.

    The first cell of a row stands for all of the record; the others have no place of their own.
    """
    ends = [max(0, blocks[0].start - _LONGEST_NAME), *(block.end for block in blocks)]
    names = [
        text[end : block.start].strip().rpartition("\n")[2].strip(_MARKS)
        for end, block in zip(ends, blocks, strict=False)
    ]
    named = all(names)
    rows = []
    for name, block in zip(names, blocks, strict=True):
        values = [field.value for field in block.fields]
        cells = [
            Cell(block.start, block.start, value, number_shown(value, comma=comma))
            for value in ([name, *values] if named else values)
        ]
        rows.append([cells[0]._replace(end=block.end), *cells[1:]])
    start = blocks[0].start
    heading = [Cell(start, start, label, None) for label in ([""] if named else []) + list(labels)]
    return Grid(heading, rows)


def _cells_of(row: Row, text: str, width: int, *, comma: bool) -> list[Cell]:
    line = text[row.start : row.end]
    mark = "|" if "|" in line else "\t"
    body = line.strip().strip("|") if mark == "|" else line.strip()
    start = row.start + line.find(body)
    cells = []
    for piece in body.split(mark):
        number = number_shown(piece, comma=comma)
        cells.append(Cell(start, start + len(piece), piece.strip(" *`"), number))
        start += len(piece) + 1
    missing = [Cell(start, start, "", None)] * (width - len(cells))
    return [*cells, *missing][:width]


def number_shown(piece: str, *, comma: bool) -> Number | None:
    """Return the one number that a cell shows, with or without a sign or a unit, or None."""
    return _kept_number(piece, comma) if len(piece) <= _LONGEST_CELL else None


@lru_cache(maxsize=4096)
def _kept_number(piece: str, comma: bool) -> Number | None:
    if not any(map(str.isdigit, piece)):
        return None
    figure = _FIGURE.fullmatch(normal_text(piece).strip(_DECORATION))
    found = (_EUROPEAN if comma else _ENGLISH).fullmatch(figure[1]) if figure else None
    if found is None:
        return None
    decimals = found[1] or found[2] or ""
    whole = found[0][: len(found[0]) - len(decimals)]
    digits = "".join(filter(str.isdigit, whole)) + decimals
    amount = Decimal(digits).scaleb(-len(decimals))
    half, told = Decimal(5).scaleb(-len(decimals) - 1), len(digits.lstrip("0"))
    return Number(amount, half, told, scales_of(figure[2]) if figure and figure[2] else ())


def is_shown_by(number: Number, exact: Decimal) -> bool:
    """Say whether a number shows an exact one, rounded as it is, whatever its sign and unit."""
    size = abs(exact)
    return abs(size - number.amount) <= number.half or any(
        abs(size - number.amount * scale) <= number.half * scale for scale in number.scales
    )


def is_told_by(number: Number, exact: Collection[Decimal]) -> bool:
    """Say whether a number shows one of some amounts, too few of which are near to do so by chance.

    Amounts from a half to the double of it are near.
    """
    return any(
        _is_no_chance(number.amount * scale, number.half * scale, exact)
        for scale in (Decimal(1), *number.scales)
    )


def _is_no_chance(amount: Decimal, half: Decimal, exact: Collection[Decimal]) -> bool:
    if not any(abs(abs(one) - amount) <= half for one in exact):
        return False
    near = sum(amount / 2 <= abs(one) <= 2 * amount for one in exact)
    return near * 2 * half <= _CHANCE * amount * Decimal("1.5")
