"""Whether a number is another one rounded, in another unit, a share of two, or a simple result."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from auditor.evidence.arithmetic import number_of, numbers_in
from auditor.evidence.index import Evidence
from auditor.values.units import told_in_unit
from auditor.values.values import number_form

_SCALES = tuple(
    map(
        Decimal,
        (
            "1",
            "100",
            "1000",
            "10000",
            "1000000",
            "100000000",
            "1000000000",
            "60",
            "3600",
            "24",
            "1024",
            "1048576",
        ),
    )
)
# By unit: factors, what is added before and what after, from the other units of its kind.
_FAHRENHEIT = ((Decimal("1.8"), 0, 32),)
_CELSIUS = ((Decimal(5) / 9, -32, 0),)
_POUNDS = ((Decimal("2.204623"), 0, 0),)
_MILES = ((Decimal("0.621371"), 0, 0), (Decimal("2.236936"), 0, 0))
_FEET = ((Decimal("3.28084"), 0, 0), (Decimal("0.0328084"), 0, 0))
_INCHES = ((Decimal("0.393701"), 0, 0), (Decimal("0.0393701"), 0, 0))
_KILOGRAMS = ((Decimal("0.45359237"), 0, 0),)
_KILOMETRES = ((Decimal("1.609344"), 0, 0), (Decimal("3.6"), 0, 0))
_CENTIMETRES = ((Decimal("2.54"), 0, 0), (Decimal("30.48"), 0, 0))
_CONVERTED = {
    "°f": _FAHRENHEIT, "f": _FAHRENHEIT, "°c": _CELSIUS, "lb": _POUNDS, "lbs": _POUNDS,
    "pounds": _POUNDS, "mi": _MILES, "miles": _MILES, "mph": _MILES, "ft": _FEET, "feet": _FEET,
    "in": _INCHES, "inches": _INCHES, "kg": _KILOGRAMS, "km": _KILOMETRES, "km/h": _KILOMETRES,
    "cm": _CENTIMETRES,
}  # fmt: skip
_MOST_NUMBERS = 200
_MOST_PAIRED = 60
_MOST_TIMES = 10
# A number of fewer digits is met by chance.
_EXACT = 3


def is_rounded(form: str, evidence: Evidence, before: int) -> bool:
    """Say whether a number is one that a source holds, rounded or in another unit."""
    return is_rounding_of(form, _numbers_before(evidence, before))


def is_rounding_of(form: str, numbers: Iterable[Decimal]) -> bool:
    """Say whether a number is one of these, rounded or in another unit."""
    target = number_of(form)
    if target is None:
        return False
    half = _half(form)
    return any(
        abs(one / scale - target) <= half or one * scale == target
        for one in numbers
        for scale in _SCALES
        if scale == 1 or len(form) > _EXACT or one / scale == target
    )


def is_scaled(form: str, numbers: Iterable[Decimal]) -> bool:
    """Say whether a number is one of these in another unit and rounded, however few its digits.

    Args:
        form: The number.
        numbers: The few that it can only be.
    """
    target = number_of(form)
    return target is not None and any(
        abs(one / scale - target) <= _half(form) for one in numbers for scale in _SCALES
    )


def is_in_other_unit(said: str, owned: Iterable[str]) -> bool:
    """Say whether a value as written is one of some others, rounded, in a unit by a factor."""
    one = told_in_unit(said)
    if one is None or not one.unit:
        return False
    form = number_form(one.number)
    return any(
        other is not None and one.unit != other.unit and is_scaled(form, numbers_in(other.number))
        for other in map(told_in_unit, owned)
    )


def is_converted(form: str, unit: str, evidence: Evidence, before: int) -> bool:
    """Say whether a number is one that a source holds, converted to the unit behind it."""
    target, factors = number_of(form), _CONVERTED.get(unit)
    if target is None or factors is None or len(form) < _EXACT:
        return False
    half = _half(form)
    return any(
        abs(factor * (one + moved) + added - target) <= half
        for one in _numbers_before(evidence, before)
        for factor, moved, added in factors
    )


def is_share(form: str, evidence: Evidence, before: int) -> bool:
    """Say whether a number is the percentage of two that sources hold, or of their difference."""
    target = number_of(form)
    if target is None:
        return False
    seen = _numbers_before(evidence, before)[:_MOST_PAIRED]
    half = _half(form)
    return any(
        abs(abs(share) - abs(target)) <= half
        for one in seen
        for other in seen
        if other
        for share in (100 * one / other, 100 * one / other - 100)
    )


def is_multiple(form: str, evidence: Evidence, before: int) -> bool:
    """Say whether a number is a small multiple of one that a source holds."""
    target = number_of(form)
    return target is not None and any(
        one * times == target
        for one in _numbers_before(evidence, before)
        for times in range(2, _MOST_TIMES)
    )


def is_simple_result(form: str, numbers: Collection[Decimal]) -> bool:
    """Say whether a number is the sum, difference or product of two others, or their quotient."""
    target = number_of(form)
    if target is None:
        return False
    seen = sorted(numbers)[:_MOST_PAIRED]
    half = _half(form)
    return any(
        result == target or (abs(result - target) <= half and "." in form)
        for place, one in enumerate(seen)
        for other in seen[place + 1 :]
        for result in (one + other, abs(one - other), one * other, *_quotients(one, other))
    )


def _quotients(one: Decimal, other: Decimal) -> Iterable[Decimal]:
    return (one / other, other / one) if one and other else ()


def _half(form: str) -> Decimal:
    """Return half a unit of the last digit."""
    return Decimal(1).scaleb(-len(form.partition(".")[2])) / 2


def _numbers_before(evidence: Evidence, before: int) -> list[Decimal]:
    found: dict[Decimal, None] = {}
    for place in range(evidence.place_of(before) - 1, -1, -1):
        found.update(dict.fromkeys(numbers_in(evidence.normal(place))))
        if len(found) > _MOST_NUMBERS:
            break
    return list(found)
