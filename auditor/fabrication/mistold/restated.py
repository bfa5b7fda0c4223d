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
from auditor.fabrication.examples import asks_for_example, asks_to_swap
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.mistold.altered_sentences import differs_by
from auditor.fabrication.mistold.new_values import is_reckoned, new_values
from auditor.fabrication.mistold.other_readings import (
    asks_otherwise,
    told_of_others,
    told_of_unlooked,
    told_wrong,
)
from auditor.fabrication.texts.compared import is_compared
from auditor.fabrication.texts.told_fields import is_hedged
from auditor.fabrication.things.learnt_labels import Pair, labels_of, pairs_in
from auditor.fabrication.things.readings_of_things import (
    NAME,
    Place,
    Reading,
    fields_of,
    names_one,
    readings_of_things,
    rows_of_things,
    told_of,
)
from auditor.fabrication.things.told_clauses import Clause, clauses_in, is_among, is_held
from auditor.values.values import SPECIFIC, Value
from auditor.values.wording import Wording

_SCORE = 0.6
_LONGEST = 4000
_FEWEST = 2
_FEWEST_DIGITS = 3
_SHORTEST = 4
_READ_OUT = 4
_MOST_OTHERS = 8
_CLOSE = Decimal("0.005")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
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
    if not readings or asks_for_example(scene.asked) or asks_to_swap(scene.asked):
        return
    clauses = clauses_in(text)
    yield from told_of_unlooked(readings, clauses, scene)
    for own, about in told_of(readings, clauses, text) or _only_of_turn(readings, clauses, scene):
        yield from _changed_of(own, about, scene)
        yield from told_of_others(own, readings, about, scene)
    for own, about in told_of(rows_of_things(scene), clauses, text):
        yield from _changed_of(own, about, scene)


def _changed_of(own: Reading, about: list[Clause], scene: Scene) -> Iterator[Imitation]:
    """Yield the clauses about a thing or a row that change a value, unless the user wants that."""
    normal = "\n".join(clause.normal for clause in about)
    told = {place for place, value in own.fields.items() if is_held(value, normal)}
    found = list(_changed(own, told, about, scene))
    if found and not asks_otherwise(own, scene):
        yield from found


def _changed(
    own: Reading, told: set[Place], clauses: list[Clause], scene: Scene
) -> Iterator[Imitation]:
    """Yield the clauses with other values than those of the result in their places."""
    asked = own.asked
    held = {own.fields[place] for place in told if place[0] != NAME} - asked
    if not any(value.kind in SPECIFIC or " " in value.form for value in held):
        return
    labels = labels_of(own.call.name, scene)
    known = [pair for pair in pairs_in(clauses, labels) if _is_other(pair, own, scene)]
    hidden = held | asked
    free = [v for p, v in own.fields.items() if p not in told and v not in hidden]
    new = new_values(own, clauses, free, scene)
    if new and _is_composed(own, clauses, scene):
        new = {}
    found: list[tuple[Clause, list[Value]]] = []
    for clause in clauses:
        values = [pair.value for pair in known if pair.clause is clause] + new.get(clause, [])
        if values:
            found.append((clause, list(dict.fromkeys(values))))
    if not found:
        return
    values = [value for _, several in found for value in several]
    # A day and its time stand in one place.
    count = len(found)
    is_said_alone = len(values) == 1 and not known
    if is_said_alone and not _says_enough(values[0], free, held):
        return
    # Whoever does not name the thing may answer with figures of his own.
    if not names_one(own, scene.text) and not (is_said_alone and _is_slip(values[0], free)):
        return
    is_own = is_said_alone and _is_slip(values[0], free)
    if known or is_own or _is_retold(count, len(held)):
        for clause, values in found:
            yield told_wrong("altered", clause, values, own, scene)


def _is_retold(changed: int, held: int) -> bool:
    """Say whether so many of a result's values are told that others stand for some of it."""
    return (held >= _FEWEST and changed <= 2 * held) or held < changed <= _FEWEST


def _is_composed(own: Reading, clauses: list[Clause], scene: Scene) -> bool:
    """Say whether a text draws on another tool's result, too: it may add a judgement of its own."""
    normal = "\n".join(clause.normal for clause in clauses)
    mine = {*own.fields.values()} | own.asked
    return any(
        value.kind in (*SPECIFIC, "word")
        and len(value.form) >= _SHORTEST
        and value not in mine
        and is_held(value, normal)
        for result, call in islice(scene.latest_results(), _MOST_OTHERS)
        if call.name != own.call.name
        for place, value in fields_of(result.output).items()
        if place[0] != NAME
    )


def _says_enough(value: Value, free: list[Value], held: set[Value]) -> bool:
    """Say whether a value alone is no chance figure of the text's own: long, or a slip."""
    if len(held) >= _READ_OUT and (value.kind != "number" or _is_slip(value, free)):
        return True
    digits = sum(map(str.isdigit, value.form))
    return value.kind != "time" and (value.kind != "number" or digits >= _FEWEST_DIGITS)


def _is_slip(value: Value, free: list[Value]) -> bool:
    """Say whether a value is one of a result's but for a digit, or two that changed places."""
    return any(one.kind == value.kind and differs_by(value.form, one.form) for one in free)


def _is_other(pair: Pair, own: Reading, scene: Scene) -> bool:
    """Say whether a value under a known label is not what the result has there."""
    said, mine = pair.value, own.fields.get(pair.place)
    if mine is None or said.kind != mine.kind or is_held(mine, pair.clause.normal):
        return False
    words = pair.clause.words
    if scene.source_of(said) is not None or is_hedged(words) or _BOUNDS.stands_in(words):
        return False
    if is_compared(pair.clause.normal) or is_reckoned(said, own, pair.clause, scene):
        return False
    if said.kind == "number":
        number = number_of(mine.form)
        is_near = number is not None and is_rounding_of(said.form, [number])
        return not is_near and not may_be_converted(said.form, mine.form, _CLOSE)
    if said.kind == "word":
        return said.form.isascii() == mine.form.isascii() and " " in said.form + mine.form
    return True


def _only_of_turn(
    readings: list[Reading], clauses: list[Clause], scene: Scene
) -> list[tuple[Reading, list[Clause]]]:
    """Return the only result of a text's turn, where it tells several of its values, unnamed."""
    own = [one for one in readings if one.call.turn == scene.event.turn]
    if len(own) != 1:
        return []
    values = {value for value in own[0].fields.values() if value.kind in SPECIFIC}
    told = sum(is_among(value, clauses) for value in values)
    return [(own[0], clauses)] if told >= _READ_OUT - 1 else []
