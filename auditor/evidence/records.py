"""What genuine results describe, as records under label keys, and the layouts of these records."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from auditor.values.aligned_tables import aligned_tables
from auditor.values.blocks import Field, blocks_of, fields_of
from auditor.values.equal_values import Column
from auditor.values.indented import parse_indented
from auditor.values.labels import is_data, label_key
from auditor.values.literals import parse_value
from auditor.values.log_lines import logged
from auditor.values.values import Value

_MAX_RECORDS = 300
# Of short results many are kept, of longer ones those that several questions ask for in a row.
_LONGEST_KEPT, _LONGEST_OF_FEW = 1000, 30_000
_CLOSE = 1e-9
# Of plain lines the blocks tell what belongs together, of an item's own records they do not.
_NESTED = "\n  "


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


class BySize:
    """Numbers by size: few are near enough to be held against one that is looked for.

    Attributes:
        numbers: They, in their own order.
    """

    def __init__(self, numbers: Iterable[Decimal]) -> None:
        self.numbers = list(numbers)
        pairs = sorted((float(number), number) for number in self.numbers)
        self._sizes = [size for size, _ in pairs]
        self._exact = [number for _, number in pairs]

    def near(self, size: float, spread: float = 0.0) -> list[Decimal]:
        """Return the numbers that lie within a spread of a size, or so little beyond it."""
        far = spread + _CLOSE * (abs(size) + spread)
        first = bisect_left(self._sizes, size - far)
        return self._exact[first : bisect_right(self._sizes, size + far)]


class Alike:
    """The records of a tool that have the same labels.

    Attributes:
        tool, labels: Their tool and labels.
        places: Where they stand among all records, ascending.
    """

    def __init__(self, tool: str, labels: tuple[str, ...], records: list[Record]) -> None:
        self.tool, self.labels = tool, labels
        self.places: list[int] = []
        self._records = records
        self._columns: dict[str, tuple[Column, int]] = {}

    def column(self, label: str) -> Column:
        """Return the values under one of the labels; indexed when somebody asks."""
        column, done = self._columns.get(label) or (Column(), 0)
        for place in self.places[done:]:
            for raw in self._records[place].values[label]:
                column.add(raw, place)
        self._columns[label] = column, len(self.places)
        return column


class RecordStore:
    """The records of genuine results as they come.

    Attributes:
        records: The newest result last; of one result the last record first, so that of two the
            one behind is nearer to what comes after.
        alike: The same by their tool and labels.
    """

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.alike: dict[tuple[str, tuple[str, ...]], Alike] = {}

    def add(self, records: Sequence[Record]) -> None:
        """Add the records of the next result."""
        for record in reversed(records):
            kind = record.tool, record.labels
            alike = self.alike.get(kind)
            if alike is None:
                alike = self.alike[kind] = Alike(*kind, self.records)
            alike.places.append(len(self.records))
            self.records.append(record)


class Records:
    """The first records of a store: those of the results before an event."""

    def __init__(self, store: RecordStore, size: int) -> None:
        self._store = store
        self._size = size

    def at(self, place: int) -> Record:
        """Return the record at a place of the store."""
        return self._store.records[place]

    def holding(self, column: Column, value: Value) -> set[int]:
        """Return the places at which a column holds a value."""
        places = column.places_of(value)
        if self._size < len(self._store.records):
            return {place for place in places if place < self._size}
        return places

    def different_in(self, column: Column) -> list[str]:
        """Return the different values of a column as written."""
        return column.before(self._size)

    def __iter__(self) -> Iterator[Record]:
        """Yield the records of the newest result first."""
        return iter(self._store.records[self._size - 1 :: -1] if self._size else ())

    def __len__(self) -> int:
        return self._size

    @property
    def alike(self) -> Iterable[Alike]:
        """The records by their tool and labels, those of later results among them."""
        return self._store.alike.values()

    @cached_property
    def held(self) -> dict[tuple[str, Value], frozenset[int]]:
        """What was found out so far: the places of the records that hold a value under a label."""
        return {}

    @cached_property
    def told(self) -> dict[str, list[str]]:
        """What was found out so far: the different values that records hold under a label."""
        return {}

    @cached_property
    def sizes(self) -> dict[str, BySize]:
        """What was found out so far: the sizes of the numbers that records hold under a label."""
        return {}

    @cached_property
    def results(self) -> frozenset[int]:
        """The event indexes of the results that records were read from."""
        return frozenset(record.event_index for record in self)

    @cached_property
    def shapes(self) -> list[Shape]:
        """The shape of each tool's results, newest tool first."""
        labels: dict[str, frozenset[str]] = {}
        newest: dict[str, int] = {}
        for alike in self.alike:
            before = bisect_left(alike.places, self._size)
            if before and alike.labels:
                tool = alike.tool
                labels[tool] = labels.get(tool, frozenset()).union(alike.labels)
                newest[tool] = max(newest.get(tool, 0), alike.places[before - 1])
        tools = sorted(newest, key=lambda tool: newest[tool], reverse=True)
        return [Shape(tool, labels[tool], self.at(newest[tool]).event_index) for tool in tools]


def values_in(output: str) -> Iterable[Read]:
    """Return the values of each record that a result describes; a gate asks at every message."""
    if len(output) <= _LONGEST_KEPT:
        return _kept_values(output)
    return _few_values(output) if len(output) <= _LONGEST_OF_FEW else _values_of(output)


def _values_of(output: str) -> tuple[Read, ...]:
    return tuple(map(_by_key, records_in(output)))


_kept_values = lru_cache(maxsize=512)(_values_of)
_few_values = lru_cache(maxsize=32)(_values_of)


def _by_key(fields: Sequence[Field]) -> Read:
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


def records_in(output: str) -> Iterable[tuple[Field, ...]]:
    """Return the records that a result describes: the whole, and each object inside it."""
    if len(output) <= _LONGEST_KEPT:
        return _kept_records(output)
    return _few_records(output) if len(output) <= _LONGEST_OF_FEW else _all_records(output)


def _all_records(output: str) -> tuple[tuple[Field, ...], ...]:
    return tuple(_records(output))


_kept_records = lru_cache(maxsize=512)(_all_records)
_few_records = lru_cache(maxsize=16)(_all_records)


def _records(output: str) -> Iterator[tuple[Field, ...]]:
    value = parse_value(output)
    if value is None:
        told = [block.fields for block in blocks_of(output) if block.is_record]
        yield from told
        for rows in aligned_tables(output):
            # A table that tabs part may be aligned, too.
            own = (tuple(Field(head, cell) for head, cell in row) for row in rows)
            yield from (row for row in own if row not in told)
        lines = logged(output)
        if lines:
            yield lines
        value = parse_indented(output) if _NESTED in output else None
    if value is None:
        return
    fields, places = _walk(value)
    for count, node in enumerate(_objects(value)):
        if count == _MAX_RECORDS:
            return
        start, end = places[id(node)]
        yield tuple(fields[start:end])


def _walk(value: Any) -> tuple[list[Field], dict[int, tuple[int, int]]]:
    """Return the scalar leaves of a value as `fields_of` has them, and where each object's lie.

    The leaves of an object lie side by side among those of the whole.
    """
    fields: list[Field] = []
    places: dict[int, tuple[int, int]] = {}
    stack: list[tuple[str | None, Any]] = [("", value)]
    while stack:
        name, node = stack.pop()
        kind = type(node)
        if name is None:
            places[id(node)] = places[id(node)][0], len(fields)
        elif kind is str:
            fields.append(Field(name, node))
        elif kind is dict:
            places[id(node)] = len(fields), 0
            stack.append((None, node))
            stack += [(str(key), child) for key, child in reversed(node.items())]
        elif kind is list or kind is tuple:
            stack += [(name, child) for child in reversed(node)]
        else:
            fields += fields_of(node, name)
    places.setdefault(id(value), (0, len(fields)))
    return fields, places


def _objects(value: Any) -> Iterator[Any]:
    stack = [value]
    yield value
    wrapped = _wrapped_in(value)
    while stack:
        node = stack.pop()
        children: Iterable[Any] = ()
        if isinstance(node, dict):
            if node is not value and node is not wrapped and len(node) > 1:
                yield node
            children = node.values()
        elif isinstance(node, list | tuple):
            children = node
        stack.extend(child for child in children if isinstance(child, dict | list | tuple))


def _wrapped_in(value: Any) -> Any:
    """Return the one object that a value only wraps: `{"data": {...}, "error": null}`."""
    while isinstance(value, dict | list | tuple):
        inner = value.values() if isinstance(value, dict) else value
        told = [one for one in inner if one is not None]
        if len(told) != 1:
            break
        value = told[0]
    return value
