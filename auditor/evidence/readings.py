"""Sentences in which a model reads a result out loud, as templates.

What came from the result and from the call's arguments are slots, and so is every figure; the rest
is fixed. Fixed words are compared as they stand, so any language and any layout will do.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from auditor.values.blocks import Field, fields_of
from auditor.values.literals import parse_value
from auditor.values.occurrences import occurs

_LONGEST_SENTENCE = 300
_LONGEST_ENUMERATION = 2000
_LONGEST_ITEM = 40
_LONGEST_VALUE = 60
_MOST_SLOTS = 12
_FEWEST_FIXED = 4
# A mark and the spaces behind it. `27. März 2026` and `e.g. W-12345` end no sentence.
_SENTENCE_END = re.compile(
    r"[.!?。！？；](?:(?<=[.!?])(?<![ei]\.[ge]\.)(?<!z\.B\.)\s+"
    r"(?!(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-z]* \d{4})|(?<=[。！？；]))"
)
# A sentence may end within a quotation: `... 'to discuss the offer.' Both were told.`
_QUOTED_END = re.compile(r"[.!?][\"'”’)]{1,2}(?=\s+[A-Z])")
_ITEM_END = re.compile(r"[,;] |[，、]")
_OF_DATA = ("{", "[", "|", "<")
_FIGURE = re.compile(r"[A-Za-z0-9#_-]*[0-9](?:[\w.,:/#@-]*\w)?")
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_HEADING = re.compile(r"\s*(?:#|\*\*[^*\n]{1,60}\*\*:?\s*$)")
_BREAK = re.compile(r"[,;:]\s|[()，；：。、（）]")
_MORE_WORDS = 2
_OWN_WORDS = (
    "a an the and or of to in on at by for from with as is are was were be it its this that no not "
    "has have had but than then there which who will"
)
_SMALL_WORDS = frozenset(_OWN_WORDS.split())
_AROUND = ".,:;!?()[]{}*`'\""
_SHORTEST_NAME = 3


class Slot(NamedTuple):
    """A stretch of a sentence that came from a call or its result.

    Attributes:
        label: The field or argument it came from, or "".
        said: The stretch.
        names: It is what the call was about.
    """

    label: str
    said: str
    names: bool


class Reading(NamedTuple):
    """A true sentence about a result, as a template.

    Attributes:
        fixed: What stands before, between and behind the slots, in one spelling.
    """

    fixed: tuple[str, ...]
    slots: tuple[Slot, ...]


@lru_cache(512)
def readings_of(text: str, output: str, arguments_raw: str) -> tuple[Reading, ...]:
    """Return the sentences of a text that tell values of a result and what it is about."""
    arguments = parse_value(arguments_raw)
    names = [f for f in fields_of(arguments) if f.value] if isinstance(arguments, dict) else []
    words = [
        Field(field.label, word)
        for field in names
        for part in field.value.split()
        if len(word := part.strip(_AROUND)) >= _SHORTEST_NAME and word.lower() not in _SMALL_WORDS
    ]
    found = []
    lowered = _lowered(text)
    named, worded = _forms(names, lowered), _forms(words, lowered)
    if not (named or worded):
        return ()
    told = [field for field in _values_of(output) if field.value in lowered]
    for _, sentence in sentences_of(text):
        reading = _reading_of(sentence, named, told) or _reading_of(sentence, worded, told)
        if reading is not None:
            found.append(reading)
    return tuple(found)


@lru_cache(maxsize=64)
def _values_of(output: str) -> tuple[Field, ...]:
    """Return the values of a result as small letters have them: its fields, or the words of it."""
    value = parse_value(output)
    if value is not None:
        told = [field for field in fields_of(value) if 1 < len(field.value) <= _LONGEST_VALUE]
    else:
        words = {word for word in _WORD.findall(output) if word.casefold() not in _SMALL_WORDS}
        told = [Field("", word) for word in words]
    forms = ((field.label, field.value.strip().casefold()) for field in told)
    return tuple(Field(label, form) for label, form in forms if form)


# One judge after another asks for the sentences of the same text.
@lru_cache(maxsize=16)
def sentences_of(text: str) -> tuple[tuple[int, str], ...]:
    """Return each line of more than one sentence, then its sentences, with their places."""
    start, found = 0, list[tuple[int, str]]()
    for line in text.split("\n"):
        parts = _parts(line, start)
        if len(parts) > 1 and len(line) <= _LONGEST_SENTENCE:
            found.append((start, line))
        found += parts
        start += len(line) + 1
    return tuple(found)


@lru_cache(maxsize=16)
def single_sentences(text: str) -> tuple[tuple[int, str], ...]:
    """Return sentences one by one, without the lines that hold several."""
    found = sentences_of(text)
    starts = [start for start, _ in found[1:]]
    return tuple(one for one, following in zip_longest(found, starts) if one[0] != following)


def is_question(sentence: str) -> bool:
    """Say whether a sentence asks."""
    return sentence.rstrip().endswith(("?", "？"))


def section_under(text: str, end: int) -> str:
    """Return the lines under a heading that ends at a place: up to a gap, or the next heading."""
    lines: list[str] = []
    for line in text[end:].split("\n")[1:]:
        if lines and (not line.strip() or _HEADING.match(line)):
            break
        lines.append(line)
    return "\n".join(lines)


def parted(sentence: str, border: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield the clauses of a sentence, with their places in it, that some borders part."""
    place = 0
    for found in border.finditer(sentence):
        yield place, sentence[place : found.start()]
        place = found.end()
    yield place, sentence[place:]


def _parts(line: str, start: int) -> list[tuple[int, str]]:
    parts, place = [], 0
    for border in [*_SENTENCE_END.finditer(line), None]:
        end = border.start() + 1 if border else len(line)
        sentence = line[place:end]
        if len(sentence) > _LONGEST_SENTENCE:
            parts += [(start + place + at, piece) for at, piece in _shorter(sentence)]
        elif sentence.strip():
            parts.append((start + place, sentence))
        place = border.end() if border else end
    return parts


def _shorter(words: str) -> Iterator[tuple[int, str]]:
    """Yield what is too long for one sentence parted behind quotations, or into pieces."""
    for place, sentence in parted(words, _QUOTED_END):
        if sentence.strip() and len(sentence) <= _LONGEST_SENTENCE:
            yield place, sentence
        else:
            yield from ((place + at, piece) for at, piece in _pieces(sentence))


def _pieces(sentence: str) -> Iterator[tuple[int, str]]:
    """Yield an enumeration in pieces as long as a sentence may be; running text has none."""
    if len(sentence) > _LONGEST_ENUMERATION or sentence.lstrip().startswith(_OF_DATA):
        return
    opens = 0
    ends = [border.end() for border in _ITEM_END.finditer(sentence)]
    if len(sentence) > _LONGEST_ITEM * (len(ends) + 1):
        return
    for end, following in pairwise([*ends, len(sentence), math.inf]):
        if following - opens > _LONGEST_SENTENCE:
            piece = sentence[opens : int(end)]
            if piece.strip() and len(piece) <= _LONGEST_SENTENCE:
                yield opens, piece
            opens = int(end)


def _lowered(text: str) -> str:
    return " ".join(text.split()).casefold()


def _forms(fields: list[Field], lowered: str) -> list[Field]:
    """Return the fields that a text holds, with their values as they stand in it lowered."""
    forms = ((field.label, field.value.strip().casefold()) for field in fields)
    return [Field(label, form) for label, form in forms if form and form in lowered]


@lru_cache(maxsize=64)
def _spelt(sentence: str) -> tuple[str, str]:
    """Return a sentence in single spaces, and lowered; many templates and results ask for it."""
    sentence = " ".join(sentence.split())
    return sentence, sentence.casefold()


def _reading_of(sentence: str, names: list[Field], values: list[Field]) -> Reading | None:
    """Return a sentence as a template, or None where it tells nothing of a result."""
    sentence, lowered = _spelt(sentence)
    marks = _marks(lowered, names, True)
    if not marks:
        return None
    told = _marks(lowered, values, False)
    if not told:
        return None
    figures = [(m.start(), m.end(), "", False) for m in _FIGURE.finditer(sentence)]
    slots, fixed, place = [], [], 0
    for start, end, label, is_name in _joined(sentence, [*marks, *told, *figures]):
        fixed.append(lowered[place:start])
        slots.append(Slot(label, sentence[start:end], is_name))
        place = end
    fixed.append(lowered[place:])
    if len(slots) > _MOST_SLOTS or all(slot.names for slot in slots) or not _says_enough(fixed):
        return None
    return Reading(tuple(fixed), tuple(slots))


def _says_enough(fixed: list[str]) -> bool:
    """Say whether what is fixed has letters enough; one that is not ASCII says as much as two."""
    letters = 0
    for mark in "".join(fixed):
        if mark.isalnum():
            letters += 1 + (not mark.isascii())
            if letters >= _FEWEST_FIXED:
                return True
    return False


_Mark = tuple[int, int, str, bool]


def _marks(lowered: str, fields: list[Field], is_name: bool) -> list[_Mark]:
    """Return where the values of fields stand in a sentence as a whole."""
    found: list[_Mark] = []
    for label, form in fields:
        place = lowered.find(form)
        while place >= 0:
            end = place + len(form)
            if occurs(lowered[max(place - 1, 0) : end + 1], form):
                found.append((place, end, label, is_name))
            place = lowered.find(form, end)
    return found


def _joined(sentence: str, marks: list[_Mark]) -> list[_Mark]:
    """Put marks that overlap, or are of one sort with nothing but spaces between, into one."""
    joined: list[_Mark] = []
    for mark in sorted(marks):
        if joined:
            start, end, label, is_name = joined[-1]
            beside = is_name == mark[3] and not sentence[end : mark[0]].strip()
            if mark[0] < end or beside:
                is_name = is_name or mark[3]
                joined[-1] = (start, max(end, mark[1]), label or mark[2], is_name)
                continue
        joined.append(mark)
    return joined


def fitted(reading: Reading, sentence: str) -> list[str] | None:
    """Return what a sentence says in the slots of a template, or None where it does not fit."""
    sentence, lowered = _spelt(sentence)
    if not (lowered.startswith(reading.fixed[0]) and lowered.endswith(reading.fixed[-1])):
        return None
    place, said = 0, []
    for number, piece in enumerate(reading.fixed):
        is_last = number == len(reading.fixed) - 1
        if is_last:
            at = len(lowered) - len(piece) if lowered.endswith(piece) else -1
        else:
            at = lowered.find(piece, place) if number else (0 if lowered.startswith(piece) else -1)
        if at < place:
            return None
        if number:
            said.append(sentence[place:at].strip())
        place = at + len(piece)
    fits = map(_fills, reading.slots, said)
    return said if len(said) == len(reading.slots) and all(fits) else None


def _fills(slot: Slot, said: str) -> bool:
    """Say whether words may stand in a slot: a name for a name, one value for one value."""
    if not 0 < len(said) <= _LONGEST_VALUE or (
        _BREAK.search(said) and not _BREAK.search(slot.said)
    ):
        return False
    more = len(said.split()) - len(slot.said.split())
    return more == 0 if slot.names else more <= _MORE_WORDS
