"""What genuine results describe, as records under label keys, and the layouts of these records."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from auditor.blocks import Field, blocks_of, fields_of, parse_value
from auditor.labels import is_data, label_key
from auditor.values import Value

_MAX_RECORDS = 300
_LONGEST_KEPT = 1000


class Read(NamedTuple):
    """The values of a record as written, by label key, and these keys.

    The keys of records that are alike are one object.
    """

    values: dict[str, list[str]]
    labels: tuple[str, ...]


class Record(NamedTuple):
    """One thing that a genuine result describes.

    Attributes:
        event_index: Of the result.
        tool: The tool that returned it.
        values, labels: As in `Read`.
    """

    event_index: int
    tool: str
    values: dict[str, list[str]]
    labels: tuple[str, ...]


class Shape(NamedTuple):
    """Labels that a tool's results have, and a result that shows them."""

    tool: str
    labels: frozenset[str]
    shown_by: int | None


class Records(Sequence[Record]):
    """Records of genuine results, newest result first; what all of them show is worked out once."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records

    def __getitem__(self, place: Any) -> Any:
        return self._records[place]

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    @cached_property
    def alike(self) -> dict[tuple[str, ...], list[int]]:
        """The places of the records by their labels."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for place, record in enumerate(self._records):
            groups.setdefault(record.labels, []).append(place)
        return groups

    @cached_property
    def held(self) -> dict[tuple[str, Value], frozenset[int]]:
        """What was found out so far: the places of the records that hold a value under a label."""
        return {}

    @cached_property
    def shapes(self) -> list[Shape]:
        """The shape of each tool's results, newest tool first."""
        labels: dict[str, set[tuple[str, ...]]] = {}
        shown: dict[str, int] = {}
        for record in self._records:
            if record.labels:
                labels.setdefault(record.tool, set()).add(record.labels)
                shown.setdefault(record.tool, record.event_index)
        return [Shape(tool, frozenset().union(*keys), shown[tool]) for tool, keys in labels.items()]


def values_in(output: str) -> Iterable[Read]:
    """Return the values of each record that a result describes; a gate asks at every message."""
    if len(output) <= _LONGEST_KEPT:
        return _kept_values(output)
    return map(_by_key, records_in(output))


@lru_cache(maxsize=512)
def _kept_values(output: str) -> tuple[Read, ...]:
    return tuple(map(_by_key, records_in(output)))


def _by_key(fields: list[Field]) -> Read:
    values: dict[str, list[str]] = {}
    for label, value in fields:
        key = _key_of(label)
        if key:
            values.setdefault(key, []).append(value)
    return Read(values, _kept_labels(tuple(values)))


@lru_cache(maxsize=4096)
def _key_of(label: str) -> str:
    return "" if is_data(label) else label_key(label)


@lru_cache(maxsize=1024)
def _kept_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    return labels


def records_in(output: str) -> Iterator[list[Field]]:
    """Yield the records that a result describes: the whole, and each object inside it."""
    value = parse_value(output)
    if value is None:
        for block in blocks_of(output):
            if len(block.fields) > 1:
                yield list(block.fields)
        return
    for count, node in enumerate(_objects(value)):
        if count == _MAX_RECORDS:
            return
        yield list(fields_of(node))


def _objects(value: Any) -> Iterator[Any]:
    stack = [value]
    yield value
    while stack:
        node = stack.pop()
        children: Iterable[Any] = ()
        if isinstance(node, dict):
            if node is not value and len(node) > 1:
                yield node
            children = node.values()
        elif isinstance(node, list | tuple):
            children = node
        stack.extend(child for child in children if isinstance(child, dict | list | tuple))
