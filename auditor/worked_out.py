"""What the tables of a text work out themselves, left out of it before it is judged.

A total, a mean, a change or a share is no field of a result: nothing returned it, and nobody
invented it. What stands in such rows and columns is blanked, so that every judge sees only what
somebody must have said, each at its place.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property, partial
from itertools import islice
from typing import NamedTuple

from auditor.blocks import Field
from auditor.grids import Cell, Grid, grids_of, number_shown
from auditor.imitation import Scene
from auditor.labels import label_key
from auditor.provenance import holders_of, is_small
from auditor.records import Record
from auditor.rounding import is_rounded
from auditor.source_texts import arguments_of
from auditor.values import Value, value_of
from auditor.ways import Column, Row, is_middle_of, is_sum_of
from auditor.worked_columns import Ground, numbers_of, worked_columns
from auditor.worked_rows import worked_rows

# Which mark parts the decimals shows only where a number has one.
_MARKED = re.compile(r"\d[.,]\d")
_MOST_RECORDS = 100
_MOST_RESULTS = 6
_MIDDLE = re.compile(r"\b(?:mean|median|average|avg)\b|平均|中位", re.IGNORECASE)
_MOST_SUMMED = 500
_SHORTEST_LABEL = 3


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
    known = _Known(scene)
    cells = {cell: None for grid in grids for cell in _worked_in(grid, scene, known)}
    letters = list(text)
    for cell in cells:
        for place in range(cell.start, cell.end):
            letters[place] = letters[place] if letters[place] == "\n" else " "
    worked = frozenset(value_of(cell.text) for cell in cells if cell.number)
    return Told("".join(letters), worked)


def is_summary(field: Field, columns: list[Column]) -> bool:
    """Say whether a field sums up one of some columns; one that says so may do it in two digits."""
    found = [number_shown(field.value, comma=comma) for comma in (False, True)]
    numbers = [number for number in found if number]
    if any(is_sum_of(number, column) for number in numbers for column in columns):
        return True
    told = _MIDDLE.search(field.label)
    return bool(told and any(is_middle_of(n, column) for n in numbers for column in columns))


def columns_named_in(label: str, scene: Scene) -> list[Column]:
    """Return the columns of results whose names stand in a longer one (`Total orders`).

    An empty name stands for all columns.
    """
    key = label_key(label)
    columns: dict[tuple[str, str, int], Column] = {}
    for record in islice(scene.evidence.records_before(scene.event_index), _MOST_SUMMED):
        for name in record.labels:
            if not key or (len(name) >= _SHORTEST_LABEL and name in key and name != key):
                number = _cell_of(record, name).number
                for group in (record.event_index, -1):
                    columns.setdefault((record.tool, name, group), []).append(number)
    return [column for column in columns.values() if len(column) > 1]


def _worked_in(grid: Grid, scene: Scene, known: "_Known") -> Iterator[Cell]:
    results = list(islice(_results_like(grid, scene), _MOST_RESULTS))
    rows = worked_rows(grid, results, scene.asked, known.holds)
    rest = [row for place, row in enumerate(grid.rows) if place not in rows]
    ground = Ground(
        lambda heading: any(label_key(heading) in shape.labels for shape in scene.shapes),
        partial(_has_source, scene),
        lambda cell: scene.source_of(value_of(cell.text)) is not None,
        _hidden(grid, rest, scene),
        [sum(amounts, Decimal()) for amounts in _amounts_of(results)],
    )
    columns = worked_columns(grid, rest, ground)
    for place in rows:
        above = [row for row in (grid.rows[:place] or grid.rows) if row in rest]
        if _is_sound(grid, above, columns, ground):
            yield from grid.rows[place]
    for place in columns:
        yield from (row[place] for row in (grid.heading, *grid.rows))


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


def _results_like(grid: Grid, scene: Scene) -> Iterator[list[Row]]:
    """Yield the records of the results that have the columns of a table, as rows of it."""
    groups: dict[tuple[str, tuple[str, ...], int], list[Record]] = {}
    for record in scene.evidence.records_before(scene.event_index):
        groups.setdefault((record.tool, record.labels, record.event_index), []).append(record)
        groups.setdefault((record.tool, record.labels, -1), []).append(record)
    keys = [label_key(cell.text) for cell in grid.heading]
    for (_, labels, _), records in groups.items():
        if len(records) > 1 and len(set(keys).intersection(labels)) > 1:
            yield [[_cell_of(record, key) for key in keys] for record in records[:_MOST_RECORDS]]


def _cell_of(record: Record, key: str) -> Cell:
    raws = record.values.get(key, [])
    raw = raws[0] if len(raws) == 1 else ""
    return Cell(0, 0, raw, number_shown(raw, comma=False))


def _amounts_of(results: list[list[Row]]) -> Iterator[list[Decimal]]:
    for rows in results:
        for column in zip(*rows, strict=True):
            yield [cell.number.amount for cell in column if cell.number]


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
        (label, [_cell_of(record, label).number for record in held]) for label in sorted(shared)
    )
    return [
        (label, [one.amount for one in column if one]) for label, column in columns if all(column)
    ]


class _Known:
    """The names of what calls before a text were about and results told of, when asked for."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    @cached_property
    def _forms(self) -> set[str]:
        evidence, index = self._scene.evidence, self._scene.event_index
        arguments = (
            f.value for call in evidence.executed_before(index) for f in arguments_of(call)
        )
        values = (
            raw
            for record in evidence.records_before(index)
            for raws in record.values.values()
            for raw in raws
        )
        return {value_of(raw).form for raw in (*arguments, *values)}

    def holds(self, name: str) -> bool:
        """Say whether a name is one of them."""
        return value_of(name).form in self._forms
