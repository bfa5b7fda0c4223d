"""Things that a text may compare: records of one tool, or rows of one list, with their numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from auditor.evidence.arithmetic import number_of
from auditor.evidence.failures import failed
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.trace import ToolCall, ToolResult
from auditor.values.dates import clock_of
from auditor.values.flags import record_in
from auditor.values.literals import parse_value
from auditor.values.occurrences import place_of
from auditor.values.places import places_of
from auditor.values.values import value_of

_MOST_RESULTS, _MOST_THINGS = 12, 24
_TWO = 2
_SHORTEST, _LONGEST = 3, 40
_LEAST_NUMBER = 100
_FULL_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_]{2,} [A-ZÀ-ÖØ-Þ][^\W\d_]+")
_NUMBER = re.compile(r"-?[$€£¥]? ?(\d[\d.,]*)\s?[^\W\d]{0,4}%?")


_Record = tuple[dict[str, Any], ToolCall, ToolResult]


class Compared(NamedTuple):
    """A thing and its numbers.

    Attributes:
        names: What only it is called by among those it may be compared with.
        numbers: By the keys of their fields; times of day in minutes.
        record: All that is known of it, by the keys of its fields.
        call, result: Where they are from.
    """

    names: tuple[str, ...]
    numbers: dict[str, Decimal]
    record: dict[str, Any]
    call: ToolCall
    result: ToolResult


def groups_of(scene: Scene) -> list[list[Compared]]:
    """Return the things that may be compared, those of the newest results first."""
    return scene.once(_groups)


def _groups(scene: Scene) -> list[list[Compared]]:
    tools: dict[str, dict[str, _Record]] = {}
    groups: list[list[Compared]] = []
    for result, call in list(scene.latest_results())[:_MOST_RESULTS]:
        if failed(result):
            continue
        rows = _rows_in(result.output)
        if len(rows) >= _TWO:
            groups.append(_apart([(row, call, result) for row in rows]))
        elif record := record_in(result.output):
            named = {field.label: field.value for field in arguments_of(call)}
            own = {**named, **record}
            tools.setdefault(call.name, {}).setdefault(call.arguments_raw, (own, call, result))
    groups += (_apart(_of_one_turn(list(several.values()))) for several in tools.values())
    return [one for one in groups if _TWO <= len(one) <= _MOST_THINGS]


def _of_one_turn(records: list[_Record]) -> list[_Record]:
    """Return the records of the newest turn, where it has several: these are compared then."""
    newest = [one for one in records if one[1].turn == records[0][1].turn]
    return newest if len(newest) >= _TWO else records


def _rows_in(output: str) -> list[dict[str, Any]]:
    """Return the rows of the only list of records of a result."""
    value = parse_value(output)
    if type(value) is str:
        return _rows_of_table(output)
    lists = [value] if type(value) is list else []
    if type(value) is dict:
        lists = [one for one in value.values() if type(one) is list]
        lists += [keyed for one in (value, *value.values()) if (keyed := _keyed_rows(one))]
    rows = [one for one in lists if one and all(type(row) is dict for row in one)]
    return rows[0] if len(rows) == 1 else []


def _keyed_rows(value: Any) -> list[dict[str, Any]]:
    """Return the records that another holds under their names: `{"us-east-1": {...}, ...}`."""
    if type(value) is not dict or len(value) < _TWO:
        return []
    rows = list(value.values())
    if not all(type(row) is dict and row.keys() == rows[0].keys() for row in rows):
        return []
    return [{"": name, **row} for name, row in value.items()]


def _rows_of_table(output: str) -> list[dict[str, Any]]:
    """Return the rows of a table in a result."""
    places = places_of(output)
    rows: dict[tuple[int, ...], dict[str, Any]] = {}
    for leaf in places.leaves if places else ():
        if len(leaf.items) == 1 and leaf.names:
            rows.setdefault(leaf.items, {})[leaf.names[-1]] = leaf.value
    return list(rows.values())


def _apart(records: list[_Record]) -> list[Compared]:
    """Return records as things, each with the names that only it has."""
    names = [set(_names_in(record)) for record, _, _ in records]
    times = Counter(name for own in names for name in own)
    return [
        Compared(
            tuple(sorted(name for name in own if times[name] == 1)),
            dict(_numbers_in(record)),
            record,
            call,
            result,
        )
        for own, (record, call, result) in zip(names, records, strict=True)
    ]


def _names_in(record: dict[str, Any]) -> Iterator[str]:
    for place, value in enumerate(record.values()):
        if type(value) is int and not place and value >= _LEAST_NUMBER:
            yield str(value)
        if type(value) is not str or len(value) < _SHORTEST:
            continue
        kind = value_of(value).kind
        if kind in ("id", "host") or (kind in ("word", "text") and len(value) <= _LONGEST):
            yield value.lower()
            if _FULL_NAME.fullmatch(value):
                yield value.split()[0].lower()


def _numbers_in(record: dict[str, Any]) -> Iterator[tuple[str, Decimal]]:
    for key, value in record.items():
        if type(value) in (int, float):
            number = number_of(value_of(str(value)).form)
        elif type(value) is str:
            number = _number_of_words(value)
        else:
            continue
        if number is not None:
            yield key, number


def _number_of_words(value: str) -> Decimal | None:
    """Return the number of a value with a unit, or a time of day in minutes."""
    clock = clock_of(value)
    if clock:
        hour, minute = clock.split(":")[:2]
        return Decimal(60 * int(hour) + int(minute))
    found = _NUMBER.fullmatch(value)
    return number_of(value_of(found[1]).form) if found else None


def only_named(things: list[Compared], words: str) -> tuple[Compared, int] | None:
    """Return the only thing that some words name, and where its name ends."""
    named = [
        (one, at + len(name))
        for one in things
        for name in one.names
        if (at := place_of(name, words)) >= 0
    ]
    if len({id(one) for one, _ in named}) != 1:
        return None
    return max(named, key=lambda found: found[1])
