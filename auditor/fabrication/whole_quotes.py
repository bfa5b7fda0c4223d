"""A whole result quoted again, held against the genuine one place by place.

Rows of a list, flags and free text say little one by one: a row may be rewritten so far that it is
nearest to no record, a flag stands everywhere, a text may be told in other words. In a quotation
of the whole they have their places. Where a text goes through one result in its order and says the
same in most places, what stands in the others was changed: a value from nowhere, a flag turned
round, a text that shares no word with the genuine one or with anything that was said.
"""

from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.provenance import best_shape, is_small, trace_fields
from auditor.evidence.rounding import is_in_other_unit
from auditor.evidence.source_texts import arguments_of
from auditor.evidence.translated import may_be_translated
from auditor.fabrication.alignment import (
    BY_LABELS,
    BY_SENTENCES,
    BY_VALUES,
    WORD,
    Change,
    Part,
    Way,
    aligned,
    parts_by_value,
    parts_in_sentences,
    parts_of,
)
from auditor.fabrication.examples import asks_to_confirm, is_no_record
from auditor.fabrication.imitation import Imitation, Scene, found_in, is_proposal
from auditor.fabrication.told_fields import values_in_clauses
from auditor.trace import ToolCall, ToolResult
from auditor.values.blocks import Block, Field
from auditor.values.labels import label_key
from auditor.values.occurrences import occurs
from auditor.values.values import SPECIFIC, Value, normal_text, value_of

_FEWEST = 3
_FEWEST_SAME = 2
_HALF = 0.5
_SURE_SHARE = 0.6
_FILL = " \t\n|-:+`,*"
_FEW_WORDS = 2
_FEWEST_TELLING = 3
_SHORTEST_TELLING = 3
_FEWEST_FIGURES = 3
_SHARED_WORDS = 4


class _Quoted(NamedTuple):
    """A result, and how a text departs from it."""

    result: ToolResult
    call: ToolCall
    same: list[Part]
    changes: list[Change]


def judge_whole_quotes(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each quotation of a whole result some places of which say something else.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    if scene.is_partial and not scene.position:
        return
    found = [block for block in blocks if block.is_record]
    for group in _groups(found, scene.text):
        lead = scene.text[: group[0].start]
        if is_no_record(group[0], lead, scene.asked) or any(is_proposal(b, scene) for b in group):
            continue
        judged = _judged(parts_of(group), BY_LABELS, scene) or _judged_renamed(group, scene)
        if judged is not None:
            yield judged
    if not found and not is_no_record(_NO_BLOCK, "", scene.asked):
        told = values_in_clauses(scene.text)
        judged = _judged(parts_in_sentences(scene.text), BY_SENTENCES, scene) or (
            _judged_renamed([told], scene) if told else None
        )
        if judged is not None:
            yield judged


_NO_BLOCK = Block("prose", (), 0, 0)


def _groups(blocks: list[Block], text: str) -> Iterator[list[Block]]:
    """Yield runs of blocks of one layout with nothing but marks between them."""
    run: list[Block] = []
    for block in blocks:
        if run and (run[-1].layout != block.layout or text[run[-1].end : block.start].strip(_FILL)):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _judged_renamed(group: list[Block], scene: Scene) -> Imitation | None:
    """Judge records whose labels no result has: translated or named anew, in the same order."""
    fields = [field for block in group for field in block.fields]
    said = parts_by_value(group)
    telling = sum(map(_is_telling, said))
    if telling < _FEWEST_TELLING or best_shape(fields, scene.shapes)[1] >= _HALF:
        return None
    best = _nearest(said, BY_VALUES, scene)
    same = sum(map(_is_telling, best.same)) if best else 0
    if best is None or same < _FEWEST_TELLING or same <= _HALF * telling:
        return None
    changed = [
        change
        for change in best.changes
        if not _is_retold(change) and _is_changed(change, best, scene)
    ]
    renamed = [change for change in best.changes if _is_another_name(change, best)]
    if renamed and all(change in renamed for change in changed):
        return _found(said, best, renamed, BY_VALUES, scene)._replace(kind="stale")
    figures = sum(value_of(change.said.value).kind == "number" for change in changed)
    # Figures alone may be the same in other units.
    if not changed or figures == len(changed) < _FEWEST_FIGURES:
        return None
    if _is_about_another(changed, best) or _is_put_up(changed, scene):
        return None
    return _found(said, best, changed, BY_VALUES, scene)


def _is_another_name(change: Change, best: _Quoted) -> bool:
    """Say whether another thing is named where the result names what it was asked for."""
    said, own = value_of(change.said.value), value_of(change.own)
    if not said.kind == own.kind in ("id", "host"):
        return False
    return any(value_of(argument.value) == own for argument in arguments_of(best.call))


def _is_telling(part: Part) -> bool:
    """Say whether a value does not stand in any record by chance."""
    value = value_of(part.field.value)
    return value.kind not in ("flag", "empty") and len(value.form) >= _SHORTEST_TELLING


def _judged(said: tuple[Part, ...], way: Way, scene: Scene) -> Imitation | None:
    best = _nearest(said, way, scene) if len(said) >= _FEWEST else None
    if best is None:
        return None
    changed = [change for change in best.changes if _is_changed(change, best, scene)]
    if not changed or _is_about_another(changed, best) or _is_put_up(changed, scene):
        return None
    return _found(said, best, changed, way, scene)


def _nearest(said: tuple[Part, ...], way: Way, scene: Scene) -> _Quoted | None:
    """Return the newest of the results that say the same in most places, if most say the same."""
    tokens = {part.token for part in said}
    best, most = None, _FEWEST_SAME - 1
    for result, call in scene.latest_results():
        count = len(tokens & way.read(result.output).tokens)
        if count > most:
            best, most = (result, call), count
    if best is None or most == len(tokens):
        return None
    result, call = best
    own = way.read(result.output)
    if sum(part.token in own.tokens for part in said) <= _HALF * len(said):
        return None
    same, changes = aligned(said, own.parts, way)
    if not changes or len(same) < _FEWEST_SAME or len(same) <= _HALF * len(said):
        return None
    return _Quoted(result, call, same, changes)


def _is_changed(change: Change, best: _Quoted, scene: Scene) -> bool:
    """Say whether what stands in a place cannot be what the result has there."""
    said, own = value_of(change.said.value), value_of(change.own)
    if is_in_other_unit(change.said.value, (change.own,)):
        return False
    if said.kind == "flag":
        return own.kind == "flag" and said != own and _stands_still(best, scene)
    if said.kind == "number" and _digits(change.said.value) == _digits(change.own):
        return False
    new = _is_from_nowhere(change.said, said, scene)
    if new and said.kind != "word":
        return True
    if said.kind not in ("word", "text") or _is_translated(change, scene):
        return False
    return new or (said.kind == "text" and _is_another_text(change, scene))


def _digits(raw: str) -> str:
    """Return the digits of a number: `57,75` and `57.75` are one in two languages."""
    return "".join(filter(str.isdigit, raw))


def _is_retold(change: Change) -> bool:
    """Say whether words stand in their label's script: who names a field anew tells its words anew.

    Words of the tool that stand under a label of another script were left as they are.
    """
    label, said = change.said.label, change.said.value
    return value_of(said).kind not in SPECIFIC and label.isascii() == said.isascii()


def _is_translated(change: Change, scene: Scene) -> bool:
    said, own = change.said.value, change.own
    return may_be_translated(said, own, scene.evidence, scene.event_index)


def _is_from_nowhere(field: Field, value: Value, scene: Scene) -> bool:
    traced = trace_fields([field], None, scene.evidence, scene.event_index)[0]
    if traced.origin != "new" or is_small(value):
        return False
    return value.kind != "number" or not is_worked_out(
        value.form, scene.text, scene.evidence, scene.event_index
    )


def _stands_still(best: _Quoted, scene: Scene) -> bool:
    """Say whether no other tool was called since about the same: what is may have been changed."""
    normal = normal_text(best.result.output)
    return not any(
        _may_be_about(call, normal)
        for call in scene.pairing.calls
        if best.call.index < call.index < scene.event_index and call.name != best.call.name
    )


def _may_be_about(call: ToolCall, normal: str) -> bool:
    values = [value_of(argument.value) for argument in arguments_of(call)]
    return not values or any(value.form in normal for value in values if value.kind != "flag")


def _is_another_text(change: Change, scene: Scene) -> bool:
    """Say whether a text shares no word with the genuine one, nor with anything that was said."""
    said = set(WORD.findall(normal_text(change.said.value)))
    if len(said) < _FEW_WORDS:
        return False
    own = normal_text(change.own)
    evidence, before = scene.evidence, scene.event_index
    shared = sum(
        word in own or next(evidence.places_with((word,), before), None) is not None
        for word in said
    )
    return shared * _SHARED_WORDS <= len(said)


def _is_about_another(changed: list[Change], best: _Quoted) -> bool:
    """Say whether the name of the thing differs, and nothing else names it or nothing else does."""
    asked = {value_of(argument.value) for argument in arguments_of(best.call)}
    named = [change for change in changed if value_of(change.own) in asked]
    tied = any(occurs(part.token, one.form) for one in asked if one.form for part in best.same)
    return bool(named) and (len(named) == len(changed) or not tied)


def _is_put_up(changed: list[Change], scene: Scene) -> bool:
    """Say whether values differ because they are what a tool is to be called with."""
    if not asks_to_confirm(scene.text):
        return False
    keys = {label_key(change.said.label) for change in changed}
    return any(not keys.isdisjoint(own) for own in scene.argument_keys.values())


def _found(
    said: tuple[Part, ...], best: _Quoted, changed: list[Change], way: Way, scene: Scene
) -> Imitation:
    start, end = min(p.start for p in said), max(p.end for p in said)
    telling = any(value_of(c.said.value).kind in (*SPECIFIC, "word") for c in changed)
    sure = way.sure and telling and len(best.same) >= _SURE_SHARE * len(said)
    fields = [change.said for change in changed]
    return found_in(
        scene, (start, end), "altered", best.call.name, min(1.0, 0.5 + 0.1 * len(changed)), fields,
        imitates=best.result.index, sure=sure,
    )  # fmt: skip
