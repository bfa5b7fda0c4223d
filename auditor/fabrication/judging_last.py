"""What a text is asked last: its figures, and short words of one thing or of a few."""

import re
from collections.abc import Iterator

from auditor.fabrication.acts.judging import judge_acts
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.judging_first import judge_without_look
from auditor.fabrication.mistold.in_its_place import judge_in_its_place
from auditor.fabrication.mistold.other_names import judge_other_names
from auditor.fabrication.mistold.row_mates import judge_row_mates
from auditor.fabrication.mistold.swapped import judge_swapped
from auditor.fabrication.mistold.told_countries import judge_told_countries
from auditor.fabrication.mistold.told_dates import judge_told_dates
from auditor.fabrication.mistold.told_flags import judge_told_flags
from auditor.fabrication.mistold.told_grades import judge_told_grades
from auditor.fabrication.mistold.told_levels import judge_told_levels
from auditor.fabrication.mistold.told_spans import judge_told_spans
from auditor.fabrication.mistold.told_states import judge_told_states
from auditor.fabrication.mistold.wrong_comparisons import judge_wrong_comparisons
from auditor.fabrication.mistold.wrong_sums import judge_wrong_sums
from auditor.fabrication.mistold.wrong_units import judge_wrong_units
from auditor.fabrication.stretches import rest_of
from auditor.fabrication.unlooked.after_failure import judge_after_failure
from auditor.fabrication.unlooked.cited import judge_cited
from auditor.fabrication.unlooked.from_nowhere import judge_from_nowhere
from auditor.fabrication.unlooked.never_called import judge_never_called
from auditor.fabrication.unlooked.only_listed import judge_only_listed
from auditor.fabrication.unlooked.opinions import judge_opinions
from auditor.fabrication.unlooked.rest_of_asked import judge_rest_of_asked
from auditor.fabrication.unlooked.stated_of_unlooked import judge_stated_of_unlooked
from auditor.fabrication.unlooked.street_addresses import judge_street_addresses
from auditor.fabrication.unlooked.told_ahead import judge_told_ahead
from auditor.fabrication.unlooked.told_despite_failure import judge_told_despite_failure
from auditor.fabrication.unlooked.unanswered_fields import judge_unanswered_fields
from auditor.fabrication.unlooked.unbacked import judge_unbacked
from auditor.fabrication.unlooked.uncalled_sources import judge_uncalled_sources
from auditor.fabrication.unlooked.unlooked_things import judge_unlooked_things
from auditor.fabrication.unlooked.unqueried import judge_unqueried
from auditor.fabrication.unlooked.unreturned_ids import judge_unreturned_ids
from auditor.fabrication.unlooked.untraced_sentences import judge_untraced_sentences
from auditor.values.blocks import Block

_DIGIT = re.compile(r"\d")
_JUDGES_OF_THE_REST = (judge_without_look, judge_from_nowhere, judge_only_listed, judge_opinions)

# Of one thing that was looked up, or of a few.
_JUDGES_OF_SHORT_WORDS = (
    judge_told_levels,
    judge_told_countries,
    judge_told_states,
    judge_told_flags,
    judge_told_grades,
    judge_told_dates,
    judge_in_its_place,
    judge_other_names,
    judge_wrong_comparisons,
    judge_row_mates,
    judge_swapped,
    judge_acts,
    judge_rest_of_asked,
    judge_stated_of_unlooked,
)


def judge_figures(blocks: list[Block], scene: Scene, found: list[Imitation]) -> Iterator[Imitation]:
    """Yield what only figures tell, if any stands in what nothing was found in.

    Args:
        blocks: The records of the text.
        scene: The text.
        found: What is found so far: the caller adds to it.
    """
    # No sentence without one tells a figure.
    if not _DIGIT.search(rest_of(found, scene.text)):
        return
    yield from judge_untraced_sentences(scene)
    yield from judge_after_failure(scene)
    yield from judge_told_despite_failure(scene)
    yield from judge_unanswered_fields(scene)
    yield from judge_street_addresses(scene)
    yield from judge_unbacked(blocks, scene)
    yield from judge_cited(scene)
    yield from judge_uncalled_sources(scene)
    yield from judge_unreturned_ids(scene)
    yield from judge_told_ahead(scene)
    yield from judge_wrong_sums(scene)
    yield from judge_wrong_units(scene)
    yield from judge_told_spans(scene)
    yield from judge_never_called(scene)
    yield from judge_unqueried(scene)
    yield from judge_unlooked_things(blocks, scene)


def judge_rest(
    blocks: list[Block], scene: Scene, found: list[Imitation], *, has_unmade: bool
) -> Iterator[Imitation]:
    """Yield what those find that come last, each where none before it has found anything.

    Args:
        blocks, scene, found: As for `judge_figures`.
        has_unmade: The text writes a call that was never made, which says more than one word of it.
    """
    for judge in _JUDGES_OF_THE_REST:
        if not found:
            yield from judge(blocks, scene)
    for judge_short in _JUDGES_OF_SHORT_WORDS:
        if not found and not has_unmade:
            yield from judge_short(scene)
