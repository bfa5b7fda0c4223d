"""Rows of a list that belong together: those of one sort, week, month, quarter, weekday or hour.

Whoever sums up a list tells what such rows come to, under names that no result has.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from auditor.evidence.arithmetic import number_of
from auditor.evidence.records import Record
from auditor.fabrication.imitation import Scene
from auditor.values.dates import day_of
from auditor.values.values import value_of

_MOST_RECORDS = 400
_MOST_GROUPS = 300
_FEWEST = 3
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_LONGEST = 60
_WEEKEND = (6, 7)


def groups_of(rows: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Yield the places of rows that share a value or a span of time in one column.

    Args:
        rows: What the rows hold, as written, in the same columns.
    """
    seen: set[tuple[int, ...]] = set()
    for column in zip(*rows, strict=True):
        groups: dict[str, list[int]] = defaultdict(list)
        for place, raw in enumerate(column):
            for key in _keys_of(raw):
                groups[key].append(place)
        for group in groups.values():
            if 1 < len(group) < len(rows) and tuple(group) not in seen:
                seen.add(tuple(group))
                yield group


def group_sums(scene: Scene) -> Iterator[Decimal]:
    """Yield sums and means of such rows of the lists that results before a text hold."""
    lists: dict[tuple[int, tuple[str, ...]], list[Record]] = defaultdict(list)
    for record in islice(scene.evidence.records_before(scene.event_index), _MOST_RECORDS):
        if all(len(raws) == 1 for raws in record.values.values()):
            lists[record.event_index, record.labels].append(record)
    for records in lists.values():
        if len(records) >= _FEWEST:
            yield from _sums_of([[one.values[label][0] for label in one.labels] for one in records])


def _sums_of(rows: list[list[str]]) -> Iterator[Decimal]:
    columns = [
        [number_of(value_of(raw).form) for raw in column] for column in zip(*rows, strict=True)
    ]
    for group in islice(groups_of(rows), _MOST_GROUPS):
        for column in columns:
            numbers = [number for place in group if (number := column[place]) is not None]
            if len(numbers) == len(group):
                total = sum(numbers, Decimal())
                yield from (total, total / len(numbers))


def _keys_of(raw: str) -> Iterator[str]:
    """Yield what a value has in common with others: itself, and the times that a day lies in."""
    if len(raw) > _LONGEST:
        return
    yield raw
    month = _MONTH.fullmatch(raw.strip())
    if month:
        yield from _spans_of(int(month[1]), int(month[2]))
        return
    form = value_of(raw).form
    day = day_of(form)
    if day:
        yield from _spans_of(day.year, day.month)
        week, weekday = day.isocalendar()[1:]
        yield from (f"month {day.year} {day.month}", f"week {day.year} {week}")
        yield from (f"weekday {weekday}", f"weekend {weekday in _WEEKEND}")
        if form[11:]:
            yield from (f"hour {form[11:13]}", f"day {day}")


def _spans_of(year: int, month: int) -> Iterator[str]:
    quarter, half = (month - 1) // 3, (month - 1) // 6
    yield from (f"year {year}", f"half {year} {half}", f"quarter {year} {quarter}")
