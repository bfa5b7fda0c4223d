"""The clauses of a text, spelt as values are, and whether a value stands in them."""

import re
from functools import lru_cache
from typing import NamedTuple

from auditor.evidence.readings import parted, single_sentences
from auditor.fabrication.things.looked_up import is_told
from auditor.values.atoms import atoms_of
from auditor.values.dates import clocks_from_abroad, date_of, days_from_abroad, turned_day
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import Value, normal_text

_DIGIT = re.compile(r"\d")
_YEAR_FIRST = re.compile(r"(?<![\w/])(\d{4})/(\d\d)/(\d\d)(?![\w/])")
_SLASHED = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}/\d{4}(?![\d/])")
# `15.4g/dl`, `94.2ha`
_CLOSE_UNIT = re.compile(r"(?<![\w.,-])(\d[\d.,]*)(?=[a-zµ°%][a-z²³°]{0,3}(?![\w-]))")
# `18 674`; the groups of a telephone number are more, or behind a plus.
_SPACED = re.compile(r"(?<![\w.,+/-])(?<!\d )[1-9]\d{0,2}(?: \d{3}){1,2}(?![\w/-]| \d|[.,]\d{3})")
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?!\w|[.,]\d)")
_CLAUSE = re.compile(r"[;；，、。]|,(?! ?\d)|\|")


class Clause(NamedTuple):
    """Some words of a text, where and in which sentence they stand, and how they are spelt here."""

    start: int
    words: str
    normal: str
    sentence: str


def clauses_in(text: str) -> list[Clause]:
    """Return the clauses of a text and the cells of its rows."""
    return [
        Clause(start + place, words, spelt(words), sentence)
        for start, sentence in single_sentences(text)
        for place, words in parted(sentence, _CLAUSE)
        if words.strip()
    ]


@lru_cache(maxsize=512)
def spelt(words: str) -> str:
    """Return some words with days, numbers and their units as this code base writes them."""
    normal = normal_text(words)
    if not _DIGIT.search(normal):
        return normal
    normal = _YEAR_FIRST.sub(r"\1-\2-\3", normal) if "/" in normal else normal
    normal = _SLASHED.sub(lambda day: date_of(day[0]) or day[0], normal)
    normal = _SPACED.sub(lambda number: number[0].replace(" ", ""), normal)
    normal = numbers_plain(clocks_from_abroad(days_from_abroad(normal)))
    return _CLOSE_UNIT.sub(r"\1 ", normal)


def is_held(value: Value, normal: str) -> bool:
    """Say whether a text tells a value, with points between its thousands, too."""
    if is_told(value, normal):
        return True
    if value.kind == "date":
        other = other_day(value)
        return other is not None and is_told(other, normal)
    if value.kind != "number":
        return False
    plain = without_points(normal)
    return plain != normal and is_told(value, plain)


def is_among(value: Value, clauses: list[Clause]) -> bool:
    """Say whether some clauses tell a value; `35` is none of `08:35`."""
    told = [clause for clause in clauses if is_held(value, clause.normal)]
    return any(
        value.kind != "number"
        or any(atom.value == value for atom in atoms_of(without_points(clause.normal)))
        for clause in told
    )


# Each value of a result is looked for in the same few clauses.
@lru_cache(maxsize=256)
def without_points(normal: str) -> str:
    """Return a text whose numbers have no points between thousands: `4.310`."""
    if not _THOUSANDS.search(normal):
        return normal
    return _THOUSANDS.sub(lambda found: found[0].replace(".", ""), normal)


@lru_cache(maxsize=1024)
def other_day(value: Value) -> Value | None:
    """Return the day whose month and number are exchanged: `12/01/2026` may be both."""
    form = turned_day(value.form)
    return Value("date", form) if form else None
