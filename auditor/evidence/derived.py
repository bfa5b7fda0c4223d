"""Numbers, days and times that a few steps of arithmetic make of some at hand.

A unit price, a body mass index, the day on which a rental ends: nobody looks them up. Which formula
is meant need not be known. What counts is that some short expression makes the number told, and
that so few such expressions lie near it that this is no chance: the longer an expression, the more
there are of its length, and the more digits a number must have.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import combinations, combinations_with_replacement

from auditor.evidence.arithmetic import number_of
from auditor.values.dates import day_of
from auditor.values.values import Value

_MOST_NUMBERS = 12
_MOST_OF_THREE = 7
_NEAREST = 5
_MOST_DAYS = 6
# So often may an amount be met by chance: a short expression is likelier to be meant.
_CHANCE_OF_SHORT, _CHANCE_OF_LONG = 0.1, 0.05
_CLOSE = 1e-9
_SPREAD = 1.5
_PARTS = 60
_MONTHS = 12
_WEEK = 7
_WORKDAYS = 5
_MOST_WORKDAYS = 260
# So many days may be reached within so many of one that is met by no chance.
_NEAR_DAYS, _MOST_NEAR = 60, 24
_HALF_HOUR = 30
_MOST_CLOCKS = 3
_MOST_STEPS = 4000
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_COUNTS = (2.0, 3.0, 4.0, 7.0, 12.0, 24.0, 30.0, 31.0, 52.0, 60.0, 365.0, 3600.0)
_WHOLES = (1.0, 60.0, 100.0, 1000.0)
_TENS = (10.0, 100.0, 1000.0)
_BYTES = (1024.0**2, 1e6)
_UNITS = (
    1024.0, 1024.0**2, 1024.0**3, 8.0, 0.45359237, 28.349523, 1.609344, 0.3048, 2.54, 1.852, 3.6,
    3.785412, 0.750062, 33.863886, 6.894757, 4.184, 1.8,
)  # fmt: skip
_POWERS = (1.0, 100.0, 1000.0, 10_000.0, 0.01, 0.001)


def underived(values: dict[Value, str], at_hand: Collection[Value]) -> list[Value]:
    """Return those of some values that do not follow from others at hand, nor from what does.

    Args:
        values: What a text tells, as written.
        at_hand: What is genuine, the most telling first.
    """
    rest, known = list(values), list(at_hand)
    while rest:
        derived = derived_of(tuple(known))
        found = [value for value in rest if derived.holds(value, values[value])]
        if not found:
            break
        rest = [value for value in rest if value not in found]
        known = [*found, *known]
    return rest


@lru_cache(maxsize=64)
def derived_of(values: tuple[Value, ...]) -> "Derived":
    """Return what follows from some values, which one judge after another asks about."""
    return Derived(values)


class Derived:
    """What follows from some values at hand, the most telling first."""

    def __init__(self, values: Collection[Value]) -> None:
        numbers = [number_of(value.form) for value in values if value.kind == "number"]
        self._signed = list(dict.fromkeys(float(number) for number in numbers if number))
        self._numbers = list(dict.fromkeys(map(abs, self._signed)))[:_MOST_NUMBERS]
        dates = [value.form for value in values if value.kind == "date"]
        days = dict.fromkeys(day for day in map(day_of, dates) if day)
        self._days = list(days)[:_MOST_DAYS]
        clocks = [form[11:] for form in dates] + [v.form for v in values if v.kind == "time"]
        self._times = {_minutes(clock) for clock in clocks if clock}
        self._numbers += [_seconds(clock) for clock in clocks if clock.count(":") > 1]

    def holds(self, value: Value, written: str) -> bool:
        """Say whether a value follows, rounded as it is written."""
        if value.kind == "date":
            return self._holds_day(value.form)
        if value.kind == "time":
            return self._holds_time(value.form)
        return value.kind == "number" and self._holds_number(value.form, written)

    def _holds_number(self, form: str, written: str) -> bool:
        number = number_of(form)
        if not number:
            return False
        decimals = max(len(one.partition(".")[2]) for one in (form, written))
        if _THOUSANDS.fullmatch(written or form) and self._holds_amount(
            1000 * abs(float(number)), 0.5
        ):
            return True
        return self._holds_amount(abs(float(number)), 10.0**-decimals / 2)

    def _holds_amount(self, amount: float, half: float) -> bool:
        return any(_is_among(amount, half, step, chance) for step, chance in self._steps())

    def _steps(self) -> Iterator[tuple[list[float], float]]:
        """Yield the amounts that follow, those of ever longer expressions, and the chance."""
        for short in (
            self._spans,
            self._parts,
            self._of_nearest,
            self._of_two,
            self._by_tens,
            self._counted,
            self._inverted,
        ):
            yield short, _CHANCE_OF_SHORT
        for long in (self._converted, self._rates, self._products, self._of_three):
            yield long, _CHANCE_OF_LONG

    @cached_property
    def _spans(self) -> list[float]:
        spans = [span for pair in combinations(sorted(self._days), 2) for span in _spans(*pair)]
        return sorted(set(spans))

    @cached_property
    def _parts(self) -> list[float]:
        """The minutes and hours, seconds and minutes of amounts that are written in parts."""
        long = [one for one in self._numbers if one >= _PARTS]
        return sorted({part for one in long for part in (one // _PARTS, one % _PARTS)})

    @cached_property
    def _of_nearest(self) -> list[float]:
        return _of_pairs(self._numbers[:_NEAREST])

    @cached_property
    def _of_two(self) -> list[float]:
        return _of_pairs(self._numbers)

    @cached_property
    def _by_tens(self) -> list[float]:
        return sorted(x for one in self._numbers for c in _TENS for x in _by(one, c))

    @cached_property
    def _counted(self) -> list[float]:
        return sorted(x for one in self._numbers for c in _COUNTS for x in _by(one, c))

    @cached_property
    def _inverted(self) -> list[float]:
        return sorted(whole / one for one in self._numbers for whole in _WHOLES)

    @cached_property
    def _converted(self) -> list[float]:
        signed = self._signed[:_MOST_NUMBERS]
        degrees = [abs(x) for one in signed for x in ((one - 32) / 1.8, one * 1.8 + 32)]
        return sorted(
            [*degrees, *(x for one in self._numbers for c in _UNITS for x in _by(one, c))]
        )

    @cached_property
    def _rates(self) -> list[float]:
        """Products and quotients of two for an hour, a day, a year, a thousand."""
        pairs = combinations(self._numbers, 2)
        rates = [rate for one, two in pairs for rate in (one * two, one / two, two / one)]
        return sorted(x for rate in rates for c in (*_COUNTS, *_BYTES) for x in _by(rate, c))

    @cached_property
    def _products(self) -> list[float]:
        """Products and quotients of three, one of which may come twice, in any unit by tens."""
        found: set[float] = set()
        for one, two, three in combinations_with_replacement(self._numbers, 3):
            if one != three:
                whole = one * two * three
                found.add(whole)
                for part in (one, two, three):
                    found.update((whole / part / part, part * part / whole))
        return sorted(x * power for x in found for power in _POWERS)

    @cached_property
    def _of_three(self) -> list[float]:
        numbers = self._numbers[:_MOST_OF_THREE]
        steps = [step for one, two in combinations(numbers, 2) for step in _steps_of(one, two)]
        firsts = [*steps, *(one / 2.0 for one in steps), *(one / 3.0 for one in steps)]
        pairs = [(first, last) for first in firsts for last in numbers]
        whole = [pair for pair in pairs if pair[0] and pair[1]]
        found = {first + last for first, last in pairs}
        found.update([abs(first - last) for first, last in pairs])
        found.update([first * last for first, last in pairs])
        found.update([first / last for first, last in whole])
        found.update([last / first for first, last in whole])
        return sorted(found)

    def _holds_day(self, form: str) -> bool:
        counts = [int(one) for one in self._numbers if one == int(one) and one < _MOST_STEPS]
        moved = {moved for day in self._days for count in counts for moved in _moved(day, count)}
        met = [day for day in moved if form in (day.isoformat(), f"--{day.isoformat()[5:]}")]
        return any(
            sum(abs((day - one).days) <= _NEAR_DAYS for one in moved) <= _MOST_NEAR for day in met
        )

    def _holds_time(self, form: str) -> bool:
        told = _seconds(form) if form.count(":") > 1 else float(_minutes(form))
        if any(one in (told, 60 * told) for one in self._numbers):
            return True
        if _is_among(told, 0.5, self._of_two, _CHANCE_OF_SHORT):
            return True
        counts = [0, *(int(one) for one in self._numbers if one == int(one))]
        ends = {
            (time + sign * count) % _HALF_HOUR
            for time in self._times
            for count in counts
            for sign in (1, -1)
        }
        return len(ends) <= _MOST_CLOCKS and _minutes(form) % _HALF_HOUR in ends


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")[:3]
    return 3600.0 * int(hours) + 60 * int(minutes) + float(seconds)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return 60 * int(hours) + int(minutes)


def _is_among(amount: float, half: float, ordered: list[float], chance: float) -> bool:
    """Say whether an amount, rounded as it is, is one of some; too few are near for a chance."""
    half += amount * _CLOSE
    first = bisect_left(ordered, amount - half)
    if first == len(ordered) or ordered[first] > amount + half:
        return False
    near = bisect_right(ordered, 2 * amount) - bisect_left(ordered, amount / 2)
    return near * 2 * half <= chance * _SPREAD * amount


def _by(amount: float, factor: float) -> tuple[float, float]:
    return amount * factor, amount / factor


def _of_pairs(numbers: list[float]) -> list[float]:
    return sorted({x for pair in combinations(numbers, 2) for x in _results_of(*pair)})


def _steps_of(one: float, two: float) -> Iterator[float]:
    yield from (one + two, abs(one - two), one * two)
    if one and two:
        yield from (one / two, two / one)


def _results_of(one: float, two: float) -> Iterator[float]:
    """Yield what two amounts give, one of which may be a percentage."""
    yield from _steps_of(one, two)
    for base, other in ((one, two), (two, one)):
        yield from (100 * base / other, 100 * abs(base - other) / other)
        yield from (base * (100 + other) / 100, base * abs(100 - other) / 100)
        yield 100 * base / (100 + other)
    yield one * two / 100


def _spans(first: date, last: date) -> Iterator[float]:
    days = (last - first).days
    months = _MONTHS * (last.year - first.year) + last.month - first.month
    months -= last.day < first.day
    work = _workdays(first.weekday(), min(days, _MOST_STEPS))
    yield from (days, days + 1, days / _WEEK, days // _WEEK, months, months // _MONTHS)
    yield from (work, work + (last.weekday() < _WORKDAYS))


def _workdays(weekday: int, days: int) -> int:
    """Return how many of so many days on end are worked on, the first being one of a week."""
    weeks, rest = divmod(days, _WEEK)
    return _WORKDAYS * weeks + sum((weekday + n) % _WEEK < _WORKDAYS for n in range(rest))


def _moved(day: date, count: int) -> Iterator[date]:
    """Yield the days that lie so many days, weeks, months or years from one."""
    for sign in (1, -1):
        for days in (count, count - 1, _WEEK * count):
            yield from _shifted(day, days=sign * days)
        for months in (count, _MONTHS * count):
            yield from _shifted(day, months=sign * months)
    if 1 < count <= _MOST_WORKDAYS:
        yield from (_after_workdays(day, count), _after_workdays(day, count - 1))


def _after_workdays(day: date, count: int) -> date:
    """Return the working day that lies so many of them behind a day."""
    weeks, rest = divmod(count, _WORKDAYS)
    moved = day + timedelta(_WEEK * weeks)
    while rest or moved.weekday() >= _WORKDAYS:
        moved += timedelta(1)
        rest -= moved.weekday() < _WORKDAYS and rest > 0
    return moved


def _shifted(day: date, days: int = 0, months: int = 0) -> Iterator[date]:
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    try:
        moved = day.replace(year=year, month=month + 1)
        yield moved + timedelta(days)
        if months:
            yield moved - timedelta(1)
    except (ValueError, OverflowError):
        return
