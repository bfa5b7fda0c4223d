"""Whether a value that nobody told follows from what an act was given, or lies at hand."""

import re
from datetime import timedelta
from itertools import combinations

from auditor.evidence.arithmetic import number_of
from auditor.fabrication.acts.acts import acts_of_turn
from auditor.fabrication.ground.told_times import names_a_zone
from auditor.fabrication.imitation import Scene
from auditor.fabrication.mistold.at_hand import adds_up, is_days_from_another, is_hours_from_another
from auditor.values.dates import day_of
from auditor.values.values import NAMES, Value

_DAY = len("--MM-DD") + 1
_HALF_DAY, _HOUR = 720, 60
_ZONED = re.compile(r"\b[A-Z]{3,4}\b(?<=T|C)")
_UTC = re.compile(r"\dZ\b|\bUTC\b|\+00:00")


def is_worked_out(value: Value, scene: Scene) -> bool:
    """Say whether a new value follows from what lies at hand."""
    if value.kind == "time":
        return (
            _may_be_shifted(scene)
            or is_hours_from_another(value, scene)
            or _is_later_than_given(value, scene)
        )
    if value.kind == "date":
        return is_days_from_another(value, scene) or _borders_on(value, scene)
    if value.kind in NAMES:
        return False
    return adds_up(value, scene) or _comes_of_given(value, scene)


def _is_later_than_given(clock: Value, scene: Scene) -> bool:
    """Say whether a time is half a day, or so many hours or minutes, from one of the acts."""
    held = [one.value for act in acts_of_turn(scene) for one in act.held]
    counts = {int(one.form) for one in held if one.kind == "number" and one.form.isdecimal()}
    steps = {_HALF_DAY, *counts, *(_HOUR * count for count in counts)}
    own = _minutes(clock)
    return any(abs(own - _minutes(one)) in steps for one in held if one.kind == "time")


def _minutes(clock: Value) -> int:
    hour, minute = clock.form.split(":")[:2]
    return _HOUR * int(hour) + int(minute)


def _borders_on(day: Value, scene: Scene) -> bool:
    """Say whether a day comes right before or behind one of several that the acts have."""
    days = {one.value.form for act in acts_of_turn(scene) for one in act.held}
    own = {found for form in days if len(form) > _DAY and (found := day_of(form))}
    borders = {one + timedelta(step) for one in own for step in (-1, 1)}
    return len(own) > 1 and any(one.isoformat().endswith(day.form.lstrip("-")) for one in borders)


def _may_be_shifted(scene: Scene) -> bool:
    """Say whether a time may be told in another zone than that of the acts."""
    if not names_a_zone(scene):
        return False
    told = {"UTC" if zone == "GMT" else zone for zone in _ZONED.findall(scene.text)}
    acts = acts_of_turn(scene)
    is_same = all(_UTC.search(f"{act.call.arguments_raw} {act.result.output}") for act in acts)
    return told != {"UTC"} or not is_same


def _comes_of_given(value: Value, scene: Scene) -> bool:
    """Say whether two numbers of the acts come to a number: a sum, a difference or a product."""
    target = number_of(value.form)
    held = {
        number
        for act in acts_of_turn(scene)
        for one in act.held
        if one.value.kind == "number" and (number := number_of(one.value.form)) is not None
    }
    return any(
        target in (one + other, abs(one - other), one * other)
        for one, other in combinations(held, 2)
    )
