"""A record that the model wrote, held against the records that tools returned.

For every field the question is the same: does a genuine result hold this value under this label,
does anything else explain it, or does it come from nowhere?
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from auditor.blocks import Field
from auditor.evidence import Evidence, Record, is_data, label_key
from auditor.values import SPECIFIC, Value, value_of

Origin = Literal["paired", "moved", "given", "told", "new", "neutral"]

_SUFFIX = 4
_LONG = 60


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
        return self.value.kind in SPECIFIC and not _is_small(self.value)


def _is_small(value: Value) -> bool:
    """Say whether a number is so small that it is found, or guessed, anywhere."""
    return value.kind == "number" and len(value.form) < 2  # noqa: PLR2004 - one digit


class Shape(NamedTuple):
    """Labels that a tool's results have, and a result that shows them."""

    tool: str
    labels: frozenset[str]
    shown_by: int | None


def shapes_before(evidence: Evidence, index: int, learnt: Iterable[Shape] = ()) -> list[Shape]:
    """Return the shape of each tool's genuine results before an event, then the learnt ones."""
    labels: dict[str, set[str]] = {}
    shown: dict[str, int] = {}
    for record in evidence.records_before(index):
        if record.values:
            labels.setdefault(record.tool, set()).update(record.values)
            shown.setdefault(record.tool, record.index)
    own = [Shape(tool, frozenset(keys), shown[tool]) for tool, keys in labels.items()]
    return own + [shape for shape in learnt if shape.tool not in labels]


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
    if key in shape.labels:
        return True
    return any(len(label) >= _SUFFIX and key.endswith(label) for label in shape.labels)


def trace_fields(
    fields: Iterable[Field], shape: Shape | None, evidence: Evidence, before: int
) -> list[Traced]:
    """Return where the value of each field comes from."""
    records = list(evidence.records_before(before))
    traced = []
    for field in fields:
        key = label_key(field.label)
        value = value_of(field.value)
        known = shape is not None and bool(key) and knows(shape, key)
        holders = _holders(records, key, value)
        origin = "paired" if holders else _origin(evidence, field, value, before)
        traced.append(Traced(field, key, value, origin, known, holders))
    return traced


def _holders(records: list[Record], key: str, value: Value) -> frozenset[int]:
    """Return the results that hold a value under a label, or under the end of that label."""
    if value.kind == "empty":
        return frozenset()
    found = set()
    for record in records:
        for label, raws in record.values.items():
            same = label == key or (len(label) >= _SUFFIX and key.endswith(label))
            if same and any(equal(value, raw) for raw in raws):
                found.add(record.index)
    return frozenset(found)


def equal(value: Value, raw: str) -> bool:
    """Say whether a raw value is the same, also where one spells out the other."""
    other = value_of(raw)
    if value.form == other.form:
        return True
    if value.kind == "date" and other.kind == "date":
        return value.form.lstrip("-") in other.form or other.form.lstrip("-") in value.form
    if "text" in (value.kind, other.kind) and min(len(value.form), len(other.form)) > _SUFFIX:
        return value.form.startswith(other.form) or other.form.startswith(value.form)
    return False


def _origin(evidence: Evidence, field: Field, value: Value, before: int) -> Origin:
    if value.kind in ("empty", "flag"):
        return "neutral"
    source = evidence.source_of(value, before)
    if source is not None:
        if source.author == "result":
            return "moved"
        return "told" if source.author == "system" else "given"
    if value.kind == "text":
        return _origin_of_text(evidence, field, before)
    return "new"


def _origin_of_text(evidence: Evidence, field: Field, before: int) -> Origin:
    """Free text is judged by the specific values inside it; words alone are a paraphrase."""
    from auditor.values import atoms_of, normal_text

    atoms = [atom.value for atom in atoms_of(normal_text(field.value))]
    if not atoms:
        return "neutral" if len(field.value) > _LONG or " " in field.value else "new"
    sources = [evidence.source_of(value, before) for value in atoms]
    if all(sources):
        return "moved"
    return "new" if sources.count(None) * 2 > len(sources) else "neutral"
