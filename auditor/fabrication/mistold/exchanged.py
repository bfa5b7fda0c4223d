"""Values of one thing told of another in a sentence: both were looked up, or only the other was.

`A has score 93 and 41 reports` where the result about A says 4 and 0, and that about B, by the same
tool, 93 and 41: every value is genuine, none is A's. A sentence counts only where it names one
thing, tells several values of the other under fields that its own result fills otherwise, none of
its own, and where no other text holds them. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_to_swap
from auditor.fabrication.ground.untraced import was_looked_up
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.things.looked_up import Fields, Thing, are_alike, is_told, sentences_about
from auditor.values.blocks import Field
from auditor.values.grades import grades_in
from auditor.values.occurrences import occurs
from auditor.values.spellings import as_written
from auditor.values.states import states_in
from auditor.values.values import SPECIFIC, Value, normal_text, value_of
from auditor.values.verdict_levels import levels_in
from auditor.values.wording import Wording

_SCORE = 0.7
_LONG_NUMBER, _LONG_WORD = 4, 5
_FEWEST = 2
_MOST_WORDS = 4
_DIGIT = re.compile(r"\d")
# What stands beside these may be said of another thing than the sentence names.
OF_OTHERS = Wording(
    r"\b(?:than|unlike|whereas|while|versus|vs|instead|compared|other|another|both|same|equal\w*|"
    r"former|latter|first|second|third|previous|earlier|old|new|its? (?:parent|sibling)|from|als|"
    r"against|the one|gegen\w*|"
    r"neither|nor|without|except|anders|andere\w*|beide\w*|weder|que|otr[ao]s?)\b|比|相同|一样|同样|另|(?<=[^\s])而|前者|后者"
)


def judge_exchanged(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence of a text that tells one thing's values of another."""
    if not scene.tells:
        return
    for start, sentence, name, things in sentences_about(scene, OF_OTHERS):
        said = _said_of(name, sentence)
        other = _told_of(name, said, things, scene) if said else None
        if other:
            place = start, start + len(sentence)
            told = [Field("", as_written(name, sentence))]
            yield found_in(
                scene, place, "stale", other.tool, _SCORE, told, imitates=max(other.results)
            )


def _said_of(name: Value, sentence: str) -> str:
    """Return what a sentence says behind the name it begins with, "" where it leads up to it."""
    head, found, rest = normal_text(sentence).partition(name.form)
    return rest if found and head.count(" ") <= _MOST_WORDS and not _DIGIT.search(head) else ""


def _told_of(name: Value, normal: str, things: list[Thing], scene: Scene) -> Thing | None:
    """Return the other thing whose values a sentence tells, or None."""
    own = [thing for thing in things if thing.name == name]
    for other in things:
        if other.name == name or not are_alike(other.name, name):
            continue
        mine = next((thing for thing in own if thing.tool == other.tool), None)
        if own and mine is None:
            continue
        foreign = _foreign(normal, mine.fields if mine else None, other.fields, name)
        if mine is not None and len(foreign) < _FEWEST and not asks_to_swap(scene.asked):
            foreign = _in_place_of_own(normal, mine.fields, other.fields)
        elif len(foreign) < _FEWEST:
            continue
        if not foreign or is_part(other.name, name):
            continue
        if not own and not _is_only_asked_about(name, things, scene):
            return None
        figures = any(value.kind in SPECIFIC for value in foreign)
        if figures and not any(_stands_elsewhere(v, name, other.tool, scene) for v in foreign):
            return other
    return None


def _is_only_asked_about(name: Value, things: list[Thing], scene: Scene) -> bool:
    """Say whether the user asks about a thing, and no call nor result ever spoke of it."""
    asked = normal_text(scene.asked)
    return (
        occurs(asked, name.form)
        and not was_looked_up(name, scene)
        and not any(occurs(asked, thing.name.form) for thing in things)
    )


def is_part(one: Value, other: Value) -> bool:
    """Say whether two names may be one thing's: `www.a.example` and `a.example`, `A-7` and `A7`."""
    plain, same = _plain(one.form), _plain(other.form)
    return plain in same or same in plain


@lru_cache(maxsize=512)
def _plain(form: str) -> str:
    return re.sub(r"(?<!\d)0+|[\W_]", "", form)


def _foreign(normal: str, own: Fields | None, other: Fields, name: Value) -> set[Value]:
    """Return the values of another thing in a sentence; none where it tells one of its own."""
    mine = frozenset[Value]().union(*own.values()) if own else frozenset()
    theirs = frozenset[Value]().union(*other.values())
    if any(is_told(value, normal) for value in mine - theirs - {name}):
        return set()
    labels = other.keys() if own is None else other.keys() & own.keys()
    candidates = frozenset[Value]().union(*(other[label] for label in labels)) - mine
    return {value for value in candidates if is_told(value, normal)}


def _in_place_of_own(normal: str, own: Fields, other: Fields) -> set[Value]:
    """Return what a sentence tells of another thing's where its own value is another, and untold.

    One such value is enough where it says something alone: a day, an id, a long number.
    """
    mine = frozenset[Value]().union(*own.values())
    return {
        value
        for label in own.keys() & other.keys()
        for value in other[label] - mine
        if _says_much(value)
        and is_told(value, normal)
        and own[label]
        and all(one.kind == value.kind and not is_told(one, normal) for one in own[label])
    }


def _says_much(value: Value) -> bool:
    if value.kind == "number":
        return len(value.form) >= _LONG_NUMBER
    if value.kind == "word":
        # How something turned out is judged by words of its own.
        judges = levels_in(value.form) or states_in(value.form) or grades_in(value.form)
        return len(value.form) >= _LONG_WORD and not judges
    return value.kind in ("date", "id", "host")


def _stands_elsewhere(value: Value, name: Value, tool: str, scene: Scene) -> bool:
    """Say whether a text other than a tool's results about other things holds a value."""
    evidence = scene.evidence
    for place in evidence.places_holding(value, scene.event_index):
        call = scene.pairing.answered.get(evidence.texts[place].event_index)
        if call is None or call.name != tool or occurs(evidence.normal(place), name.form):
            return True
        if any(value_of(argument.value) == name for argument in arguments_of(call)):
            return True
    return False
