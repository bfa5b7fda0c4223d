"""Texts that are judged in part: values are genuine, or their layout comes only behind them."""

from collections.abc import Callable, Iterator

from auditor.fabrication.acts.judging import judge_acts
from auditor.fabrication.acts.sentences import may_be_account
from auditor.fabrication.excused.on_request import is_on_request
from auditor.fabrication.first_looks.confused_rows import leaves_rows
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.mistold.against_own import judge_against_own
from auditor.fabrication.mistold.in_its_place import judge_in_its_place, may_tell_in_place
from auditor.fabrication.mistold.instead_of_itself import (
    judge_instead_of_itself,
    may_tell_change,
)
from auditor.fabrication.mistold.listed_under import judge_listed_under, may_list_under
from auditor.fabrication.mistold.other_names import judge_other_names, may_tell_other_name
from auditor.fabrication.mistold.own_fields import judge_own_fields, may_be_of_another
from auditor.fabrication.mistold.own_words import judge_own_words, may_tell_own_words
from auditor.fabrication.mistold.restated import judge_restated
from auditor.fabrication.mistold.row_mates import judge_row_mates, may_be_of_mate
from auditor.fabrication.mistold.swapped import judge_swapped, may_swap
from auditor.fabrication.mistold.told_by_field import judge_told_by_field
from auditor.fabrication.mistold.told_countries import judge_told_countries
from auditor.fabrication.mistold.told_dates import judge_told_dates, may_tell_dates
from auditor.fabrication.mistold.told_flags import judge_told_flags
from auditor.fabrication.mistold.told_grades import judge_told_grades, may_tell_grade
from auditor.fabrication.mistold.told_levels import judge_told_levels, tells_level
from auditor.fabrication.mistold.told_states import judge_told_states, may_tell_state
from auditor.fabrication.mistold.under_own_label import judge_under_own_label, tells_grade
from auditor.fabrication.mistold.wrong_comparisons import judge_wrong_comparisons
from auditor.fabrication.records.set_out import blocks_between, judge_blocks, mark_over
from auditor.fabrication.stretches import (
    in_full,
    neighbours_joined,
    overlap,
    settled,
    without_set_apart,
)
from auditor.fabrication.texts.positions import positions_of
from auditor.fabrication.things.field_signs import may_tell_by_field
from auditor.fabrication.unlooked.foretold import records_told, stands_for_later
from auditor.fabrication.unlooked.told_of_other_row import (
    judge_told_of_other_row,
    may_tell_other_row,
)
from auditor.pairing import Pairing
from auditor.trace import Message, ToolCall
from auditor.values.blocks import blocks_of
from auditor.values.comparisons import may_compare
from auditor.values.countries import may_place
from auditor.values.flags import may_tell_flags

Judge = Callable[[Scene], Iterator[Imitation]]


def judges_of_parts(event: Message | ToolCall, text: str, pairing: Pairing) -> list[Judge]:
    """Return who judges a text that is not to be judged whole: all its values are genuine."""
    index = event.index
    asked: tuple[tuple[bool, Judge], ...] = (
        (leaves_rows(text, index, pairing), _judge_rows),
        (may_be_of_another(text, index, pairing), judge_own_fields),
        (may_tell_own_words(text, index, pairing), judge_own_words),
        (may_list_under(text), judge_listed_under),
        (may_tell_other_row(text), _judge_records_by_key),
        (may_tell_by_field(text, index, pairing), judge_told_by_field),
        (type(event) is Message and may_tell_change(text), judge_instead_of_itself),
        (type(event) is Message and tells_level(text), judge_told_levels),
        (type(event) is Message and may_place(text), judge_told_countries),
        (type(event) is Message and tells_grade(text), judge_under_own_label),
        (type(event) is Message and may_tell_dates(text), judge_told_dates),
        (type(event) is Message and may_tell_in_place(text), judge_in_its_place),
        (type(event) is Message and may_tell_state(text), judge_told_states),
        (type(event) is Message and may_tell_flags(text), judge_told_flags),
        (type(event) is Message and may_tell_grade(text), judge_told_grades),
        (type(event) is Message and may_tell_other_name(text), judge_other_names),
        (type(event) is Message and may_compare(text), judge_wrong_comparisons),
        (type(event) is Message and may_be_of_mate(text), judge_row_mates),
        (type(event) is Message and may_swap(text), judge_swapped),
        (type(event) is Message and may_be_account(text, event, pairing), judge_acts),
    )
    return [judge for may_tell, judge in asked if may_tell]


def judge_parts(judges: list[Judge], scene: Scene) -> list[Imitation]:
    """Return what some judges find in a text, each by itself, but for what the user asked for.

    Of what two find in one stretch the first judge's word counts.
    """
    if not judges:
        return []
    told = without_set_apart(scene)
    found: list[Imitation] = []
    for judge in judges:
        new = settled(list(judge(told)), told, scene)
        found += [one for one in new if not any(overlap(one, other) for other in found)]
    return found


def _judge_rows(scene: Scene) -> Iterator[Imitation]:
    """Yield what a text tells of the wrong row or thing."""
    yield from judge_against_own(scene)
    yield from judge_restated(scene)


def _judge_records_by_key(scene: Scene) -> Iterator[Imitation]:
    """Yield the records of a text that are told under another's key."""
    yield from judge_told_of_other_row(blocks_of(scene.text), scene)


def judge_later_layouts(scene: Scene) -> list[Imitation]:
    """Return the records of a text in layouts that the trace shows only behind it.

    Args:
        scene: The text, with these layouts as its shapes.
    """
    if scene.is_partial:
        return []
    whole = scene.text
    scene = without_set_apart(scene)
    positions = positions_of(scene.text)
    blocks = blocks_between(scene.text, positions)
    marked = [block for block in blocks if mark_over(positions, block.start)]
    near = [*judge_blocks(records_told(blocks, marked, scene), positions, [], scene)]
    found = [one for one in neighbours_joined(near, scene.text) if stands_for_later(one, scene)]
    found = [in_full(one, scene.text, whole) for one in found]
    found = [one for one in found if not is_on_request(one, scene._replace(text=whole))]
    return [one._replace(kind="invented", sure=False) for one in found]
