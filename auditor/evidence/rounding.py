"""Whether a number is another one rounded, in another unit, a share of two, or a simple result."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from auditor.evidence.arithmetic import number_of, numbers_in
from auditor.evidence.index import Evidence
from auditor.evidence.records import BySize
from auditor.values.grids import Number
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
_TIMES = tuple(map(float, _SCALES))
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
    return _is_rounding_of(form, _numbers_before(evidence, before))


def is_rounding_of(form: str, numbers: Iterable[Decimal]) -> bool:
    """Say whether a number is one of these, rounded or in another unit."""
    return _is_rounding_of(form, BySize(numbers))


def _is_rounding_of(form: str, numbers: BySize) -> bool:
    target = number_of(form)
    if target is None:
        return False
    half, size = _half(form), float(target)
    spread = float(half)
    return any(
        abs(one / scale - target) <= half or one * scale == target
        for scale, times in zip(_SCALES, _TIMES, strict=True)
        for one in (*numbers.near(size * times, spread * times), *numbers.near(size / times))
        if scale == 1 or len(form) > _EXACT or one / scale == target
    )


def is_told_short(told: Number, evidence: Evidence, before: int) -> bool:
    """Say whether a number is one that a source holds, told in the unit of ten behind it."""
    seen = _numbers_before(evidence, before)
    return len(str(told.amount)) >= _EXACT and any(
        seen.near(float(told.amount * scale), float(told.half * scale)) for scale in told.scales
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
        for one in _numbers_before(evidence, before).numbers
        for factor, moved, added in factors
    )


def is_share(form: str, evidence: Evidence, before: int) -> bool:
    """Say whether a number is the percentage of two that sources hold, or of their difference."""
    target = number_of(form)
    if target is None:
        return False
    seen = BySize(_numbers_before(evidence, before).numbers[:_MOST_PAIRED])
    half, size = _half(form), abs(float(target))
    shares = (size, -size, 100 + size, 100 - size)
    return any(
        abs(abs(share) - abs(target)) <= half
        for other in seen.numbers
        if other
        for told in shares
        for one in seen.near(told * float(other) / 100, abs(float(half * other)) / 100)
        for share in (100 * one / other, 100 * one / other - 100)
    )


def is_percent_of_one(form: str, evidence: Evidence, before: int) -> bool:
    """Say whether a percentage is a share of one that a source holds: 1.2 for its 0.01165."""
    target = number_of(form)
    if target is None:
        return False
    seen, half = _numbers_before(evidence, before), _half(form)
    return any(
        abs(100 * abs(one) - abs(target)) <= half
        for sign in (1, -1)
        for one in seen.near(sign * float(target) / 100, float(half) / 100)
    )


def is_multiple(form: str, evidence: Evidence, before: int) -> bool:
    """Say whether a number is a small multiple of one that a source holds."""
    target = number_of(form)
    return target is not None and any(
        one * times == target
        for times in range(2, _MOST_TIMES)
        for one in _numbers_before(evidence, before).near(float(target) / times)
    )


def is_simple_result(form: str, numbers: Collection[Decimal]) -> bool:
    """Say whether a number is the sum, difference or product of two others, or their quotient."""
    target = number_of(form)
    if target is None:
        return False
    seen = BySize(sorted(numbers)[:_MOST_PAIRED])
    half = _half(form) if "." in form else Decimal(0)
    return any(
        abs(result - target) <= half
        for one in seen.numbers
        for other in _partners(float(one), float(target), float(half), seen)
        if other > one
        for result in (one + other, abs(one - other), one * other, *_quotients(one, other))
    )


def _partners(one: float, target: float, half: float, seen: BySize) -> Iterator[Decimal]:
    """Yield the numbers that alone can make a target with one in a single step."""
    for size in (target - one, one - target, one + target):
        yield from seen.near(size, half)
    if not one:
        return
    yield from seen.near(target / one, abs(half / one))
    yield from seen.near(target * one, abs(half * one))
    if abs(target) <= half:
        yield from seen.numbers
        return
    ends = one / (target - half), one / (target + half)
    yield from seen.near(sum(ends) / 2, abs(ends[0] - ends[1]) / 2)


def _quotients(one: Decimal, other: Decimal) -> Iterable[Decimal]:
    return (one / other, other / one) if one and other else ()


def _half(form: str) -> Decimal:
    """Return half a unit of the last digit."""
    return Decimal(1).scaleb(-len(form.partition(".")[2])) / 2


def _numbers_before(evidence: Evidence, before: int) -> BySize:
    """Return the numbers of the newest sources before an event, read once for all questions."""
    answers = evidence.answers_before(before)
    if _numbers_before not in answers:
        found: dict[Decimal, None] = {}
        for place in range(evidence.place_of(before) - 1, -1, -1):
            found.update(dict.fromkeys(numbers_in(evidence.normal(place))))
            if len(found) > _MOST_NUMBERS:
                break
        answers[_numbers_before] = BySize(found)
    known: BySize = answers[_numbers_before]
    return known
