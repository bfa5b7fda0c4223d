"""A looked-up thing told again value by value, whatever the layout, the labels and the language.

A text names what a call was for, and tells several values of the newest result about it. What it
tells beside them was changed where nothing holds it, nothing explains it, and the result has a
value of that sort which the text leaves out; or where it stands under what the model called
another value of the result before. And where the values are those that another result of the tool
has in the same places, about another thing or read before, they are told of the wrong one. Such a
finding is at most suspected.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from auditor.evidence.arithmetic import number_of
from auditor.evidence.conversions import may_be_converted
from auditor.evidence.rounding import is_rounding_of
from auditor.evidence.said_by_calls import are_linked
from auditor.fabrication.against_own import ASKS_TO_CHANGE
from auditor.fabrication.contradicted import is_compared
from auditor.fabrication.examples import asks_for_example, asks_to_swap
from auditor.fabrication.exchanged import OF_OTHERS
from auditor.fabrication.imitation import Imitation, Kind, Scene, bare_fields, found_in
from auditor.fabrication.learnt_labels import Pair, labels_of, pairs_in
from auditor.fabrication.new_values import new_values
from auditor.fabrication.open_question import is_of_something_else
from auditor.fabrication.readings_of_things import (
    Clause,
    Place,
    Reading,
    clauses_in,
    fields_of,
    is_held,
    named,
    readings_of_things,
)
from auditor.fabrication.told_fields import is_hedged
from auditor.fabrication.unsourced import (
    asks_for_currency,
    asks_for_unit,
)
from auditor.values.values import SPECIFIC, Value
from auditor.values.wording import Wording

_SCORE = 0.6
_LONGEST = 4000
_FEWEST = 2
_FEWEST_DIGITS = 3
_SHORTEST = 4
_MOST_OTHERS = 8
_CLOSE = Decimal("0.005")
_DIGIT = re.compile(r"\d")
# What lies on one side of a value is no value of its own.
_BOUNDS = Wording(
    r"\b(?:after|before|until|since|by|nach|vor|bis|seit|antes|después|hasta|avant|après)\b|"
    r"之前|之后|以前|以后|前に|以降"
)


def judge_restated(scene: Scene) -> Iterator[Imitation]:
    """Yield each clause of a text that tells what the result about the thing does not say."""
    text = scene.text
    if scene.is_partial or len(text) > _LONGEST or not _DIGIT.search(text):
        return
    readings = readings_of_things(scene)
    if not readings or _asks_otherwise(scene):
        return
    clauses = clauses_in(text)
    normal = "\n".join(clause.normal for clause in clauses)
    for own in named(readings, text):
        told = {place for place, value in own.fields.items() if is_held(value, normal)}
        yield from _changed(own, told, clauses, scene)
        yield from _of_others(own, readings, clauses, normal, scene)


def _asks_otherwise(scene: Scene) -> bool:
    """Say whether the user asks for something else than what results say."""
    asked = scene.asked
    return (
        asks_for_example(asked)
        or asks_to_swap(asked)
        or ASKS_TO_CHANGE.stands_in(asked)
        or asks_for_unit(asked)
        or asks_for_currency(asked)
    )


def _changed(
    own: Reading, told: set[Place], clauses: list[Clause], scene: Scene
) -> Iterator[Imitation]:
    """Yield the clauses with other values than those of the result in their places."""
    labels = labels_of(own.call.name, scene)
    known = [pair for pair in pairs_in(clauses, labels) if _is_other(pair, own, scene)]
    held = {own.fields[place] for place in told} - own.asked
    if not any(value.kind in SPECIFIC or " " in value.form for value in held):
        return
    free = [v for p, v in own.fields.items() if p not in told and v not in held | own.asked]
    new = {} if _is_composed(own, clauses, scene) else new_values(own, clauses, free, scene)
    found: list[tuple[Clause, list[Value]]] = []
    for clause in clauses:
        values = [pair.value for pair in known if pair.clause is clause] + new.get(clause, [])
        if values:
            found.append((clause, list(dict.fromkeys(values))))
    values = [value for _, several in found for value in several]
    count = len(values)
    if count == 1 and not known and not _says_enough(values[0]):
        return
    if known or (len(held) >= _FEWEST and count <= len(held)) or len(held) < count <= _FEWEST:
        for clause, values in found:
            yield _found("altered", clause, values, own, scene)


def _is_composed(own: Reading, clauses: list[Clause], scene: Scene) -> bool:
    """Say whether a text draws on another tool's result, too: it may add a judgement of its own."""
    normal, mine = "\n".join(clause.normal for clause in clauses), {*own.fields.values()}
    return any(
        value.kind in (*SPECIFIC, "word")
        and len(value.form) >= _SHORTEST
        and value not in mine
        and is_held(value, normal)
        for result, call in islice(scene.latest_results(), _MOST_OTHERS)
        if call.name != own.call.name
        for value in fields_of(result.output).values()
    )


def _says_enough(value: Value) -> bool:
    """Say whether a value alone is no chance figure of the text's own."""
    digits = sum(map(str.isdigit, value.form))
    return value.kind != "time" and (value.kind != "number" or digits >= _FEWEST_DIGITS)


def _is_other(pair: Pair, own: Reading, scene: Scene) -> bool:
    """Say whether a value under a known label is not what the result has there."""
    said, mine = pair.value, own.fields.get(pair.place)
    if mine is None or said.kind != mine.kind or is_held(mine, pair.clause.normal):
        return False
    words = pair.clause.words
    if scene.source_of(said) is not None or is_hedged(words) or _BOUNDS.stands_in(words):
        return False
    if is_compared(pair.clause.normal):
        return False
    if said.kind == "number":
        number = number_of(mine.form)
        is_near = number is not None and is_rounding_of(said.form, [number])
        return not is_near and not may_be_converted(said.form, mine.form, _CLOSE)
    if said.kind == "word":
        return said.form.isascii() == mine.form.isascii() and " " in said.form + mine.form
    return True


def _of_others(
    own: Reading,
    readings: list[Reading],
    clauses: list[Clause],
    normal: str,
    scene: Scene,
) -> Iterator[Imitation]:
    """Yield the clauses with values that another result of the tool has in the same places."""
    mine = set(own.fields.values()) | own.asked
    is_of_others = is_of_something_else(scene) or OF_OTHERS.stands_in(scene.text)
    for other in readings:
        if is_of_others and other.names != own.names:
            continue
        if other.call.name != own.call.name or other is own:
            continue
        differing = [p for p, value in other.fields.items() if own.fields.get(p, value) != value]
        left = [place for place in differing if not is_held(own.fields[place], normal)]
        theirs = {other.fields[place] for place in left} - mine
        foreign = _foreign(theirs, own, normal, scene)
        if (
            _are_enough(foreign)
            and not _are_one(own, other, scene)
            and len(differing) - len(left) < len(foreign)
        ):
            is_older = other.names == own.names
            yield from _told_in(
                clauses, foreign, "outdated" if is_older else "stale", own if is_older else other,
                scene,
            )  # fmt: skip
            return


def _foreign(values: set[Value], own: Reading, normal: str, scene: Scene) -> list[Value]:
    return [v for v in values if is_held(v, normal) and not _stands_elsewhere(v, own, scene)]


def _are_enough(foreign: list[Value]) -> bool:
    return len(foreign) >= _FEWEST and any(value.kind in SPECIFIC for value in foreign)


def _told_in(
    clauses: list[Clause], foreign: list[Value], kind: Kind, of: Reading, scene: Scene
) -> Iterator[Imitation]:
    for clause in clauses:
        told = [value for value in foreign if is_held(value, clause.normal)]
        if told:
            yield _found(kind, clause, told, of, scene)


def _are_one(own: Reading, other: Reading, scene: Scene) -> bool:
    """Say whether a result ties two things: one stands for the other."""
    return any(
        are_linked(mine, theirs, scene.evidence, scene.event_index)
        for mine in own.asked - other.asked
        for theirs in other.asked - own.asked
    )


def _stands_elsewhere(value: Value, own: Reading, scene: Scene) -> bool:
    """Say whether something else than a result of the tool, or what the model wrote, holds it."""
    evidence = scene.evidence
    for place in evidence.places_holding(value, scene.event_index):
        text = evidence.texts[place]
        call = scene.pairing.answered.get(text.event_index)
        if text.author != "argument" and (call is None or call.name != own.call.name):
            return True
    return False


def _found(
    kind: Kind, clause: Clause, values: list[Value], own: Reading, scene: Scene
) -> Imitation:
    place = clause.start, clause.start + len(clause.words)
    told = bare_fields(values, clause.words)
    return found_in(scene, place, kind, own.call.name, _SCORE, told, imitates=own.result.index)
