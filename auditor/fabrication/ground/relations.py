"""Figures under labels that say which two fields they are made of: `€/kWh`, `visits → signups`."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, islice, product

from auditor.evidence.provenance import Traced
from auditor.evidence.records import Record
from auditor.fabrication.ground.result_rows import cell_of, number_in
from auditor.fabrication.imitation import Scene
from auditor.values.grids import is_told_by
from auditor.values.labels import related
from auditor.values.ways import results_of

_MOST_RECORDS = 100
_SHORTEST, _SHORTEST_CHINESE = 3, 2


def is_relation(label: str, fields: frozenset[str]) -> bool:
    """Say whether a label sets two things into relation and is no tool's own.

    Args:
        label: The label.
        fields: The keys of the fields of a tool.
    """
    parts = related(label)
    return bool(parts) and (not all(parts) or "".join(parts) not in fields)


def unless_relation(field: Traced, scene: Scene) -> Traced:
    """Return a new number as neutral where it follows from the two fields that its label names.

    Where the label names one (`$/sqft`), the other may be any of the same record.
    """
    if field.origin != "new":
        return field
    parts = [part for part in related(field.field.label) if part]
    if not parts:
        return field
    exact = list(_exact(parts, scene))
    read = [number_in(field.field.value, comma=comma) for comma in (False, True)]
    if any(one and is_told_by(one, exact) for one in read):
        return field._replace(origin="neutral")
    return field


def _exact(parts: list[str], scene: Scene) -> Iterator[Decimal]:
    for record in islice(scene.evidence.records_before(scene.event_index), _MOST_RECORDS):
        named = [[label for label in record.labels if _names(part, label)] for part in parts]
        met = [labels for labels in named if labels]
        if len(met) > 1:
            pairs = [pair for one, two in combinations(met, 2) for pair in product(one, two)]
        else:
            pairs = [pair for labels in met for pair in product(labels, record.labels)]
        for one, two in dict.fromkeys(pairs):
            if one != two:
                yield from _results(record, one, two)


def _results(record: Record, one: str, two: str) -> Iterator[Decimal]:
    first, last = cell_of(record, one).number, cell_of(record, two).number
    if first and last:
        yield from results_of(first.amount, last.amount)


def _names(part: str, label: str) -> bool:
    """Say whether words name a field: `click` names `clicks`, `初筛` `初筛通过`."""
    least = _SHORTEST if part.isascii() else _SHORTEST_CHINESE
    if min(len(part), len(label)) < least:
        return False
    return label.startswith(part) or part.startswith(label) or part.endswith(label)
