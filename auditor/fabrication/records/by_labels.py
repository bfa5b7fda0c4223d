"""Records whose labels are those of a tool's results, and whether they are true.

The order of questions, for every block that looks like a result: whose layout is it; where does
each value come from; if from genuine results, from which, and about the same thing?
"""

import re
from collections.abc import Iterable

from auditor.evidence.arithmetic import numbers_in
from auditor.evidence.comparison import compare
from auditor.evidence.provenance import ENOUGH_LABELS, Traced, best_shape, is_small, trace_fields
from auditor.evidence.readings import single_sentences
from auditor.evidence.records import Record, Shape
from auditor.evidence.rounding import is_scaled
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_to_name, asks_to_swap
from auditor.fabrication.excused.explained_fields import explained, unless_summary
from auditor.fabrication.excused.put_up import is_proposal, is_put_up
from auditor.fabrication.excused.users_records import is_users_record
from auditor.fabrication.ground.converted import own_values
from auditor.fabrication.ground.together import is_excerpt, is_together
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.ground.worked_records import is_worked_record, without_sums_around
from auditor.fabrication.imitation import Imitation, Kind, Scene, found_in, stands_in_result
from auditor.fabrication.records.marked_results import (
    is_marked_as_result,
    is_of_one_source,
    quoted_values,
)
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.fabrication.texts.worded_values import without_own_words
from auditor.fabrication.things.looked_up import are_alike
from auditor.fabrication.things.open_question import denies, tells_of_others
from auditor.values.atoms import atoms_of
from auditor.values.blocks import LEAD, Block, Field, fields_of, lead_before
from auditor.values.equal_values import pieces_of
from auditor.values.grades import grades_in
from auditor.values.literals import parse_value
from auditor.values.occurrences import holds
from auditor.values.order_words import NEGATES
from auditor.values.spellings import spellings
from auditor.values.values import SPECIFIC, normal_text, value_of
from auditor.values.verdict_words import tells_verdict

_HALF = 0.5
AFTER_WRITTEN_CALL = "after a call that was only written"
_FULL_NAME = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){1,3}")
_WHOLE = 0.8
_ROW = re.compile(r"\d[\d.,]*[A-Za-z%]{0,3}(?: {2,}\d[\d.,]*[A-Za-z%]{0,3})+|\d+ \([^()]+\)")


def judge_block(block: Block, scene: Scene) -> Imitation | None:
    """Return what is wrong with one record that the model set out, or None."""
    shape, overlap = best_shape(block.fields, scene.shapes)
    if shape is None or (not scene.position and is_proposal(block, scene)):
        return None
    if is_users_record(block, scene):
        return None
    block = _in_own_words(block, scene)
    traced = trace_fields(block.fields, shape, scene.evidence, scene.event_index)
    if not scene.position:
        traced = explained(traced, block, scene)
    known = [field for field in traced if field.known]
    if not scene.position and _sums_up(known, scene):
        return None
    if not _is_imitation(known, overlap, scene.position):
        return None
    weighed = [field for field in known if field.origin != "neutral"]
    if not weighed:
        return None
    if _is_verbatim(block, scene):
        return _quoted(block, weighed, shape, scene)
    if scene.position == AFTER_WRITTEN_CALL:
        return _found(block, "invented", shape, weighed, shape.shown_by, scene)
    return (
        _compared(block, weighed, shape, scene)
        or _invented(block, weighed, shape, scene)
        or _quoted(block, weighed, shape, scene)
    )


def _in_own_words(block: Block, scene: Scene) -> Block:
    """Return a record without the words and the sums that its sentences put around its values."""
    if block.layout == "prose":
        block = without_own_words(block, scene.evidence.records_before(scene.event_index))
    return block if scene.position else without_sums_around(block, scene)


def _is_verbatim(block: Block, scene: Scene) -> bool:
    """Say whether one result holds the block word for word."""
    return stands_in_result(scene.text[block.start : block.end].partition("<|")[0], scene)


def _sums_up(known: list[Traced], scene: Scene) -> bool:
    """Say whether a record tells nothing but what results come to."""
    telling = [one.field for one in known if not is_small(one.value)]
    is_new = any(one.origin == "new" for one in known)
    return is_new and is_worked_record(telling, scene)


def _is_imitation(known: list[Traced], overlap: float, position: str) -> bool:
    labels = {field.key for field in known}
    return len(labels) > (0 if position else 1) and overlap >= ENOUGH_LABELS


def _compared(block: Block, weighed: list[Traced], shape: Shape, scene: Scene) -> Imitation | None:
    """Hold the block against the one record that it agrees with most."""
    lead = lead_before(scene.lead)
    lead = "" if _leads_to_another(lead) else lead
    explicit_layout = block.layout in ("json", "table") or bool(scene.position)
    before = scene.event_index
    found = compare(weighed, lead, scene.evidence, before, strict=explicit_layout)
    if found is None or (block.layout == "json" and _are_several(block, shape, scene)):
        return None
    fields = found.fields
    if not scene.position and scene.is_partial:
        return None
    if found.kind == "altered" and not scene.position:
        if _quotes_another(weighed, found.record, scene):
            return None
        fields = [field for field in fields if not is_put_up((field.key,), scene)]
        if asks_to_swap(scene.asked):
            fields = [field for field in fields if field.origin == "new"]
    is_free = found.kind == "stale" and not scene.position
    if is_free and (asks_to_name(scene.asked) or _is_named_behind(block, found.record, scene)):
        return None
    if not fields:
        return None
    return _found(block, found.kind, shape, fields, found.record.event_index, scene)


def _leads_to_another(lead: str) -> bool:
    """Say whether words before a record may say that it is none of what they name.

    Who has nothing to tell of a thing names it, too, and may go on with what there is of another;
    and who says what a thing is to be may give it the values of another.
    """
    last = next((words for _, words in reversed(single_sentences(lead)) if words.strip()), "")
    return denies(lead) or is_unreal(last) or (tells_of_others(last) and not named_in(last))


def _is_named_behind(block: Block, record: Record, scene: Scene) -> bool:
    """Say whether what a record is about is named right behind the block, in its paragraph."""
    behind = scene.text[block.end :].partition("\n\n")[0][:LEAD]
    about = {value_of(field.value) for field in arguments_of(scene.evidence.call_of(record))}
    return bool(about & {atom.value for atom in atoms_of(normal_text(behind))})


def _quotes_another(weighed: list[Traced], record: Record, scene: Scene) -> bool:
    """Say whether another result than the nearest holds all values, under whatever labels."""
    if any(field.origin == "new" for field in weighed):
        return False
    evidence = scene.evidence
    return any(
        text.author == "result"
        and record.event_index != text.event_index < scene.event_index
        and all(holds(evidence.normal(place), f.value, spellings(f.value)) for f in weighed)
        for place, text in enumerate(evidence.texts)
    )


def _invented(block: Block, weighed: list[Traced], shape: Shape, scene: Scene) -> Imitation | None:
    new = [field for field in weighed if field.origin == "new"]
    unsourced = [field for field in weighed if field.origin in ("new", "told")]
    judged = [field for field in weighed if field.origin != "given"]
    solid = sum(1 for field in new if field.specific or _is_row(field, block, scene))
    mostly_new = len(unsourced) >= _HALF * len(judged)
    if scene.is_partial and not scene.position:
        return None
    if not new or not (mostly_new or (solid > 1 and _is_whole(weighed, shape))):
        return _recombined(block, weighed, shape, scene)
    words = sum(1 for field in new if field.value.kind == "word")
    if block.layout != "prose" and _is_whole(weighed, shape):
        # Words are easily phrased anew, full names are not.
        solid += sum(1 for field in new if _FULL_NAME.fullmatch(field.field.value.strip()))
    small = len(judged) <= 2 or bool(scene.position)  # noqa: PLR2004 - most of a small record
    enough = solid > 1 or (solid == 1 and (small or words > 0)) or words > 2  # noqa: PLR2004 - words are easily phrased anew
    if not enough:
        return None
    changed = _changed_record(weighed, new, scene)
    if changed is not None:
        return _found(block, "altered", shape, new, changed, scene)
    return _found(block, "invented", shape, new, shape.shown_by, scene)


def _is_row(field: Traced, block: Block, scene: Scene) -> bool:
    """Say whether a line tells several figures, as commands print them, with one from nowhere."""
    if block.layout != "lines" or not _ROW.fullmatch(field.field.value):
        return False
    pieces = [one for one in pieces_of(field.field.value) if one.kind in SPECIFIC]
    new = [one for one in pieces if not is_small(one) and scene.source_of(one) is None]
    if not new:
        return False
    own = [n for raw in own_values(field, scene) for n in numbers_in(normal_text(raw))]
    return any(not is_scaled(one.form, own) for one in new)


def _changed_record(weighed: list[Traced], new: list[Traced], scene: Scene) -> int | None:
    """Return the result that holds the rest of a few fields, about the thing named before them."""
    rest = [field for field in weighed if field not in new]
    held = frozenset.intersection(*(field.records for field in rest)) if rest else frozenset[int]()
    named = named_in(lead_before(scene.lead))
    for record in scene.evidence.records_before(scene.event_index):
        if record.event_index not in held or not all(f.key in record.values for f in new):
            continue
        about = {value_of(field.value) for field in arguments_of(scene.evidence.call_of(record))}
        alike = [one for one in named if any(are_alike(one, name) for name in about)]
        if alike and alike[-1] in about:
            return record.event_index
    return None


def _is_whole(weighed: list[Traced], shape: Shape) -> bool:
    """Say whether a block fills in nearly every field that the tool's results have.

    Many fields of a result have few values (a type, a verdict, a small count), so a made-up record
    meets genuine ones in half of them by chance; what tells is the rest.
    """
    filled = {field.key for field in weighed}.intersection(shape.labels)
    return len(filled) >= _WHOLE * len(shape.labels)


def _recombined(
    block: Block, weighed: list[Traced], shape: Shape, scene: Scene
) -> Imitation | None:
    """Values that are all genuine, in an object that no result ever was."""
    if block.layout not in ("json", "literal") or len(weighed) < 4:  # noqa: PLR2004 - fewer meet by chance
        return None
    if is_together(weighed, scene) or is_excerpt(weighed, scene):
        return None
    if _are_several(block, shape, scene):
        return None
    return _found(block, "invented", shape, weighed, shape.shown_by, scene)


def _are_several(block: Block, shape: Shape, scene: Scene) -> bool:
    """Say whether a block puts several results into one list and tells each as it is.

    An object around the list may sum them up; one with fields of its own is a record itself.
    """
    value = parse_value(scene.text[block.start : block.end])
    if isinstance(value, dict):
        around = {key: one for key, one in value.items() if not isinstance(one, list)}
        if (
            len(around) == len(value)
            or len(_weighed_in(fields_of(around), shape, block, scene)) > 1
        ):
            return False
        value = [one for some in value.values() if isinstance(some, list) for one in some]
    if not isinstance(value, list) or len(value) < 2:  # noqa: PLR2004 - one is no list
        return False
    return all(
        is_together(_weighed_in(fields_of(one), shape, block, scene), scene) for one in value
    )


def _weighed_in(fields: Iterable[Field], shape: Shape, block: Block, scene: Scene) -> list[Traced]:
    traced = trace_fields(fields, shape, scene.evidence, scene.event_index)
    traced = [unless_summary(field, block, scene) for field in traced]
    return [field for field in traced if field.known and field.origin != "neutral"]


def _quoted(block: Block, weighed: list[Traced], shape: Shape, scene: Scene) -> Imitation | None:
    """In a place of the runtime even a true quotation is a fault of form.

    What stands there word by word in the runtime's marks, and in no one result, is no quotation.
    """
    if not scene.position or any(field.origin in ("new", "told") for field in weighed):
        return None
    if is_marked_as_result(scene) and not is_of_one_source(quoted_values(block, scene), scene):
        return _found(block, "invented", shape, weighed, shape.shown_by, scene)._replace(sure=False)
    holders = [index for field in weighed for index in field.records]
    source = max(holders, default=shape.shown_by)
    kind: Kind = "copied" if _is_verbatim(block, scene) else "re-rendered"
    return _found(block, kind, shape, weighed, source, scene)


def _found(
    block: Block,
    kind: Kind,
    shape: Shape,
    fields: list[Traced],
    imitates: int | None,
    scene: Scene,
) -> Imitation:
    score = min(1.0, 0.5 + 0.1 * len(fields) + (0.2 if scene.position else 0.0))
    values = [field.field for field in fields]
    place = block.start, block.end
    is_loose = block.layout == "prose" or (
        kind == "altered" and block.layout == "lines" and not any(map(_says_enough, fields))
    )
    sure = not is_loose or bool(scene.position) or _is_telling(fields)
    return found_in(scene, place, kind, shape.tool, score, values, imitates=imitates, sure=sure)


def _says_enough(field: Traced) -> bool:
    """Say whether a value alone cannot be another word for the same: a figure, a verdict."""
    said = field.field.value.lower()
    is_exact = field.value.kind == "flag" or any(map(str.isdigit, said))
    return is_exact or bool(grades_in(said)) or tells_verdict(said)


def _is_telling(fields: list[Traced]) -> bool:
    """Say whether fields told in a sentence are exact, several words, or one that denies.

    One word may be another for the same.
    """
    words = sum(field.value.kind == "word" for field in fields)
    return words > 1 or any(
        field.specific or field.value.kind == "number" or NEGATES.stands_in(field.field.value)
        for field in fields
    )
