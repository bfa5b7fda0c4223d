"""What a text says, part by part, in the order of a genuine result: the same, or something else.

A part is a labelled field or a clause of a sentence. What stands between parts that say the same
takes the places of what the result has between them.
"""

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from auditor.fabrication.told_fields import tells_fields, values_in_clauses
from auditor.values.blocks import Block, Field, blocks_of, fields_of, parse_value
from auditor.values.labels import field_key
from auditor.values.prose import LONGEST_PROSE, clauses_of, common_head
from auditor.values.values import SPECIFIC, Kind, normal_text, value_of

_LONGEST_CLAUSE = 300
# Names, words and sentences stand for each other; what is counted or measured does not.
_SORTS: dict[Kind, str] = {
    "number": "number", "flag": "flag", "date": "moment", "time": "moment", "host": "host",
}  # fmt: skip
WORD = re.compile(r"[a-z0-9]{2,}|[^\W_a-z0-9]{2}")
"""Words, and pairs of characters where none part them."""


def sort_of(field: Field) -> str:
    """Return the sort of a field's value."""
    return _SORTS.get(value_of(field.value).kind, "words")


class Part(NamedTuple):
    """A field or a clause: `token` is equal where two say the same."""

    token: str
    field: Field
    start: int
    end: int


class Change(NamedTuple):
    """What stands in a place, and what the genuine result has there."""

    said: Field
    own: str


class Read(NamedTuple):
    """The parts of a result, and their tokens."""

    parts: tuple[Part, ...]
    tokens: frozenset[str]


class Way(NamedTuple):
    """How results are read and two parts are held against each other.

    Attributes:
        read: Returns the parts of a result.
        pair: Returns what a part changes of a genuine one, None where it stands for another thing.
        sure: The labels say what stands where.
    """

    read: Callable[[str], Read]
    pair: Callable[[Part, Part], Change | None]
    sure: bool


def parts_of(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """Return the labelled fields of blocks that hold a value."""
    return tuple(
        Part(f"{field_key(field.label)}\n{value.form}", field, block.start, block.end)
        for block in blocks
        for field in block.fields
        if (value := value_of(field.value)).kind != "empty"
    )


@lru_cache(maxsize=256)
def _read_fields(output: str) -> Read:
    value = parse_value(output)
    if value is None:
        return _read(parts_of([block for block in blocks_of(output) if block.is_record]))
    return _read(parts_of([Block("json", tuple(fields_of(value)), 0, 0)]))


def _read(parts: tuple[Part, ...]) -> Read:
    return Read(parts, frozenset(part.token for part in parts))


def parts_in_sentences(text: str) -> tuple[Part, ...]:
    """Return the clauses of a text."""
    return tuple(
        Part(normal_text(clause.text), Field("", clause.text), clause.start, clause.end)
        for clause in clauses_of(text)
        if len(clause.text) <= _LONGEST_CLAUSE
    )


@lru_cache(maxsize=256)
def _read_clauses(output: str) -> Read:
    told = len(output) <= LONGEST_PROSE and tells_fields(output)
    return _read(parts_in_sentences(output) if told else ())


@lru_cache(maxsize=256)
def _read_values(output: str) -> Read:
    fields = [part.field for part in _read_fields(output).parts]
    if not fields and len(output) <= LONGEST_PROSE:
        told = values_in_clauses(output)
        fields = list(told.fields) if told else []
    return _read(parts_by_value([Block("prose", tuple(fields), 0, 0)]))


def parts_by_value(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """Return the fields of blocks under whatever labels."""
    return tuple(part._replace(token=value_of(part.field.value).form) for part in parts_of(blocks))


def _same_sort(own: Part, said: Part) -> Change | None:
    alike = sort_of(own.field) == sort_of(said.field)
    return Change(said.field, own.field.value) if alike else None


def _same_label(own: Part, said: Part) -> Change | None:
    alike = field_key(own.field.label) == field_key(said.field.label)
    return Change(said.field, own.field.value) if alike else None


def _same_head(own: Part, said: Part) -> Change | None:
    head = common_head(said.field.value, own.field.value)
    if not head.strip():
        return None
    rest = said.field.value[len(head) :]
    change = Change(Field(head.strip(), rest), own.field.value[len(head) :])
    return change if _is_exchanged(change) else None


def _is_exchanged(change: Change) -> bool:
    """Say whether a value stands in another's place in a sentence; what is left was reworded."""
    said, own = value_of(change.said.value), value_of(change.own)
    if said.kind in SPECIFIC or own.kind in SPECIFIC:
        return said.kind in SPECIFIC and own.kind in SPECIFIC
    return set(WORD.findall(said.form)).isdisjoint(WORD.findall(own.form))


BY_LABELS = Way(_read_fields, _same_label, sure=True)
BY_SENTENCES = Way(_read_clauses, _same_head, sure=False)
BY_VALUES = Way(_read_values, _same_sort, sure=False)


def aligned(said: Sequence[Part], own: Sequence[Part], way: Way) -> tuple[list[Part], list[Change]]:
    """Return what a text says as a result does, in its order, and what it says in its place.

    Nothing is changed where some part stands in no place of the result.
    """
    order = SequenceMatcher(None, [p.token for p in own], [p.token for p in said], autojunk=False)
    same: list[Part] = []
    changes: list[Change] = []
    for kind, start, end, first, last in order.get_opcodes():
        if kind == "equal":
            same += said[first:last]
            continue
        places = own[start:end]
        for part in said[first:last]:
            paired = enumerate((way.pair(place, part) for place in places), 1)
            done, change = next((found for found in paired if found[1]), (0, None))
            if change is None:
                return same, []
            changes.append(change)
            places = places[done:]
    return same, changes
