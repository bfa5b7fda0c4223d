"""The lines of a result that name what their figures are of, whatever its layout.

`Potassium     3.4  mmol/L`, `/data  1.8T  1.1T 62%`, `Creation Date: 2023-11-04`, `"tax": 1358.49`
and `<bucket name="61-90">11460</bucket>` each say of something, in words, how much or when.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from auditor.evidence.records import records_in
from auditor.fabrication.told_figures import Figure, figures_of, with_units
from auditor.values.literals import parse_value
from auditor.values.values import normal_text

_MOST_LINES = 200
_LONGEST_LINE = 300
_SHORTEST = 3
_SHORTEST_ROOT = 4
_LONGEST_ENDING = 3
_MOST_WORDS = 6
_DIGIT = re.compile(r"\d")
_WORDS = re.compile(
    r"[^\W\d_\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{3,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,}"
)
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


class NamedLine(NamedTuple):
    """A line, or a field of an object.

    Attributes:
        names: The words that no other line of the result begins with.
        figures: Its figures in order.
    """

    names: frozenset[str]
    figures: tuple[Figure, ...]


@lru_cache(maxsize=128)
def named_lines(output: str) -> tuple[NamedLine, ...]:
    """Return the lines with figures that have names of their own."""
    lines = [(words, figures) for words, figures in _lines_of(output) if words]
    counts = Counter(word for words, _ in lines for word in words)
    found = (
        NamedLine(frozenset(word for word in words if counts[word] == 1), figures)
        for words, figures in lines
        if figures
    )
    return tuple(line for line in found if line.names)


def _lines_of(output: str) -> Iterator[tuple[frozenset[str], tuple[Figure, ...]]]:
    """Yield what leads each line, and its figures."""
    if parse_value(output) is not None:
        # The first record is the whole, with the fields of all others.
        for label, raw in next(iter(records_in(with_units(output))), ()):
            told = figures_of(raw) if len(raw) < _LONGEST_LINE else ()
            yield words_in(_HUMPS.sub(" ", label)), told
        return
    for line in output.split("\n")[:_MOST_LINES]:
        if len(line) <= _LONGEST_LINE:
            digit = _DIGIT.search(line)
            head = line[: digit.start()] if digit else line
            yield words_in(_HUMPS.sub(" ", head)), figures_of(line) if digit else ()


@lru_cache(maxsize=1024)
def words_in(text: str) -> frozenset[str]:
    """Return the words of a text in one spelling."""
    return frozenset(_WORDS.findall(normal_text(text)))


def is_named(line: NamedLine, words: frozenset[str]) -> bool:
    """Say whether words tell of a line, by a name of its own or one of the same root."""
    return any(_are_one(name, word) for name in line.names for word in words)


def _are_one(name: str, word: str) -> bool:
    if name == word:
        return True
    if not name.isascii():
        return word.endswith(name)
    shorter = min(len(name), len(word))
    root = max(_SHORTEST_ROOT, shorter - _LONGEST_ENDING)
    return shorter > root and name[:root] == word[:root]
