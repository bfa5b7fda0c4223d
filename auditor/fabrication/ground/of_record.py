"""Whether a number follows from one record: its total, a share of two fields, days since a day.

`20 of 102 engines` counts the votes of all engines, `77% of that was allowed` divides two fields,
`698 days since it was first seen` ends today, `15,619 km to the next service` is reckoned with the
interval that the system names. Asked of one record, exact, and of whole fields only.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations

from auditor.evidence.arithmetic import number_of, numbers_in
from auditor.fabrication.imitation import Scene
from auditor.values.atoms import atoms_of
from auditor.values.dates import day_of, days_from_abroad
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import Value, normal_text

_MOST_FIELDS, _MOST_DAYS = 24, 12
_FEWEST_ADDED = 3
_FEWEST_DIGITS, _MANY_DIGITS = 3, 4
_LONGEST, _MOST_GIVEN = 6000, 24
_PERCENT = 100
# A share is said to be one of something.
_SHARE = (
    r" ?(?:%|percent|prozent|per cent|pour ?cent|por ciento|por cento) "
    r"(?:of|von|der|des|davon|du|de|d['’]|del|della|do|da)\b"
)
_SHARE_BEFORE = r"(?:占|率|\b(?:rate|ratio|share|quote|taux|tasa)\b)[^，。；,;\d]{0,10}"


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
    written = _written(value.form)
    if re.search(rf"(?<![\d.,]){written}{_SHARE}|{_SHARE_BEFORE}{written} ?%", words):
        return _is_share(target, numbers, value)
    return _counts_days(target, fields, scene) or _is_by_rule(target, numbers, value, scene)


def _written(form: str) -> str:
    return re.escape(form).replace(r"\.", "[.,]")


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
    half = _half_a_step(value.form)
    return any(
        whole
        and (
            abs(_PERCENT * part / whole - target) <= half
            or abs(_PERCENT * abs(part - whole) / whole - target) <= half
        )
        for part, whole in permutations(dict.fromkeys(numbers), 2)
    )


def _half_a_step(form: str) -> Decimal:
    """Return exactly by how much a number may differ from one that is rounded to it."""
    return Decimal(1).scaleb(-len(form.partition(".")[2])) / 2


def _is_by_rule(target: Decimal, own: list[Decimal], value: Value, scene: Scene) -> bool:
    """Say whether a number is a record's own reckoned with one that somebody gives for it."""
    digits = sum(map(str.isdigit, value.form))
    if digits < _FEWEST_DIGITS:
        return False
    half = _half_a_step(value.form)
    for rule in scene.once(_given):
        made = [*_multiplied(own, rule), *(_added(own, rule) if digits >= _MANY_DIGITS else ())]
        if any(abs(one - target) <= half for one in made):
            return True
    return False


def _multiplied(own: list[Decimal], rule: Decimal) -> Iterator[Decimal]:
    """Yield what a rate makes of numbers, as a factor of one or two and as a percentage."""
    yield from (one * rule for one in own)
    yield from (one * other * rule for one, other in combinations(own, 2))
    for one in own:
        part = one * rule / _PERCENT
        yield from (part, one + part, one - part)


def _added(own: list[Decimal], rule: Decimal) -> Iterator[Decimal]:
    """Yield how far an amount lies from numbers, and from two of them: `to the next service`."""
    for one in own:
        yield from (one + rule, abs(one - rule))
        yield from (abs(one + rule - other) for other in own)


def _given(scene: Scene) -> list[Decimal]:
    """Return the numbers that the system gives, and the user's newest words."""
    evidence, before = scene.evidence, scene.event_index
    system = [
        evidence.normal(place)
        for place, text in enumerate(evidence.texts)
        if text.event_index < before and text.author == "system" and len(text.raw) <= _LONGEST
    ]
    asked = normal_text(scene.asked)
    numbers = [n for normal in (asked, *system) for n in numbers_in(numbers_plain(normal))]
    return [one for one in dict.fromkeys(numbers) if one][:_MOST_GIVEN]


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
    values = (atom.value for normal in normals for atom in atoms_of(days_from_abroad(normal)))
    days = dict.fromkeys(
        day for one in values if one.kind == "date" and (day := day_of(one.form)) is not None
    )
    return list(days)[:_MOST_DAYS]
