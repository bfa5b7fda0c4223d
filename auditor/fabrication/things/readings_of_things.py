"""What calls returned, place by place, and which of the things they were for a text names."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from auditor.canonical import canonical_arguments
from auditor.evidence.failures import failed
from auditor.evidence.records import values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.called_so import called_so
from auditor.fabrication.things.looked_up import are_alike
from auditor.fabrication.things.told_clauses import Clause, spelt
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.dates import clock_of
from auditor.values.full_names import full_names_in
from auditor.values.labels import ID_WORDS, label_key
from auditor.values.occurrences import place_of
from auditor.values.places import places_of
from auditor.values.values import Value, refang, value_of

_MOST_CALLS = 16
_MOST_FIELDS = 200
_FEWEST_DIGITS, _MOST_WORDS = 3, 4
_FEWEST_OF_ROW, _SHORTEST_OF_ROW = 3, 4
_NAMING = re.compile(rf"(?:file|full|user)?name|title|subject|{ID_WORDS}")
_LONGEST_NAME = 60
_LONGEST_WORDS = 120
_LONGEST_PROSE = 1500
_MOST_OF_PROSE = 40
_DIGIT = re.compile(r"\d")
_LABEL_WORD = re.compile(r"[^\W\d_]{4,}")


Place = tuple[object, ...]
"""Where a value stands in a result."""


# No label has a space in front.
DAY, CLOCK, _FIGURE, NAME = " day", " clock", " figure", " name"


class Reading(NamedTuple):
    """A result and what it holds.

    Attributes:
        call, result: The call and its result.
        names: The arguments that may name what it was about, as written; () where none can.
        fields: Its values by their places; a moment is a day and a time.
        row: Which row of a list it is; () where it is the whole result.
        said: What the user calls it for short.
    """

    call: ToolCall
    result: ToolResult
    names: tuple[str, ...]
    fields: dict[Place, Value]
    row: Place = ()
    said: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether the result tells rows of a list, or one label several times."""
        if self.row:
            return False
        if any(place[0] == _FIGURE for place in self.fields):
            return False
        places = places_of(self.result.output)
        if places is not None:
            labels = {leaf.names[-1:] for leaf in places.leaves}
            return len(labels) < len(places.leaves) or any(leaf.items for leaf in places.leaves)
        read = tuple(values_in(self.result.output))
        return len(read) > 1 or any(len(raws) > 1 for one in read for raws in one.values.values())

    @property
    def labels(self) -> str:
        """The names of its places, joined."""
        return " ".join(str(name) for place in self.fields for name in place)

    @property
    def asked(self) -> set[Value]:
        """What names the thing."""
        return {value_of(name) for name in self.names}


def readings_of_things(scene: Scene) -> list[Reading]:
    """Return what the newest calls returned, newest first."""
    return scene.once(_readings)


def _readings(scene: Scene) -> list[Reading]:
    found = []
    for result, call in islice(scene.latest_results(), _MOST_CALLS):
        names = tuple(one.value for one in arguments_of(call) if _can_name(one.value))
        if not failed(result):
            found.append(Reading(call, result, names, fields_of(result.output)))
    return [one._replace(said=_said_for(one, found, scene.asked)) for one in found]


def _said_for(own: Reading, readings: list[Reading], asked: str) -> tuple[str, ...]:
    """Return what a user calls a thing, and none of the others that its tool was asked about."""
    others = [
        (one.call, one.result.output)
        for one in readings
        if one.call.name == own.call.name and one.call.arguments_raw != own.call.arguments_raw
    ]
    return called_so((own.call, own.result.output), others, asked) if others else ()


def rows_of_things(scene: Scene) -> list[Reading]:
    """Return each row of the lists that these returned, named by what it alone has for a name."""
    return scene.once(_rows)


def _rows(scene: Scene) -> list[Reading]:
    found = []
    for one in readings_of_things(scene):
        for row, names, fields in _named_rows(one.result.output):
            found.append(one._replace(names=names, fields=fields, row=row))
    return found


@lru_cache(maxsize=64)
def _named_rows(output: str) -> list[tuple[Place, tuple[str, ...], dict[Place, Value]]]:
    """Return the rows of a result that alone have some names, with these and their fields."""
    rows: dict[Place, dict[Place, Value]] = {}
    for place, value in fields_of(output).items():
        items = tuple(part for part in place if type(part) is int)
        if items:
            rows.setdefault(items[:1], {})[place] = value
    named = [(row, _names_in_row(fields)) for row, fields in rows.items()]
    times = Counter(name.casefold() for _, names in named for name in names)
    return [
        (row, own, rows[row])
        for row, names in named
        if len(rows[row]) >= _FEWEST_OF_ROW
        and (own := tuple(name for name in names if times[name.casefold()] == 1))
    ]


def _names_in_row(fields: dict[Place, Value]) -> list[str]:
    """Return what a row has for a name: under such a label, or an id."""
    return [
        value.form
        for place, value in fields.items()
        if _can_name(value.form)
        and len(value.form) >= _SHORTEST_OF_ROW
        and (
            (value.kind in ("word", "id", "host") and _NAMING.fullmatch(_label_of(place)))
            or value.kind == "id"
        )
    ]


def _label_of(place: Place) -> str:
    return next((part for part in reversed(place) if type(part) is str and part != "*"), "")


def _can_name(raw: str) -> bool:
    value = value_of(raw)
    # A hash and an address on the web may be as long as they like.
    is_long = len(raw) > _LONGEST_NAME and value.kind not in ("id", "host")
    if is_long or value.kind in ("flag", "empty", "date", "time"):
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
        elif value.kind == "text" and (told_day := _only_day(raw)):
            fields[*key, DAY] = told_day
    return fields or _figures_of(output)


def _figures_of(prose: str) -> dict[Place, Value]:
    """Return the figures, ids and full names of a short result in words by their order."""
    if len(prose) > _LONGEST_PROSE:
        return {}
    values = (atom.value for atom in atoms_of(spelt(prose)))
    told = enumerate(islice(values, _MOST_OF_PROSE))
    fields: dict[Place, Value] = {(_FIGURE, str(place)): value for place, value in told}
    names = islice(full_names_in(prose), _MOST_OF_PROSE) if fields else ()
    for place, name in enumerate(names):
        if (value := value_of(name)).kind == "word":
            fields[NAME, str(place)] = value
    return fields


def _only_day(words: str) -> Value | None:
    """Return the day that some words tell, where they tell one: `reply due 2031-10-14`."""
    days = [a.value for a in atoms_of(spelt(words)) if a.value.kind == "date"]
    return days[0] if len(days) == 1 and len(words) <= _LONGEST_WORDS else None


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
    for several in _named_by_tool(readings, text):
        if len(several) == 1:
            yield several[0]


def told_of(
    readings: list[Reading], clauses: list[Clause], text: str
) -> list[tuple[Reading, list[Clause]]]:
    """Return the newest reading of each thing that a text names, with the clauses about it.

    All are where it is the only one of its tool; else those from its name up to that of the next.
    """
    found: list[tuple[Reading, list[Clause]]] = []
    for several in _named_by_tool(readings, text):
        only = len(several) == 1
        found += (
            [(several[0], _without_others(several[0], clauses, text))]
            if only
            else _stretches(several, clauses, text)
        )
    return found


def _without_others(thing: Reading, clauses: list[Clause], text: str) -> list[Clause]:
    """Return the clauses of a text but for those that begin a line with another's name."""
    return [
        one
        for one in clauses
        if names_one(thing, one.words) or not _names_another(one, text, [thing])
    ]


def _named_by_tool(readings: list[Reading], text: str) -> Iterator[list[Reading]]:
    """Yield the newest readings of the things that a text names, by their tools.

    What a user calls a thing for short names it where none has the name that a call was given.
    """
    tools: dict[str, dict[str, Reading]] = {}
    whole = {one.call.name for one in readings if names_one(one, text)}
    for each in readings:
        one = each if each.call.name in whole else each._replace(names=each.said)
        if names_one(one, text):
            key = f"{canonical_arguments(one.call.arguments_raw)}{one.row}"
            tools.setdefault(one.call.name, {}).setdefault(key, one)
    yield from (list(several.values()) for several in tools.values())


def _stretches(
    several: list[Reading], clauses: list[Clause], text: str
) -> Iterator[tuple[Reading, list[Clause]]]:
    """Yield each of several things with the clauses about it.

    A line is about what its head names, and so are those below it up to a gap or the next such
    line; a row of a table about what it names; parts of a sentence about what each names.
    """
    shared = Counter(name for one in several for name in one.names)
    apart = [
        one._replace(names=tuple(name for name in one.names if shared[name] == 1))
        for one in several
    ]
    told: dict[int, list[Clause]] = {}
    about, end = -1, 0
    for _, line in groupby(clauses, lambda clause: text.count("\n", 0, clause.start)):
        own = list(line)
        if len(told.get(about, ())) > 1 and "\n\n" in text[end : own[0].start]:
            about = -1
        end = own[-1].start + len(own[-1].words)
        named = [_only_named(apart, clause.words) for clause in own]
        first = named[0]
        things = {place for place in named if place is not None}
        if not things:
            if _names_another(own[0], text, several):
                about = -1
            told.setdefault(about, []).extend(own)
        elif len(things) == 1 and "|" in own[0].sentence:
            told.setdefault(things.pop(), []).extend(own)
        elif first is not None and (first < 0 or _leads(apart[first], own[0].words)):
            for place, clause in zip(named, own, strict=True):
                about = about if place is None else place
                told.setdefault(about, []).append(clause)
            about = about if len(things) == 1 else -1
    yield from ((several[place], own) for place, own in told.items() if place >= 0)


def _names_another(clause: Clause, text: str, things: list[Reading]) -> bool:
    """Say whether a line begins with the name of such a thing, of which nothing was returned."""
    line = text.rfind("\n", 0, clause.start) + 1
    words = refang(clause.words)
    named = named_in(words)
    place = place_of(named[0].form, words) if named else -1
    if place < 0 or any(map(str.isalnum, f"{text[line : clause.start]}{words[:place]}")):
        return False
    return any(are_alike(value_of(name), named[0]) for one in things for name in one.names)


def _leads(thing: Reading, words: str) -> bool:
    """Say whether some words name a thing at their head, with a few words before at most."""
    place = min(at for name in thing.names if (at := place_of(name, words)) >= 0)
    return words.count(" ", 0, place) <= _MOST_WORDS and not _DIGIT.search(words[:place])


def _only_named(several: list[Reading], words: str) -> int | None:
    """Return which thing some words name, -1 where they name several, None where they do none."""
    found = {
        name: place
        for place, one in enumerate(several)
        for name in one.names
        if place_of(name, words) >= 0
    }
    # `db-2` stands in `db-2-replica`.
    places = {
        place
        for name, place in found.items()
        if not any(name != longer and name in longer for longer in found)
    }
    return None if not places else places.pop() if len(places) == 1 else -1


def names_one(reading: Reading, text: str) -> bool:
    """Say whether a text names what a reading is about."""
    return any(place_of(name, text) >= 0 for name in reading.names)


def without_labels(words: str, own: Reading) -> str:
    """Return words without those of a result's labels: `estimated` of its `estimated_at`."""
    labels = own.labels
    return _LABEL_WORD.sub(lambda found: "" if found[0].lower() in labels else found[0], words)
