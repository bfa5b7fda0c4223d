"""A field that tells what a record holds, though otherwise than the record writes it."""

import re

from auditor.evidence.index import Evidence
from auditor.evidence.provenance import Traced, values_under_key
from auditor.evidence.records import Record
from auditor.evidence.retellings import (
    is_bound_at,
    is_decoded,
    is_end_of,
    is_in_words,
    says,
    turns,
)
from auditor.evidence.translated import may_be_translated
from auditor.values.equal_values import equal
from auditor.values.occurrences import place_of
from auditor.values.order_words import NEGATES
from auditor.values.values import normal_text, value_of

_FIGURE = re.compile(r"\d")


def is_another_field(field: Traced, record: Record) -> bool:
    """Say whether the record holds the value under another label than that which this one ends in.

    `Current state` may stand for its `status` as well as for its `state`.
    """
    if field.key in record.values or field.value.kind == "number":
        return False
    own = values_under_key(record, field.key)
    return any(
        equal(field.value, raw) for raws in record.values.values() for raw in raws if raw not in own
    )


def is_told_otherwise(field: Traced, record: Record, evidence: Evidence, before: int) -> bool:
    """Say whether a word may be the record's in the user's language, or a day turned round."""
    owns = values_under_key(record, field.key)
    told = field.field.value
    if any(is_decoded(told, own) or is_end_of(told, own) or is_bound_at(told, own) for own in owns):
        return True
    if field.value.kind == "date":
        return any(
            turns(field.field.value, value_of(own)) or turns(own, field.value) for own in owns
        )
    return field.value.kind == "word" and any(
        may_be_translated(field.field.value, own, evidence, before)
        for own in values_under_key(record, field.key)
    )


def is_gloss(field: Traced, record: Record) -> bool:
    """Say whether words are the record's told otherwise, or have a remark of the model's own.

    `not yet shipped` may say what the record calls `pending`.
    """
    said, owns = field.field.value, values_under_key(record, field.key)
    if not is_in_words(said):
        return False
    words = normal_text(said)
    denies = " " in words and NEGATES.stands_in(said)
    if "(" in said or (denies and not any(normal_text(own) in words for own in owns)):
        return True
    return any(says(said, own) for own in owns)


def holds_own(field: Traced, record: Record) -> bool:
    """Say whether a value is the record's own whole, with words around it that tell no figure."""
    said = normal_text(field.field.value)
    for own in map(normal_text, values_under_key(record, field.key)):
        place = place_of(own, said)
        if place < 0 or len(own) == len(said):
            continue
        around = said[:place] + said[place + len(own) :]
        if not _FIGURE.search(around) and not NEGATES.stands_in(around):
            return True
    return False


def is_flag_in_words(field: Traced, record: Record) -> bool:
    """Say whether a word stands for a record's flag: it may say the same in any language."""
    own = values_under_key(record, field.key)
    return field.value.kind == "word" and any(value_of(raw).kind == "flag" for raw in own)


def is_said_of_number(field: Traced, record: Record) -> bool:
    """Say whether words stand where a record has a number: they say something else of it."""
    own = values_under_key(record, field.key)
    return is_in_words(field.field.value) and any(value_of(raw).kind == "number" for raw in own)
