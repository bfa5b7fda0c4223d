"""Figures of one row of a list told of another row that the user asks about as well.

`Room 121 is dirty, minibar 34` where the one result says so of room 112, and of 121 that it is
clean, minibar 0. The user names both rows by the values of one column that names each row once. A
sentence counts only where it begins with one, tells several values of the other, at least one of
which is a figure that stands in that row alone, and none of its own. Such a finding is at most
suspected.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, islice, permutations
from operator import attrgetter
from typing import NamedTuple

from auditor.evidence.readings import parted, single_sentences
from auditor.evidence.records import Record
from auditor.fabrication.exchanged import OF_OTHERS
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.looked_up import is_told
from auditor.fabrication.told_fields import is_unreal
from auditor.fabrication.unsourced import numbers_plain
from auditor.values.occurrences import has_one, holds
from auditor.values.spellings import hints_of, spellings
from auditor.values.values import FIGURES, Value, normal_text, value_of

_SCORE = 0.6
_FEWEST = 2
_MOST_RECORDS = 200
_SHORTEST_NAME = 3
_MOST_WORDS = 3
_MOST_NAMED = 4
_DIGIT = re.compile(r"\d")
_BORDER = re.compile(r"[;；]")
_index_of = attrgetter("event_index")


class _Row(NamedTuple):
    """A record, what names it, what it says, and what of that no other row of its list says."""

    name: Value
    record: Record
    values: frozenset[Value]
    alone: frozenset[Value]


def judge_mixed_rows(scene: Scene) -> Iterator[Imitation]:
    """Yield each clause of a text that tells another row's values of one."""
    if not scene.tells or not _DIGIT.search(scene.text):
        return
    rows = list(_rows_asked_for(scene))
    for start, clause in _clauses(scene.text) if rows else ():
        if is_unreal(clause) or OF_OTHERS.stands_in(clause):
            continue
        for mine, other in permutations(rows, 2):
            told = _told_of(mine, other, clause, scene)
            if told:
                place = start, start + len(clause)
                fields = bare_fields(told, clause)
                tool, index = other.record.tool, other.record.event_index
                yield found_in(scene, place, "stale", tool, _SCORE, fields, imitates=index)
                break


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    for start, sentence in single_sentences(text):
        yield from ((start + place, clause) for place, clause in parted(sentence, _BORDER))


def _rows_asked_for(scene: Scene) -> Iterator[_Row]:
    """Yield the rows of the newest list that has several which the user names."""
    asked = normal_text(scene.asked)
    newest = islice(scene.evidence.records_before(scene.event_index), _MOST_RECORDS)
    for _, group in groupby(newest, _index_of):
        records = list(group)
        if len(records) < _FEWEST:
            continue
        for label in dict.fromkeys(label for record in records for label in record.labels):
            if not _may_be_named(records, label, asked):
                continue
            names = [(name, record) for record in records if (name := _name_in(record, label))]
            named = [name for name, _ in names if holds(asked, name, spellings(name))]
            once = len(dict(names)) == len(names)
            if once and 1 < len(named) <= _MOST_NAMED:
                yield from _rows_of(names, named, label)
                return


def _may_be_named(records: list[Record], label: str, asked: str) -> bool:
    """Say whether some words may hold two records' values under a label, or more."""
    met = 0
    for record in records:
        raws = record.values.get(label, ())
        if len(raws) == 1 and has_one(asked, hints_of(value_of(raws[0]))):
            met += 1
            if met == _FEWEST:
                return True
    return False


def _name_in(record: Record, label: str) -> Value | None:
    """Return what names a record where its values under a label do."""
    raws = record.values.get(label, ())
    name = value_of(raws[0]) if len(raws) == 1 else None
    if name is None or name.kind in ("flag", "empty", "date", "time"):
        return None
    return None if name.form.isascii() and len(name.form) < _SHORTEST_NAME else name


def _rows_of(names: list[tuple[Value, Record]], named: list[Value], label: str) -> Iterator[_Row]:
    """Yield the rows that are named, of all that a list holds under a label that names each."""
    values = {name: _told_in(record, label) for name, record in names}
    held = Counter(value for told in values.values() for value in told)
    records = dict(names)
    for name in named:
        told = values[name]
        yield _Row(name, records[name], told, frozenset(v for v in told if held[v] == 1))


def _told_in(record: Record, label: str) -> frozenset[Value]:
    told = (value_of(raw) for key, raws in record.values.items() if key != label for raw in raws)
    return frozenset(value for value in told if value.kind != "empty")


def _told_of(mine: _Row, other: _Row, clause: str, scene: Scene) -> list[Value]:
    """Return the values of another row that a clause tells of one; [] where it is true."""
    normal = numbers_plain(clause)
    head, found, rest = normal.partition(mine.name.form)
    if not found or head.count(" ") > _MOST_WORDS or _DIGIT.search(head):
        return []
    if holds(normal, other.name, spellings(other.name)):
        return []
    if any(is_told(value, rest) for value in mine.values - other.values):
        return []
    foreign = [value for value in sorted(other.values - mine.values) if is_told(value, rest)]
    alone = [v for v in foreign if v.kind in FIGURES and v in other.alone]
    if len(foreign) < _FEWEST or all(_stands_elsewhere(v, other, scene) for v in alone):
        return []
    return foreign


def _stands_elsewhere(value: Value, row: _Row, scene: Scene) -> bool:
    """Say whether a source other than a row's result holds a value."""
    evidence, index = scene.evidence, row.record.event_index
    return any(
        evidence.texts[place].event_index != index
        for place in evidence.places_holding(value, scene.event_index)
    )
