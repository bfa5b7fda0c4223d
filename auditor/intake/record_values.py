"""What a decoded value holds: a record of a known format, or a list of such records."""

from collections.abc import Iterator
from typing import Any

from auditor.formats import Item, match_value
from auditor.intake.conversations import read_list
from auditor.intake.detecting import SAMPLE
from auditor.intake.unread import unknown
from auditor.messages.parts import inside, json_text
from auditor.trace import Place


def read_value(value: Any, place: Place, raw: bytes) -> Iterator[Item]:
    """Yield what a decoded value holds, or the problem of a value of no known format."""
    match = match_value(value)
    if match is not None and match.format.read is not None:
        yield from read_list(match.format, value, place)
        return
    listed = listed_records(value, place)
    if listed is None:
        yield unknown(place, value, raw)
        return
    for one, inner in listed:
        match = match_value(one)
        if match is None or match.format.read is None:
            yield unknown(inner, one, json_text(one).encode())
        else:
            yield from match.format.read(one, inner)


def is_known(value: Any, place: Place) -> bool:
    """Say whether a decoded value is of a known format, or holds records of one."""
    match = match_value(value)
    return (match is not None and match.format.read is not None) or listed_records(
        value, place
    ) is not None


def listed_records(value: Any, place: Place) -> Iterator[tuple[Any, Place]] | None:
    """Return the records of a list, or of the first list in an object, if any is of a known format.

    Datasets are often one JSON list of records, or keep it under `data`, `rows` and the like.
    """
    holders = [(value, place)]
    if isinstance(value, dict):
        holders = [(inner, inside(place, key)) for key, inner in value.items()]
    for records, home in holders:
        if isinstance(records, list) and any(map(match_value, records[:SAMPLE])):
            return ((one, inside(home, position)) for position, one in enumerate(records))
    return None
