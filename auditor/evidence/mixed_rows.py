"""Whether a sentence mixes what only one row of a list holds with what only another one does.

A text that tells row after row names each by the same column. Where one leaves a row for something
else of another, a value may be told of the wrong thing. This is a sign by which texts are looked at
more closely, no judgement.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from auditor.evidence.readings import single_sentences
from auditor.evidence.records import values_in
from auditor.values.aligned_tables import alike_lines

_FEWEST_ROWS = 2
_MOST_VALUES = 400
_LONGEST_LIST, _LONGEST_TABLE = 20_000, 8000
_NUMBER = re.compile(
    r"(?<![\w.])(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])|[0-9](?:[0-9.:/]*[0-9])?)"
)
_LONGEST_WORD = 60
_BETWEEN_ROWS = ("\n", "<", ". ", "; ")
_FIELD = re.compile(r'"([^"\\\n]{1,60})"\s*:\s*(?:"((?:[^"\\\n]|\\.)*)"|(-?[0-9][0-9.]*))')


class _Cell(NamedTuple):
    """A row by its number, and the label of a value."""

    row: int
    column: str


def leaves_a_row(text: str, output: str) -> bool:
    """Say whether a sentence of a text goes on from a row of a list with what names no other.

    Args:
        text: What somebody wrote.
        output: What a tool returned; what is read as no more than one record has no rows.
    """
    if len(output) > _LONGEST_LIST or not _may_hold_rows(output):
        return False
    cells = _cells(output)
    if not cells or len(cells) > _MOST_VALUES:
        return False
    return any(_goes_astray(sentence, cells) for _, sentence in single_sentences(text))


def _may_hold_rows(output: str) -> bool:
    """Say whether a result holds several objects, lines, sentences or marked records."""
    return (
        output.count("{") >= _FEWEST_ROWS
        or not output.isascii()
        or any(map(output.__contains__, _BETWEEN_ROWS))
    )


@lru_cache(maxsize=64)
def _cells(output: str) -> dict[str, _Cell]:
    """Return what only one row of a result holds, as written, and where."""
    cells: dict[str, _Cell] = {}
    shared: set[str] = set()
    for number, row in enumerate(_rows_of(output)):
        for label, word in row:
            if cells.setdefault(word, _Cell(number, label)).row != number:
                shared.add(word)
    return {
        word: cell
        for word, cell in cells.items()
        if 0 < len(word) <= _LONGEST_WORD and word not in shared
    }


def _rows_of(output: str) -> Iterator[Iterable[tuple[str, str]]]:
    """Yield the labels and values of each row: of the objects of a list, else of each record."""
    if output.count("{") >= _FEWEST_ROWS:
        yield from map(_values_of, output.split("{"))
    elif len(output) <= _LONGEST_TABLE:
        rows = alike_lines(output)
        yield from rows
        if not rows and (output.count("\n") >= _FEWEST_ROWS or output.count("<") > _FEWEST_ROWS):
            yield from _records_of(output)


def _records_of(output: str) -> Iterator[Iterable[tuple[str, str]]]:
    for row in values_in(output):
        # A list as a whole is read as one record, too.
        if all(len(raws) == 1 for raws in row.values.values()):
            yield [(label, raws[0]) for label, raws in row.values.items()]


def _values_of(row: str) -> Iterator[tuple[str, str]]:
    for label, word, number in _FIELD.findall(row):
        if number or len(word) > 1:
            yield label, number or word.replace("\\\\", "\\")


def _goes_astray(sentence: str, cells: dict[str, _Cell]) -> bool:
    found = [
        (match.start(), cells[number])
        for match in _NUMBER.finditer(sentence)
        for number in {match[0], match[0].replace(",", "")}
        if number in cells
    ]
    found += [
        (place, cell)
        for word, cell in cells.items()
        if not word.isdecimal() and (place := sentence.find(word)) >= 0
    ]
    told = [cell for _, cell in sorted(set(found))]
    return any(
        cell.row != before.row and cell.column != told[0].column for before, cell in pairwise(told)
    )
