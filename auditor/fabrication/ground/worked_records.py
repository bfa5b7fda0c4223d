"""Records of a text that tell what records of results come to, or one of them so many times.

Sums over a result, means of those of one sort, a recipe for ten, a salary by the month: such a
record is one way of working over whole genuine records, under their own labels. Nothing returned
it, and nothing in it is made up.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from auditor.evidence.provenance import holders_of, is_small
from auditor.evidence.records import Records
from auditor.fabrication.ground.grouped_rows import groups_of
from auditor.fabrication.ground.result_rows import KnownNames, number_in, results_like
from auditor.fabrication.ground.untraced import NAMING_NUMBER
from auditor.fabrication.ground.worked_rows import (
    is_multiple_of,
    is_sum_or_mean_of,
    is_surely_multiple_of,
    is_worked_out_of,
)
from auditor.fabrication.imitation import Scene
from auditor.values.blocks import Block, Field, blocks_of, fields_of
from auditor.values.equal_values import equal
from auditor.values.factors import amounts_in
from auditor.values.grids import Cell, is_told_by, number_shown, object_at
from auditor.values.labels import label_key
from auditor.values.prose import labelled_clauses
from auditor.values.values import NAMES, Value, value_of
from auditor.values.ways import Row

_FEWEST_DIGITS = 2
_NAME_FIRST = re.compile(r"[^\W\d_]{3,}(?: [^\W\d_]+)* [(x×]{0,2}\d")
_MARK = re.compile(r"\d ?[.,，]")
_MOST_OBJECTS = 40
_FEWEST_ROWS, _FEWEST_NUMBERS, _FEWEST_ALONE = 3, 2, 3
_MOST_GROUPS = 200

Stretch = tuple[int, int, tuple[Field, ...]]


def is_worked_record(fields: Sequence[Field], scene: Scene) -> bool:
    """Say whether one way of working over records of results explains a record.

    Names in it say which of the records: those that hold them under the same label.

    Args:
        fields: What a text tells under labels of results; others may follow from these.
        scene: The text.
    """
    told, records = tuple(fields), scene.evidence.records_before(scene.event_index)
    answers, asked = scene.evidence.answers_before(scene.event_index), (records, told)
    if asked not in answers:
        answers[asked] = _is_worked_record(told, records, scene)
    is_worked: bool = answers[asked]
    return is_worked


def _is_worked_record(fields: tuple[Field, ...], records: Records, scene: Scene) -> bool:
    keys = [label_key(field.label) for field in fields]
    results: list[list[Row]] | None = None
    known = KnownNames(scene)
    amounts = amounts_in(scene.asked) + amounts_in(" ".join(map(_words_of, fields)))
    for comma in _ways_to_read(fields):
        row = [_cell_of(field, comma=comma) for field in fields]
        words = {
            place: value_of(cell.text)
            for place, cell in enumerate(row)
            if cell.number is None or _names_a_thing(cell, known)
        }
        if any(v.kind in NAMES and not holders_of(records, keys[at], v) for at, v in words.items()):
            continue
        unheld = [at for at, value in words.items() if not holders_of(records, keys[at], value)]
        if any(known.is_name(row[place].text) for place in unheld):
            continue
        names = {place: name for place, name in words.items() if known.is_name(row[place].text)}
        results = list(results_like(keys, scene, fewest=1)) if results is None else results
        for rows in results:
            kept = [one for one in rows if _is_about(one, names)]
            if len(kept) != len(rows) and len(kept) == 1:
                if is_surely_multiple_of(row, kept[0]):
                    return True
                continue
            if kept and _is_of(row, kept, scene.asked, amounts):
                return True
            if len(kept) >= _FEWEST_ROWS and _is_of_group(row, kept):
                return True
    return False


def _names_a_thing(cell: Cell, known: KnownNames) -> bool:
    """Say whether so long a number is what a call was for: it is no amount."""
    return len(cell.text) >= NAMING_NUMBER and cell.text.isdecimal() and known.was_given(cell.text)


def _ways_to_read(fields: Sequence[Field]) -> tuple[bool, ...]:
    """Return whether a comma parts decimals, both ways where numbers have marks at all."""
    has_marks = any(_MARK.search(field.value) for field in fields)
    return (False, True) if has_marks else (False,)


def _words_of(field: Field) -> str:
    """Return what a field says, where a number in it is told of something: `Milk 258 g`."""
    is_name = _NAME_FIRST.match(field.value) and not number_shown(field.value, comma=False)
    return field.value if is_name else ""


def _is_of(row: Row, kept: list[Row], asked: str, amounts: Sequence[Decimal]) -> bool:
    if is_worked_out_of(row, kept, asked):
        return True
    return any(is_multiple_of(row, one, amounts) for one in kept)


def _is_of_group(row: Row, rows: list[Row]) -> bool:
    """Say whether a record tells what the rows of one sort, week, month or the like come to."""
    numbers = [cell.number for cell in row if cell.number]
    if len(numbers) < _FEWEST_NUMBERS:
        return False
    groups = list(islice(groups_of([[cell.text for cell in one] for one in rows]), _MOST_GROUPS))
    if any(
        is_sum_or_mean_of(row, [rows[place] for place in group], among=len(groups))
        for group in groups
    ):
        return True
    # `H1 revenue`, `H2 revenue`: each number may be of another group.
    return all(number.digits >= _FEWEST_ALONE for number in numbers) and all(
        is_told_by(cell.number, _sums_of(place, rows, groups))
        for place, cell in enumerate(row)
        if cell.number
    )


def _sums_of(place: int, rows: list[Row], groups: list[list[int]]) -> list[Decimal]:
    column = [row[place].number for row in rows]
    return [
        sum((number.amount for number in numbers if number), Decimal())
        for group in groups
        if all(numbers := [column[one] for one in group])
    ]


def _cell_of(field: Field, *, comma: bool) -> Cell:
    """Return a field as a cell; a number of one digit says nothing and is left open."""
    number = None if _words_of(field) else number_in(field.value, comma=comma)
    if number is not None and number.digits < _FEWEST_DIGITS:
        return Cell(0, 0, "", None)
    return Cell(0, 0, field.value, number)


def _is_about(row: Row, names: dict[int, Value]) -> bool:
    return all(equal(name, row[place].text) for place, name in names.items())


def worked_stretches(scene: Scene) -> Iterator[Stretch]:
    """Yield where such records stand in a text: lists of `label: value`, and objects of JSON."""
    for block in blocks_of(scene.text):
        for start, end, fields in _records_of(block, scene.text):
            if _tells_new(fields, scene) and is_worked_record(fields, scene):
                yield start, end, fields


def worked_in_prose(scene: Scene) -> frozenset[Value]:
    """Return the numbers of a text's sentences that tell such records."""
    return frozenset(
        value
        for shape in scene.shapes
        for block in labelled_clauses(scene.text, shape.labels)
        if is_worked_record(block.fields, scene)
        for field in block.fields
        for value in _numbers_of(field)
    )


def without_sums_around(block: Block, scene: Scene) -> Block:
    """Return a record of JSON without the totals that stand around lists and objects in it."""
    value = object_at(scene.text, block.start)[0] if block.layout == "json" else {}
    around = {key: one for key, one in value.items() if type(one) not in (dict, list)}
    totals = tuple(fields_of(around))
    if len(around) in (0, len(value)) or not _tells_new(totals, scene):
        return block
    if not is_worked_record(totals, scene):
        return block
    rest = tuple(field for field in block.fields if field not in totals)
    return block._replace(fields=rest)


def _records_of(block: Block, text: str) -> Iterator[Stretch]:
    if block.layout == "lines" and block.is_record:
        yield block.start, block.end, block.fields
    if block.layout == "json":
        yield from _innermost_objects(block, text)


def _innermost_objects(block: Block, text: str) -> Iterator[Stretch]:
    place = text.find("{", block.start)
    for _ in range(_MOST_OBJECTS):
        if not 0 <= place < block.end:
            return
        value, end = object_at(text, place)
        if len(value) > 1 and not any(type(one) in (dict, list) for one in value.values()):
            yield place, end, tuple(fields_of(value))
        place = text.find("{", place + 1)


def _tells_new(fields: Sequence[Field], scene: Scene) -> bool:
    """Say whether a record has a number that no source holds."""
    values = (value for field in fields for value in _numbers_of(field))
    return any(not is_small(value) and scene.source_of(value) is None for value in values)


def _numbers_of(field: Field) -> Iterator[Value]:
    """Yield the number of a field, with a point or a comma before its decimals."""
    for comma in _ways_to_read((field,)):
        number = number_in(field.value, comma=comma)
        if number is not None:
            yield value_of(str(number.amount))
