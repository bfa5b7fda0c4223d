"""Values told of one of several things, held field by field against just that thing's record.

A list tells the same fields of each thing in the same order, whatever its words and layout: where
the others tell their own dose, date or amount, one tells another value and leaves its own out. And
two things may have changed a value: each is told with that of the other, and without its own. What
the user said, what is rounded or in another unit, and what somebody proposes is left alone. Such a
finding is at most suspected.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from auditor.evidence.arithmetic import number_of
from auditor.evidence.derived import underived
from auditor.evidence.readings import single_sentences
from auditor.evidence.rounding import is_rounding_of, is_scaled
from auditor.evidence.source_texts import Text
from auditor.fabrication.imitation import Imitation, Kind, Scene, bare_fields, found_in
from auditor.fabrication.mistold.altered_sentences import is_exchanged
from auditor.fabrication.mistold.exchanged import OF_OTHERS
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.texts.told_figures import figures_in_normal
from auditor.fabrication.things.looked_up import is_told
from auditor.fabrication.things.slots import Slot, own_labels, place_in, slots_of, tells
from auditor.fabrication.things.things import Said, Thing, things_told
from auditor.fabrication.unlooked.cited import is_near
from auditor.values.atoms import atoms_of
from auditor.values.occurrences import place_of
from auditor.values.order_words import NEGATES
from auditor.values.plain_numbers import numbers_plain
from auditor.values.signature import signature
from auditor.values.values import FIGURES, Value, value_of
from auditor.values.wording import Wording

_SCORE = 0.6
_LONGEST = 4000
_FEWEST_ALIKE = 2
_LONG = 4
_TELLING = 3
_DIGIT = re.compile(r"\d")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？\n]")
_PARTS = 60
_PART = re.compile(r"min|sec|sek|seg|мин|сек|分|秒|분|초", re.IGNORECASE)
_CHANGES = (
    r"propos\w*|suggest\w*|recommend\w*|plan(?!ts?\b|[ae]\b|et)\w*|target\w*|updat\w*|"
    r"correct\w*|clean up|normali\w*|typo\w*|chang\w*|swap\w*|swit?ch\w*|exchang\w*|mov\w*|"
    r"adjust\w*|revis(?:e[ds]?|ing|ions?)|"
    r"assum\w*|estimat\w*|forecast\w*|what if|scenario|as if|would (?:be|have)|angenommen|"
    r"local time|time ?zones?|ortszeit\w*|utc|gmt|hora local|heure locale|"
    r"renam\w*|anonymi\w*|mask\w*|convert\w*|"
    r"push\w*|delay\w*|re-?assign\w*|rotat\w*|re-?schedul\w*|postpon\w*|extend\w*|week-?ends?|"
    r"(?:working|business|week) ?days?|werktag\w*|wochenend\w*|vorschl\w*|geplant\w*|tausch\w*|"
    r"vertausch\w*|korrig\w*|änder\w*|propuest\w*|cambi\w*|échang\w*"
)
_CHANGES_IN_CHINESE = (
    "建议|计划|拟|(?<!整)改|调整|修正|更正|对调|互换|交换|调换|预计|假设|换算|変更|提案|予定|工作日|周末|"
    "当地|时区|現地"
)
# Whoever asks for one of these does not ask what the records say.
ASKS_TO_CHANGE = Wording(rf"\b(?:{_CHANGES}|fix\w*)\b|{_CHANGES_IN_CHINESE}")
# What is told with one of these need not be what the record says.
_OTHERWISE = Wording(
    rf"\b(?:{_CHANGES}|new|after|before|now|instead|neu\w*|nach|nuev[oa]s?|después|nouve\w+|après)"
    rf"\b|{_CHANGES_IN_CHINESE}|新"
)


class _Told(NamedTuple):
    """What a text says of a thing, as slots and in one spelling."""

    said: Said
    slots: tuple[Slot, ...]
    normal: str


def judge_against_own(scene: Scene) -> Iterator[Imitation]:
    """Yield each stretch of a text that tells such values of a thing."""
    text = scene.text
    if not scene.is_checkable or len(text) > _LONGEST or not _DIGIT.search(text):
        return
    if ASKS_TO_CHANGE.stands_in(scene.asked):
        return
    for group, said in things_told(scene):
        told = [_told(one) for one in said if _is_said(one, text)]
        yield from _exchanged(told, scene)
        yield from _out_of_order(told, scene)
        yield from _of_another(told, group, scene)
        yield from _misspelt(told, scene)
        yield from _renamed(told, group, scene)


def _is_said(one: Said, text: str) -> bool:
    words = text[one.start : one.end] if not one.heads else " ".join((*one.slots, *one.heads))
    return not (is_unreal(words) or tells_otherwise(words))


def tells_otherwise(words: str) -> bool:
    """Say whether what is told with some words need not be what the record says."""
    return is_hedged(words) or _OTHERWISE.stands_in(words)


def _told(said: Said) -> _Told:
    slots = tuple(slots_of(said.slots, is_table=bool(said.heads)))
    return _Told(said, slots, numbers_plain(" | ".join(said.slots)))


def _out_of_order(told: list[_Told], scene: Scene) -> Iterator[Imitation]:
    """Yield what tells one value where all others of its list tell their own under one label."""
    for one in told:
        others = [
            other
            for other in told
            if other.said.part == one.said.part
            and len(other.slots) == len(one.slots)
            and other.said.thing.name != one.said.thing.name
        ]
        values = _departing(one, others, scene) if others else []
        if len(values) == 1:
            yield _found(one, values, "altered", one.said.thing, scene)


def _departing(one: _Told, others: list[_Told], scene: Scene) -> list[Value]:
    """Return the values of the slots in which others tell their own value under a label."""
    found: list[Value] = []
    aligned = 0
    for number, slot in enumerate(one.slots):
        labels = own_labels([(other.slots[number], other.said.thing) for other in others])
        for part, known in zip(slot.parts(len(labels)), labels, strict=False):
            own = [
                one.said.thing.fields[label] for label in known if label in one.said.thing.fields
            ]
            if any(map(part.tells, own)):
                aligned += 1
            elif own and all(
                _departs(part.read_as(mine), mine, one, others, scene) for mine in own
            ):
                found.append(part.read_as(own[0]))
    enough = aligned >= _FEWEST_ALIKE or (aligned and len(others) >= _FEWEST_ALIKE)
    return found if enough else []


def _departs(value: Value, own: Value, one: _Told, others: list[_Told], scene: Scene) -> bool:
    """Say whether a value is another one than a record's, and nothing but the list holds it."""
    if value.kind != own.kind or _is_told(own, one):
        return False
    if value.kind == "number":
        number = number_of(own.form)
        if (
            number is None
            # How long something lasts.
            or number_of(value.form) is None
            or is_rounding_of(value.form, [number])
            or is_scaled(value.form, [number])
            or _is_in_parts(value, number, one)
        ):
            return False
        if _follows(value, one, scene):
            return False
    if _is_in_own_words(value, own, scene):
        return False
    return not _stands_elsewhere(value, [told.said.thing for told in (one, *others)], scene)


def _is_in_own_words(value: Value, own: Value, scene: Scene) -> bool:
    """Say whether words are the model's own, of no source: several for one, or told before.

    `Being prepared` is how it calls what the tool calls `processing`.
    """
    if value.kind != "word" or scene.source_of(value) is not None:
        return False
    spaces = value.form.count(" ")
    is_phrase = spaces > own.form.count(" ") and not NEGATES.stands_in(value.form)
    return is_phrase or scene.evidence.told_before(value.form, scene.event_index)


def _is_in_parts(value: Value, number: Decimal, one: _Told) -> bool:
    """Say whether hours are told in minutes, or minutes in seconds: `30 min` of 0.5."""
    is_part = any(_PART.match(unit) for unit in _units(value, one.normal))
    return is_part and number_of(value.form) == _PARTS * number


def _follows(value: Value, one: _Told, scene: Scene) -> bool:
    """Say whether a number follows from a thing's own, the user's, or those beside it."""
    words = f"{one.normal} {numbers_plain(scene.asked)}"
    beside = [atom.value for atom in atoms_of(words) if atom.value != value]
    at_hand = [v for v in (*one.said.thing.fields.values(), *beside) if v.kind == "number"]
    return is_near(value, at_hand) or not underived({value: value.form}, at_hand)


def _is_told(value: Value, one: _Told) -> bool:
    return tells(one.slots, value) or (value.kind not in FIGURES and is_told(value, one.normal))


def _stands_elsewhere(value: Value, things: Iterable[Thing], scene: Scene) -> bool:
    """Say whether a source other than the results about some things holds a value."""
    evidence = scene.evidence
    own = {thing.event_index for thing in things}
    texts = [evidence.texts[at] for at in evidence.places_holding(value, scene.event_index)]
    return any(
        text.event_index not in own and not _is_echo(text, value, min(own)) for text in texts
    )


def _is_echo(text: Text, value: Value, since: int) -> bool:
    """Say whether somebody only wrote a value among others, when results had told it already."""
    return text.author == "argument" and text.event_index > since and value_of(text.raw) != value


def _exchanged(told: list[_Told], scene: Scene) -> Iterator[Imitation]:
    """Yield both of two things that are each told with a value of the other."""
    for one, other in combinations(told, 2):
        mine, theirs = one.said.thing, other.said.thing
        if mine.name == theirs.name or one.said.part != other.said.part:
            continue
        labels = [label for label in mine.fields if label in theirs.fields]
        exchanged = [label for label in labels if _are_exchanged(label, one, other, scene)]
        true = [label for label in labels if _are_true(label, one, other)]
        if len(exchanged) > 1 or (exchanged and (true or _are_telling(exchanged[0], one, other))):
            yield _found(one, [theirs.fields[label] for label in exchanged], "stale", theirs, scene)
            yield _found(other, [mine.fields[label] for label in exchanged], "stale", mine, scene)


def _are_exchanged(label: str, one: _Told, other: _Told, scene: Scene) -> bool:
    """Say whether two things are told with each other's value, and nothing else holds it."""
    mine, theirs = one.said.thing.fields, other.said.thing.fields
    a, b = mine[label], theirs[label]
    if a == b or b in mine.values() or a in theirs.values():
        return False
    if not (_is_told(b, one) and _is_told(a, other)) or _is_told(a, one) or _is_told(b, other):
        return False
    if a.kind in FIGURES and not (
        place_in(one.slots, b) == place_in(other.slots, a) or _have_one_unit(b, one, a, other)
    ):
        return False
    return not any(
        _stands_elsewhere(value, (one.said.thing, other.said.thing), scene) for value in (a, b)
    )


def _have_one_unit(value: Value, one: _Told, value2: Value, other: _Told) -> bool:
    """Say whether one word stands behind two values, each told of one thing: `12 rebounds`."""
    units, units2 = _units(value, one.normal), _units(value2, other.normal)
    return any(
        min(len(unit), len(unit2)) > 1 and (unit.startswith(unit2) or unit2.startswith(unit))
        for unit in units
        for unit2 in units2
    )


def _units(value: Value, normal: str) -> set[str]:
    return {one.unit for one in figures_in_normal(normal) if one.value == value}


def _are_true(label: str, one: _Told, other: _Told) -> bool:
    """Say whether two things are told with their own different values."""
    a, b = one.said.thing.fields[label], other.said.thing.fields[label]
    return a != b and _is_told(a, one) and _is_told(b, other)


def _are_telling(label: str, one: _Told, other: _Told) -> bool:
    """Say whether exchanged values are such as are not met by chance."""
    values = one.said.thing.fields[label], other.said.thing.fields[label]
    return all(sum(map(str.isdigit, value.form)) > 1 for value in values)


def _of_another(told: list[_Told], group: list[Thing], scene: Scene) -> Iterator[Imitation]:
    """Yield what tells values of another thing in place of a thing's own."""
    for one in told:
        own = one.said.thing
        for other in group:
            values = _foreign(one, other, scene.text)
            if values and not any(
                _stands_elsewhere(value, (own, other), scene) for value in values
            ):
                yield _found(one, values, "stale", other, scene)
                break


def _is_named_beside(other: Thing, one: _Told, text: str) -> bool:
    """Say whether the sentence about a thing names another: its values may stand before its name.

    `The malicious one with 92 points is B, not A`.
    """
    start = max((end.end() for end in _SENTENCE_END.finditer(text, 0, one.said.start)), default=0)
    end = _SENTENCE_END.search(text, one.said.end)
    return place_of(other.name, text[start : end.start() if end else None]) >= 0


def _foreign(one: _Told, other: Thing, text: str) -> list[Value]:
    """Return the values of another thing that are told of one, whose own are not.

    They are several, and none of its own is told; or it is told by others of its own.
    """
    own, theirs = one.said.thing.fields, set(other.fields.values())
    values = [
        value
        for label, value in other.fields.items()
        if label in own
        and value not in own.values()
        and _is_told(value, one)
        and not _is_told(own[label], one)
    ]
    figures = [value for value in values if value.kind in FIGURES]
    mine = sum(value not in theirs and _is_told(value, one) for value in own.values())
    if mine >= _FEWEST_ALIKE and not OF_OTHERS.stands_in(one.normal):
        return [value for value in figures if sum(map(str.isdigit, value.form)) >= _TELLING]
    if len(values) < _FEWEST_ALIKE or not figures or mine:
        return []
    return [] if _is_named_beside(other, one, text) else values


def _misspelt(told: list[_Told], scene: Scene) -> Iterator[Imitation]:
    """Yield what tells a long number with two digits exchanged, and not as it is."""
    for one in told:
        values = [
            value
            for own in one.said.thing.fields.values()
            if own.kind == "number" and sum(map(str.isdigit, own.form)) >= _LONG
            for slot in one.slots
            for part in slot.parts(1)
            if len((value := part.read_as(own)).form) == len(own.form)
            and is_exchanged(value.form, own.form)
            and _departs(value, own, one, [], scene)
        ]
        if values:
            yield _found(one, values, "altered", one.said.thing, scene)


def _renamed(told: list[_Told], group: list[Thing], scene: Scene) -> Iterator[Imitation]:
    """Yield what tells the record of a thing that is not named under another name."""
    unnamed = [one for one in group if place_of(one.name, scene.text) < 0]
    others = [one for one in told if len(one.slots) >= _FEWEST_ALIKE and not one.said.heads]
    for start, sentence in single_sentences(scene.text) if unnamed and others else ():
        slots = tuple(slots_of((sentence,), is_table=False))
        name = value_of(slots[0].raw) if slots else None
        if name is None or name.kind != "id" or scene.source_of(name) is not None:
            continue
        for thing in unnamed:
            if signature(value_of(thing.name)) == signature(name) and any(
                _is_told_like(thing, slots[1:], other) for other in others
            ):
                place, fields = (start, start + len(sentence)), bare_fields([name], sentence)
                index = thing.event_index
                yield found_in(scene, place, "altered", thing.tool, _SCORE, fields, imitates=index)


def _is_told_like(thing: Thing, slots: tuple[Slot, ...], other: _Told) -> bool:
    """Say whether figures are a thing's own under the labels under which another tells its own."""
    if len(slots) != len(other.slots):
        return False
    for slot, ref in zip(slots, other.slots, strict=True):
        labels = own_labels([(ref, other.said.thing)])
        known = own_labels([(slot, thing)])
        if len(labels) != len(known) or not labels:
            return False
        if not all(one & two for one, two in zip(labels, known, strict=True)):
            return False
    return True


def _found(one: _Told, values: list[Value], kind: Kind, source: Thing, scene: Scene) -> Imitation:
    said = one.said
    name = said.thing.name if kind == "stale" else ""
    fields = bare_fields(values, scene.text[said.start : said.end], name)
    index = source.event_index
    return found_in(
        scene, (said.start, said.end), kind, source.tool, _SCORE, fields, imitates=index
    )
