"""What calls by some name returned, place by place, and which of these things a text names."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from auditor.canonical import canonical_arguments
from auditor.evidence.failures import failed
from auditor.evidence.readings import parted, single_sentences
from auditor.evidence.records import values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.fabrication.looked_up import is_told
from auditor.fabrication.unsourced import numbers_plain
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.dates import clock_of, date_of, days_from_abroad
from auditor.values.labels import label_key
from auditor.values.occurrences import place_of
from auditor.values.places import places_of
from auditor.values.values import Value, normal_text, value_of

_MOST_CALLS = 16
_MOST_FIELDS = 200
_FEWEST_DIGITS = 3
_LONGEST_NAME = 60
_DIGIT = re.compile(r"\d")
_SLASHED = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}/\d{4}(?![\d/])")
# `15.4g/dl`, `94.2ha`
_CLOSE_UNIT = re.compile(r"(?<![\w.,-])(\d[\d.,]*)(?=[a-zµ°%][a-z²³°]{0,3}(?![\w-]))")
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?!\w|[.,]\d)")
_CLAUSE = re.compile(r"[;；，、。]|,(?! ?\d)|\|")

Place = tuple[object, ...]
"""Where a value stands in a result."""

# No label has a space in front.
DAY, CLOCK = " day", " clock"


class Reading(NamedTuple):
    """A result and what it holds.

    Attributes:
        call, result: The call and its result.
        names: The arguments that may name what it was about, as written.
        fields: Its values by their places; a moment is a day and a time.
    """

    call: ToolCall
    result: ToolResult
    names: tuple[str, ...]
    fields: dict[Place, Value]

    @property
    def is_list(self) -> bool:
        """Whether the result tells several records, or rows of a list."""
        places = places_of(self.result.output)
        read = tuple(values_in(self.result.output))
        return any(len(raws) > 1 for one in read for raws in one.values.values()) or (
            len(read) > 1 or (places is not None and any(any(leaf.items) for leaf in places.leaves))
        )

    @property
    def asked(self) -> set[Value]:
        """What names the thing."""
        return {value_of(name) for name in self.names}


class Clause(NamedTuple):
    """Some words of a text, where they stand, and how this code base writes them."""

    start: int
    words: str
    normal: str


def readings_of_things(scene: Scene) -> list[Reading]:
    """Return what the newest calls by some name returned, newest first."""
    return scene.once(_readings)


def _readings(scene: Scene) -> list[Reading]:
    found = []
    for result, call in islice(scene.latest_results(), _MOST_CALLS):
        names = tuple(one.value for one in arguments_of(call) if _can_name(one.value))
        if names and not failed(result):
            found.append(Reading(call, result, names, fields_of(result.output)))
    return found


def _can_name(raw: str) -> bool:
    value = value_of(raw)
    if len(raw) > _LONGEST_NAME or value.kind in ("flag", "empty", "date", "time"):
        return False
    return len(value.form) > 1 and (value.kind != "number" or len(value.form) >= _FEWEST_DIGITS)


@lru_cache(maxsize=64)
def fields_of(output: str) -> dict[Place, Value]:
    """Return the values of a result by their places."""
    places = places_of(output)
    leaves = places.leaves if places else ()
    told: dict[Place, str] = {(*map(_key, leaf.column), *leaf.items): leaf.value for leaf in leaves}
    read: dict[Place, str] = {
        (label,): raws[0] for one in values_in(output) for label, raws in one.values.items()
    }
    if len(read) > len(told):
        told = read
    fields: dict[Place, Value] = {}
    for key, raw in islice(told.items(), _MOST_FIELDS):
        value = _measured(raw)
        day, _, moment = value.form.partition(" ")
        if value.kind == "date" and (clock := clock_of(moment)):
            fields[*key, DAY] = Value("date", day)
            fields[*key, CLOCK] = Value("time", clock)
        elif value.kind not in ("flag", "empty", "text"):
            fields[key] = value
    return fields


def _key(name: str) -> str:
    return label_key(name) or name


def _measured(raw: str) -> Value:
    """Return a value, of a figure with a unit the figure."""
    value = value_of(raw)
    if value.kind != "text" or not raw[:1].isdecimal():
        return value
    atoms = atoms_of(spelt(raw))
    return atoms[0].value if len(atoms) == 1 and not atoms[0].start else value


def named(readings: list[Reading], text: str) -> Iterator[Reading]:
    """Yield the newest reading of the only thing that a text names for each tool."""
    tools: dict[str, list[Reading]] = {}
    for one in readings:
        if names_one(one, text):
            tools.setdefault(one.call.name, []).append(one)
    for several in tools.values():
        if len({canonical_arguments(one.call.arguments_raw) for one in several}) == 1:
            yield several[0]


def names_one(reading: Reading, text: str) -> bool:
    """Say whether a text names what a reading is about."""
    return any(place_of(name, text) >= 0 for name in reading.names)


def clauses_in(text: str) -> list[Clause]:
    """Return the clauses of a text and the cells of its rows."""
    return [
        Clause(start + place, words, spelt(words))
        for start, sentence in single_sentences(text)
        for place, words in parted(sentence, _CLAUSE)
        if words.strip()
    ]


@lru_cache(maxsize=512)
def spelt(words: str) -> str:
    """Return some words with days, numbers and their units as this code base writes them."""
    normal = normal_text(words)
    if not _DIGIT.search(normal):
        return normal
    normal = _SLASHED.sub(lambda day: date_of(day[0]) or day[0], normal)
    normal = numbers_plain(days_from_abroad(normal))
    return _CLOSE_UNIT.sub(r"\1 ", normal)


def is_held(value: Value, normal: str) -> bool:
    """Say whether a text tells a value, with points between its thousands, too."""
    if is_told(value, normal):
        return True
    if value.kind == "date":
        other = other_day(value)
        return other is not None and is_told(other, normal)
    return value.kind == "number" and is_told(value, without_points(normal))


def without_points(normal: str) -> str:
    """Return a text whose numbers have no points between thousands: `4.310`."""
    return _THOUSANDS.sub(lambda found: found[0].replace(".", ""), normal)


def other_day(value: Value) -> Value | None:
    """Return the day whose month and number are exchanged: `12/01/2026` may be both."""
    year, _, rest = value.form.partition("-")
    month, _, number = rest.partition("-")
    form = (
        date_of(f"{year}-{number}-{month}") if year and len(value.form) == len("YYYY-MM-DD") else ""
    )
    return Value("date", form) if form else None
