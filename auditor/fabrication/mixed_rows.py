"""Whether a sentence mixes what only one row of a list holds with what only another one does.

A text that tells row after row names each by the same column. Where one leaves a row for something
else of another, a value may be told of the wrong thing. This is a sign by which texts are looked at
more closely, no judgement.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from auditor.evidence.readings import single_sentences

_FEWEST_ROWS = 2
_FEWEST_LINES = 3
_MOST_VALUES = 400
_LONGEST_LIST = 20_000
_NUMBER = re.compile(r"(?<![\w.])[0-9](?:[0-9.:/]*[0-9])?")
_LONGEST_WORD = 60
_FIELD = re.compile(r'"([^"\\\n]{1,60})"\s*:\s*(?:"((?:[^"\\\n]|\\.)*)"|(-?[0-9][0-9.]*))')


class _Cell(NamedTuple):
    """A row by its number, and the column, or the label, of a value."""

    row: int
    column: int | str


def leaves_a_row(text: str, output: str) -> bool:
    """Say whether a sentence of a text goes on from a row of a list with what names no other.

    Args:
        text: What somebody wrote.
        output: What a tool returned; anything but a list of objects or lines of cells has no rows.
    """
    if len(output) > _LONGEST_LIST or len(_rows_of(output)) < _FEWEST_ROWS:
        return False
    cells = _cells(output)
    if not cells or len(cells) > _MOST_VALUES:
        return False
    return any(_goes_astray(sentence, cells) for _, sentence in single_sentences(text))


@lru_cache(maxsize=64)
def _rows_of(output: str) -> tuple[str, ...]:
    """Return the objects of a result, else its lines of cells; () where it has none."""
    if output.count("{") >= _FEWEST_ROWS:
        return tuple(output.split("{"))
    lines = [line for line in output.split("\n") if "," in line]
    cells = {line.count(",") for line in lines}
    return tuple(lines) if len(lines) >= _FEWEST_LINES and len(cells) == 1 else ()


@lru_cache(maxsize=64)
def _cells(output: str) -> dict[str, _Cell]:
    """Return what only one row of a result holds, as written, and where."""
    cells: dict[str, _Cell] = {}
    shared: set[str] = set()
    is_list = output.count("{") >= _FEWEST_ROWS
    for number, row in enumerate(_rows_of(output)):
        for label, word in _values_of(row) if is_list else enumerate(row.split(",")):
            if cells.setdefault(word, _Cell(number, label)).row != number:
                shared.add(word)
    return {
        word: cell
        for word, cell in cells.items()
        if 0 < len(word) <= _LONGEST_WORD and word not in shared
    }


def _values_of(row: str) -> Iterator[tuple[str, str]]:
    for label, word, number in _FIELD.findall(row):
        if number or len(word) > 1:
            yield label, number or word.replace("\\\\", "\\")


def _goes_astray(sentence: str, cells: dict[str, _Cell]) -> bool:
    found = [
        (match.start(), cells[match[0]])
        for match in _NUMBER.finditer(sentence)
        if match[0] in cells
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
