"""Values of another result of a tool told in place of a thing's own.

Another thing's, or those of an older reading: several of them where none of its own is told, or one
beside others of its own; or those of a thing that was looked up told of one that was not.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from auditor.canonical import canonical_arguments
from auditor.evidence.arithmetic import follows_from, number_of, numbers_told
from auditor.evidence.provenance import is_small
from auditor.evidence.said_by_calls import are_linked
from auditor.fabrication.ground.of_record import follows_from_record
from auditor.fabrication.ground.unsourced import asks_for_currency, asks_for_unit
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Kind, Scene, bare_fields, found_in
from auditor.fabrication.mistold.against_own import ASKS_TO_CHANGE
from auditor.fabrication.mistold.exchanged import OF_OTHERS
from auditor.fabrication.mistold.outdated import ONCE
from auditor.fabrication.texts.returned import puts_up
from auditor.fabrication.things.open_question import (
    ASKS_TO_ACT,
    asked_whatever_is_told,
    asks_back,
    tells_of_others,
)
from auditor.fabrication.things.readings_of_things import Reading, names_one
from auditor.fabrication.things.told_clauses import Clause, is_among, is_held, other_day
from auditor.fabrication.things.what_was_asked import is_what_was_asked
from auditor.values.accents import without_accents
from auditor.values.occurrences import place_of
from auditor.values.values import SPECIFIC, Value, normal_text, refang, value_of

_SCORE = 0.6
_FEWEST = 2
_SHORTEST = 4
_MOST_OTHERS = 3
_WORD = re.compile(r"[^\W\d_]+")


def told_of_others(
    own: Reading, readings: list[Reading], clauses: list[Clause], scene: Scene
) -> Iterator[Imitation]:
    """Yield the clauses with values that another result of the tool has in the same places."""
    of_tool = (one for one in readings if one.call.name == own.call.name)
    several = [one for one in of_tool if one.result is not own.result]
    if not several:
        return
    is_of_others = asks_otherwise(own, scene) or _tells_of_others(scene)
    asked = canonical_arguments(own.call.arguments_raw)
    for other in several:
        is_older = canonical_arguments(other.call.arguments_raw) == asked
        if is_of_others and not is_older:
            continue
        of_one = [
            one
            for one in clauses
            if is_older or not (OF_OTHERS.stands_in(one.sentence) or names_one(other, one.sentence))
        ]
        foreign = _foreign(own, other, clauses, of_one, scene)
        if foreign and not is_older:
            of_one = _without_rows_of_others(of_one, own, scene.text)
            foreign = [value for value in foreign if is_among(value, of_one)]
        is_asked = not is_older and is_what_was_asked(other.names, own.names, scene)
        if foreign and not (is_asked or _are_one(own, other, scene)):
            kind: Kind = "outdated" if is_older else "stale"
            yield from _told_in(of_one, foreign, kind, own if is_older else other, scene)
            return


def _without_rows_of_others(clauses: list[Clause], own: Reading, text: str) -> list[Clause]:
    """Return those of some clauses that stand in no line which names another such thing alone."""
    kinds = {value_of(name).kind for name in own.names}
    return [
        one
        for one in clauses
        if names_one(own, line := refang(_line_at(text, one.start)))
        or not any(value.kind in kinds for value in named_in(line))
    ]


def _line_at(text: str, place: int) -> str:
    # A clause may begin with the end of the line before.
    place += len(text[place:]) - len(text[place:].lstrip())
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return text[start : end if end >= 0 else len(text)]


def told_of_unlooked(
    readings: list[Reading], clauses: list[Clause], scene: Scene
) -> Iterator[Imitation]:
    """Yield what a result about one thing says, told of another that was never looked up."""
    asked = None if scene.has_called else asked_whatever_is_told(scene)
    if (
        asked is None
        or asks_otherwise(None, scene)
        or _is_of_others(scene)
        or ASKS_TO_ACT.stands_in(scene.asked)
    ):
        return
    if not any(name in named_in(scene.text) for name in asked.names):
        return
    for other in readings:
        if other.call.name not in asked.tools or names_one(other, scene.text):
            continue
        theirs = set(other.fields.values()) - other.asked
        foreign = [
            v for v in theirs if is_among(v, clauses) and not _stands_elsewhere(v, other, scene)
        ]
        if _are_enough(foreign):
            yield from _told_in(clauses, foreign, "stale", other, scene)
            return


def _foreign(
    own: Reading, other: Reading, clauses: list[Clause], of_one: list[Clause], scene: Scene
) -> list[Value]:
    """Return the values of another result that are told in place of a thing's own.

    Args:
        own, other: The results.
        clauses: All that is told of the thing.
        of_one: What of it speaks of no other.
        scene: The text.
    """
    normal = "\n".join(clause.normal for clause in clauses)
    differing = [p for p, value in other.fields.items() if own.fields.get(p, value) != value]
    left = [place for place in differing if not is_held(own.fields[place], normal)]
    theirs = {other.fields[place] for place in left} - {*own.fields.values()} - own.asked
    foreign = [
        v
        for v in theirs
        if is_among(v, of_one)
        and (v.kind != "id" or place_of(v.form, normal) >= 0)
        # `09.03.2025` is one day in one country, and another in the next.
        and other_day(v) not in own.fields.values()
        and not (
            _stands_elsewhere(v, own, scene)
            or _is_sum(v, scene.text)
            or _is_part_of(v, own)
            or follows_from_record(v, own.fields, normal, scene)
        )
    ]
    own_told = len(differing) - len(left)
    if len(foreign) > own_told:
        return foreign if _are_enough(foreign) else []
    # Beside its own values one may be another's that is named in another way, or what was so once.
    if own_told < _FEWEST or _is_named_anyhow(other, own, normal):
        return []
    now = [clause for clause in of_one if not ONCE.stands_in(clause.words)]
    return [v for v in foreign if _is_telling(v) and is_among(v, now)]


def _is_part_of(value: Value, own: Reading) -> bool:
    """Say whether a number is what a result tells something out of: the 75 of its `2/75`."""
    return value.kind == "number" and bool(
        re.search(rf"/ ?{re.escape(value.form)}(?![\w/])", own.result.output)
    )


def _is_sum(value: Value, text: str) -> bool:
    """Say whether a number is worked out from the few others of a text: `62 and 30, 32 apart`."""
    number = number_of(value.form) if value.kind == "number" else None
    others = numbers_told(text) - {number}
    return number is not None and len(others) <= _MOST_OTHERS and follows_from(number, others)


def _is_named_anyhow(other: Reading, own: Reading, normal: str) -> bool:
    """Say whether a text names another thing, with other accents: `Exprés` for `expres`."""
    text = without_accents(normal)
    names = set(other.names) - set(own.names)
    return any(without_accents(normal_text(name)) in text for name in names)


def _is_telling(value: Value) -> bool:
    """Say whether a value alone may be told of another thing: a full name, or no small number."""
    if value.kind == "word":
        return " " in value.form
    return value.kind in SPECIFIC and not is_small(value)


def _are_enough(foreign: list[Value]) -> bool:
    """Say whether several values are another thing's, some of which say enough."""
    return len(foreign) >= _FEWEST and any(value.kind in SPECIFIC for value in foreign)


def _is_of_others(scene: Scene) -> bool:
    """Say whether a text may tell of another thing, or put one's values up for another."""
    return asks_back(scene.asked) or _tells_of_others(scene)


def _tells_of_others(scene: Scene) -> bool:
    is_put_up = puts_up(scene.text) and ASKS_TO_ACT.stands_in(scene.asked)
    return is_put_up or tells_of_others(scene.text)


def asks_otherwise(own: Reading | None, scene: Scene) -> bool:
    """Say whether a user asks for something else than what results say, the one given or any."""
    return _asks_otherwise(scene.asked, own.call.name if own else "", own.names if own else ())


# Every text of a turn asks of the same words.
@lru_cache(maxsize=256)
def _asks_otherwise(asked: str, tool: str, names: tuple[str, ...]) -> bool:
    asked = _without_names(asked, tool, names)
    return ASKS_TO_CHANGE.stands_in(asked) or asks_for_unit(asked) or asks_for_currency(asked)


def _without_names(asked: str, tool: str, names: tuple[str, ...]) -> str:
    """Return what a user asks without names: `get_change_request` and `x-update.example`."""
    words = [word for word in _WORD.findall(tool) if len(word) >= _SHORTEST]
    named = [rf"\b{word}\w{{0,2}}\b" for word in words] + [re.escape(name) for name in names]
    return re.sub("|".join(named), "", asked, flags=re.IGNORECASE) if named else asked


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


def _told_in(
    clauses: list[Clause], foreign: list[Value], kind: Kind, of: Reading, scene: Scene
) -> Iterator[Imitation]:
    for clause in clauses:
        told = [value for value in foreign if is_held(value, clause.normal)]
        if told:
            yield told_wrong(kind, clause, told, of, scene)


def told_wrong(
    kind: Kind, clause: Clause, values: list[Value], own: Reading, scene: Scene
) -> Imitation:
    """Return the finding that a clause tells some values of a result wrong."""
    place = clause.start, clause.start + len(clause.words)
    told = bare_fields(values, clause.words)
    return found_in(scene, place, kind, own.call.name, _SCORE, told, imitates=own.result.index)
