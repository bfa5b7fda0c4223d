"""Words under a tool's own label that a result holds but for one of them.

`"title": "Booking Accessible Coupons | The O2"`, where the result says Tickets: a record that is
set out under the labels of a tool, and whose other fields are as the tool has them, copies that
result. Who tells a field in words of his own changes more than one of five and keeps not all the
others in their order; who shortens it changes none. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.provenance import best_shape, trace_fields, values_under_key
from auditor.evidence.word_changes import changes_to, words_of
from auditor.fabrication.examples import (
    asks_for_example,
    asks_for_other_words,
    asks_to_name,
    is_no_record,
)
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.workshop import is_workshop
from auditor.values.blocks import Block, Field
from auditor.values.labels import label_key
from auditor.values.values import IN_WORDS, normal_text, value_of

_SCORE = 0.6
_FEWEST_WORDS, _FEWEST_IF_COPIED = 5, 3
_LONGEST = 4000
_SAME = 0.66
_LAYOUTS = ("json", "literal", "table", "lines")
_MARKS = re.compile(r"[*_`]+")


def judge_copied_fields(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each record of a text with such a field.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    if not scene.shapes or scene.is_partial or len(scene.text) > _LONGEST:
        return
    asked = scene.asked
    if asks_for_example(asked) or asks_for_other_words(asked) or asks_to_name(asked):
        return
    for block in blocks:
        if block.layout in _LAYOUTS and any(map(_is_long, block.fields)):
            found = _judged(block, scene)
            if found is not None:
                yield found


def _is_long(field: Field) -> bool:
    return " " in field.value.strip() and value_of(field.value).kind in IN_WORDS


def _judged(block: Block, scene: Scene) -> Imitation | None:
    shape, overlap = best_shape(block.fields, scene.shapes)
    if shape is None or overlap < 1 or is_proposal(block, scene) or is_workshop(scene):
        return None
    if is_no_record(block, scene.text[: block.start], scene.asked):
        return None
    traced = trace_fields(block.fields, shape, scene.evidence, scene.event_index)
    copied = sum(one.origin == "paired" for one in traced)
    for field in block.fields:
        least = _FEWEST_IF_COPIED if copied > 1 else _FEWEST_WORDS
        told = _MARKS.sub(" ", field.value)
        if not _is_long(field) or len(words_of(told).words) < least or _is_held(told, scene):
            continue
        for record in scene.evidence.records_before(scene.event_index):
            owns = values_under_key(record, label_key(field.label))
            if record.tool == shape.tool and any(_changes_one_word(told, own) for own in owns):
                return found_in(
                    scene, (block.start, block.end), "altered", shape.tool, _SCORE, [field],
                    imitates=record.event_index, sure=False,
                )  # fmt: skip
    return None


def _is_held(told: str, scene: Scene) -> bool:
    """Say whether any source, or the model before, holds some words as they are."""
    joined = " ".join(words_of(told).words)
    evidence, before = scene.evidence, scene.event_index
    known = (evidence.texts[place].raw for place in range(evidence.place_of(before)))
    if any(joined in " ".join(words_of(raw).words) for raw in known):
        return True
    said = (message.text for message in evidence.said_before(before))
    return any(joined in normal_text(text) for text in said)


def _changes_one_word(told: str, own: str) -> bool:
    """Say whether a value of a result is some words but for one, in whose place it has another."""
    said = words_of(told)
    changed = changes_to(said, words_of(own), _SAME, whole=True)
    if not changed or len(changed) != 1 or " " in changed[0]:
        return False
    return said.words.count(changed[0]) == 1
