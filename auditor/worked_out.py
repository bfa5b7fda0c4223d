"""What the tables of a text work out themselves, left out of it before it is judged.

A total, a mean, a change or a share is no field of a result: nothing returned it, and nobody
invented it. What stands in such rows and columns is blanked, so that every judge sees only what
somebody must have said, each at its place.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from auditor.blocks import Field
from auditor.grids import Cell, Grid, grids_of
from auditor.imitation import Scene
from auditor.labels import label_key
from auditor.provenance import holders_of, is_small
from auditor.result_rows import (
    KnownNames,
    amounts_of,
    cell_of,
    is_sum_of_results,
    results_like,
)
from auditor.rounding import is_rounded
from auditor.values import Value, value_of
from auditor.ways import Row
from auditor.worked_columns import Ground, numbers_of, worked_columns
from auditor.worked_rows import worked_rows

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
    if not grids:
        return Told(text, frozenset())
    known = KnownNames(scene)
    cells = {cell: None for grid in grids for cell in _worked_in(grid, scene, known)}
    letters = list(text)
    for cell in cells:
        for place in range(cell.start, cell.end):
            letters[place] = letters[place] if letters[place] == "\n" else " "
    worked = frozenset(value_of(cell.text) for cell in cells if cell.number)
    return Told("".join(letters), worked)


def _worked_in(grid: Grid, scene: Scene, known: KnownNames) -> Iterator[Cell]:
    keys = [label_key(cell.text) for cell in grid.heading]
    results = list(results_like(keys, scene, fewest=2))
    rows = worked_rows(grid, results, scene.asked, known.holds)
    rows += [
        place
        for place, row in enumerate(grid.rows)
        if place not in rows and results and _is_group(row, grid, scene)
    ]
    rest = [row for place, row in enumerate(grid.rows) if place not in rows]
    ground = Ground(
        lambda heading: any(label_key(heading) in shape.labels for shape in scene.shapes),
        partial(_has_source, scene),
        lambda cell: scene.source_of(value_of(cell.text)) is not None,
        _hidden(grid, rest, scene),
        [sum(amounts, Decimal()) for amounts in amounts_of(results)],
    )
    columns = worked_columns(grid, rest, ground)
    for place in rows:
        above = [row for row in (grid.rows[:place] or grid.rows) if row in rest]
        if _is_sound(grid, above, columns, ground):
            yield from grid.rows[place]
    for place in columns:
        yield from (row[place] for row in (grid.heading, *grid.rows))


def _is_group(row: Row, grid: Grid, scene: Scene) -> bool:
    """Say whether a row tells what the records of one sort come to (`paid`: 2, 165.60)."""
    if all(scene.source_of(value_of(cell.text)) for cell in row if cell.number):
        return False
    fields = [Field(one.text, cell.text) for one, cell in zip(grid.heading, row, strict=True)]
    return is_sum_of_results([field for field in fields if field.value], scene)


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
    key = label_key(grid.heading[0].text)
    records = scene.evidence.records_before(scene.event_index)
    places = [holders_of(records, key, value_of(row[0].text)) for row in rows]
    if not places or not all(places):
        return []
    held = [records.at(max(place)) for place in places]
    shared = set(held[0].labels).intersection(*(record.labels for record in held))
    columns = (
        (label, [cell_of(record, label).number for record in held]) for label in sorted(shared)
    )
    return [
        (label, [one.amount for one in column if one]) for label, column in columns if all(column)
    ]
