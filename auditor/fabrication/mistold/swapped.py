"""Values of two things told each of the other, though both were looked up.

`7.7.7.7 scores 92, 8.8.8.8 scores 18`, where it is the other way round: each value is genuine, and
stands in the same sentence as the thing that it is of, so that only their order is wrong. What
stands between one name and the next is told of the first, up to the clause that leads to the next.
Told is also swapped where one thing has two values of one other and none of its own. Such a finding
is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import pairwise, permutations
from typing import NamedTuple

from auditor.evidence.readings import is_question, single_sentences
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.mistold.against_own import ASKS_TO_CHANGE
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.texts.told_figures import figures_in_normal
from auditor.fabrication.things.looked_up import is_told
from auditor.fabrication.things.open_question import denies
from auditor.fabrication.things.readings_of_things import (
    Place,
    Reading,
    readings_of_things,
    rows_of_things,
)
from auditor.fabrication.things.told_clauses import spelt
from auditor.values.blocks import Field
from auditor.values.occurrences import place_of
from auditor.values.values import Value

_SCORE = 0.6
_LONGEST, _LONGEST_SENTENCE = 3000, 500
_TWO, _MOST_THINGS = 2, 24
_MOST_LEAD = 30
_SHORTEST_WORD = 4
# What leads up to the next name is not told of the one before.
_BORDER = re.compile(r"[,;，；、。(（]| (?:and|but|while|whereas|und|y|et|e|и|а) |而|但|和|与")
_STOP = re.compile(
    r"[;；。]| (?:but|while|whereas|aber|pero|mais) |"
    r"\b(?:the (?:others?|rest|latter|former|second|first)|another|el otro|l['’]autre|"
    r"der andere)\b|"
    r"而|但|另|后者|前者|其余",
    re.IGNORECASE,
)
# A thing that is named behind these is not what the sentence tells of.
_BESIDE = re.compile(
    r"\b(?:unlike|like|than|as|with|without|from|to|for|by|of|via|into|on|at|against|versus|vs|"
    r"not|nor|neither|beside|besides|except|compared|instead|respectively|both|each|all|wie|als|"
    r"von|zu|que|como|de|à)\b|比|像|除|非|不|从|到|与|和|跟|同|分别|均|都",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:respectively|before|earlier|previous\w*|formerly|used to|was|were|from|would|should|if|"
    r"beziehungsweise|jeweils)\b|→|->|分别|之前|此前|原来|曾|应|如果",
    re.IGNORECASE,
)


class _Part(NamedTuple):
    """A thing that a sentence names, what it tells of it, spelt as values are, and its place."""

    thing: Reading
    normal: str
    start: int
    end: int


class _Foreign(NamedTuple):
    """What only another thing has at a place, told where this one has something else, or nothing.

    Attributes:
        place: The place, without the number of a row.
        value: The other thing's.
        owner: The other thing.
        has_own: This thing has a value there, too.
    """

    place: Place
    value: Value
    owner: Reading
    has_own: bool


def judge_swapped(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text in which values are swapped."""
    text = scene.text
    if not scene.answers or len(text) > _LONGEST or ASKS_TO_CHANGE.stands_in(scene.asked):
        return
    for things in scene.once(_groups):
        parts = [part for place in single_sentences(text) for part in _parts_of(*place, things)]
        for part, value in _swapped(parts, things):
            yield found_in(
                scene, (part.start, part.end), "stale", part.thing.call.name, _SCORE,
                [Field("", value.form)], imitates=part.thing.result.index,
            )  # fmt: skip
            return


def may_swap(text: str) -> bool:
    """Say whether a text is short enough to be held so against what was looked up."""
    return len(text) <= _LONGEST


def _groups(scene: Scene) -> list[list[Reading]]:
    """Return the things of which one tool, or one list, told, that have names of their own."""
    tools: dict[str, dict[tuple[str, ...], Reading]] = {}
    for one in readings_of_things(scene):
        if one.names and one.fields and not one.is_list:
            tools.setdefault(one.call.name, {}).setdefault(one.names, one)
    lists: dict[int, list[Reading]] = {}
    for row in rows_of_things(scene):
        lists.setdefault(row.result.index, []).append(row)
    groups = [*(list(some.values()) for some in tools.values()), *lists.values()]
    return [some for some in map(_apart, groups) if _TWO <= len(some) <= _MOST_THINGS]


def _apart(things: list[Reading]) -> list[Reading]:
    """Return the things that have a name which none of the others has, with these names."""
    names = [{name.casefold() for name in one.names} for one in things]
    apart = [
        one._replace(
            names=tuple(
                name
                for name in one.names
                if sum(name.casefold() in others for others in names) == 1
                and not _stands_in_other(name, place, things)
            )
        )
        for place, one in enumerate(things)
    ]
    return [one for one in apart if one.names]


def _stands_in_other(name: str, own: int, things: list[Reading]) -> bool:
    return any(
        place != own and any(name in other for other in one.names)
        for place, one in enumerate(things)
    )


def _swapped(parts: list[_Part], things: list[Reading]) -> Iterator[tuple[_Part, Value]]:
    """Yield what is told of a thing, and the value of another that is told of it."""
    foreign = [_foreign(part, things) for part in parts]
    told = list(zip(parts, foreign, strict=True))
    for (part, its), (other, theirs) in permutations(told, 2):
        for one in its:
            if one.owner is other.thing and any(
                back.place == one.place and back.owner is part.thing and back.has_own
                for back in theirs
            ):
                yield part, one.value
    for part, its in told:
        for owner in things:
            values = {one.value for one in its if one.owner is owner and _says_enough(one.value)}
            if len(values) >= _TWO and any(one.has_own for one in its if one.value in values):
                yield part, next(iter(values))


def _parts_of(start: int, sentence: str, things: list[Reading]) -> list[_Part]:
    """Return the things that a sentence names, each with what it tells of it."""
    if len(sentence) > _LONGEST_SENTENCE or is_question(sentence) or "|" in sentence:
        return []
    if is_unreal(sentence) or is_hedged(sentence) or _OTHERWISE.search(sentence):
        return []
    named = sorted(
        (at, at + len(name), place)
        for place, one in enumerate(things)
        for name in one.names
        if (at := place_of(name, sentence)) >= 0
    )
    if not named or any(opens < end for (_, end, _), (opens, _, _) in pairwise(named)):
        return []
    head = spelt(sentence[: named[0][0]])
    if any(
        is_told(value, head) for _, _, place in named for value in things[place].fields.values()
    ):
        # `18 for A and 92 for B` tells each value before its thing.
        return []
    parts = []
    for number, (opens, end, place) in enumerate(named):
        before = named[number - 1][1] if number else 0
        last = number + 1 == len(named)
        told = _told_of(sentence[end : None if last else named[number + 1][0]], last=last)
        if _is_told_of(sentence[before:opens]) and not denies(told):
            where = start + opens, start + end + len(told)
            parts.append(_Part(things[place], spelt(told), *where))
    return parts


def _told_of(words: str, *, last: bool) -> str:
    """Return what words behind a name tell of it: not what leads up to the next one."""
    if last:
        stop = _STOP.search(words)
        return words[: stop.start()] if stop else words
    borders = [border.start() for border in _BORDER.finditer(words)]
    return words[: borders[-1]] if borders else ""


def _is_told_of(lead: str) -> bool:
    """Say whether a sentence tells of the thing that some words lead up to."""
    borders = [border.end() for border in _BORDER.finditer(lead)]
    own = lead[borders[-1] if borders else 0 :]
    return len(own) <= _MOST_LEAD and not _BESIDE.search(own)


def _foreign(part: _Part, things: list[Reading]) -> list[_Foreign]:
    """Return what is told of a thing that only one other has."""
    mine = {_without_items(place): value for place, value in part.thing.fields.items()}
    known = {*mine.values(), *part.thing.asked}
    found: list[_Foreign] = []
    for other in things:
        for key, value in other.fields.items():
            place = _without_items(key)
            own = mine.get(place)
            if value in known or value in other.asked or not _tells(value, part.normal):
                continue
            if own is None or (own.kind == value.kind and not _tells(own, part.normal)):
                found.append(_Foreign(place, value, other, own is not None))
    owners: dict[Value, set[int]] = {}
    for one in found:
        owners.setdefault(one.value, set()).add(id(one.owner))
    return [one for one in found if len(owners[one.value]) == 1]


def _tells(value: Value, normal: str) -> bool:
    if value.kind == "number" and len(value.form) == 1:
        return any(one.value == value for one in figures_in_normal(normal))
    return is_told(value, normal)


def _without_items(place: Place) -> Place:
    """Return a place without the number of its row."""
    return tuple(part for part in place if type(part) is not int)


def _says_enough(value: Value) -> bool:
    return len(value.form) >= (_SHORTEST_WORD if value.kind == "word" else _TWO)
