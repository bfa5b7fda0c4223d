"""A whole text of the model: every way in which it could set out a tool result, in turn."""

import re
from collections.abc import Iterator

from auditor.fabrication.examples import asks_to_confirm
from auditor.fabrication.excused.on_request import is_on_request
from auditor.fabrication.excused.put_up import is_given_to_call
from auditor.fabrication.excused.worked_out import without_worked
from auditor.fabrication.forged.shown_outputs import judge_shown_outputs
from auditor.fabrication.forged.unmade_calls import (
    asks_to_see_first,
    calls_in,
    is_of_calls,
    without_calls,
)
from auditor.fabrication.ground.unsourced import asks_for_currency
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.judging_last import judge_figures, judge_rest
from auditor.fabrication.mistold.against_own import judge_against_own
from auditor.fabrication.mistold.altered_sentences import judge_altered_sentences
from auditor.fabrication.mistold.exchanged import judge_exchanged
from auditor.fabrication.mistold.instead_of_itself import judge_instead_of_itself
from auditor.fabrication.mistold.listed_under import judge_listed_under
from auditor.fabrication.mistold.misspelt import judge_misspelt
from auditor.fabrication.mistold.mistyped import judge_mistyped
from auditor.fabrication.mistold.mixed_up import judge_mixed_up
from auditor.fabrication.mistold.opposite_verdicts import judge_opposite_verdicts
from auditor.fabrication.mistold.outdated import judge_outdated
from auditor.fabrication.mistold.own_fields import judge_own_fields
from auditor.fabrication.mistold.own_words import judge_own_words
from auditor.fabrication.mistold.restated import judge_restated
from auditor.fabrication.mistold.retold import judge_retold
from auditor.fabrication.mistold.same_words import judge_same_words
from auditor.fabrication.mistold.single_values import judge_single_values
from auditor.fabrication.mistold.told_by_field import judge_told_by_field
from auditor.fabrication.mistold.under_other_name import judge_under_other_name
from auditor.fabrication.mistold.under_own_label import judge_under_own_label
from auditor.fabrication.quotes.attributed_quotes import (
    judge_attributed_quotes,
    judge_values_beside,
)
from auditor.fabrication.quotes.copied_fields import judge_copied_fields
from auditor.fabrication.quotes.near_quotes import judge_near_quotes
from auditor.fabrication.quotes.quoted_lines import judge_quoted_lines
from auditor.fabrication.quotes.unread_quotes import judge_unread_quotes
from auditor.fabrication.records.altered_places import judge_altered_places
from auditor.fabrication.records.by_values import judge_by_values
from auditor.fabrication.records.marked_words import judge_position
from auditor.fabrication.records.same_form import judge_same_form
from auditor.fabrication.records.set_out import blocks_between, judge_blocks, judge_prose, mark_over
from auditor.fabrication.records.told_definitions import judge_definition
from auditor.fabrication.records.unit_labels import in_units
from auditor.fabrication.stretches import (
    in_full,
    is_of_form,
    neighbours_joined,
    overlap,
    rest_of,
    without_set_apart,
)
from auditor.fabrication.texts.call_syntax import WrittenCall
from auditor.fabrication.texts.positions import Position, positions_of
from auditor.fabrication.texts.told_fields import values_in_clauses
from auditor.fabrication.unlooked.after_failure import (
    judge_verdict_after_failure,
)
from auditor.fabrication.unlooked.asked_values import judge_asked_values
from auditor.fabrication.unlooked.attributed import judge_attributed
from auditor.fabrication.unlooked.beside_called import judge_beside_called
from auditor.fabrication.unlooked.odd_one_out import judge_odd_one_out
from auditor.fabrication.unlooked.told_again import judge_told_again
from auditor.fabrication.unlooked.told_as_returned import judge_told_as_returned
from auditor.fabrication.unlooked.told_of_listed import judge_told_of_listed
from auditor.fabrication.unlooked.told_of_names import judge_records_of_others, judge_told_of_names
from auditor.fabrication.unlooked.told_of_other_row import judge_told_of_other_row
from auditor.fabrication.unlooked.under_its_name import judge_under_its_name
from auditor.fabrication.unlooked.unlabelled import judge_unlabelled
from auditor.fabrication.unlooked.untraced_records import judge_untraced_records
from auditor.values.blocks import Block
from auditor.values.values import normal_text

_PLANNED = re.compile(
    r"\bplan\b|\bpropos|计划|方案|拟",
    re.IGNORECASE,
)
_WOULD = re.compile(
    r"\bwould (?:call|use|run|send|make|invoke)\b|\bwith these arguments\b|参数", re.IGNORECASE
)
_NOT_YET = re.compile(
    r"\bnothing (?:has been |was |is )?(?:yet )?(?:executed|run|called|sent)\b|"
    r"\b(?:not|n['’]t) (?:yet )?(?:been )?(?:executed|run|called|sent|made)\b|"
    r"\b(?:noch nicht|pas encore|(?:aún|todavía) no|ainda não|non ancora|nog niet|jeszcze nie|"
    r"ещё не)\b|"
    r"尚未|还未|未(?:执行|送信|実行|送付|発行|发送|提交)|还没有?(?:执行|调用|发)|まだ|아직",
    re.IGNORECASE,
)


def judge_text(scene: Scene) -> list[Imitation]:
    """Return what the scene's text imitates, one finding per stretch, in order of place."""
    whole = scene.text
    scene = without_set_apart(scene)
    written, unmade = calls_in(scene)
    positions = positions_of(scene.text)
    if not unmade and not scene.position:
        rest = without_worked(scene, lambda place: not mark_over(positions, place))
        scene = scene._replace(text=rest.text, worked=rest.worked)
    known = frozenset[str]().union(*(shape.labels for shape in scene.shapes))
    blocks = [
        block
        for block in in_units(blocks_between(scene.text, positions, known), scene)
        if not is_of_calls(block, written, scene.text)
    ]
    found: list[Imitation] = []
    judged = without_calls(scene, written, positions)
    for candidate in _candidates(blocks, positions, unmade, judged, found):
        if not any(overlap(candidate, other) for other in found):
            found.append(candidate)
    found = [in_full(one, judged.text, scene.text) for one in found]
    found += _judge_calls(unmade, found, scene)
    found = [
        one
        for one in found
        if not (_is_asked_for(one, positions, scene) or is_given_to_call(one, scene))
    ]
    found = [in_full(one, scene.text, whole) for one in found]
    told = scene._replace(text=whole)
    found = [one for one in found if not is_on_request(one, told)]
    if asks_for_currency(scene.asked):
        # Somebody may know the rate, though nothing here tells it.
        found = [one._replace(sure=one.sure and one.kind != "altered") for one in found]
    found.sort(key=lambda imitation: imitation.start)
    return neighbours_joined(found, whole)


def _candidates(
    blocks: list[Block],
    positions: list[Position],
    unmade: list[WrittenCall],
    scene: Scene,
    found: list[Imitation],
) -> Iterator[Imitation]:
    """Yield what each way of looking finds; only what no earlier one has found is looked for.

    Args:
        found: What is found so far: the caller adds to it.
    """
    near = [*judge_blocks(blocks, positions, unmade, scene), *judge_prose(positions, scene)]
    # What follows a call that was only written was never returned, however near it is.
    if not unmade:
        yield from _judge_whole(blocks, positions, near, scene)
    # That another thing's record is told says more than that it stands in a runtime's place.
    if all(map(is_of_form, near)):
        yield from _judge_records_of_others(blocks, near, scene)
    yield from near
    if found and not rest_of(found, scene.text).strip():
        return
    yield from _judge_positions(positions, scene)
    yield from judge_attributed(scene)
    yield from judge_told_as_returned(scene)
    yield from _judge_unknown(blocks, scene)
    yield from judge_by_values(blocks, scene, found)
    clauses = values_in_clauses(scene.text)
    yield from judge_same_form([*blocks, *([clauses] if clauses else [])], scene, found)
    yield from _judge_quotes(blocks, scene)
    yield from judge_shown_outputs(scene)
    yield from judge_opposite_verdicts(scene)
    yield from judge_verdict_after_failure(scene)
    yield from judge_under_own_label(scene)
    yield from judge_retold(scene)
    yield from judge_against_own(scene)
    yield from _judge_slips(scene)
    yield from judge_mixed_up(scene)
    yield from judge_outdated(scene)
    yield from judge_odd_one_out(scene)
    yield from judge_beside_called(scene)
    yield from judge_altered_sentences(scene)
    yield from judge_untraced_records(blocks, scene)
    yield from judge_single_values(blocks, scene)
    yield from judge_asked_values(scene)
    yield from judge_told_of_names(blocks, scene, found)
    yield from judge_told_of_listed(blocks, scene)
    yield from judge_told_of_other_row(blocks, scene)
    yield from judge_restated(scene)
    yield from judge_told_by_field(scene)
    yield from judge_same_words(scene)
    yield from judge_figures(blocks, scene, found)
    yield from judge_rest(blocks, scene, found, has_unmade=bool(unmade))


def _judge_quotes(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield the quotations, the lines of logs and the fields that no result holds as they are."""
    yield from judge_near_quotes(scene)
    yield from judge_attributed_quotes(scene)
    yield from judge_unread_quotes(scene)
    yield from judge_values_beside(scene)
    yield from judge_quoted_lines(scene)
    yield from judge_copied_fields(blocks, scene)


def _judge_slips(scene: Scene) -> Iterator[Imitation]:
    """Yield what is told almost as it is: misspelt, put in another's place."""
    yield from judge_misspelt(scene)
    yield from judge_mistyped(scene)
    yield from judge_exchanged(scene)
    yield from judge_own_fields(scene)
    yield from judge_own_words(scene)
    yield from judge_listed_under(scene)
    yield from judge_instead_of_itself(scene)


def _judge_whole(
    blocks: list[Block], positions: list[Position], near: list[Imitation], scene: Scene
) -> Iterator[Imitation]:
    """Judge runs of records, and all sentences, as one quotation, but where one was judged.

    Args:
        near: What was found record by record, each held against the one that it is nearest to.
    """
    if _is_settled(blocks, near):
        return
    mark = mark_over(positions, blocks[0].start) if blocks else ""
    place = scene._replace(position=mark or scene.position)
    for whole in judge_altered_places(blocks, place):
        # That a value was changed says more than that a name was, which a record says more surely.
        if not any(
            overlap(whole, one)
            for one in near
            if one.kind == "altered" or (one.kind == whole.kind == "stale" and one.sure)
        ):
            yield whole


def _is_settled(blocks: list[Block], near: list[Imitation]) -> bool:
    """Say whether all is one record without rows, surely made up: it has no places to compare."""
    found = [block for block in blocks if len(block.fields) > 1]
    if len(found) != 1 or not any(one.sure and one.kind == "invented" for one in near):
        return False
    labels = [field.label for field in found[0].fields]
    return len(set(labels)) == len(labels)


def _judge_records_of_others(
    blocks: list[Block], near: list[Imitation], scene: Scene
) -> Iterator[Imitation]:
    yield from judge_told_again(blocks, scene)
    yield from judge_under_other_name(blocks, scene)
    yield from judge_records_of_others(blocks, scene)
    yield from judge_under_its_name(blocks, scene)
    if near:
        yield from judge_untraced_records(blocks, scene)


def _is_asked_for(one: Imitation, positions: list[Position], scene: Scene) -> bool:
    """Say whether somebody asked for the turn's own result to be shown under its mark."""
    if not is_of_form(one) or not scene.reports:
        return False
    marks = [p for p in positions if p.mark == "label" and p.opens <= one.start < p.end]
    asked = [text for text in scene.evidence.texts if text.author in ("system", "user")]
    # Whoever asks for the output asks for the `tool output`.
    words = {mark.word.rpartition(" ")[2] for mark in marks}
    return any(word in normal_text(text.raw) for word in words for text in asked)


def _judge_calls(
    unmade: list[WrittenCall], found: list[Imitation], scene: Scene
) -> list[Imitation]:
    """Report a call that was only written, unless its made-up result is reported already."""
    if scene.channel != "text" or any(f.kind == "invented" for f in found):
        return []
    if unmade and (
        asks_to_see_first(scene.asked)
        or (_WOULD.search(scene.text[: unmade[0].start]) and asks_to_confirm(scene.text))
        or _PLANNED.search(scene.text[: unmade[0].start])
        or _NOT_YET.search(scene.text[: unmade[0].start])
        or _NOT_YET.search(scene.text[unmade[-1].end :])
    ):
        return []
    return [
        found_in(
            scene, (call.start, call.end), "call-as-text", call.name, 0.8, (), sure=call.is_known
        )
        for call in unmade[:1]
    ]


def _judge_positions(positions: list[Position], scene: Scene) -> Iterator[Imitation]:
    for position in positions:
        place = scene._replace(position=position.mark)
        found = judge_definition(position, place) or judge_position(position, place)
        if found is not None:
            yield found


def _judge_unknown(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    found = judge_unlabelled(blocks, scene)
    if found is not None:
        yield found
