"""Records that stand under one thing's name and hold what a result says of another.

Two calls of one tool differ in what they are about. A record, or a column of a table, that names
what one of them was about holds values that only the other returned, and none of its own. Or it
names what the user asked about, of which nothing ever spoke, beside a column of the same values
under the name of what was looked up. Values alone say so, whatever the labels and the language.
Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from auditor.evidence.said_by_calls import are_linked
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_to_swap, is_no_record
from auditor.fabrication.ground.untraced import form_of, named_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.mistold.against_own import tells_otherwise
from auditor.fabrication.mistold.exchanged import OF_OTHERS, is_part
from auditor.fabrication.texts.told_fields import is_unreal, values_in_clauses
from auditor.fabrication.things.open_question import is_asked_anew, tells_of_others
from auditor.fabrication.things.what_was_asked import is_what_was_asked
from auditor.fabrication.unlooked.told_again import is_telling
from auditor.trace import ToolCall, ToolResult
from auditor.values.blocks import Block, Field, lead_before
from auditor.values.occurrences import has_one, holds, name_told, occurs, place_of
from auditor.values.spellings import hints_of, spellings
from auditor.values.tables import tables_of
from auditor.values.values import NAMES, SPECIFIC, Value, normal_text, value_of

_UNIT = re.compile(r"[a-zµμ%°]{1,4}/[a-z]{1,3}")
_PATH = re.compile(r"(?<=\w\.)[a-z]{2,9}/[^\s()\[\]<>]+")
_SCORE = 0.7
_MOST_CALLS = 16
_FEWEST = 2
_FEWEST_IN_WORDS = 3
_LONGEST_NAME = 60
_FEWEST_DIGITS = 3
_MOST_COLUMNS = 12
_SIDE_BY_SIDE = 3
_MOST_NEW = 4


# Of two things one is told so, and only the other by its name.
_OF_ONE_OF_TWO = re.compile(
    r"\b(?:the (?:first|second|former|latter|other)|(?:der|die|das) (?:erste|zweite|andere)|"
    r"le (?:premier|second)|la (?:première|seconde)|el (?:primero|segundo)|il (?:primo|secondo))\b|"
    r"第[一二]个|前者|后者",
    re.IGNORECASE,
)


class _Looked(NamedTuple):
    """A call with its arguments, and what came back in normal spelling."""

    call: ToolCall
    result: ToolResult
    about: dict[str, str]
    normal: str


class _Unit(NamedTuple):
    """What a text tells of one thing.

    Attributes:
        head: The words before a record, or a column's heading.
        named_in: The words that may name it: the head, and sentences themselves.
        values: What it tells.
        beside: The other headings, of a column.
        is_only: It is the only record of the text.
        is_set_out: It is a record or a column, and no sentences.
    """

    head: str
    named_in: str
    values: list[Value]
    beside: tuple[str, ...]
    is_only: bool
    is_set_out: bool
    start: int
    end: int

    def names(self, raw: str) -> bool:
        """Say whether it is named so, or tells the name."""
        # A page's path names no thing: `www.wall.example/random`.
        words = self.named_in if "/" in raw or "." in raw else _PATH.sub(" ", self.named_in)
        return value_of(raw) in self.values or bool(name_told(raw, words))


def judge_under_other_name(blocks: Sequence[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each record, or column, that tells another thing's values under a thing's name.

    Args:
        blocks: What the text sets out.
        scene: The text.
    """
    looked = [] if scene.is_partial or asks_to_swap(scene.asked) else scene.once(_looked_up)
    if not looked:
        return
    for unit in _units(blocks, scene):
        found = _told_of_asked(unit, looked, scene) or _told_of_unasked(unit, looked, scene)
        if found is not None:
            yield found


def _looked_up(scene: Scene) -> list[_Looked]:
    """Return the newest calls that were about something, newest first."""
    return [
        _Looked(call, result, about, normal_text(result.output))
        for result, call in islice(scene.latest_results(), _MOST_CALLS)
        if (about := {one.label: one.value for one in arguments_of(call) if _can_name(one.value)})
    ]


def _can_name(raw: str) -> bool:
    value = value_of(raw)
    if len(raw) > _LONGEST_NAME or len(raw) < _FEWEST or value.kind in ("flag", "empty"):
        return False
    return value.kind != "number" or len(value.form) >= _FEWEST_DIGITS


def _units(blocks: Sequence[Block], scene: Scene) -> Iterator[_Unit]:
    """Yield the columns of tables that set things side by side, and the records."""
    text, asked = scene.text, scene.asked
    if "|" in text or "\t" in text:
        yield from _columns(text)
    records = [block for block in blocks if block.is_record]
    clauses = None if records else values_in_clauses(text)
    if clauses is not None:
        records, text = [clauses], text[: clauses.end]
    last = 0
    for block in records:
        head = _nearest_naming(lead_before(text[last:], block.start - last))
        last = block.end
        values = [one for field in block.fields if is_telling(one := value_of(field.value))]
        if len(values) >= _FEWEST and not is_no_record(block, head, asked):
            is_set_out = block.layout != "prose"
            words = head if clauses is None else f"{head}{text[block.start : block.end]}"
            yield _Unit(
                head, words, values, (), len(records) == 1, is_set_out, block.start, block.end
            )


def _nearest_naming(head: str) -> str:
    """Return the words of the last line before a record where they name a thing; else all."""
    line = head.rpartition("\n")[2]
    return line if any(value.kind in NAMES for value in named_in(line)) else head


def _columns(text: str) -> Iterator[_Unit]:
    for rows in tables_of(text):
        heads = [cell.strip(" *`") for cell in rows[0].cells]
        if not _SIDE_BY_SIDE <= len(heads) <= _MOST_COLUMNS:
            continue
        for place, head in enumerate(heads):
            if not place or not _can_name(head):
                continue
            cells = [row.cells[place] for row in rows[1:] if place < len(row.cells)]
            values = [one for cell in cells if is_telling(one := value_of(cell))]
            beside = (*heads[:place], *heads[place + 1 :])
            if len(values) >= _FEWEST:
                yield _Unit(head, head, values, beside, False, True, rows[0].start, rows[-1].end)


def _told_of_asked(unit: _Unit, looked: list[_Looked], scene: Scene) -> Imitation | None:
    """Return the fault of what is told of a thing that was looked up."""
    if not unit.beside and _speaks_of_others(unit.head):
        return None
    if not unit.is_set_out and _OF_ONE_OF_TWO.search(unit.named_in):
        return None
    named = [{key for key, raw in one.about.items() if unit.names(raw)} for one in looked]
    tool = looked[0].call.name
    alike = (keys for one, keys in zip(looked, named, strict=True) if one.call.name == tool)
    # What a call is given goes to a thing of its own, which other arguments name.
    is_unnamed = unit.is_only and scene.channel != "argument" and not any(alike)
    if is_unnamed:
        # What was called last answers what the user names.
        newest = looked[0].about.items()
        named[0] = {key for key, raw in newest if place_of(raw, scene.asked) >= 0}
    for mine, own in zip(looked, named, strict=True):
        for other, theirs in zip(looked, named, strict=True) if own else ():
            keys = _differing(mine, other)
            if not keys & own or keys & theirs:
                continue
            names = [mine.about[key] for key in keys & own]
            foreign = _foreign(unit, mine, other, names, scene)
            if not foreign or _are_one(mine, other, keys, scene):
                continue
            if not is_what_was_asked([other.about[key] for key in keys], names, scene):
                return _found(unit, foreign, names[0], other, scene)
    return None


def _speaks_of_others(head: str) -> bool:
    return (
        tells_otherwise(head)
        or tells_of_others(head)
        or OF_OTHERS.stands_in(head)
        or is_unreal(head)
    )


def _differing(mine: _Looked, other: _Looked) -> set[str]:
    """Return the arguments in which two calls of one tool differ, none for those of two."""
    if mine.call.name != other.call.name or mine.about.keys() != other.about.keys():
        return set()
    return {key for key, raw in mine.about.items() if value_of(raw) != value_of(other.about[key])}


def _are_one(mine: _Looked, other: _Looked, keys: set[str], scene: Scene) -> bool:
    """Say whether two names may be one thing's, or a call ties them."""
    for key in keys:
        one, two = value_of(mine.about[key]), value_of(other.about[key])
        if is_part(one, two) or are_linked(one, two, scene.evidence, scene.event_index):
            return True
    return False


def _foreign(
    unit: _Unit, mine: _Looked, other: _Looked, names: list[str], scene: Scene
) -> list[Value]:
    """Return the values that only the other result explains; [] where one is the thing's own."""
    asked = {value_of(raw) for raw in mine.about.values()}
    told = [value for value in dict.fromkeys(unit.values) if value not in asked]
    told = [value for value in told if not _UNIT.fullmatch(value.form)]
    theirs = [value for value in told if _holds(other.normal, value)]
    if len(theirs) < _FEWEST:
        return []
    own = [value for value in told if _holds(mine.normal, value)]
    new = [v for v in told if v.kind in SPECIFIC and v not in theirs and v not in own]
    if any(value not in theirs for value in own) or len(new) * _MOST_NEW > len(told):
        return []
    foreign = [
        value for value in theirs if value not in own and not _speaks_of(names, value, other, scene)
    ]
    return foreign if _are_enough(foreign) else []


def _holds(normal: str, value: Value) -> bool:
    return has_one(normal, hints_of(value)) and holds(normal, value, spellings(value))


def _are_enough(foreign: list[Value]) -> bool:
    """Say whether so many values are met under another name by no chance."""
    solid = any(value.kind in SPECIFIC for value in foreign)
    return len(foreign) >= (_FEWEST if solid else _FEWEST_IN_WORDS)


def _speaks_of(names: list[str], value: Value, other: _Looked, scene: Scene) -> bool:
    """Say whether a source besides a result holds a value, and is a user's or speaks of a name."""
    evidence = scene.evidence
    forms = [normal_text(name) for name in names]
    for place in evidence.places_holding(value, scene.event_index):
        text, normal = evidence.texts[place], evidence.normal(place)
        if text.event_index == other.result.index:
            continue
        call = scene.pairing.answered.get(text.event_index)
        said = normal_text(call.arguments_raw) if call else ""
        if text.author in ("user", "system") or any(
            occurs(normal, form) or occurs(said, form) for form in forms
        ):
            return True
    return False


def _told_of_unasked(unit: _Unit, looked: list[_Looked], scene: Scene) -> Imitation | None:
    """Return the fault of what is told of a thing of which nothing spoke but the user."""
    if unit.beside:
        return _beside_looked_up(unit, looked, scene)
    if scene.has_called or not unit.is_set_out or _speaks_of_others(unit.head):
        return None
    said = [*unit.values, *(name for name in named_in(unit.head) if name not in unit.values)]
    names = [name for name in said if is_asked_anew(name.form, scene)]
    for name in names:
        for other in looked:
            if _is_in_its_place(name, unit, other):
                foreign = _untold_of(name.form, unit, other, scene)
                if foreign:
                    return _found(unit, foreign, name.form, other, scene)
    return None


def _is_in_its_place(name: Value, unit: _Unit, other: _Looked) -> bool:
    """Say whether a name stands for such a one that a call was about, and that is not told."""
    is_told = name in unit.values
    for raw in other.about.values():
        value = value_of(raw)
        alike = value.kind == name.kind if is_told else form_of(value) == form_of(name)
        if alike and not unit.names(raw) and not is_part(value, name):
            return not is_told or _holds(other.normal, value)
    return False


def _beside_looked_up(unit: _Unit, looked: list[_Looked], scene: Scene) -> Imitation | None:
    """Return the fault of a column about such a thing beside that of what was looked up."""
    if not is_asked_anew(unit.head, scene):
        return None
    beside = [value_of(head) for head in unit.beside]
    for other in looked:
        if any(value_of(raw) in beside for raw in other.about.values()):
            foreign = _untold_of(unit.head, unit, other, scene)
            if foreign:
                return _found(unit, foreign, unit.head, other, scene)
    return None


def _untold_of(name: str, unit: _Unit, other: _Looked, scene: Scene) -> list[Value]:
    """Return the values of a result where all that is told under a new name is of it."""
    told = [value for value in dict.fromkeys(unit.values) if value != value_of(name)]
    theirs = [value for value in told if _holds(other.normal, value)]
    if any(value.kind in SPECIFIC and value not in theirs for value in told):
        return []
    foreign = [value for value in theirs if not _speaks_of([name], value, other, scene)]
    return foreign if _are_enough(foreign) else []


def _found(unit: _Unit, foreign: list[Value], name: str, other: _Looked, scene: Scene) -> Imitation:
    place = unit.start, unit.end
    words = scene.text[unit.start : unit.end]
    fields: list[Field] = bare_fields(foreign, words, name)
    return found_in(
        scene, place, "stale", other.call.name, _SCORE, fields, imitates=other.result.index
    )
