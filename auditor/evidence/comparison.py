"""A record that the model wrote beside the genuine record that it is nearest to.

Three answers matter: it is about something else than that record was (stale), it differs in some
fields (altered), or neither.
"""

import re
from collections import Counter
from typing import Literal, NamedTuple

from auditor.evidence.index import Evidence
from auditor.evidence.provenance import Traced, holders_of, is_small, values_under_key
from auditor.evidence.records import Record
from auditor.evidence.retellings import is_in_words, rewords
from auditor.evidence.said_by_calls import are_linked, is_deed_since
from auditor.evidence.source_texts import arguments_of
from auditor.evidence.told_otherwise import (
    holds_own,
    is_another_field,
    is_flag_in_words,
    is_gloss,
    is_said_of_number,
    is_told_otherwise,
)
from auditor.trace import ToolCall
from auditor.values.atoms import atoms_of
from auditor.values.equal_values import equal
from auditor.values.labels import label_key
from auditor.values.occurrences import holds
from auditor.values.signature import signature
from auditor.values.spellings import spellings
from auditor.values.values import NAMES, SPECIFIC, Value, normal_text, value_of

_HOUR = re.compile(r"\W*(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)")
_SHORTEST_NUMBER = 3
_SHARE = 0.4
_MOST = 0.6


class Difference(NamedTuple):
    """How a block departs from the genuine record that it is nearest to."""

    kind: Literal["stale", "altered"]
    record: Record
    fields: list[Traced]


class _Nearest(NamedTuple):
    record: Record
    agreeing: list[Traced]
    differing: list[Traced]


def compare(
    weighed: list[Traced], lead: str, evidence: Evidence, before: int, *, strict: bool
) -> Difference | None:
    """Return how a block differs from its nearest record, or None if it does not, or has none.

    Args:
        weighed: The fields of the block that say something.
        lead: The words that lead up to it: they may name what it is about.
        evidence: The sources of the trace.
        before: Event index of the block.
        strict: The layout is a tool's own, so that every field must be that record's.
    """
    nearest = _nearest(weighed, evidence, before, strict=strict)
    if nearest is None:
        return None
    record, agreeing, differing = nearest
    call = evidence.call_of(record)
    about = _labels_of_entity(record, call)
    # An hour names no other day.
    named = [f for f in differing if f.key in about and not _HOUR.match(f.field.value)]
    tied = any(field.key in about for field in agreeing)
    if _is_still_about(nearest, named, tied=tied):
        named = []
    if named and len(named) == len(differing):
        other = [f for f in named if not _has_own_record(f, record, weighed, evidence, before)]
        return Difference("stale", record, other) if other else None
    if named or len(agreeing) < _SHARE * (len(agreeing) + len(differing)):
        return None
    if not differing:
        return _stale_by_lead(nearest, call, lead, evidence, before)
    several = _told_of_several(weighed, record)
    doubtful = [
        field
        for field in differing
        if field not in several and _is_changed(field, strict=strict, explicit=tied)
    ]
    changed = _without_retold(doubtful, nearest, about, evidence, before, strict=strict)
    return Difference("altered", record, changed) if changed else None


def _without_retold(
    fields: list[Traced],
    nearest: _Nearest,
    about: set[str],
    evidence: Evidence,
    before: int,
    *,
    strict: bool,
) -> list[Traced]:
    """Return those of some fields that tell a record's values neither in other words nor anew.

    Args:
        fields: Fields that differ from the record.
        nearest: The record.
        about: The labels that say what it is about.
        evidence, before, strict: As for `compare`.
    """
    record = nearest.record
    reworded = _rewords(nearest)
    names = [normal_text(record.values[label][0]) for label in about]
    return [
        field
        for field in fields
        if not is_another_field(field, record)
        and not _holds_elsewhere(field, record, about, evidence, before)
        and not is_deed_since(field.value, names, record.event_index, evidence, before)
        and not is_told_otherwise(field, record, evidence, before)
        and not is_flag_in_words(field, record)
        and (strict or not is_said_of_number(field, record))
        and not (reworded and is_in_words(field.field.value))
        and not is_gloss(field, record)
        and not holds_own(field, record)
    ]


def _is_still_about(nearest: _Nearest, named: list[Traced], *, tied: bool) -> bool:
    """Say whether a block is about its nearest record's thing though names of it differ.

    Another of its names may say so, or most of the record: then a name from nowhere is a change
    like any other.
    """
    unheard = all(field.origin == "new" for field in named)
    if tied:
        return unheard or len(named) < len(nearest.differing)
    specific = sum(field.specific for field in nearest.agreeing)
    total = len(nearest.agreeing) + len(nearest.differing)
    mostly = specific > 1 and len(nearest.agreeing) >= _MOST * total
    return unheard and mostly and len(named) < len(nearest.differing)


def _nearest(
    weighed: list[Traced], evidence: Evidence, before: int, *, strict: bool
) -> _Nearest | None:
    records = evidence.records_before(before)
    held = [(field, holders_of(records, field.key, field.value)) for field in weighed]
    counts = Counter(place for _, places in held for place in places)
    if not counts:
        return None
    # The newest of those that agree most.
    best = max(counts, key=lambda place: (counts[place], place))
    record = records.at(best)
    agreeing = [field for field, places in held if best in places]
    differing = [
        field
        for field, places in held
        # "new cabin" need not be the record's "cabin", unless the layout is the tool's.
        if best not in places
        and (field.key in record.values or (strict and values_under_key(record, field.key)))
    ]
    if len(agreeing) < 2:  # noqa: PLR2004 - one value agrees by chance
        return None
    return _Nearest(record, agreeing, differing)


def _labels_of_entity(record: Record, call: ToolCall | None) -> set[str]:
    """Return the labels under which a record names the thing that it is about."""
    arguments = arguments_of(call)
    labels = set()
    for argument in arguments:
        value = value_of(argument.value)
        if value.kind not in SPECIFIC and len(arguments) > 1:
            continue
        for label, raws in record.values.items():
            if len(raws) == 1 and equal(value, raws[0]):
                labels.add(label)
    return labels


def _is_changed(field: Traced, *, strict: bool, explicit: bool) -> bool:
    """Say whether a differing value is a change, and not the user's or another thing's."""
    if field.origin == "new":
        return True
    if field.origin == "given":
        return False
    known_kind = field.value.kind == "word" or field.specific
    return (strict or explicit) and known_kind and (explicit or field.origin == "told")


def _told_of_several(weighed: list[Traced], record: Record) -> list[Traced]:
    """Return what a list tells of the other things of its result: labels stand in it repeatedly."""
    counts = Counter(field.key for field in weighed)
    return [
        field for field in weighed if counts[field.key] > 1 and record.event_index in field.records
    ]


def _rewords(nearest: _Nearest) -> bool:
    """Say whether a block tells words of its record otherwise than as the tool writes them."""
    told = (
        (field.field.value, values_under_key(nearest.record, field.key))
        for field in (*nearest.agreeing, *nearest.differing)
        if field.origin in ("paired", "new") or is_gloss(field, nearest.record)
    )
    return rewords(told)


def _holds_elsewhere(
    field: Traced, record: Record, about: set[str], evidence: Evidence, before: int
) -> bool:
    """Say whether another record about the same thing holds the value under this label.

    What a record is about, the arguments of its call may say.
    """
    own = {label: record.values[label][0] for label in about}
    for other in evidence.records_before(before):
        if other.event_index == record.event_index and other.values is record.values:
            continue
        same = all(
            any(equal(value_of(raw), mine) for raw in values_under_key(other, label))
            or _is_about(other, value_of(mine), evidence)
            for label, mine in own.items()
        )
        if same and any(equal(field.value, raw) for raw in values_under_key(other, field.key)):
            return True
    return False


def _has_own_record(
    field: Traced, best: Record, weighed: list[Traced], evidence: Evidence, before: int
) -> bool:
    """Say whether a record about that other entity holds the block just as well."""
    records = evidence.records_before(before)
    places = holders_of(records, field.key, field.value)
    for one in weighed:
        places &= holders_of(records, one.key, one.value)
    return any(records.at(place).values is not best.values for place in places)


def _stale_by_lead(
    nearest: _Nearest, call: ToolCall | None, lead: str, evidence: Evidence, before: int
) -> Difference | None:
    """The words before a true record may name another entity than the one it is about."""
    if not lead.strip() or len(nearest.agreeing) < 3:  # noqa: PLR2004 - fewer agree by chance
        return None
    asked = [value_of(argument.value) for argument in arguments_of(call)]
    # Beside others a number says how much of something.
    kinds = SPECIFIC if len(asked) == 1 else NAMES
    asked = [value for value in asked if value.kind in kinds and not _is_count(value)]
    named = [atom.value for atom in atoms_of(normal_text(lead))]
    # The heading of rows names fields.
    named = [value for value in named if label_key(value.form) not in nearest.record.values]
    answer = normal_text(evidence.answer_of(call)) if call else ""
    for value in asked:
        alike = [other for other in named if _could_be(other, value)]
        if alike and value not in named and not any(holds(answer, o, spellings(o)) for o in alike):
            if any(
                _was_answered(other, nearest, evidence, before)
                or are_linked(other, value, evidence, before)
                for other in alike
            ):
                return None
            if _names(nearest, value) and any(_was_asked(o, evidence, before) for o in alike):
                return None
            return Difference("stale", nearest.record, nearest.agreeing[:1])
    return None


def _is_count(value: Value) -> bool:
    """Say whether a number is so short that another may be a day or a count and name nothing."""
    return is_small(value) or (value.kind == "number" and len(value.form) < _SHORTEST_NUMBER)


def _could_be(value: Value, asked: Value) -> bool:
    return value.kind == asked.kind and signature(value) == signature(asked)


def _names(nearest: _Nearest, value: Value) -> bool:
    """Say whether a block names a value itself, as a row of a table about several things does."""
    return any(field.value == value for field in nearest.agreeing)


def _was_asked(value: Value, evidence: Evidence, before: int) -> bool:
    """Say whether a call that was answered was about a value."""
    return any(_is_about(record, value, evidence) for record in evidence.records_before(before))


def _is_about(record: Record, value: Value, evidence: Evidence) -> bool:
    """Say whether the call that returned a record was about a value."""
    return any(equal(value, argument.value) for argument in arguments_of(evidence.call_of(record)))


def _was_answered(value: Value, nearest: _Nearest, evidence: Evidence, before: int) -> bool:
    """Say whether a call about that entity returned the same values."""
    for record in evidence.records_before(before):
        if _is_about(record, value, evidence) and all(
            any(equal(f.value, raw) for raw in values_under_key(record, f.key))
            for f in nearest.agreeing
        ):
            return True
    return False
