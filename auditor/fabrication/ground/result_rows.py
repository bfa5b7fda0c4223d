"""Records of results as rows under the labels of what a text tells, to be added up."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice

from auditor.evidence.provenance import values_under_key
from auditor.evidence.records import Record
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.values.atoms import atoms_of
from auditor.values.grids import Cell, Number, number_shown
from auditor.values.labels import label_key
from auditor.values.values import NAMES, normal_text, value_of
from auditor.values.ways import Column, Row, is_short_sum_of, is_sum_of
from auditor.values.wording import Wording

_MOST_RECORDS = 100
_MOST_RESULTS = 6
_MOST_SUMMED = 500
_SHORTEST_LABEL = 3
# Below all places of results.
_OF_ALL, _OF_TURN = -1, -2
_SIGNS = " +-$€£¥*~"
_SUMS = Wording(
    r"\b(?:means?|medians?|averag\w*|avg|ranges?|spread|(?:sub)?totals?|sums?|in all|altogether|"
    r"^\W*all|overall|durchschnitt\w*|im schnitt|mittel\w*|gesamt|summe|insgesamt|promedi\w*|"
    r"medi[ao]|"
    r"total\w*|moyenn\w*|somme|média|cumul\w*)\b|平均|中位|均值|合[计計]|总(?:[计共和价额]|成本|费用)|極差|极差"
)


_MEANS = Wording(
    r"\b(?:means?|medians?|averag\w*|avg|durchschnitt\w*|im schnitt|mittelwert\w*|promedi\w*|"
    r"medi[ao]|moyenn\w*|média)\b|平均|中位|均值|평균"
)


def results_like(keys: Sequence[str], scene: Scene, fewest: int) -> Iterator[list[Row]]:
    """Yield the records of the results that have several of some labels, as rows under them.

    Behind the cells under these labels stand those under the others of the records.

    Args:
        keys: The label keys.
        scene: The text: only results before it count.
        fewest: How many records there must be.
    """
    groups: dict[tuple[str, tuple[str, ...], int], list[Record]] = {}
    for record in scene.evidence.records_before(scene.event_index):
        for group in (record.event_index, -1):
            groups.setdefault((record.tool, record.labels, group), []).append(record)
    found = (
        [
            [cell_of(record, key) for key in (*keys, *(own for own in labels if own not in keys))]
            for record in records[:_MOST_RECORDS]
        ]
        for (_, labels, _), records in groups.items()
        if len(records) >= fewest and sum(_is_of(key, labels) for key in set(keys)) > 1
    )
    return islice(found, _MOST_RESULTS)


def _is_of(key: str, labels: tuple[str, ...]) -> bool:
    return key in labels or any(
        len(label) >= _SHORTEST_LABEL and key.endswith(label) for label in labels
    )


def cell_of(record: Record, key: str) -> Cell:
    """Return what a record holds under a label, as a cell; empty where that is not one value."""
    raws = values_under_key(record, key) if key else []
    raw = raws[0] if len(raws) == 1 else ""
    return Cell(0, 0, raw, number_shown(raw, comma=False))


def amounts_of(results: list[list[Row]]) -> Iterator[list[Decimal]]:
    """Yield the amounts of each column of some results."""
    for rows in results:
        for column in zip(*rows, strict=True):
            yield [cell.number.amount for cell in column if cell.number]


def is_summary(told: str, said: str, columns: list[Column]) -> bool:
    """Say whether a number sums up one of some columns.

    Args:
        told: The number, in words of its own.
        said: The words around it; where they speak of a mean or the like, it may be short.
        columns: The columns.
    """
    numbers = numbers_in(told)
    if any(is_sum_of(number, column) for number in numbers for column in columns):
        return True
    return (
        bool(numbers)
        and speaks_of_sums(said)
        and any(is_short_sum_of(number, column) for number in numbers for column in columns)
    )


def numbers_in(told: str) -> list[Number]:
    """Return what some words tell where a comma parts thousands, and where decimals."""
    found = [number_in(told, comma=comma) for comma in (False, True)]
    return [number for number in found if number]


def speaks_of_means(words: str) -> bool:
    """Say whether words speak of a mean or a median."""
    return _MEANS.stands_in(words)


def speaks_of_sums(words: str) -> bool:
    """Say whether words speak of a mean, a total or the like."""
    return _SUMS.stands_in(words)


def columns_of(scene: Scene, is_meant: Callable[[str], bool]) -> list[Column]:
    """Return the columns of numbers of results under the labels that are meant.

    A column is of one result, of those of one turn, or of all of them.
    """
    columns: dict[tuple[str, str, int], Column] = {}
    for record in islice(scene.evidence.records_before(scene.event_index), _MOST_SUMMED):
        turn = _turn_of(record, scene)
        for name in record.labels:
            if is_meant(name):
                number = cell_of(record, name).number
                for group in (record.event_index, _OF_TURN - turn, _OF_ALL):
                    columns.setdefault((record.tool, name, group), []).append(number)
    return [
        column
        for (tool, name, group), column in columns.items()
        if sum(map(bool, column)) > 1
        # The column of a single result, or turn, is that of all of them.
        and (group == _OF_ALL or len(column) < len(columns[tool, name, _OF_ALL]))
    ]


def _turn_of(record: Record, scene: Scene) -> int:
    call = scene.evidence.call_of(record)
    return call.turn if call else 0


def columns_named_in(label: str, scene: Scene) -> list[Column]:
    """Return the columns of results whose names stand in a label (`Total orders`)."""
    key = label_key(label)
    return columns_of(scene, lambda name: len(name) >= _SHORTEST_LABEL and name in key)


@lru_cache(maxsize=1024)
def number_in(raw: str, *, comma: bool) -> Number | None:
    """Return the one number that some words tell, or that they begin with, or None."""
    number = number_shown(raw, comma=comma)
    if number is not None:
        return number
    normal = normal_text(raw)
    atoms = atoms_of(normal)
    if not atoms or (len(atoms) > 1 and normal[: atoms[0].start].strip(_SIGNS)):
        return None
    return number_shown(normal[atoms[0].start : atoms[0].end], comma=comma)


class KnownNames:
    """The names of what calls before a text were about and results told of, when asked for."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    @cached_property
    def _given(self) -> set[str]:
        calls = self._scene.evidence.executed_before(self._scene.event_index)
        return {value_of(field.value).form for call in calls for field in arguments_of(call)}

    @cached_property
    def _forms(self) -> set[str]:
        values = (
            raw
            for record in self._scene.evidence.records_before(self._scene.event_index)
            for raws in record.values.values()
            for raw in raws
        )
        return self._given | {value_of(raw).form for raw in values}

    def was_given(self, name: str) -> bool:
        """Say whether a call was given a name."""
        return value_of(name).form in self._given

    def holds(self, name: str) -> bool:
        """Say whether a name is one of them."""
        return value_of(name).form in self._forms

    def is_name(self, words: str) -> bool:
        """Say whether words are one of them, or name something by their form."""
        return value_of(words).kind in NAMES or self.holds(words)
