"""How long things last: `2h19`, `7 h 43 min`, worked out of two times that lie side by side.

Nothing returns such a span where a record holds its two ends. A line of the text that tells both of
them, or one record of a result with these, must bear it out: else it is as new as any figure.
"""

import re
from collections.abc import Iterator
from itertools import combinations, islice
from typing import NamedTuple

from auditor.fabrication.imitation import Scene
from auditor.values.atoms import atoms_of
from auditor.values.dates import day_of
from auditor.values.values import Value, normal_text, value_of

_HOURS = (
    r"(?:h|hrs?|hours?|std|stunden?|heures?|horas?|or[ae]|uur|godz\w*|hod\w*|ч|час\w*|saat|timm\w*|"
    r"timer?|小时|小時|時間|시간|घंटे)"
)
_MINUTES = r"(?:m|min\w*|мин\w*|dakika|dk|分|分钟|分鐘|분)"
_AND = r"(?:,? ?(?:and|und|et|y|e|i|и|en|och|og|ve) )?"
_SPAN = re.compile(
    rf"(?<![\d:.,])(\d{{1,3}})(?: ?{_HOURS}\.?,? ?{_AND}|:)([0-5]?\d)(?![\d:.,]*\d) ?{_MINUTES}?"
)
_IN_MINUTES = re.compile(rf"(?<![\d:.,])(\d{{2,4}}) ?-?{_MINUTES}(?![^\W\d_])")
_SIGN = re.compile(rf"\d ?(?:{_HOURS}|{_MINUTES}|:)", re.IGNORECASE)
_HOUR, _DAY = 60, 24 * 60
_MOST_MOMENTS, _MOST_RECORDS = 6, 300
_FEWEST_TRUE, _ENDS = 2, 2
_CLOCK_SIGNS = "0123456789: "
_LONGEST, _SHORTEST_NAME = 40, 3


class _Moment(NamedTuple):
    """A time in minutes since midnight or, where its day is told, since year 1."""

    minutes: float
    has_day: bool
    has_seconds: bool


def spans_told(scene: Scene) -> frozenset[Value]:
    """Return the values of a text that tell how long something lasts, and do so truly."""
    if _SIGN.search(scene.text) is None:
        return frozenset()
    found: set[Value] = set()
    for line in scene.text.split("\n"):
        normal = normal_text(line)
        for start, end, minutes in _spans_in(normal):
            if _is_between(minutes, _moments_in(normal)) or _is_of_record(minutes, normal, scene):
                inside = (one for one in atoms_of(normal) if start <= one.start < one.end <= end)
                found.update(atom.value for atom in inside)
    return frozenset(found)


def wrong_spans(scene: Scene) -> Iterator[tuple[int, str]]:
    """Yield the start of each line that tells two times and what is not between them, and that.

    Other lines tell their times alike, and truly: no zone lies between them.
    """
    true, wrong, start = 0, [], 0
    lines = scene.text.split("\n") if _SIGN.search(scene.text) else []
    for line in lines:
        normal = normal_text(line)
        spans = [one for one in _spans_in(normal) if normal[one[0] : one[1]].strip(_CLOCK_SIGNS)]
        if len(spans) == 1:
            first, end, minutes = spans[0]
            ends = _moments_in(f"{normal[:first]} {normal[end:]}")
            if len(ends) == _ENDS and _is_between(minutes, ends):
                true += 1
            elif len(ends) == _ENDS:
                wrong.append((start, normal[first:end].strip()))
        start += len(line) + 1
    if true >= _FEWEST_TRUE > len(wrong):
        yield from wrong


def _spans_in(normal: str) -> Iterator[tuple[int, int, int]]:
    for span in _SPAN.finditer(normal):
        yield span.start(), span.end(), _HOUR * int(span[1]) + int(span[2])
    for span in _IN_MINUTES.finditer(normal):
        yield span.start(), span.end(), int(span[1])


def _is_between(told: int, moments: list[_Moment]) -> bool:
    return any(
        told in _lengths(one, other, ends_are_cut=not (one.has_seconds and other.has_seconds))
        for one, other in combinations(moments[: 2 * _MOST_MOMENTS], 2)
    )


def _lengths(one: _Moment, other: _Moment, *, ends_are_cut: bool) -> set[int]:
    """Return the whole minutes between two moments; a minute less or more where both were cut."""
    between = other.minutes - one.minutes
    if not (one.has_day and other.has_day):
        between %= _DAY
    exact = {int(abs(between)), round(abs(between))}
    return exact | {length + by for length in exact for by in (1, -1)} if ends_are_cut else exact


def _is_of_record(told: int, normal: str, scene: Scene) -> bool:
    """Say whether so many minutes lie between two times of a record that a line names."""
    for record in islice(scene.evidence.records_before(scene.event_index), _MOST_RECORDS):
        raws = [raw for some in record.values.values() for raw in some if len(raw) <= _LONGEST]
        timed = [raw for raw in raws if ":" in raw]
        if not 1 < len(timed) <= _MOST_MOMENTS:
            continue
        if any(len(raw) >= _SHORTEST_NAME and normal_text(raw) in normal for raw in raws) and any(
            told in _lengths(one, other, ends_are_cut=False)
            for one, other in combinations(_moments_in(" ".join(map(normal_text, timed))), 2)
        ):
            return True
    return False


def _moments_in(normal: str) -> list[_Moment]:
    forms = [atom.value.form.removesuffix("z") for atom in atoms_of(normal)]
    values = [(value.form, value.kind) for value in map(value_of, forms)]
    moments = (_moment(form) for form, kind in values if kind in ("time", "date"))
    return [one for one in moments if one is not None]


def _moment(form: str) -> _Moment | None:
    day, clock = day_of(form), form.rpartition(" ")[2]
    if ":" not in clock:
        return None
    hours, minutes, *seconds = clock.split(":")
    told = _HOUR * int(hours) + int(minutes) + (float(seconds[0]) / 60 if seconds else 0)
    days = day.toordinal() * _DAY if day else 0
    return _Moment(days + told, day is not None, bool(seconds))
