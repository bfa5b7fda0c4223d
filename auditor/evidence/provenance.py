"""A record that the model wrote, held against the records that tools returned.

For every field the question is the same: does a genuine result hold this value under this label,
does anything else explain it, or does it come from nowhere?
"""

import string
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from auditor.evidence.index import Evidence
from auditor.evidence.records import Record, Records, Shape
from auditor.evidence.source_texts import Author
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.dates import turned_day
from auditor.values.equal_values import pieces_of
from auditor.values.labels import is_data, label_key
from auditor.values.values import SPECIFIC, Value, is_placeholder, value_of

Origin = Literal["paired", "moved", "given", "told", "new", "neutral"]

_SUFFIX = 4


class Traced(NamedTuple):
    """A field and where its value comes from.

    Attributes:
        origin: `paired` (a result holds it under this label), `moved` (a result holds it
            elsewhere), `given` (the user or an argument of an executed call), `told` (only
            system text), `new` (nowhere), `neutral` (says nothing: empty, flag, free text).
        known: The label belongs to the shape held against.
        records: Indexes of the results that pair it.
    """

    field: Field
    key: str
    value: Value
    origin: Origin
    known: bool
    records: frozenset[int]

    @property
    def specific(self) -> bool:
        """Say whether the value is of a kind that cannot be common words."""
        return self.value.kind in SPECIFIC and not is_small(self.value)


def is_small(value: Value) -> bool:
    """Say whether a number is so small that it is found, or guessed, anywhere."""
    return value.kind == "number" and len(value.form) < 2  # noqa: PLR2004 - one digit


def shape_of_schema(tool: str, schema: Any) -> Shape | None:
    """Return the shape that an output schema promises: every property name in it."""
    labels: set[str] = set()
    stack = [schema]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict):
                labels.update(label_key(name) for name in properties)
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return Shape(tool, frozenset(labels - {""}), None) if len(labels) > 1 else None


def shapes_before(evidence: Evidence, index: int, learnt: Iterable[Shape] = ()) -> list[Shape]:
    """Return the shape of each tool's genuine results before an event, then the learnt ones."""
    own = evidence.records_before(index).shapes
    seen = {shape.tool for shape in own}
    return own + [shape for shape in learnt if shape.tool not in seen]


ENOUGH_LABELS = 0.5
"""The share of a record's labels from which on it is set out as the results of a shape are."""


def best_shape(fields: Iterable[Field], shapes: Iterable[Shape]) -> tuple[Shape | None, float]:
    """Return the shape that most labels belong to, and the share of labels that do."""
    keys = {label_key(f.label) for f in fields if f.label and not is_data(f.label)} - {""}
    best, most = None, 0
    for shape in shapes:
        count = sum(1 for key in keys if knows(shape, key))
        if count > most:
            best, most = shape, count
    return best, (most / len(keys) if keys else 0.0)


def knows(shape: Shape, key: str) -> bool:
    """Say whether a label belongs to a shape, also as the end of a longer label."""
    if key in shape.labels or key.endswith(_telling_ends(shape.labels)):
        return True
    return not key.isascii() and last_word(key) in shape.labels


@lru_cache(maxsize=64)
def _telling_ends(labels: frozenset[str]) -> tuple[str, ...]:
    return tuple(label for label in labels if _is_telling(label))


def _is_telling(label: str) -> bool:
    """Say whether a label is long enough to mean something at the end of another one."""
    return len(label) >= (_SUFFIX if label.isascii() else 2)


@lru_cache(maxsize=1024)
def last_word(key: str) -> str:
    """Return the plain letters at the end of a key in another script: `url` of `第1项url`."""
    rest = key.rstrip(string.ascii_lowercase + string.digits)
    return key[len(rest) :]


def is_end_of(label: str, key: str) -> bool:
    """Say whether a longer label ends in a known one that is long enough to mean something."""
    if _is_telling(label) and key.endswith(label):
        return True
    return not key.isascii() and last_word(key) == label


def trace_fields(
    fields: Iterable[Field], shape: Shape | None, evidence: Evidence, before: int
) -> list[Traced]:
    """Return where the value of each field comes from."""
    records = evidence.records_before(before)
    traced = []
    for field in fields:
        key = label_key(field.label)
        value = value_of(field.value)
        known = shape is not None and bool(key) and knows(shape, key)
        holders = frozenset[int]()
        if value.kind != "empty":
            places = holders_of(records, key, value)
            if not places and value.kind == "date" and "/" in field.value:
                # Whether day or month comes first, only who writes it knows.
                turned = turned_day(value.form)
                places = holders_of(records, key, Value("date", turned)) if turned else places
            holders = frozenset(records.at(place).event_index for place in places)
        origin = "paired" if holders else _origin(evidence, field, value, before)
        traced.append(Traced(field, key, value, origin, known, holders))
    return traced


def holders_of(records: Records, key: str, value: Value) -> frozenset[int]:
    """Return the places of the records that hold a value under a label, or under its end."""
    asked = key, value
    known = records.held.get(asked)
    if known is None:
        found: set[int] = set()
        for alike in records.alike:
            for label in _labels_for(key, alike.labels):
                found |= records.holding(alike.column(label), value)
        known = records.held[asked] = frozenset(found)
    return known


def told_under(records: Records, key: str) -> list[str]:
    """Return the different values that records hold under a label, or under its end."""
    told = records.told.get(key)
    if told is None:
        found = (
            raw
            for alike in records.alike
            for label in _labels_for(key, alike.labels)
            for raw in records.different_in(alike.column(label))
        )
        told = records.told[key] = list(dict.fromkeys(found))
    return told


def values_under_key(record: Record, key: str) -> list[str]:
    """Return a record's values under a label, or else under the longest end of that label.

    A flat record writes as `flights 1 price` what a nested one writes as `price`.
    """
    values = record.values
    return [raw for label in _labels_for(key, record.labels) for raw in values[label]]


@lru_cache(maxsize=4096)
def _labels_for(key: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of a record's labels whose values stand under a label; records are alike."""
    own = (key,) if key in labels else ()
    inner = [
        label for label in labels if len(key) >= _SUFFIX and label != key and label.endswith(key)
    ]
    if own or inner:
        return (*own, *inner)
    ends = [label for label in labels if is_end_of(label, key)]
    return (max(ends, key=len),) if ends else ()


def _origin(evidence: Evidence, field: Field, value: Value, before: int) -> Origin:
    if value.kind in ("empty", "flag") or is_placeholder(field.value):
        return "neutral"
    source = evidence.source_of(value, before)
    if source is not None:
        return _ORIGINS[source.author]
    pieces = tuple(one for piece in pieces_of(field.value) for one in _apart(piece))
    if len(pieces) > 1 and not _is_page(value, pieces):
        return _origin_of_pieces(evidence, pieces, before)
    if value.kind == "text" and not _names_unknown(evidence, value, before):
        return "neutral"
    return "new"


def _names_unknown(evidence: Evidence, text: Value, before: int) -> bool:
    """Say whether words tell an id that stands nowhere: however they are put, it is made up."""
    told = (atom.value for atom in atoms_of(text.form))
    return any(one.kind == "id" and evidence.source_of(one, before) is None for one in told)


def _apart(piece: Value) -> tuple[Value, ...]:
    """Return the figures of a piece whose words stand without a space beside them: `端口587`."""
    if piece.kind != "id" or piece.form.isascii():
        return (piece,)
    return tuple(atom.value for atom in atoms_of(piece.form)) or (piece,)


def _is_page(value: Value, pieces: tuple[Value, ...]) -> bool:
    """Say whether pieces are the parts of one path and no list: a known host has other pages."""
    return value.kind == "host" and any(piece.kind != "host" for piece in pieces)


_ORIGINS: dict[Author, Origin] = {
    "result": "moved", "system": "told", "user": "given", "argument": "given"
}  # fmt: skip


def _origin_of_pieces(evidence: Evidence, pieces: tuple[Value, ...], before: int) -> Origin:
    """A gloss needs no source of its own where a specific piece has one."""
    sources = [evidence.source_of(piece, before) for piece in pieces]
    found = [source for source in sources if source is not None]
    new = [p for p, source in zip(pieces, sources, strict=True) if source is None]
    if not found or len(new) * 2 > len(pieces) or any(p.kind in SPECIFIC for p in new):
        return "new"
    return "moved" if any(source.author == "result" for source in found) else "given"
