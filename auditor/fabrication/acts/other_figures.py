"""A figure, id or address told of an act that its call was not given, in the place of what it was.

`I've refunded $24.50` after a call with `"amount": 18.5`; `moved to April 15` after
`"new_date": "2026-04-14"`; `issue #421` after `"number": 412`. No source holds what is told, or the
user alone does, and nothing at hand comes to it; the answer leaves out the one value of that sort
that the call was given or returned. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from auditor.evidence.arithmetic import number_of, numbers_told
from auditor.evidence.rounding import is_rounding_of, is_scaled
from auditor.fabrication.acts.acts import Act, Held, acts_of_turn
from auditor.fabrication.acts.meant import clauses_of_acts, told_otherwise
from auditor.fabrication.acts.sentences import (
    Figured,
    ToldAsDone,
    figured,
)
from auditor.fabrication.acts.worked_out import is_worked_out
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import is_known_by_heart
from auditor.fabrication.imitation import Imitation, Scene, bare_fields
from auditor.fabrication.mistold.altered_sentences import differs_by
from auditor.fabrication.things.named_fields import label_of, names_field
from auditor.fabrication.things.new_figures import is_held_figure
from auditor.fabrication.things.told_clauses import other_day
from auditor.values.signature import signature
from auditor.values.values import FIGURES, NAMES, Value

_KINDS = FIGURES | NAMES
_MOST_FREE = 3
_MOST_NEW = 2
_NEAR_SIZE = 20
_SHORTEST_PART = 3
_MOST_TOLD = 12
_COUNTS = re.compile(
    r"qty|quantit|count|number(?! ?of)|anzahl|menge|cantidad|quantité|guests|people|persons|seats|"
    r"tickets|nights|units|updated|deleted|removed|moved|sent|created|added|archived|affected|"
    r"imported|processed|targets|rows|total|数量|人数|提交|成功|发送|导入|更新|删除"
)
_TIMED = re.compile(
    r"(?:second|sec|min|minute|hour|hr|day|night|week|month|year|tag|stund|woche|monat|jahr|día|dia|"
    r"hora|semana|mes|año|jour|heure|semaine|mois|an)\w*$"
)
_CENTS = re.compile(r"cents|pence|minor|centimes")
_OF_EACH = re.compile(r"\b(?:each|every|per|cada|chaque|jede\w*|pro)\b|每|毎")
# What is left is told of no act.
_LEFT = re.compile(
    r"\b(?:left|remain|balance|rest|übrig|rest[ae]|queda|saldo|остал|остаёт|остает)|剩|余"
)
_NOUN = re.compile(r"[^\W\d_]{3,}")
_MARK = re.compile(r"[\W_]+")
_WITHOUT_YEAR = "--"


def judge_other_figures(scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account that tells such a value."""
    acts = acts_of_turn(scene)
    said = [one.figure.value for one in figured(scene.text)]
    free = [
        (act, held)
        for act in acts
        for held in act.held
        if held.value.kind in _KINDS and not _is_among(held.value, said)
    ]
    if not free:
        return
    new = [
        (clause, meant, one)
        for clause, meant in clauses_of_acts(scene)
        for one in clause.told
        if one.figure.value.kind in _KINDS and _is_new(one, scene)
    ]
    if len({one.figure.value for _, _, one in new}) > _MOST_NEW:
        return
    for clause, meant, one in new:
        instead = _told_for(one, [(act, held) for act, held in free if act in meant], scene)
        if instead is not None:
            yield _found(clause, one, instead, scene)
            return


def _found(clause: ToldAsDone, one: Figured, instead: tuple[Act, Held], scene: Scene) -> Imitation:
    act, held = instead
    (field,) = bare_fields([one.figure.value], clause.sentence, label_of(held.place))
    return told_otherwise(clause, act, field, held.source_in(act), scene)


def _is_new(one: Figured, scene: Scene) -> bool:
    """Say whether no source holds a value, with its unit or without."""
    ground, value = ground_of(scene), one.figure.value
    if value.kind == "number" and one.figure.unit and is_held_figure(one.figure, scene):
        return False
    other = other_day(value) if value.kind == "date" else None
    if value.kind == "number" and value.form.startswith("-"):
        # What is taken off is told as less.
        other = Value("number", value.form[1:])
    return not (
        value in scene.worked
        or is_known_by_heart(value)
        or ground.holds(value)
        or (other is not None and ground.holds(other))
    )


def _is_among(value: Value, said: list[Value]) -> bool:
    """Say whether a text tells a value: a day without its year, an id by its end, rounded."""
    return any(_is_same(one, value) for one in said)


def _is_same(said: Value, own: Value) -> bool:
    if said == own:
        return True
    if said.kind == "date" and own.kind == "date":
        return _WITHOUT_YEAR in (said.form[:2], own.form[:2]) and said.form[-5:] == own.form[-5:]
    if said.kind in NAMES or own.kind in NAMES:
        return _is_part(_bare(said), _bare(own))
    if said.kind == own.kind == "number":
        numbers = [number for number in (number_of(own.form),) if number is not None]
        return is_rounding_of(said.form, numbers) or is_scaled(said.form, numbers)
    return said.kind == own.kind == "time" and said.form[:5] == own.form[:5]


def _bare(value: Value) -> str:
    return _MARK.sub("", value.form)


def _is_part(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _SHORTEST_PART and shorter in longer


def _told_for(one: Figured, free: list[tuple[Act, Held]], scene: Scene) -> tuple[Act, Held] | None:
    """Return the value in whose place another is told, and its act; None where it is explained."""
    value = one.figure.value
    alike = [(act, held) for act, held in free if _is_alike(one, held, act)]
    if not 0 < len({held.value for _, held in alike}) <= _MOST_FREE:
        return None
    if is_worked_out(value, scene) or _is_told_apart(value, scene.text):
        return None
    if value.kind == "number" and not _is_named(one, alike) and _follows(value, alike, scene):
        return None
    return alike[0]


def _is_named(one: Figured, alike: list[tuple[Act, Held]]) -> bool:
    """Say whether words around a number name the only field that it can be."""
    held = alike[0][1]
    return len({other.value for _, other in alike}) == 1 and (
        _is_field_of(one, held) or _is_only_count(one, held, alike[0][0])
    )


def _follows(value: Value, alike: list[tuple[Act, Held]], scene: Scene) -> bool:
    """Say whether a number that is no slip follows from others by some longer way."""
    if any(differs_by(value.form, held.value.form) for _, held in alike):
        return False
    ground = ground_of(scene)
    return value in ground.summed([value]) or not ground.from_nowhere([value])


def _is_alike(one: Figured, held: Held, act: Act) -> bool:
    """Say whether a value is told as one of an act's, by its kind, form, label or unit."""
    said, own = one.figure.value, held.value
    if said.kind == "id" and own.kind == "number":
        # `#412` of `"number": 412`.
        return said.form.isdigit() and len(said.form) == len(own.form)
    if said.kind in NAMES and own.kind in NAMES:
        return _are_alike(said, own)
    if said.kind != own.kind:
        return False
    return said.kind != "number" or _is_number_of(one, held, act)


def _are_alike(said: Value, own: Value) -> bool:
    """Say whether two names are of one sort: both of mail, files of one ending, ids of one form."""
    if said.kind == own.kind == "host" and "/" not in said.form + own.form:
        return _ending(said) == _ending(own)
    parts = own.form.split("/")[-said.form.count("/") - 1 :]
    last = Value(said.kind, "/".join(parts))
    return signature(said) == signature(last) and _ending(said) == _ending(last)


def _ending(value: Value) -> tuple[bool, str]:
    """Return what sort of name a host has: an address of mail, or what it ends in."""
    is_mail = "@" in value.form
    last = value.form.rpartition(".")[2] if "." in value.form else ""
    return is_mail, "" if is_mail else "9" if last.isdigit() else last


def _is_told_apart(value: Value, text: str) -> bool:
    """Say whether a number is how far two others of a text are apart: `was 594.38, 59.44 more`."""
    number = number_of(value.form) if value.kind == "number" else None
    others = sorted(numbers_told(text) - {number})[:_MOST_TOLD]
    return number is not None and any(
        abs(one - other) == number for one, other in combinations(others, 2)
    )


def _is_number_of(one: Figured, held: Held, act: Act) -> bool:
    before = one.normal[max(0, one.figure.start - 1) : one.figure.start]
    # `+41Mi` tells how much it grew.
    if before == "+" or _LEFT.search(one.normal) or _OF_EACH.search(one.normal):
        return False
    mine, yours = number_of(one.figure.value.form), number_of(held.value.form)
    if not mine or not yours:
        return False
    if _CENTS.search(label_of(held.place)):
        yours /= 100
    if max(abs(mine), abs(yours)) > _NEAR_SIZE * min(abs(mine), abs(yours)):
        return False
    if _is_field_of(one, held):
        return True
    if differs_by(one.figure.value.form, held.value.form) and len(held.value.form) > 1:
        return True
    return _is_only_count(one, held, act)


def _is_field_of(one: Figured, held: Held) -> bool:
    """Say whether words around a number name a field of an act."""
    label = label_of(held.place)
    is_joined = not label.isascii() and len(label) > 1 and label in one.normal
    return is_joined or names_field(one.figure, one.normal, held.place)


def _is_only_count(one: Figured, held: Held, act: Act) -> bool:
    """Say whether a figure counts things, and a value is all that an act counts."""
    counted = {
        other.value
        for other in act.held
        if other.value.kind == "number" and _COUNTS.search(label_of(other.place))
    }
    unit = one.figure.unit
    return (
        counted == {held.value}
        and _COUNTS.search(label_of(held.place)) is not None
        and _NOUN.fullmatch(unit) is not None
        and not _TIMED.match(unit)
    )
