"""Which rows of results a text tells, and which pairs of label and value it tells of each.

A row is told where its name stands, up to the name of the next one. Where no name stands, it is the
one that most of the text is of.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.held_places import Held, held_places
from auditor.fabrication.things.single_rows import Row
from auditor.values.blocks import blocks_of
from auditor.values.flattened import Told, told_in_blocks, told_in_sentences
from auditor.values.labels import label_key
from auditor.values.occurrences import place_of
from auditor.values.under_labels import told_before_values, told_under_labels
from auditor.values.values import SPECIFIC, value_of

_FEWEST, _FEWEST_SAME = 3, 2
_TELLING = 12
_LONGEST_HEAD, _MOST_UNNAMED = 40, 40
# Of a line, an item or a sentence; a few words may lead up to the name.
_HEAD = re.compile(r"(?:^|[\n;；。]|[.!?] )[^\w\n]*(?:[^\W\d]+ ){0,2}[^\w\n]*$|(?<=\| )$")


class _Section(NamedTuple):
    """Words about one row, and where they stand in the text."""

    row: Row
    start: int
    words: str


class ToldRow(NamedTuple):
    """A row and the pairs that a text tells of it.

    Attributes:
        row: The row.
        told: The pairs, with their places in the text.
        held: Which of them the row has as told, and which otherwise.
    """

    row: Row
    told: list[Told]
    held: Held


def told_rows(rows: list[Row], scene: Scene) -> list[ToldRow]:
    """Return the rows that a text tells of, in the order of their names.

    Args:
        rows: The rows of the results before it.
        scene: The text.
    """
    told = [one for section in _sections(rows, scene.text) if (one := _record_in(section, rows))]
    return told or _of_unnamed(rows, scene)


def _sections(rows: list[Row], text: str) -> list[_Section]:
    """Return what a text says of each row that it names, up to the name of the next one.

    Of what bears one name in several results the newest is meant. Of several rows each is named at
    the head of a line, or of a sentence: a name behind what is told would lead to the next one's.
    """
    places: dict[str, tuple[int, Row]] = {}
    for row in rows:
        told = [(place, name) for name in row.names if (place := place_of(name, text)) >= 0]
        if told:
            place, name = min(told)
            known = places.get(name)
            if known is None or (row.list_of and known[1].result is row.result):
                places[name] = place, row
    named = sorted(places.values(), key=lambda one: one[0])
    named = [one for one in named if not _is_value_of(one[1], named)]
    if len(named) == 1:
        return [_Section(named[0][1], 0, text)]
    heads = [_HEAD.search(text, max(0, at - _LONGEST_HEAD), at) is not None for at, _ in named]
    astray = {row.list_of for (_, row), is_head in zip(named, heads, strict=True) if not is_head}
    ends = [*(place for place, _ in named), len(text)][1:]
    return [
        _Section(row, place, text[place:end])
        for (place, row), end in zip(named, ends, strict=False)
        if row.list_of not in astray
    ]


def _is_value_of(row: Row, named: list[tuple[int, Row]]) -> bool:
    """Say whether what names a row is a value of another one: whose account an order is of."""
    return any(
        one is not row and {*row.names} <= {leaf.value for leaf in one.places.leaves}
        for _, one in named
    )


def _of_unnamed(rows: list[Row], scene: Scene) -> list[ToldRow]:
    """Return the row that a text tells most of, where it has a value that no other row has."""
    found = [
        record
        for row in rows[:_MOST_UNNAMED]
        if row.call.turn == scene.event.turn
        and (record := _record_in(_Section(row, 0, scene.text), rows)) is not None
        and len(record.held.same) >= _FEWEST_SAME
    ]
    best = max(found, key=lambda one: len(one.held.same), default=None)
    if best is None:
        return []
    told = {one for place in best.held.same for one in place.own if _is_telling(one)}
    others = {leaf.value for row in rows if row is not best.row for leaf in row.places.leaves}
    return [best] if told - others else []


def _is_telling(value: str) -> bool:
    return len(value) >= _TELLING or (value_of(value).kind in SPECIFIC and len(value) >= _FEWEST)


def _record_in(section: _Section, rows: list[Row]) -> ToldRow | None:
    """Return the pairs that some words tell of a row, read in the first way that finds several."""
    first: ToldRow | None = None
    for told in _ways_to_read(section, rows):
        known = [one for one in told if value_of(one.value).kind != "empty"]
        if len(known) < _FEWEST or _tells_several(known):
            continue
        held = held_places(known, section.row.places)
        record = ToldRow(section.row, known, held)
        if len(held.same + held.other) >= _FEWEST:
            return record
        first = first or record
    return first


def _tells_several(told: list[Told]) -> bool:
    """Say whether one label stands over different values: these are no single record's."""
    values: dict[str, str] = {}
    return any(
        values.setdefault(label_key(one.label), form) != form
        for one in told
        for form in (value_of(one.value).form,)
    )


def _ways_to_read(section: _Section, rows: list[Row]) -> Iterator[list[Told]]:
    row, words = section.row, section.words
    yield _moved(told_under_labels(words, row.labels), section.start)
    blocks = [block for block in blocks_of(words) if block.is_record]
    if len(blocks) == 1:
        yield _moved(told_in_blocks(blocks, words), section.start)
    yield _moved(list(told_in_sentences(words)), section.start)
    alike = [one for one in rows if one.list_of == row.list_of and one.call.name == row.call.name]
    values = tuple({leaf.value: None for one in alike for leaf in one.places.leaves})
    yield _moved(told_before_values(words, values), section.start)


def _moved(told: list[Told], by: int) -> list[Told]:
    return [
        one._replace(start=one.start + by, end=one.end + by, items=(), is_nested=False)
        for one in told
    ]
