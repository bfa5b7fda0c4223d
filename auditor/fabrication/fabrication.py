"""Every stretch of a trace in which the model plays the tool.

Texts that a first look does not clear are judged, each in its scene.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile

from auditor.claims.deeds.calls import SAYS
from auditor.evidence.index import Evidence
from auditor.evidence.records import Shape
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.excused.as_ordered import is_proposal_ordered
from auditor.fabrication.excused.on_request import is_on_request
from auditor.fabrication.first_looks.first_look import follows_no_call, is_unexplained, names_a_call
from auditor.fabrication.first_looks.open_names import OpenNames
from auditor.fabrication.forged.appended import appended_results
from auditor.fabrication.forged.forged_turns import forged_turns
from auditor.fabrication.imitation import LONGEST_TEXT, Imitation, Scene, scene_of
from auditor.fabrication.judging import judge_text
from auditor.fabrication.judging_first import judge_first_text
from auditor.fabrication.judging_parts import judge_later_layouts, judge_parts, judges_of_parts
from auditor.fabrication.mistold.opposite_verdicts import tells_opposite
from auditor.fabrication.quotes.near_quotes import judge_near_quotes, may_quote, quotes_nearly
from auditor.fabrication.records.altered_places import judge_altered_places
from auditor.fabrication.records.set_out import judge_blocks
from auditor.fabrication.texts.argument_keys import argument_keys_of
from auditor.fabrication.texts.cut_names import written_out
from auditor.fabrication.texts.written_texts import (
    LONG_ARGUMENT,
    index_of,
    names_file,
    written_reports,
    written_texts,
)
from auditor.fabrication.unlooked.after_failure import may_tell_after_failure
from auditor.fabrication.unlooked.as_found import judge_as_found, may_tell_as_found
from auditor.fabrication.unlooked.attributed import may_attribute
from auditor.fabrication.unlooked.foretold import LaterTools
from auditor.fabrication.unlooked.told_ahead import may_tell_ahead
from auditor.fabrication.unlooked.told_as_returned import may_tell_returned
from auditor.fabrication.unlooked.uncalled_sources import judge_uncalled_sources
from auditor.fabrication.unlooked.unlooked_things import may_tell_unlooked
from auditor.fabrication.unlooked.unqueried import may_be_unqueried
from auditor.fabrication.unlooked.unretrieved import may_be_unretrieved
from auditor.fabrication.unlooked.untraced_records import judge_untraced_records
from auditor.pairing import Pairing, calls_before
from auditor.trace import Message, Tool, ToolCall, Trace
from auditor.values.blocks import blocks_of

_LONGEST_REPORT = 3000
_ONE_BETWEEN = 2
# Labels of arguments that hold words for people.
_NOTES = SAYS | {"description", "summary", "reason", "details", "remarks", "answer"}


def imitations_of(
    trace: Trace,
    pairing: Pairing,
    tools: dict[str, Tool],
    learnt: list[Shape],
    evidence: Evidence | None = None,
    since: int = 0,
) -> list[Imitation]:
    """Return what the model wrote in the place or layout of tool results, in order.

    Args:
        trace: The trace.
        pairing: Its calls and results, and the words to judge.
        tools: The declared tools by name.
        learnt: Layouts of results known from elsewhere.
        evidence: The trace's sources, where somebody has them already.
        since: Event index of the first text to judge.
    """
    evidence = evidence or Evidence(trace, pairing)
    found = list(_told_in_texts(trace, pairing, tools, learnt, evidence, since))
    found += _told_in_files(pairing, evidence, tools, since)
    found += _quoted_in_notes(pairing, evidence, since, found)
    found += _foretold(pairing, evidence, tools, since, found)
    found += appended_results(pairing, since)
    found += _of_others(trace, pairing, found)
    # What nobody but the model saw leaves room for doubt.
    found = [
        one._replace(sure=False)
        if not one.position and evidence.gaps.saw_pictures(one.event_index)
        else one
        for one in found
    ]
    found.sort(key=lambda imitation: (imitation.event_index, imitation.start))
    return found


def _told_in_texts(
    trace: Trace,
    pairing: Pairing,
    tools: dict[str, Tool],
    learnt: list[Shape],
    evidence: Evidence,
    since: int,
) -> Iterator[Imitation]:
    """Yield what words and long arguments imitate, as far as a first look does not clear them."""
    keys: dict[str, frozenset[str]] | None = None
    names = tools.keys() or {call.name for call in pairing.calls} or {one.tool for one in learnt}
    open_names = OpenNames(trace, pairing, tools)
    for event, text in written_texts(pairing, since):
        whole = (
            is_unexplained(text, event.index, pairing, learnt)
            or names_a_call(text, names)
            or (pairing.calls and may_tell_returned(text, names))
            or open_names.asked_before(event.index)
            or follows_no_call(event, text, pairing)
            or tells_opposite(event, text, pairing)
            or may_tell_after_failure(event, text, pairing)
        )
        judges = [] if whole else judges_of_parts(event, text, pairing)
        if not (
            whole
            or judges
            or open_names.asked_at_first(event.index)
            or (names and _may_be_of_no_call(event, text, pairing))
        ):
            continue
        if keys is None:
            keys = argument_keys_of(evidence, tools)
        written = written_out(text, evidence, event.index)
        scene = scene_of(evidence, pairing, event, written.text, learnt, keys)
        if type(event) is Message and _is_between(event, pairing):
            scene = scene._replace(position="before its result")
        # Before the first result there is nothing to imitate.
        found = judge_text(scene) if whole else judge_first_text(scene)
        for one in (*found, *judge_parts(judges, scene)):
            yield written.as_cut(one, text)


def _told_in_files(
    pairing: Pairing, evidence: Evidence, tools: dict[str, Tool], since: int
) -> Iterator[Imitation]:
    """Yield what reports that the model saves tell as found by calls that were never made."""
    made = {call.name for call in pairing.calls}
    for call in pairing.calls[bisect_left(pairing.calls, since, key=index_of) :]:
        if call.source == "model" and len(call.arguments_raw) > LONG_ARGUMENT:
            for text in written_reports(call):
                keys = argument_keys_of(evidence, tools)
                scene = scene_of(evidence, pairing, call, text, [], keys)
                found = [*judge_as_found(scene), *_told_wrong(text, scene)]
                found += judge_untraced_records(blocks_of(text), scene)
                if not tools.keys() <= made:
                    found += judge_uncalled_sources(scene)
                yield from (one for one in found if not is_on_request(one, scene))


def _quoted_in_notes(
    pairing: Pairing, evidence: Evidence, since: int, found: list[Imitation]
) -> Iterator[Imitation]:
    """Yield the altered quotations in what the model notes and sends, however short it is."""
    told = {one.event_index for one in found}
    outputs = [result.output for result in pairing.results]
    for call in pairing.calls[bisect_left(pairing.calls, since, key=index_of) :]:
        raw = call.arguments_raw
        if call.source != "model" or call.index in told or len(raw) > LONGEST_TEXT:
            continue
        if not may_quote(raw):
            continue
        fields = arguments_of(call)
        # What a file is to hold is no quotation.
        if any(map(names_file, fields)):
            continue
        for field in fields:
            if field.label.casefold() in _NOTES and quotes_nearly(field.value, outputs):
                yield from judge_near_quotes(scene_of(evidence, pairing, call, field.value, [], {}))


def _told_wrong(text: str, scene: Scene) -> Iterator[Imitation]:
    """Yield the records of a report that are genuine ones with changed values, or made up.

    A report may set out what its author thought of: that a record is made up is never sure.
    """
    if len(text) <= _LONGEST_REPORT:
        blocks = blocks_of(text)
        found = [*judge_blocks(blocks, [], [], scene)]
        found += judge_altered_places(blocks, scene)
        for one in found:
            if one.kind == "altered":
                yield one
            elif one.kind == "invented" and one.sure and not is_proposal_ordered(scene):
                yield one._replace(sure=False)


def _foretold(
    pairing: Pairing,
    evidence: Evidence,
    tools: dict[str, Tool],
    since: int,
    found: list[Imitation],
) -> Iterator[Imitation]:
    """Yield what texts set out in the layout of tools that return something only later."""
    later = LaterTools(evidence, pairing)
    told = {one.event_index for one in found}
    for event, text in written_texts(pairing, since):
        if event.index not in told and later.may_lay_out(text, event.index):
            keys = argument_keys_of(evidence, tools)
            scene = scene_of(evidence, pairing, event, text, [], keys)
            scene = scene._replace(shapes=later.shapes_after(event.index))
            yield from judge_later_layouts(scene)


def _of_others(trace: Trace, pairing: Pairing, found: list[Imitation]) -> Iterator[Imitation]:
    """Yield the turns of others that the model made up where it made up no result."""
    told = {one.event_index for one in found if one.kind != "ungrounded"}
    for message in pairing.words:
        if message.index not in told:
            yield from forged_turns(message, trace)


def _may_be_of_no_call(event: Message | ToolCall, text: str, pairing: Pairing) -> bool:
    """Say whether words may tell what something returned that was never called."""
    if may_tell_as_found(text):
        return True
    if type(event) is not Message:
        return may_tell_unlooked(text)
    if may_attribute(text) or may_be_unqueried(event, text, pairing):
        return True
    if may_tell_ahead(event, text, pairing):
        return True
    return may_be_unretrieved(text)


def _is_between(message: Message, pairing: Pairing) -> bool:
    """Say whether words follow a call of their own step whose result is yet to come.

    A step of their own is theirs where nothing else stands between call and result.
    """
    near = takewhile(
        lambda call: call.step == message.step or call.index == message.index - 1,
        calls_before(message.index, pairing),
    )
    answers = ((call, pairing.answer.get(call.index)) for call in near)
    return any(
        answer is not None
        and message.index < answer.index
        and (call.step == message.step or answer.index - call.index == _ONE_BETWEEN)
        for call, answer in answers
    )
