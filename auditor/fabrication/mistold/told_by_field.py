"""One record told field by field under the tool's own labels, or their like, in any layout.

A text names a row of a list, or what a call was for, and tells several of its fields. Where most
are as the result has them, another value from nowhere was changed. Where several are as another
row, or an older reading of the same, has them and this one has not, they are told of the wrong one.
Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.retellings import (
    is_decoded,
    is_in_words,
    is_reworded,
    is_weekday_of,
)
from auditor.evidence.said_by_calls import are_linked
from auditor.fabrication.examples import asks_for_example, asks_to_swap, is_no_record
from auditor.fabrication.excused.put_up import is_proposal, is_put_up
from auditor.fabrication.imitation import Imitation, Kind, Scene, found_in
from auditor.fabrication.mistold.against_own import ASKS_TO_CHANGE
from auditor.fabrication.mistold.outdated import ONCE
from auditor.fabrication.mistold.told_rows import ToldRow, told_rows
from auditor.fabrication.records.changed_values import Retold, forms_in, is_changed
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.field_signs import LONGEST_BY_FIELD
from auditor.fabrication.things.held_places import Place, held_places
from auditor.fabrication.things.open_question import tells_of_others
from auditor.fabrication.things.single_rows import Row, single_rows
from auditor.fabrication.things.what_was_asked import is_what_was_asked
from auditor.values.blocks import Block, Field
from auditor.values.flattened import Told
from auditor.values.labels import ID_WORDS, label_key
from auditor.values.occurrences import place_of
from auditor.values.order_words import NEGATES
from auditor.values.values import IN_WORDS, SPECIFIC, value_of

_SCORE = 0.6
_FEWEST, _FEWEST_SAME = 3, 2
_MOST_SHARE = 0.6
_LONGEST_TOLD = 4
_LONGEST_LEAD = 60
_SPACES_IN_PHRASE = 2
_ALIKE = 0.8
# What goes on in a sentence is no value.
_OF_SENTENCE = re.compile(
    r"(?<![^\W_])(?:we|i|you|your|my|our|this|that|these|those|from|options?|is|are|was|has|have|"
    r"been|to|as|which|who|available|the)(?![^\W_])|['’](?:ll|s|re|ve)\b",
    re.IGNORECASE,
)
# Of two things of one name: no code, which things may share.
_ID = re.compile(rf"(?:^|_)(?i:{ID_WORDS})_?$|[a-z]I[dD]$")
# `EPC rating: D` under `epc`.
_LABEL_AGAIN = re.compile(r"[a-z]\w{2,20}[*_]{0,2}:[*_]{0,2}(?:\s|$)")
_SIGN = re.compile(r"\w")
_FIGURES = re.compile(r"[\d.,' +-]+")


def judge_told_by_field(scene: Scene) -> Iterator[Imitation]:
    """Yield each record of a text that tells a row otherwise than the result has it."""
    if not scene.tells or len(scene.text) > LONGEST_BY_FIELD:
        return
    asked = scene.asked
    if asks_for_example(asked) or asks_to_swap(asked):
        return
    rows = single_rows(scene)
    for record in told_rows(rows, scene):
        if not _is_put_up(record, scene):
            found = _judged(record, rows, scene)
            if found is not None:
                yield found


def _is_put_up(record: ToldRow, scene: Scene) -> bool:
    told = record.told
    if not told:
        return True
    fields = tuple(Field(one.label, one.value) for one in told)
    block = Block("lines", fields, told[0].start, told[-1].end)
    lead = scene.text[: told[0].start]
    keys = {label_key(place.told.label) for place in record.held.other}
    return (
        is_no_record(block, lead, scene.asked)
        or is_proposal(block, scene)
        or is_put_up(keys, scene)
    )


def _judged(record: ToldRow, rows: list[Row], scene: Scene) -> Imitation | None:
    row, (same, other) = record.row, record.held
    is_of_others = tells_of_others(scene.text)
    for one in rows:
        is_older = bool(set(one.names) & set(row.names))
        foreign = _foreign(record, one, scene) if is_older or not is_of_others else []
        if is_what_was_asked(one.names, row.names, scene) and not is_older:
            continue
        if foreign and _is_named_before(record, foreign, scene.text):
            return _found("outdated" if is_older else "stale", foreign, record, scene)
    if ASKS_TO_CHANGE.stands_in(scene.asked):
        return None
    doubtful = [
        place for place in other if _is_told_as_so(place.told, scene) and not _is_retold(place)
    ]
    if len(same) < max(_FEWEST_SAME, _MOST_SHARE * len(same + other)):
        return None
    retold = Retold(row.result, row.call, row.places, record.held)
    changed = [
        place
        for place in doubtful
        if is_changed(place, retold, scene, still=False) or _is_small_slip(place, same, scene)
    ]
    return _found("altered", [one.told for one in changed], record, scene) if changed else None


def _is_retold(place: Place) -> bool:
    """Say whether a value may be the result's in other words, or in another unit."""
    said = place.told.value
    return any(
        is_reworded(said, own)
        or _is_glossed(said, own)
        or _unit_of(said) != _unit_of(own)
        or is_weekday_of(said, own)
        or is_decoded(said, own)
        for own in place.own
    )


def _is_glossed(said: str, own: str) -> bool:
    """Say whether a phrase stands for a result's single word: `waiting for payment` for pending."""
    return (
        said.islower()
        and said.count(" ") >= _SPACES_IN_PHRASE
        and is_in_words(said)
        and is_in_words(own)
        and " " not in own
        and not NEGATES.stands_in(said)
    )


def _unit_of(raw: str) -> str | None:
    """Return what stands beside the figures of a number; None where a value is none."""
    return _FIGURES.sub("", raw).strip().casefold() if value_of(raw).kind == "number" else None


def _is_small_slip(place: Place, same: list[Place], scene: Scene) -> bool:
    """Say whether a small number stands under the result's label, beside much that is exact."""
    said = value_of(place.told.value)
    return (
        said.kind == "number"
        and place.is_known
        and len(place.own) == 1
        and place.told.value.isdecimal()
        and place.own[0].isdecimal()
        and sum(one.told.value in one.own for one in same) >= _FEWEST
        and place_of(place.told.value, scene.asked) < 0
    )


def _foreign(record: ToldRow, other: Row, scene: Scene) -> list[Told]:
    """Return what a text tells of a row that another one of its list has, and this one has not."""
    row = record.row
    is_same_thing = bool(set(other.names) & set(row.names))
    if not record.told or not _may_be_mistaken(record, other, scene):
        return []
    theirs = held_places(record.told, other.places)
    own = {place.told for place in record.held.same}
    mine = forms_in(row.places)
    foreign = [
        place.told
        for place in theirs.same
        if place.told not in own
        and place.told.value in place.own
        and value_of(place.told.value).form not in mine
        and _is_told_as_so(place.told, scene)
    ]
    kept = len(own - {place.told for place in theirs.same})
    is_specific = any(value_of(one.value).kind in SPECIFIC for one in foreign)
    if is_same_thing:
        is_enough = bool(foreign) and not kept and len(record.held.same) >= _FEWEST_SAME
    else:
        is_enough = len(foreign) >= _FEWEST_SAME and is_specific and len(foreign) > 2 * kept
    return foreign if is_enough and not _are_given(foreign, scene) else []


def _may_be_mistaken(record: ToldRow, other: Row, scene: Scene) -> bool:
    """Say whether a row may be told in place of another: a like thing's, or an older reading."""
    row = record.row
    if other.places is row.places or not _are_alike(row, other):
        return False
    if other.result is not row.result and _are_linked(row, other, scene):
        return False
    if set(other.names) & set(row.names):
        is_older = other.result.index < row.result.index and row.call.turn >= scene.event.turn
        return is_older and not _have_other_ids(row, other)
    words = scene.text[record.told[0].start : record.told[-1].end]
    return not any(place_of(name, words) >= 0 for name in other.names)


def _have_other_ids(one: Row, other: Row) -> bool:
    """Say whether two records that bear one name have different ids: they are two things."""
    mine, yours = one.values, other.values
    ids = (column for column in mine.keys() & yours.keys() if _ID.search(column[-1]))
    return any(mine[column] != yours[column] for column in ids)


def _is_named_before(record: ToldRow, told: list[Told], text: str) -> bool:
    """Say whether a row is named ahead of what is told of it, or among it.

    Another row of its list may be meant that nothing names, and this one be named later on.
    """
    if not record.row.list_of:
        return True
    places = [place for name in record.row.names if (place := place_of(name, text)) >= 0]
    return min(places, default=0) <= min(one.start for one in told) or any(
        one.value in record.row.names for one in record.told
    )


def _are_alike(one: Row, other: Row) -> bool:
    """Say whether two records are rows of one list, or have nearly the same labels."""
    if one.list_of and one.result is other.result and one.list_of == other.list_of:
        return True
    mine, yours = {names[-1] for names in one.labels}, {names[-1] for names in other.labels}
    return len(mine & yours) >= _ALIKE * max(len(mine), len(yours))


def _are_linked(one: Row, other: Row, scene: Scene) -> bool:
    """Say whether a result ties two things: one stands for the other."""
    return any(
        are_linked(value_of(mine), value_of(yours), scene.evidence, scene.event_index)
        for mine in set(one.names) - set(other.names)
        for yours in set(other.names) - set(one.names)
    )


def _are_given(told: list[Told], scene: Scene) -> bool:
    """Say whether the user named one of some values."""
    return any(place_of(one.value, scene.asked) >= 0 for one in told)


def _is_told_as_so(told: Told, scene: Scene) -> bool:
    """Say whether a value is told in a few words as what is so now."""
    value = told.value
    if not _SIGN.search(value) or _LABEL_AGAIN.match(value):
        return False
    if value_of(value).kind in IN_WORDS and (
        value.count(" ") >= _LONGEST_TOLD or _OF_SENTENCE.search(value)
    ):
        return False
    start = max(scene.text.rfind(mark, 0, told.start) for mark in ("\n", ". ", "; "))
    lead = scene.text[max(start + 1, told.start - _LONGEST_LEAD) : told.start]
    words = f"{lead} {value}"
    return not (ONCE.stands_in(lead) or is_unreal(words) or is_hedged(words))


def _found(kind: Kind, changed: list[Told], record: ToldRow, scene: Scene) -> Imitation:
    start = min(one.start for one in record.told)
    end = max(one.end for one in record.told)
    fields = [Field(one.label, one.value) for one in changed]
    return found_in(
        scene, (start, end), kind, record.row.call.name, _SCORE, fields,
        imitates=record.row.result.index,
    )  # fmt: skip
