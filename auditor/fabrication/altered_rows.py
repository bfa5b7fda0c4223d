"""Numbers of a row of a list told with two of their digits exchanged.

`Maple St 14: asking 385,000` where the row of that name says 358000, and nothing leads to 385000.
The row may be named in any words that one column holds once. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import groupby, islice
from operator import attrgetter

from auditor.evidence.readings import single_sentences
from auditor.evidence.records import Record
from auditor.fabrication.altered_sentences import is_exchanged
from auditor.fabrication.cited import from_nowhere
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.looked_up import is_told
from auditor.fabrication.told_fields import is_hedged, is_unreal
from auditor.fabrication.unsourced import numbers_plain
from auditor.values.atoms import atoms_of
from auditor.values.occurrences import occurs
from auditor.values.values import Value, value_of

_SCORE = 0.6
_MOST_RECORDS = 200
_SHORTEST_NAME = 4
_LONG = 4
_LONGEST_NAME = 60
_NAMING = ("word", "text", "id", "host")
_LONG_NUMBER = re.compile(r"\d[\d.,]{3,}")
_index_of = attrgetter("event_index")


def judge_altered_rows(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence of a text that tells a row's number so."""
    if not scene.tells or not _LONG_NUMBER.search(scene.text):
        return
    text = numbers_plain(scene.text)
    rows: list[tuple[str, Record]] | None = None
    new: dict[Value, float] | None = None
    for start, sentence in single_sentences(scene.text):
        if not _LONG_NUMBER.search(sentence) or not _may_be_new(sentence, scene):
            continue
        if is_unreal(sentence) or is_hedged(sentence):
            continue
        rows = list(_rows(scene)) if rows is None else rows
        row = _row_named(numbers_plain(sentence), rows)
        told = _exchanged(sentence, row, text) if row else []
        if row and told:
            new = scene.once_of_text(from_nowhere) if new is None else new
            told = [value for value in told if value in new]
        if row and told:
            place, fields = (start, start + len(sentence)), bare_fields(told, sentence)
            index = row.event_index
            yield found_in(scene, place, "altered", row.tool, _SCORE, fields, imitates=index)


def _may_be_new(sentence: str, scene: Scene) -> bool:
    """Say whether a sentence tells a long number that no source holds."""
    return any(scene.source_of(value) is None for value in _long_numbers(sentence))


def _long_numbers(sentence: str) -> list[Value]:
    return [
        atom.value
        for atom in atoms_of(numbers_plain(sentence))
        if atom.value.kind == "number" and sum(map(str.isdigit, atom.value.form)) >= _LONG
    ]


def _rows(scene: Scene) -> Iterator[tuple[str, Record]]:
    """Yield the rows of the newest lists under the names that only one row of a list has."""
    newest = islice(scene.evidence.records_before(scene.event_index), _MOST_RECORDS)
    for _, group in groupby(newest, _index_of):
        records = [r for r in group if all(len(raws) == 1 for raws in r.values.values())]
        for label in dict.fromkeys(label for record in records for label in record.labels):
            named = [(value_of(r.values[label][0]), r) for r in records if label in r.values]
            names = [value.form for value, _ in named if value.kind in _NAMING]
            if 1 < len(named) == len(names) == len(set(names)):
                yield from (
                    (value.form, r)
                    for value, r in named
                    if _SHORTEST_NAME <= len(value.form) <= _LONGEST_NAME
                )


def _row_named(normal: str, rows: list[tuple[str, Record]]) -> Record | None:
    """Return the one row that a sentence names, or None."""
    found = {id(record): record for name, record in rows if occurs(normal, name)}
    return next(iter(found.values())) if len(found) == 1 else None


def _exchanged(sentence: str, row: Record, text: str) -> list[Value]:
    """Return the long numbers of a sentence that are an untold one of a row but for two digits."""
    own = [value_of(raw) for raws in row.values.values() for raw in raws]
    untold = [one for one in own if one.kind == "number" and not is_told(one, text)]
    return [
        value
        for value in _long_numbers(sentence)
        if any(
            len(one.form) == len(value.form) and is_exchanged(value.form, one.form)
            for one in untold
        )
    ]
