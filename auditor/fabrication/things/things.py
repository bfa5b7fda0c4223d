"""Things of one sort that results describe, and what a text says of each of them.

Rows of one list are such things, and what calls of one tool returned that differ in one argument.
A text speaks of one in a row or a column of a table, or behind its name in a sentence, up to the
name of the next.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

from auditor.evidence.failures import failed
from auditor.evidence.readings import single_sentences
from auditor.evidence.records import Read, Record, values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.values.aligned_tables import alike_lines
from auditor.values.atoms import atoms_of
from auditor.values.dates import clock_of
from auditor.values.occurrences import place_of
from auditor.values.tables import Row, tables_of
from auditor.values.values import Value, normal_text, value_of

_MOST_RECORDS = 200
_MOST_CALLS = 8
_MOST_THINGS = 40
_LONGEST_NAME = 60
_SHORTEST_NAME = 2
_FEWEST_FIELDS = 2
# Ids and names come first.
_NAMING_LABELS = 3
_DIGIT = re.compile(r"\d")
_LIST_MARK = re.compile(r"^[\s>*_#-]*\d{1,3}[.)]\s")
# The colon of `13:00` sets nothing apart.
_BORDER = re.compile(r"[：;；]|(?<!\d):|:(?!\d)")
# A list goes on behind a name: with a comma, or a short word as `and`.
_NEXT_PART = re.compile(r"[^\w(\[（【]*[,，、;；/&]|\s+\w{1,3}\s|[和与及跟と]")
_NAMING = ("word", "text", "id", "host", "number")
_index_of = attrgetter("event_index")

Fields = dict[str, Value]
"""Single values by label key."""


class Thing(NamedTuple):
    """Something that a result describes.

    Attributes:
        name: Its name as the result, or the call, writes it.
        fields: What the result says of it, but for the name.
        tool, event_index: Of the result.
    """

    name: str
    fields: Fields
    tool: str
    event_index: int


class Said(NamedTuple):
    """What a text says of a thing.

    Attributes:
        thing: The thing.
        part: Number of the table, of its column where the things stand side by side; else 0.
        slots: The cells, or the one stretch of words behind the name.
        heads: The headings of the cells; () for words.
        start, end: Where it stands in the text, with the name.
    """

    thing: Thing
    part: int
    slots: tuple[str, ...]
    heads: tuple[str, ...]
    start: int
    end: int


def things_told(scene: Scene) -> Iterator[tuple[list[Thing], list[Said]]]:
    """Yield the things of each sort that a text tells of, and what it says of each."""
    small = scene.text.lower()
    for things in _groups(scene):
        named = [one for one in things if one.name.lower() in small]
        if named:
            said = [*_in_tables(named, scene.text), *_in_words(named, scene.text)]
            if said:
                yield things, said


def _groups(scene: Scene) -> Iterator[list[Thing]]:
    """Yield the rows of each list before a text, and what alike calls returned, newest first."""
    newest = islice(scene.evidence.records_before(scene.event_index), _MOST_RECORDS)
    for _, rows in groupby(newest, _index_of):
        alike: dict[tuple[str, ...], list[Record]] = {}
        for record in rows:
            # A list as a whole is read as one record, too.
            if all(len(raws) == 1 for raws in record.values.values()):
                alike.setdefault(record.labels, []).append(record)
        for labels, records in alike.items():
            if len(labels) > _FEWEST_FIELDS - 1 < len(records) <= _MOST_THINGS:
                yield _named_rows(labels, records, scene.text)
    yield from _in_lines(scene)
    yield from _called_for(scene)


def _in_lines(scene: Scene) -> Iterator[list[Thing]]:
    """Yield what alike lines, or sentences, of each of the latest results tell of."""
    for result, call in islice(scene.latest_results(), _MOST_CALLS):
        things = [
            Thing(name, {key: value_of(raw) for key, raw in told}, call.name, result.index)
            for (_, name), *told in alike_lines(result.output)
            if _can_name(name)
        ]
        if len(things) <= _MOST_THINGS:
            yield things


def _named_rows(labels: tuple[str, ...], records: list[Record], text: str) -> list[Thing]:
    """Return the rows of a list under the names that a text calls them by.

    Ids and names come first: a later column names them only where a text has twice as many of it,
    or as many, and begins with them.
    """
    best: list[Thing] = []
    most, first, small = 0, 0, text.lower()
    for place, label in enumerate(labels[:_NAMING_LABELS]):
        raws = [record.values[label][0] for record in records]
        if not all(map(_can_name, raws)) or (place and all(map(str.isdigit, raws))):
            continue
        # Most rows are not named at all, and `in` says so at once.
        places = [at for raw in raws if raw.lower() in small and (at := place_of(raw, text)) >= 0]
        named, at = len(places), min(places, default=-1)
        is_better = named > 2 * most or (named == most > 1 and at < first)
        if is_better and _names_each(label, set(raws), records):
            most, first = named, at
            best = [
                Thing(raw, _fields_of(r.values, label), r.tool, r.event_index)
                for raw, r in zip(raws, records, strict=True)
            ]
    return best


def _names_each(label: str, names: set[str], records: list[Record]) -> bool:
    """Say whether a column names each row once; where another goes to is no name of it."""
    others = (
        raw for r in records for key, raws in r.values.items() if key != label for raw in raws
    )
    return len(names) == len(records) and names.isdisjoint(others)


def _called_for(scene: Scene) -> Iterator[list[Thing]]:
    """Yield what the newest calls of each tool returned that differ in one argument."""
    by_tool: dict[str, list[tuple[dict[str, str], Read, int]]] = {}
    for result, call in islice(scene.latest_results(), _MOST_CALLS):
        read = next(iter(values_in(result.output)), None)
        if read is not None and not failed(result):
            about = {field.label: field.value for field in arguments_of(call)}
            by_tool.setdefault(call.name, []).append((about, read, result.index))
    for tool, results in by_tool.items():
        first = results[0][0]
        alike = [one for one in results if one[0].keys() == first.keys()]
        differing = [k for k in first if len({about[k] for about, _, _ in alike}) > 1]
        if len(differing) == 1:
            key = differing[0]
            # Of several results about one thing the newest tells what it is.
            newest = {about[key]: (read, index) for about, read, index in reversed(alike)}
            if len(newest) > 1 and all(map(_can_name, newest)):
                yield [
                    Thing(raw, _fields_of(read.values, "", raw), tool, index)
                    for raw, (read, index) in newest.items()
                ]


@lru_cache(maxsize=1024)
def _can_name(raw: str) -> bool:
    value = value_of(raw)
    is_long = len(raw) > _LONGEST_NAME and value.kind not in ("id", "host")
    if is_long or "\n" in raw or value.kind not in _NAMING:
        return False
    if len(raw) < _SHORTEST_NAME and raw.isascii():
        return False
    return value.kind != "number" or value.form.isdigit()


def _fields_of(values: dict[str, list[str]], label: str, name: str = "") -> Fields:
    fields: Fields = {}
    for key, raws in values.items():
        value = value_of(raws[0])
        if len(raws) > 1 or key == label or value.kind in ("empty", "flag"):
            continue
        if value.kind == "date" and (clock := clock_of(value.form.partition(" ")[2])):
            fields[f"{key} day"] = Value("date", value.form.partition(" ")[0])
            fields[f"{key} time"] = Value("time", clock)
        elif value != value_of(name):
            fields[key] = value
    return fields


def _in_tables(group: list[Thing], text: str) -> Iterator[Said]:
    for number, rows in enumerate(tables_of(text) if "|" in text or "\t" in text else (), 1):
        heads = [_only_named(cell, group) for cell in rows[0].cells]
        if sum(map(bool, heads)) > 1:
            for column, thing in enumerate(heads):
                if thing:
                    yield _column_said(thing, number, column, rows)
        else:
            yield from _rows_said(group, number, rows)


def _rows_said(group: list[Thing], number: int, rows: list[Row]) -> Iterator[Said]:
    heads = tuple(rows[0].cells)
    for row in rows[1:]:
        place = next((n for n, cell in enumerate(row.cells) if _only_named(cell, group)), -1)
        thing = _only_named(row.cells[place], group) if place >= 0 else None
        if thing:
            cells = (*row.cells[:place], *row.cells[place + 1 :])
            yield Said(
                thing, number, cells, (*heads[:place], *heads[place + 1 :]), row.start, row.end
            )


def _column_said(thing: Thing, number: int, column: int, rows: list[Row]) -> Said:
    cells = [row.cells[column] if column < len(row.cells) else "" for row in rows[1:]]
    heads = [row.cells[0] for row in rows[1:]]
    return Said(thing, number, tuple(cells), tuple(heads), rows[0].start, rows[-1].end)


def _only_named(words: str, group: Iterable[Thing]) -> Thing | None:
    found = [one for one in group if place_of(one.name, words) >= 0]
    longest = max(found, key=lambda one: len(one.name), default=None)
    return longest if longest and all(one.name in longest.name for one in found) else None


def _in_words(group: list[Thing], text: str) -> Iterator[Said]:
    for start, sentence in single_sentences(text):
        # Tables have been read, and in objects a name needs not come first.
        if any(mark in sentence for mark in "|\t{"):
            continue
        named = sorted(_places_in(sentence, group), key=lambda found: found[0])
        if not named:
            continue
        if not _leads(sentence[: named[0][0]], group):
            yield from _before_names(start, sentence, named)
            continue
        ends = [place for place, _ in named[1:]] + [len(sentence)]
        for (place, thing), end in zip(named, ends, strict=False):
            words = sentence[place + len(thing.name) : end]
            yield Said(thing, 0, (words,), (), start + place, start + end)


def _before_names(start: int, sentence: str, named: list[tuple[int, Thing]]) -> Iterator[Said]:
    """Yield what a sentence says before each name, where each ends its part of the sentence."""
    ends = [place + len(thing.name) for place, thing in named]
    if len(named) < _FEWEST_FIELDS or _DIGIT.search(sentence, ends[-1]):
        return
    if not all(_NEXT_PART.match(sentence, end) for end in ends[:-1]):
        return
    for first, (place, thing), end in zip([0, *ends], named, ends, strict=False):
        yield Said(thing, 0, (sentence[first:place],), (), start + first, start + end)


def _leads(head: str, group: list[Thing]) -> bool:
    """Say whether what stands before a name tells nothing of it: what does stands before others."""
    words = _BORDER.split(_LIST_MARK.sub("", head))[-1]
    if not _DIGIT.search(words):
        return True
    told = {atom.value for atom in atoms_of(normal_text(words))}
    return bool(told) and not any(value in told for one in group for value in one.fields.values())


def _places_in(sentence: str, group: list[Thing]) -> Iterator[tuple[int, Thing]]:
    """Yield where a sentence names things; a name inside a longer one is none."""
    taken: list[tuple[int, int]] = []
    for one in sorted(group, key=lambda thing: -len(thing.name)):
        place = place_of(one.name, sentence)
        while place >= 0:
            end = place + len(one.name)
            if not any(first < end and place < last for first, last in taken):
                taken.append((place, end))
                yield place, one
            place = place_of(one.name, sentence, end)
