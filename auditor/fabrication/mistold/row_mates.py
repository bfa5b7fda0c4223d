"""One value of a thing told of another that was returned beside it.

`The design sync is in Maple`, where Maple is the room of the vendor call: the clause names one of
several things, leaves out what that one has in the field, and tells what another one has there,
which nobody else has told. Clauses that name several, compare or hand out values one after the
other are left alone. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.readings import is_question, parted, single_sentences
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.mistold.against_own import ASKS_TO_CHANGE
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.texts.told_figures import figures_in_normal
from auditor.fabrication.things.compared_things import Compared, groups_of, only_named
from auditor.fabrication.things.named_fields import names_field
from auditor.fabrication.things.told_clauses import is_held, spelt
from auditor.values.blocks import Field
from auditor.values.comparisons import may_compare
from auditor.values.labels import label_key
from auditor.values.occurrences import place_of
from auditor.values.values import SPECIFIC, Value, value_of
from auditor.values.wording import Wording

_SCORE = 0.6
_LONGEST = 1000
_SHORTEST_WORD, _FEWEST_DIGITS = 4, 2
_CLAUSE = re.compile(r"[;；。，\n]|,(?! ?\d)| (?:but|while|whereas|aber|pero|mais) |而|但")
_PART = re.compile(rf"{_CLAUSE.pattern}| (?:and|und|y|et) ")
_OTHERWISE = Wording(
    r"\b(?:respectively|both|each|all|every|than|unlike|like|other|others|another|same|also|too|"
    r"either|before|after|until|from|between|instead|next|then|previous\w*|not|no|total|together|"
    r"beziehungsweise|jeweils|beide|auch|ambos|también|tous|aussi)\b|分别|都|均|也|比|之前|之后|其他|另"
)


class _Mate(NamedTuple):
    """A value that only others of a group have in a field, and what the thing itself has there."""

    key: str
    value: Value
    own: Value


def may_be_of_mate(text: str) -> bool:
    """Say whether a text is short enough to be held clause by clause against rows."""
    return len(text) <= _LONGEST


def judge_row_mates(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text that tells such a value."""
    text = scene.text
    if not scene.answers or len(text) > _LONGEST or ASKS_TO_CHANGE.stands_in(scene.asked):
        return
    groups = groups_of(scene)
    for start, sentence in single_sentences(text) if groups else ():
        if (
            "|" in sentence
            or is_question(sentence)
            or _OTHERWISE.stands_in(sentence)
            or may_compare(sentence)
        ):
            continue
        for thing, mate in _told_in(sentence, groups, scene):
            place, index = (start, start + len(sentence)), thing.result.index
            field = Field(mate.key, mate.value.form)
            yield found_in(scene, place, "stale", thing.call.name, _SCORE, [field], imitates=index)
            return


def _told_in(
    sentence: str, groups: list[list[Compared]], scene: Scene
) -> Iterator[tuple[Compared, _Mate]]:
    whole, lowered = spelt(sentence), sentence.lower()
    for things in groups:
        # `A and B start at ten and eleven` hands out values one after the other.
        border = _PART if only_named(things, lowered) else _CLAUSE
        for _, clause in parted(sentence, border):
            found = only_named(things, clause.lower())
            if found is None or is_unreal(clause) or is_hedged(clause):
                continue
            # Of another thing, of which nothing is known here: `clean: 203.0.113.7 scores 12`.
            if any(name.form not in found[0].names for name in named_in(clause)):
                continue
            normal, asked = spelt(_without(found[0].names, clause)), spelt(scene.asked)
            yield from (
                (found[0], mate)
                for mate in _mates(found[0], things)
                if _is_told_as(mate, normal)
                and not (is_held(mate.own, whole) or _is_told(mate.own, whole))
                and not _is_told(mate.value, asked)
            )


def _mates(mine: Compared, things: list[Compared]) -> Iterator[_Mate]:
    """Yield what only the others of a group have in a field."""
    own = {value_of(str(value)) for value in mine.record.values()}
    names = {key for key in mine.record if _tells_apart(key, things)}
    for one in things:
        if one is mine:
            continue
        for key, raw in one.record.items():
            value, theirs = value_of(str(raw)), mine.record.get(key)
            if key not in names or theirs in (None, "") or value in own:
                continue
            instead = value_of(str(theirs))
            if instead.kind == value.kind and _says_enough(value):
                yield _Mate(key, value, instead)


def _tells_apart(key: str, things: list[Compared]) -> bool:
    """Say whether each of some things has a value of its own under a key."""
    values = [str(one.record[key]) for one in things if key in one.record]
    is_plain = all(type(one.record.get(key)) not in (bool, dict, list) for one in things)
    return is_plain and len(set(values)) == len(values)


def _says_enough(value: Value) -> bool:
    """Say whether a value is no chance word or figure."""
    if value.kind == "word":
        return len(value.form) >= _SHORTEST_WORD
    return value.kind in SPECIFIC and sum(map(str.isdigit, value.form)) >= _FEWEST_DIGITS


def _without(names: tuple[str, ...], clause: str) -> str:
    """Return a clause without a thing's own names, which may hold figures."""
    for name in names:
        place = place_of(name, clause)
        if place >= 0:
            clause = f"{clause[:place]} {clause[place + len(name) :]}"
    return clause


def _is_told_as(mate: _Mate, normal: str) -> bool:
    """Say whether a clause tells a value as that of its field: a number must be named so."""
    if mate.value.kind != "number":
        return _is_told(mate.value, normal)
    place = (label_key(mate.key),)
    return any(
        one.value == mate.value and names_field(one, normal, place)
        for one in figures_in_normal(normal)
    )


def _is_told(value: Value, normal: str) -> bool:
    if value.kind in ("word", "id", "host"):
        return place_of(value.form, normal) >= 0
    return any(one.value == value for one in figures_in_normal(normal))
