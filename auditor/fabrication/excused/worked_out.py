"""What the tables of a text work out themselves, left out of it before it is judged.

A total, a mean, a change or a share is no field of a result: nothing returned it, and nobody
invented it. What stands in such rows and columns is blanked, so that every judge sees only what
somebody must have said, each at its place.
"""

import operator
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from auditor.evidence.provenance import holders_of, is_small, values_under_key
from auditor.evidence.records import Record
from auditor.evidence.rounding import is_rounded
from auditor.fabrication.ground.relations import is_relation
from auditor.fabrication.ground.result_rows import (
    KnownNames,
    amounts_of,
    cell_of,
    results_like,
)
from auditor.fabrication.ground.worked_columns import Ground, numbers_of, worked_columns
from auditor.fabrication.ground.worked_records import is_worked_record, worked_stretches
from auditor.fabrication.ground.worked_rows import worked_rows
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.open_question import asked_of
from auditor.values.blocks import Field
from auditor.values.grids import Cell, Grid, grids_of, is_shown_by, number_shown
from auditor.values.labels import label_key
from auditor.values.values import Value, value_of
from auditor.values.ways import Row

_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_EQUATION = re.compile(rf"(?<![\w.,]){_NUMBER} ?([x×*·/÷+−-]) ?{_NUMBER} ?= ?{_NUMBER}(?![\w%])")
_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    **dict.fromkeys("x×*·", operator.mul),
    **dict.fromkeys("/÷", operator.truediv),
    **dict.fromkeys("+", operator.add),
    **dict.fromkeys("−-", operator.sub),
}
# Which mark parts the decimals shows only where a number has one.
_MARKED = re.compile(r"\d[.,]\d")


class Told(NamedTuple):
    """A text without what its tables work out, and the values that these are."""

    text: str
    worked: frozenset[Value]


def without_worked(scene: Scene, is_open: Callable[[int], bool]) -> Told:
    """Return a scene's text without the rows and columns that the rest of their table explains.

    Args:
        scene: The text.
        is_open: Says whether a place of the text is the model's own, under no mark of a runtime.
    """
    text = scene.text
    grids = list(grids_of(text, comma=False))
    if grids and _MARKED.search(text):
        grids += grids_of(text, comma=True)
    grids = [grid for grid in grids if is_open(grid.heading[0].start)]
    known = KnownNames(scene)
    cells = {cell: None for grid in grids for cell in _worked_in(grid, scene, known)}
    places = [(cell.start, cell.end) for cell in cells]
    worked = {value_of(cell.text) for cell in cells if cell.number}
    for start, end, fields in worked_stretches(scene):
        # Of what was never looked up nothing can be worked out: figures are met by chance.
        if is_open(start) and asked_of(scene) is None:
            places.append((start, end))
            worked.update(value_of(field.value) for field in fields)
    worked.update(_results_shown(scene))
    return Told(_blanked(text, places), frozenset(worked))


def _results_shown(scene: Scene) -> Iterator[Value]:
    """Yield the results of equations that are right, of two numbers with a source: `97 x 2 = 194`.

    A text may tell such a result again under any label.
    """
    for shown in _EQUATION.finditer(scene.text) if "=" in scene.text else ():
        one, other, result = (number_shown(shown[place], comma=False) for place in (1, 3, 4))
        if not (one and other and result) or not all(
            scene.source_of(value_of(shown[place])) is not None for place in (1, 3)
        ):
            continue
        exact = _OPERATIONS[shown[2]](one.amount, other.amount) if other.amount else None
        if exact is not None and is_shown_by(result, exact):
            yield value_of(shown[4])


def _blanked(text: str, places: list[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in places:
        letters[start:end] = (one if one == "\n" else " " for one in letters[start:end])
    return "".join(letters)


def _worked_in(grid: Grid, scene: Scene, known: KnownNames) -> Iterator[Cell]:
    results = list(results_like(_keys_of(grid), scene, fewest=2))
    rows = _worked_rows(grid, results, scene, known)
    rest = [row for place, row in enumerate(grid.rows) if place not in rows]
    ground = _ground_of(grid, rest, results, scene)
    columns = worked_columns(grid, rest, ground)
    named = [row for row in rest if known.is_name(row[0].text)]
    if not columns and 1 < len(named) < len(rest):
        # A total may hold a rate as well: without the column of rates it is a total again.
        columns = worked_columns(grid, named, _ground_of(grid, named, results, scene))
        rows = _worked_rows(_without(columns, grid), results, scene, known) if columns else rows
        rest = [row for place, row in enumerate(grid.rows) if place not in rows]
    for place in rows:
        above = [row for row in (grid.rows[:place] or grid.rows) if row in rest]
        if _is_sound(grid, above, columns, ground):
            yield from grid.rows[place]
    for place in columns:
        yield from (row[place] for row in (grid.heading, *grid.rows))


def _keys_of(grid: Grid) -> list[str]:
    return [label_key(cell.text) for cell in grid.heading]


def _without(columns: list[int], grid: Grid) -> Grid:
    """Return a table with some columns left open."""
    rows = [
        [
            cell._replace(text="", number=None) if place in columns else cell
            for place, cell in enumerate(row)
        ]
        for row in grid.rows
    ]
    return Grid(grid.heading, rows)


def _worked_rows(
    grid: Grid, results: list[list[Row]], scene: Scene, known: KnownNames
) -> list[int]:
    rows = worked_rows(grid, results, scene.asked, known.holds)
    groups = (
        place
        for place, row in enumerate(grid.rows)
        if place not in rows and results and _is_group(row, grid, scene)
    )
    return [*rows, *groups]


def _ground_of(grid: Grid, rows: list[Row], results: list[list[Row]], scene: Scene) -> Ground:
    grouped = set(_grouped(grid, rows, scene)) if results else set()
    return Ground(
        lambda heading: any(
            label_key(heading) in shape.labels and not is_relation(heading, shape.labels)
            for shape in scene.shapes
        ),
        lambda cell: cell in grouped or _has_source(scene, cell),
        lambda cell: scene.source_of(value_of(cell.text)) is not None,
        _hidden(grid, rows, scene),
        [sum(amounts, Decimal()) for amounts in amounts_of(results)],
    )


def _is_group(row: Row, grid: Grid, scene: Scene) -> bool:
    """Say whether a row tells what the records of one sort come to (`paid`: 2, 165.60)."""
    if all(scene.source_of(value_of(cell.text)) for cell in row if cell.number):
        return False
    fields = [Field(one.text, cell.text) for one, cell in zip(grid.heading, row, strict=True)]
    return is_worked_record([field for field in fields if field.value], scene)


def _grouped(grid: Grid, rows: list[Row], scene: Scene) -> Iterator[Cell]:
    """Yield the numbers that tell what the records of their row's sort come to."""
    for row in rows:
        for heading, cell in zip(grid.heading[1:], row[1:], strict=True):
            fields = [Field(grid.heading[0].text, row[0].text), Field(heading.text, cell.text)]
            if cell.number and not _has_source(scene, cell) and is_worked_record(fields, scene):
                yield cell


def _is_sound(grid: Grid, rows: list[Row], columns: list[int], ground: Ground) -> bool:
    """Say whether what a table works with is genuine: its fields all, else a column at least."""
    genuine = {
        place: all(ground.has_source(row[place]) for row in rows if row[place].number)
        for place in range(1, len(grid.heading))
        if place not in columns and numbers_of(rows, place)
    }
    fields = [held for place, held in genuine.items() if ground.is_field(grid.heading[place].text)]
    return all(fields) if fields else any(genuine.values()) or not rows


def _has_source(scene: Scene, cell: Cell) -> bool:
    value = value_of(cell.text)
    if is_small(value) or scene.source_of(value) is not None:
        return True
    number, index = cell.number, scene.event_index
    return number is not None and is_rounded(str(number.amount), scene.evidence, index)


def _hidden(grid: Grid, rows: list[Row], scene: Scene) -> list[tuple[str, list[Decimal]]]:
    """Return the fields with numbers of the records that the rows of a table are of."""
    records = scene.evidence.records_before(scene.event_index)
    labels = {label for alike in records.alike for label in alike.labels}
    names = [value_of(row[0].text) for row in rows]
    for key in (label_key(grid.heading[0].text), *sorted(labels)):
        holders = list(takewhile(bool, (holders_of(records, key, name) for name in names)))
        if holders and len(holders) == len(names):
            return _fields_of([list(map(records.at, sorted(some))) for some in holders], key)
    return []


def _fields_of(holders: list[list[Record]], key: str) -> list[tuple[str, list[Decimal]]]:
    """Return the numbers under the labels that one record of each row has."""
    # The newest record of the thing, none of several things.
    held = [min(some, key=lambda one: (_size(one, key), -one.event_index)) for some in holders]
    shared = set(held[0].labels).intersection(*(record.labels for record in held))
    columns = (
        (label, [cell_of(record, label).number for record in held]) for label in sorted(shared)
    )
    return [
        (label, [one.amount for one in column if one]) for label, column in columns if all(column)
    ]


def _size(record: Record, key: str) -> int:
    """Return how many things a record is of."""
    return len(values_under_key(record, key))
