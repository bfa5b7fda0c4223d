"""Figures told of a thing that the user asked about, though the tool for it was never called.

`The rating of a.example is 4.0.` in a conversation in which a tool that takes hosts is declared
and was called for none: nobody can have said so. There is no result whose layout or words could be
imitated, so a record counts only where some figure of it is from nowhere, and a sentence only where
it gives a figure to something that the user named or to the thing itself. Such a finding is at most
suspected.
"""

import re
from collections.abc import Iterable, Iterator

from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.readings import single_sentences
from auditor.fabrication.examples import KNOWN_TO_ALL, KNOWN_TO_ALL_ZH, is_no_record
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.ground.ground import Ground, ground_of
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.told_fields import Told, is_unreal, told_fields
from auditor.fabrication.things.open_question import (
    Asked,
    asked_of_declared,
    asks_to_write,
    says_a_user,
)
from auditor.fabrication.unlooked.bare_figures import gives_figures, judge_bare_figures
from auditor.values.blocks import Field, blocks_of
from auditor.values.labels import field_key
from auditor.values.values import FIGURES, Value, is_placeholder, normal_text, value_of
from auditor.values.wording import Wording

_SCORE = 0.5
_LONGEST = 1200
_ENOUGH = 0.8
_FEWEST = 2
_EXACT_DIGITS = 4
_WORD = re.compile(r"[^\W\d_]{3,}|[\u4e00-\u9fff]{2,}")
# Whoever asks how something is done, what it means or what is usual asks for what people know.
_OF_COMMON_KNOWLEDGE = Wording(
    rf"\b(?:how (?:do|can|would|should|to)\b|{KNOWN_TO_ALL}|standard\b|calendar\b|ports?\b|"
    rf"versions?\b)|{KNOWN_TO_ALL_ZH}|标准|端口|版本"
)


def judge_never_called(scene: Scene) -> Iterator[Imitation]:
    """Yield each record and each sentence that tells such figures."""
    text = scene.text
    if scene.has_called or not scene.answers or len(text) > _LONGEST:
        return
    if asks_to_write(scene.asked) or _OF_COMMON_KNOWLEDGE.stands_in(f"{scene.asked}\n{text}"):
        return
    found = list(_told_of_declared(scene))
    yield from found or judge_bare_figures(scene)


def _told_of_declared(scene: Scene) -> Iterator[Imitation]:
    text, asked = scene.text, asked_of_declared(scene)
    if asked is None:
        return
    records = [block for block in blocks_of(text) if block.is_record]
    for block in records:
        told = _figures(block.fields, asked, scene)
        if told and not (is_proposal(block, scene) or is_no_record(block, "", scene.asked)):
            place = block.start, block.end
            yield found_in(scene, place, "invented", min(asked.tools), _SCORE, told)
    if not (records or gives_figures(asked.names, scene)):
        yield from _told(asked, scene)


def _told(asked: Asked, scene: Scene) -> list[Imitation]:
    """Return the fields told in sentences, else the sentences that tell several figures at once."""
    tool = min(asked.tools)
    words = frozenset(map(field_key, _WORD.findall(scene.asked)))
    found = [
        found_in(scene, (one.start, one.end), "ungrounded", tool, _SCORE, told)
        for one in (*told_fields(scene.text, None), *told_fields(scene.text, words))
        if (told := _figures([Field(one.label, one.value)], asked, scene))
        and _is_asked_for(one, asked, scene)
    ]
    ground = ground_of(scene)
    return found or [
        found_in(scene, (start, start + len(sentence)), "ungrounded", tool, _SCORE, told)
        for start, sentence in single_sentences(scene.text)
        if (told := _several_figures(sentence, asked, ground))
    ]


def _several_figures(sentence: str, asked: Asked, ground: Ground) -> list[Field]:
    """Return the figures that a sentence tells of what was asked for, where they tell enough."""
    if not asked.names.intersection(named_in(sentence)) or is_unreal(sentence):
        return []
    new = {
        value: weight
        for value, weight in unsourced_in(sentence, ground)
        if _is_figure(value, asked, ground.scene)
    }
    told = len(new) >= _FEWEST and round(sum(new.values()), 2) >= _ENOUGH
    told = told and any(map(_is_exact, new))
    return bare_fields(new, sentence) if told else []


def _figures(fields: Iterable[Field], asked: Asked, scene: Scene) -> list[Field]:
    """Return the fields whose values are figures or days that no source holds."""
    return [
        field
        for field in fields
        if not is_placeholder(field.value) and _is_figure(value_of(field.value), asked, scene)
    ]


def _is_exact(value: Value) -> bool:
    """Say whether a figure is no border of a range and no count that people give in round terms."""
    digits = value.form.replace(".", "").rstrip("0")
    return value.kind != "number" or "." in value.form or len(digits) >= _EXACT_DIGITS


def _is_figure(value: Value, asked: Asked, scene: Scene) -> bool:
    if value.kind not in FIGURES or value in asked.names:
        return False
    if says_a_user(value, asked, scene) or scene.source_of(value) is not None:
        return False
    evidence, before = scene.evidence, scene.event_index
    return not (value.kind == "number" and is_worked_out(value.form, scene.text, evidence, before))


def _is_asked_for(one: Told, asked: Asked, scene: Scene) -> bool:
    """Say whether a sentence gives its figure to what the user asked for."""
    if asked.names.intersection(named_in(one.subject)):
        return True
    words = _WORD.findall(normal_text(one.label))
    head = words[-1] if words else ""
    # Chinese words stand side by side; the last two signs name what is meant.
    asked_for = head if head.isascii() else head[-2:]
    return bool(head) and asked_for in normal_text(scene.asked)
