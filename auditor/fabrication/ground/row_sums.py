"""What some of the rows of a list come to: those that share a value, or follow each other."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, islice

from auditor.evidence.arithmetic import number_of
from auditor.evidence.records import Record
from auditor.fabrication.imitation import Scene
from auditor.values.values import value_of

_MOST_RECORDS = 400
_MOST_IN_WINDOWS = 60
_FEWEST = 3


def row_sums(scene: Scene) -> Iterator[float]:
    """Yield sums and means of such rows of the results before a text, under each label."""
    lists: dict[tuple[int, tuple[str, ...]], list[Record]] = defaultdict(list)
    for record in islice(scene.evidence.records_before(scene.event_index), _MOST_RECORDS):
        if all(len(raws) == 1 for raws in record.values.values()):
            lists[record.event_index, record.labels].append(record)
    for records in lists.values():
        if len(records) >= _FEWEST:
            yield from _sums_of(records)


def _sums_of(records: list[Record]) -> Iterator[float]:
    for label in records[0].labels:
        column = [_number(record, label) for record in records]
        numbers = [number for number in column if number is not None]
        if len(numbers) < _FEWEST:
            continue
        for key in records[0].labels:
            groups: dict[str, list[float]] = defaultdict(list)
            for record, number in zip(records, column, strict=True):
                if key != label and number is not None:
                    groups[record.values[key][0]].append(number)
            for group in groups.values():
                yield from (sum(group), sum(group) / len(group))
        yield from _windows(numbers[:_MOST_IN_WINDOWS])


def _number(record: Record, label: str) -> float | None:
    number = number_of(value_of(record.values[label][0]).form)
    return None if number is None or not number.is_finite() else float(number)


def _windows(numbers: list[float]) -> Iterator[float]:
    """Yield the sum of each run of numbers that follow each other."""
    sums = [0.0, *accumulate(numbers)]
    for first, start in enumerate(sums):
        yield from (end - start for end in sums[first + 2 :])
