"""One field told in a sentence or line: the smallest thing that can be made up.

A number or a word may be said for many reasons, so a value counts only where it stands under the
label of a tool's field. Of a thing that was looked up, it must be of a kind that cannot be common
words; of a thing that no call and no result ever spoke of, any value is told from nowhere.
"""

import re
from collections.abc import Iterator
from itertools import islice

from auditor.evidence.pasted import is_pasted
from auditor.evidence.provenance import is_small, trace_fields
from auditor.evidence.records import Shape
from auditor.fabrication.ground.abbreviated import unless_abbreviated
from auditor.fabrication.ground.relations import unless_relation
from auditor.fabrication.ground.untraced import call_about_such, is_users, named_in, was_looked_up
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.told_fields import Told, denies, labels_told, told_fields
from auditor.fabrication.things.open_question import is_of_something_else
from auditor.values.blocks import Block, Field, Spans
from auditor.values.labels import field_key, label_key
from auditor.values.occurrences import holds_figures, is_echo
from auditor.values.values import SPECIFIC, Value, normal_text, value_of

_LONGEST_CODE = 8
_DIGIT = re.compile(r"\d")
_AROUND_FIGURES = re.compile(r"[^\W\d][:： ]|[\u4e00-\u9fff]")
_MINUTES = re.compile(r"[0-5]\d")
_MOST_RESULTS = 30
_OWN_WORDS = (
    "available unavailable missing required needed empty same different correct incorrect right "
    "wrong important clear unclear unverified verified unchecked open here there following above "
    "below attached confirmed found given provided shown ready complete completed done set valid "
    "invalid normal fine good bad high low better best worse worst higher highest lower lowest "
    "line field column row section entry "
    "cheaper cheapest faster fastest slower slowest larger largest smaller smallest "
    "正常 缺失 相同 一致 正确 如上 如下 有效 无效 空"
)
"""Words that an answer uses of its own about any field, or about its own work."""
_MOST_WORDS = 2
_BEGINNING_WORDS = (
    "under in on at with for to from by as the a an your our my their being currently also still "
    "based very quite already now just only about around over between one part used this that "
    "what where how why so too more less most all both any some"
)
_BEGINNINGS = frozenset(_BEGINNING_WORDS.split())
# `is known for:` tells no value.
_LEADING_WORDS = "for of by in on at with to as from about than and or"
_LEADS_ON = frozenset(_LEADING_WORDS.split())
_POINTING_WORDS = "it this that these those 这 它 该 这个"
# What the model makes of a result is its own.
_DECIDING_WORDS = "decision action recommendation disposition 决定 处置 处置建议 建议 结论"
_NO_FIELDS = frozenset(f"{_POINTING_WORDS} {_DECIDING_WORDS}".split())
_OWN = frozenset(_OWN_WORDS.split())


def judge_single_values(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each value that a sentence gives a tool's field and that has no source."""
    if not scene.is_checkable or is_pasted(scene.text, scene.asked):
        return
    labels = {field_key(label): shape for shape in scene.shapes for label in shape.labels}
    labels.update(_labels_of_prose(scene))
    labels.pop("", None)
    known = list(_told_in_words(scene, labels, blocks))
    for told in known:
        shape = labels[field_key(told.label)]
        score = 0.0 if _is_tool(told, scene) else _score(told, scene)
        if score:
            yield _found(told, shape.tool, shape.shown_by, score, scene)
    if not known:
        yield from _judge_unknown_labels(blocks, scene)


def _told_in_words(
    scene: Scene, labels: dict[str, Shape] | None, blocks: list[Block]
) -> Iterator[Told]:
    """Yield the fields that sentences tell; what lies in a record is judged as such."""
    records = Spans((block.start, block.end) for block in blocks if block.is_record)
    for told in told_fields(scene.text, labels):
        if not records.meet(told.start, told.end):
            yield told


def _labels_of_prose(scene: Scene) -> dict[str, Shape]:
    """Return the labels that genuine results in sentences have."""
    newest = islice(scene.evidence.prose_before(scene.event_index), _MOST_RESULTS)
    return {
        label: Shape(tool, frozenset(), result.index)
        for tool, result in newest
        for label in labels_told(result.output)
    }


def _judge_unknown_labels(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield the values told, under labels of the model's own, of what a tool is asked for.

    Labels may be translated; but a thing of the kind that a tool takes, which the user named and no
    call ever spoke of, has no fields that anyone could know.
    """
    for told in _told_in_words(scene, None, blocks):
        if denies(scene.text[told.start : told.end]):
            continue
        if told.label.casefold() in _NO_FIELDS or _is_time(told) or _is_tool(told, scene):
            continue
        if not (_is_coded(told) or _is_of_thing_asked(told, scene)):
            continue
        if _is_untraced(told, scene) and _score(told, scene):
            call = call_about_such(_names_of(told, scene), scene)
            if call is not None:
                yield _found(told, call.name, None, 0.5, scene)


def _is_time(told: Told) -> bool:
    """Say whether a colon stands in a time of day: `free at 12:00`."""
    return told.label[-1:].isdigit() and _MINUTES.fullmatch(told.value) is not None


def _is_tool(told: Told, scene: Scene) -> bool:
    """Say whether a value is a tool's name: `the relevant tool is read_file`."""
    name = told.value.strip("`'\"()*")
    return name in scene.argument_keys or any(call.name == name for call in scene.pairing.calls)


def _is_coded(told: Told) -> bool:
    """Say whether a value is written as systems write, not as people do."""
    value = value_of(told.value)
    return value.kind in SPECIFIC or _is_code(told.value, value)


def _is_of_thing_asked(told: Told, scene: Scene) -> bool:
    """Say whether a sentence names the thing whose field it tells, and the user asked for it."""
    named = named_in(told.subject)
    return bool(named) and all(name.form in normal_text(scene.asked) for name in named)


def _found(told: Told, tool: str, shown_by: int | None, score: float, scene: Scene) -> Imitation:
    place, values = (told.start, told.end), [Field(told.label, told.value)]
    return found_in(scene, place, "ungrounded", tool, score, values, imitates=shown_by)


def _score(told: Told, scene: Scene) -> float:
    """Return how suspicious a told field is, 0 where it is not."""
    value = value_of(told.value)
    if value in scene.worked or _says_the_user(told.value, scene):
        return 0.0
    if is_echo(scene.text[told.start : told.end], scene.asked):
        return 0.0
    is_code = _is_code(told.value, value)
    specific = value.kind in SPECIFIC and not is_small(value)
    untraced = _is_untraced(told, scene)
    if untraced:
        score = 0.6 if specific or is_code else 0.5 * _is_told_as_fact(told, scene)
    else:
        solid = specific and value.kind != "number"
        score = 0.6 * (not told.is_line and (solid or is_code))
    return score if score and _is_from_nowhere(told, untraced=untraced, scene=scene) else 0.0


def _says_the_user(raw: str, scene: Scene) -> bool:
    """Say whether words around figures only pass on what the user's newest words hold."""
    if not _DIGIT.search(raw) or not _AROUND_FIGURES.search(raw):
        return False
    return holds_figures(normal_text(scene.asked), normal_text(raw))


def _is_from_nowhere(told: Told, *, untraced: bool, scene: Scene) -> bool:
    """Say whether nothing explains a value.

    What a system says in general, and a figure that stands anywhere, says nothing of a thing that
    no call asked for.
    """
    field = Field(told.label, told.value)
    traced = trace_fields([field], None, scene.evidence, scene.event_index)[0]
    if traced.origin == "new":
        told_otherwise = unless_abbreviated(unless_relation(traced, scene), scene)
        return told_otherwise.origin == "new"
    if not untraced or traced.origin == "given":
        return untraced and is_small(traced.value) and not is_users(traced.value, scene)
    if traced.value.kind == "word":
        return traced.origin in ("told", "paired")
    return traced.origin == "moved" and is_small(traced.value)


def _is_code(raw: str, value: Value) -> bool:
    """Say whether a word is written as systems write: `GHFQ`, `sent_back`."""
    if value.kind != "word" or " " in raw:
        return False
    return "_" in raw or (raw.isupper() and len(raw) <= _LONGEST_CODE)


def _is_told_as_fact(told: Told, scene: Scene) -> bool:
    """Say whether a word is a field's value rather than an answer's own way of speaking."""
    value = value_of(told.value)
    if value.kind == "number":
        return True
    words = value.form.split()
    if not words or len(words) > _MOST_WORDS or words[0] in _BEGINNINGS or words[-1] in _LEADS_ON:
        return False
    if value.kind != "word" or not _OWN.isdisjoint(value.form.split()):
        return False
    proposed = any(label_key(told.label) in keys for keys in scene.argument_keys.values())
    return not proposed or bool(named_in(told.subject))


def _is_untraced(told: Told, scene: Scene) -> bool:
    """Say whether the thing that a sentence is about stands in no call and no result.

    Where one of several things is known, all count as known.
    """
    named = _names_of(told, scene)
    return bool(named) and not any(was_looked_up(one, scene) for one in named)


def _all_named(scene: Scene) -> list[Value]:
    return named_in(scene.text)


def _names_of(told: Told, scene: Scene) -> list[Value]:
    """Return what a sentence names, else what the text names before it, else the user last.

    An answer that speaks of something else than the user asks for is not about the latter.
    """
    named = named_in(told.subject)
    if not named and scene.once_of_text(_all_named):
        named = named_in(scene.text[: told.start])
    if named or is_of_something_else(scene):
        return named
    return named_in(scene.asked)
