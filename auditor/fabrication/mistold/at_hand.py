"""Whether a value follows from what lies right at hand: a sum, a difference, days or hours counted.

Asked of the one value of a short answer, where longer expressions would explain nearly any number
by chance (`auditor/evidence/derived.py` weighs these).
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from auditor.evidence.arithmetic import number_of
from auditor.evidence.derived import underived
from auditor.evidence.records import values_in
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.newest_look import readings_of_turn
from auditor.fabrication.things.told_clauses import other_day, spelt
from auditor.values.atoms import atoms_of
from auditor.values.dates import day_of, weekdays_in
from auditor.values.plain_numbers import counts_in_words
from auditor.values.values import Value, normal_text, value_of
from auditor.values.wording import late

_MOST_ADDED = 12
_LATEST, _LONGEST = 40, 3000
_DAY_AND_MONTH = 5
_QUARTER, _HALF_HOUR, _HOUR_LONG, _HALF_DAY = 15, 30, 60, 720
_MOST_AHEAD = 13
_NO_YEAR = "--"
_COUNTED = late(
    r"(?<![\w.])(\d{1,3}) ?(?:-|to |bis |a |à )?(?:\d{1,3} )?(?:[a-z]+ )?(?:days?|nights?|weeks?|"
    r"months?|years?|tage?n?|wochen?|monate?n?|d[ií]as?|semanas?|mes(?:es)?|jours?|semaines?|mois|"
    r"个?[天周]|个月|日(?:内|后|前|之内|以内)|个?工作日|个?星期)|"
    r"(?:days?|nights?|weeks?|months?|tage|wochen)\w{0,12}\"? ?: ?\"?(\d{1,3})"
)
_LASTING = late(
    r"(?<![A-Za-z0-9_.:])(\d{1,3}) ?-?(?:min|hour|h\b|hrs|stunde|minute|hora|heure|分|小时)|"
    r"(?:min|hour|dur|length|dauer)\w{0,12}\"? ?: ?\"?(\d{1,3})"
)
_WHOLE_HOUR = late(
    r"(?<![\w:.])(\d{1,2})(?: ?(?:[ap]\.?m\b|uhr|h\b|o['’]clock|[点點时])|"
    r"(?= ?(?:-|–|to|until|bis) ?\d))",
    re.IGNORECASE,
)
_HOUR = late(r"\b(?:hour|stunde|hora|heure)|小时|时间", re.IGNORECASE)
# A moment that says in which zone it is told.
_ZONED = re.compile(r"\d(?:Z|z)\b|\d[+-]\d\d:?\d\d\b|\bUTC|\bGMT")
_UTC = re.compile(r"\d ?(?:Z\b|\(?UTC|\(?GMT)")
_WEEKDAY = "(?:mon|tues?|wednes|thurs?|fri|satur|sun)day"
_RELATIVE = late(
    rf"\b(?:tomorrow|yesterday|tonight|(?:next|this|last|following) (?:week|month|{_WEEKDAY})|"
    rf"weekend|deadline|by {_WEEKDAY}|morgen|gestern|mañana|ayer|demain|hier)\b|"
    r"明天|昨天|后天|前天|下周|上周|周末|下个?月",
    re.IGNORECASE,
)
_MOST_LOOKS = 3


def adds_up(value: Value, scene: Scene) -> bool:
    """Say whether some numbers of one field add up to a number, or any two at hand are that far."""
    target = number_of(value.form)
    fields = _numbers_by_field(scene)
    asked = (number_of(a.value.form) for a in atoms_of(spelt(scene.asked)) if _is_number(a.value))
    numbers = {*(one for several in fields.values() for one in several), *filter(None, asked)}
    if target is None or any(_add_up(several, target) for several in fields.values()):
        return True
    if _is_between_asked(target, scene):
        return True
    return any(target in (one + other, abs(one - other)) for one, other in combinations(numbers, 2))


def _is_between_asked(target: Decimal, scene: Scene) -> bool:
    """Say whether a number is how far apart two things are that the user names."""
    names = {name.form for name in named_in(scene.asked)}
    told = [_numbers_about(name, scene) for name in names] if len(names) > 1 else []
    return any(
        abs(mine - theirs) == target
        for one, other in combinations(told, 2)
        for mine in one
        for theirs in other
    )


def _numbers_about(name: str, scene: Scene) -> list[Decimal]:
    """Return the numbers of the newest looks at a thing, else of what a user gave of it."""
    called = [
        result.output
        for result, call in scene.latest_results()
        if name in normal_text(call.arguments_raw)
    ]
    places = () if called else scene.evidence.places_with((name,), scene.event_index)
    texts = (scene.evidence.texts[place] for place in places)
    given = (text.raw for text in texts if text.author == "user" and text.raw != scene.asked)
    words = "\n".join(called[:_MOST_LOOKS]) or next(given, "")
    values = (atom.value for atom in atoms_of(spelt(words)))
    numbers = (number_of(value.form) for value in values if _is_number(value))
    return [number for number in numbers if number is not None]


def _is_number(value: Value) -> bool:
    return value.kind == "number"


def _numbers_by_field(scene: Scene) -> dict[str, list[Decimal]]:
    """Return the numbers of the latest results by the names of their fields."""
    found: dict[str, list[Decimal]] = {}
    for one in readings_of_turn(scene):
        for place, own in one.fields.items():
            number = number_of(own.form) if _is_number(own) else None
            if number is not None:
                names = [part for part in place if type(part) is str]
                found.setdefault(names[-1] if names else "", []).append(number)
    rows = _numbers_of_rows(scene).items()
    return found | {f"{label} of rows": several for label, several in rows}


def _numbers_of_rows(scene: Scene) -> dict[str, list[Decimal]]:
    """Return the numbers of records that results write one below the other, by their labels."""
    found: dict[str, list[Decimal]] = {}
    for one in readings_of_turn(scene):
        for record in values_in(one.result.output):
            for label, raws in record.values.items():
                value = value_of(raws[0])
                number = number_of(value.form) if _is_number(value) else None
                if number is not None:
                    found.setdefault(label, []).append(number)
    return found


def _add_up(numbers: list[Decimal], target: Decimal) -> bool:
    if sum(numbers) == target:
        return True
    return len(numbers) <= _MOST_ADDED and any(
        sum(some) == target
        for count in range(2, len(numbers))
        for some in combinations(numbers, count)
    )


def is_hours_from_another(clock: Value, scene: Scene) -> bool:
    """Say whether a time of day is so many minutes or hours from one at hand, or twelve hours."""
    results = [one.result.output for one in readings_of_turn(scene)]
    texts = [spelt(words) for words in (scene.text, scene.asked, *results)]
    times = {_minutes(a.value) for text in texts for a in atoms_of(text) if _tells_time(a.value)}
    own = _minutes(clock)
    if any(_is_whole_hour(own, text) for text in texts[1:]):
        return True
    counts = {int(one) for text in texts for pair in _LASTING.findall(text) for one in pair if one}
    steps = {minutes for count in counts for minutes in (count, 60 * count)}
    steps |= {_HALF_HOUR, _HALF_DAY}
    if any(_HOUR.search(text) for text in texts[:2]):
        steps.add(_HOUR_LONG)
    gaps = [abs(own - time) for time in times if time != own]
    is_zoned = any(map(_ZONED.search, results)) and not tells_zone_of_result(clock, scene)
    if is_zoned and any(gap % _QUARTER == 0 for gap in gaps):
        return True
    return any(gap in steps for gap in gaps)


def is_between_times(length: Value, values: Iterable[Value]) -> bool:
    """Say whether a time, read as hours and minutes, is how long it is between two others."""
    values = list(values)
    times = [_minutes(one) for one in values if one.kind == "time"]
    if any(abs(one - other) == _minutes(length) for one, other in combinations(times, 2)):
        return True
    # `59:38` of 3578 seconds.
    seconds = {str(_minutes(length)), str(_HOUR_LONG * _minutes(length))}
    return any(one.kind == "number" and one.form in seconds for one in values)


def is_whole_hours_from(clock: Value, others: Iterable[Value]) -> bool:
    """Say whether a time of day is one of some others, whole hours away as another zone has it."""
    own = _minutes(clock)
    return any((own - _minutes(one)) % _HOUR_LONG == 0 for one in others if _tells_time(one))


def tells_zone_of_result(clock: Value, scene: Scene) -> bool:
    """Say whether a text tells a time in the zone of what came back, by the zone's name."""
    results = [one.result.output for one in readings_of_turn(scene)]
    told = re.compile(rf"{re.escape(clock.form)}(?::\d\d)? ?(?:Z\b|\(?UTC|\(?GMT)")
    return told.search(scene.text) is not None and any(map(_UTC.search, results))


def _is_whole_hour(minutes: int, text: str) -> bool:
    """Say whether a text tells a time of day as `8 AM`, `20 Uhr` or the like."""
    hour, rest = divmod(minutes, _HOUR_LONG)
    told = {int(found) for found in _WHOLE_HOUR.findall(text)}
    return not rest and bool(told & {hour, hour % 12, hour % 12 + 12})


def _tells_time(value: Value) -> bool:
    return value.kind == "time" or (value.kind == "date" and ":" in value.form)


def _minutes(value: Value) -> int:
    clock = value.form[len("YYYY-MM-DD ") :] if value.kind == "date" else value.form
    hour, minute = clock.split(":")[:2]
    return 60 * int(hour) + int(minute)


def is_spelt_otherwise(day: Value, outputs: list[str]) -> bool:
    """Say whether a result holds a day with its parts changed round, or with a blank in it."""
    other = other_day(day)
    joined = ["".join(output.split()) for output in outputs]
    if day_of(day.form) and any(_has_other_year(day, output) for output in joined):
        return False
    return any(
        form and form[-_DAY_AND_MONTH:] in output
        for form in (day.form, other.form if other else "")
        for output in joined
    )


def _has_other_year(day: Value, output: str) -> bool:
    """Say whether a result has a day of just that month and number, in another year."""
    years = re.findall(rf"(\d{{4}}){re.escape(day.form[4:])}(?!\d)", output)
    return bool(years) and day.form[:4] not in years


def is_days_from_another(day: Value, scene: Scene) -> bool:
    """Say whether a day is so many days, weeks or months from one at hand, as something counts."""
    texts = list(_texts_at_hand(scene))
    counts = [
        Value("number", one or other) for text in texts for one, other in _COUNTED.findall(text)
    ]
    counts += (value for text in texts for value in counts_in_words(text))
    # The last of so many months is one less away.
    counts += [Value("number", str(int(one.form) - 1)) for one in counts if int(one.form) > 1]
    if any(_ZONED.search(one.result.output) for one in readings_of_turn(scene)):
        counts.append(Value("number", "1"))
    if _RELATIVE.search(f"{scene.asked}\n{scene.text}"):
        counts += (Value("number", str(count)) for count in range(1, _MOST_AHEAD + 1))
    told = (atom.value for text in texts for atom in atoms_of(text))
    days = [value for value in told if value.kind == "date" and value != day]
    at_hand = [*reversed(days), *dict.fromkeys(counts)]
    named = weekdays_in(f"{scene.asked}\n{scene.text}")
    return any(
        _is_near(one, days, named) or not underived({one: one.form}, at_hand)
        for one in _with_years(day, days)
    )


def _is_near(day: Value, days: list[Value], named: set[int]) -> bool:
    """Say whether a day is of some named days of the week, within two weeks of another."""
    own, others = day_of(day.form), (day_of(one.form) for one in days)
    return (
        own is not None
        and own.weekday() in named
        and any(other and abs((own - other).days) <= _MOST_AHEAD for other in others)
    )


def _with_years(day: Value, days: list[Value]) -> list[Value]:
    """Return a day; one without a year in each year of others, too."""
    if not day.form.startswith(_NO_YEAR):
        return [day]
    years = dict.fromkeys(one.form[:4] for one in days if not one.form.startswith(_NO_YEAR))
    return [day, *(Value("date", f"{year}{day.form[1:]}") for year in years)]


def _texts_at_hand(scene: Scene) -> Iterator[str]:
    """Yield the text itself and the newest sources before it that are short."""
    evidence = scene.evidence
    yield spelt(scene.text)
    for place in range(evidence.place_of(scene.event_index))[-_LATEST:]:
        normal = evidence.normal(place)
        if len(normal) <= _LONGEST:
            yield normal
