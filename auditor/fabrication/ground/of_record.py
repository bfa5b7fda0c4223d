"""Whether a number follows from one record: its total, a share of two fields, days since a day.

`20 of 102 engines` counts the votes of all engines, `77% of that was allowed` divides two fields,
`698 days since it was first seen` ends today. Asked of one record, exact, and of whole fields only.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import permutations

from auditor.evidence.arithmetic import number_of
from auditor.fabrication.imitation import Scene
from auditor.values.atoms import atoms_of
from auditor.values.dates import day_of
from auditor.values.values import Value

_MOST_FIELDS, _MOST_DAYS = 24, 12
_FEWEST_ADDED = 3
_PERCENT = 100
_SHARE = re.compile(r" ?(?:%|percent|prozent|per cent|pour ?cent|por ciento|por cento)")


def follows_from_record(
    value: Value, fields: Mapping[tuple[object, ...], Value], words: str, scene: Scene
) -> bool:
    """Say whether a number is the total of a record's fields, a share of two, or days since one.

    Args:
        value: The number.
        fields: The record's values by their places.
        words: The normal words that tell it.
        scene: The text: the user or the system may say which day is today.
    """
    target = number_of(value.form) if value.kind == "number" else None
    if target is None:
        return False
    if _adds_up(target, fields):
        return True
    numbers = [n for one in fields.values() if (n := _number(one)) is not None][:_MOST_FIELDS]
    if re.search(rf"(?<![\d.]){re.escape(value.form)}{_SHARE.pattern}", words):
        return _is_share(target, numbers, value)
    return _counts_days(target, fields, scene)


def _number(value: Value) -> Decimal | None:
    return number_of(value.form) if value.kind == "number" else None


def _adds_up(target: Decimal, fields: Mapping[tuple[object, ...], Value]) -> bool:
    """Say whether all numbers that stand side by side come to one."""
    beside: dict[tuple[object, ...], list[Decimal]] = defaultdict(list)
    for place, value in fields.items():
        number = _number(value)
        if number is not None:
            beside[place[:-1]].append(number)
    return any(len(some) >= _FEWEST_ADDED and sum(some) == target for some in beside.values())


def _is_share(target: Decimal, numbers: list[Decimal], value: Value) -> bool:
    half = Decimal(1).scaleb(-len(value.form.partition(".")[2])) / 2
    return any(
        whole and abs(_PERCENT * part / whole - target) <= half
        for part, whole in permutations(dict.fromkeys(numbers), 2)
    )


def _counts_days(target: Decimal, fields: Mapping[tuple[object, ...], Value], scene: Scene) -> bool:
    """Say whether so many days lie between a day of a record and one that people told of."""
    own = [day for one in fields.values() if one.kind == "date" and (day := day_of(one.form))]
    told = scene.once(_days_told)
    return any(abs(abs((one - day).days) - target) <= 1 for one in own for day in told)


def _days_told(scene: Scene) -> list[date]:
    """Return the days that the newest words of people tell, the system's first."""
    evidence, before = scene.evidence, scene.event_index
    normals = (
        evidence.normal(place)
        for place, text in enumerate(evidence.texts)
        if text.event_index < before and text.author in ("system", "user")
    )
    values = (atom.value for normal in normals for atom in atoms_of(normal))
    days = dict.fromkeys(
        day for one in values if one.kind == "date" and (day := day_of(one.form)) is not None
    )
    return list(days)[:_MOST_DAYS]
