"""Means over what one tool returned of several things: `47.0 over 4 targets`."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from auditor.canonical import canonical_arguments
from auditor.evidence.index import Evidence
from auditor.evidence.records import Alike, Records
from auditor.values.values import value_of

_FEWEST, _MOST_LABELS = 2, 40


class _Mean(NamedTuple):
    """The mean of a field, and of how many things."""

    mean: Decimal
    things: int


def is_mean(number: Decimal, told: frozenset[Decimal], evidence: Evidence, before: int) -> bool:
    """Say whether a number is the mean of a field over all things looked up before an event.

    How many these are goes with it.

    Args:
        number: The number, as exact as it is told.
        told: All numbers of its text.
        evidence: The sources of the trace.
        before: Index of the event.
    """
    means = evidence.answers_before(before)
    if _Mean not in means:
        means[_Mean] = list(_means(evidence, before))
    return any(
        _is_rounded(number, one.mean)
        or (number == one.things and any(_is_rounded(other, one.mean) for other in told))
        for one in means[_Mean]
    )


def _is_rounded(number: Decimal, mean: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return type(exponent) is int and exponent <= 0 and round(mean, -exponent) == number


def _means(evidence: Evidence, before: int) -> Iterator[_Mean]:
    records = evidence.records_before(before)
    for alike in records.alike:
        places = _newest_of_each(alike, records, evidence)
        if len(places) < _FEWEST or len(alike.labels) > _MOST_LABELS:
            continue
        for label in alike.labels:
            numbers = [n for place in places if (n := _number(records, place, label)) is not None]
            if len(numbers) == len(places):
                yield _Mean(sum(numbers, Decimal()) / len(numbers), len(numbers))


def _newest_of_each(alike: Alike, records: Records, evidence: Evidence) -> list[int]:
    """Return the places of the newest record of each call's arguments."""
    newest: dict[str, int] = {}
    for place in alike.places:
        call = evidence.call_of(records.at(place)) if place < len(records) else None
        if call is not None:
            newest[canonical_arguments(call.arguments_raw)] = place
    return list(newest.values())


def _number(records: Records, place: int, label: str) -> Decimal | None:
    raws = records.at(place).values[label]
    value = value_of(raws[0]) if len(raws) == 1 else None
    return Decimal(value.form) if value is not None and value.kind == "number" else None
