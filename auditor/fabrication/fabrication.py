"""Every stretch of a trace in which the model plays the tool.

Texts that a first look does not clear are judged, each in its scene.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import attrgetter

import msgspec

from auditor.claims.deeds.calls import SAYS
from auditor.evidence.index import Evidence
from auditor.evidence.records import Shape
from auditor.evidence.source_texts import arguments_of, as_meant
from auditor.fabrication.after_failure import may_tell_after_failure
from auditor.fabrication.altered_places import judge_altered_places
from auditor.fabrication.as_found import judge_as_found, may_tell_as_found
from auditor.fabrication.as_ordered import is_proposal_ordered
from auditor.fabrication.attributed import may_attribute
from auditor.fabrication.command_tail import genuine_part, kind_of, tail_of
from auditor.fabrication.first_look import (
    follows_no_call,
    is_unexplained,
    leaves_rows,
    names_a_call,
)
from auditor.fabrication.foretold import LaterTools
from auditor.fabrication.forged_turns import forged_turns
from auditor.fabrication.imitation import LONGEST_TEXT, Imitation, Scene, scene_of
from auditor.fabrication.judging import (
    judge_figures_by_name,
    judge_first_text,
    judge_later_layouts,
    judge_lists,
    judge_records_by_key,
    judge_rows,
    judge_text,
    judge_words_by_name,
)
from auditor.fabrication.listed_under import may_list_under
from auditor.fabrication.near_quotes import judge_near_quotes, may_quote, quotes_nearly
from auditor.fabrication.on_request import is_on_request
from auditor.fabrication.open_names import OpenNames
from auditor.fabrication.opposite_verdicts import tells_opposite
from auditor.fabrication.own_fields import may_be_of_another
from auditor.fabrication.own_words import may_tell_own_words
from auditor.fabrication.patches import is_put_in_place
from auditor.fabrication.set_out import judge_blocks
from auditor.fabrication.told_ahead import may_tell_ahead
from auditor.fabrication.told_of_other_row import may_tell_other_row
from auditor.fabrication.uncalled_sources import judge_uncalled_sources
from auditor.fabrication.unlooked_things import may_tell_unlooked
from auditor.fabrication.unqueried import may_be_unqueried
from auditor.fabrication.unretrieved import may_be_unretrieved
from auditor.fabrication.untraced_records import judge_untraced_records
from auditor.pairing import Pairing
from auditor.trace import Message, Tool, ToolCall, Trace
from auditor.values.blocks import Field, blocks_of
from auditor.values.labels import label_key

_index_of = attrgetter("index")
_LONG_ARGUMENT = 30
_LONG_ARGUMENTS = 120
_LONGEST_PATH = 300
_LONGEST_REPORT = 3000
# What a mail or a note is about, or goes to: it may be named after a file, or be a host.
_OF_NO_FILE = re.compile(
    r"subject|topic|ticket(?:_?(?:id|no|number|key))?|(?:incident|alert|case|issue)_?(?:id|key|no)|"
    r"recipients?|to|cc|bcc|domain|host(?:name)?",
    re.IGNORECASE,
)
_ONE_BETWEEN = 2
_SURE = 0.6
_REPORT = re.compile(r"\.(?:md|txt|rst|html?|docx?|pdf|odt|rtf|eml)$", re.IGNORECASE)
# Words of some languages stand without spaces.
_OF_SENTENCE = re.compile("[ ,，。；、！？]")
_FILE_NAME = re.compile(r"[\w.-]+\.[A-Za-z]\w{0,4}")

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
    found: list[Imitation] = []
    evidence = evidence or Evidence(trace, pairing)
    keys: dict[str, frozenset[str]] | None = None
    names = tools.keys() or {call.name for call in pairing.calls} or {one.tool for one in learnt}
    open_names = OpenNames(trace, pairing, tools)
    for event, text in _texts(pairing, since):
        whole = (
            is_unexplained(text, event.index, pairing, learnt)
            or names_a_call(text, names)
            or open_names.asked_before(event.index)
            or follows_no_call(event, text, pairing)
            or tells_opposite(event, text, pairing)
            or may_tell_after_failure(event, text, pairing)
        )
        judges = [] if whole else _judges_of_parts(event, text, pairing)
        if not (
            whole
            or judges
            or open_names.asked_at_first(event.index)
            or (names and _may_be_of_no_call(event, text, pairing))
        ):
            continue
        if keys is None:
            keys = argument_keys_of(evidence, tools)
        scene = scene_of(evidence, pairing, event, text, learnt, keys)
        if type(event) is Message and _is_between(event, pairing):
            scene = scene._replace(position="before its result")
        # Before the first result there is nothing to imitate.
        found += judge_text(scene) if whole else judge_first_text(scene)
        for judge in judges:
            found += judge(scene)
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


def _judges_of_parts(
    event: Message | ToolCall, text: str, pairing: Pairing
) -> list[Callable[[Scene], list[Imitation]]]:
    """Return who judges parts of a text that is not to be judged whole."""
    index = event.index
    asked = (
        (leaves_rows(text, index, pairing), judge_rows),
        (may_be_of_another(text, index, pairing), judge_figures_by_name),
        (may_tell_own_words(text, index, pairing), judge_words_by_name),
        (may_list_under(text), judge_lists),
        (may_tell_other_row(text), judge_records_by_key),
    )
    return [judge for may_tell, judge in asked if may_tell]


def _told_in_files(
    pairing: Pairing, evidence: Evidence, tools: dict[str, Tool], since: int
) -> Iterator[Imitation]:
    """Yield what reports that the model saves tell as found by calls that were never made."""
    made = {call.name for call in pairing.calls}
    for call in pairing.calls[bisect_left(pairing.calls, since, key=_index_of) :]:
        if call.source == "model" and len(call.arguments_raw) > _LONG_ARGUMENT:
            for text in _written_reports(call):
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
    for call in pairing.calls[bisect_left(pairing.calls, since, key=_index_of) :]:
        raw = call.arguments_raw
        if call.source != "model" or call.index in told or len(raw) > LONGEST_TEXT:
            continue
        if not may_quote(raw):
            continue
        fields = arguments_of(call)
        # What a file is to hold is no quotation.
        if any(map(_names_file, fields)):
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
    for event, text in _texts(pairing, since):
        if event.index not in told and later.may_lay_out(text, event.index):
            keys = argument_keys_of(evidence, tools)
            scene = scene_of(evidence, pairing, event, text, [], keys)
            scene = scene._replace(shapes=later.shapes_after(event.index))
            yield from judge_later_layouts(scene)


def _written_reports(call: ToolCall) -> Iterator[str]:
    """Yield the long strings that a call saves as a text for people."""
    fields = arguments_of(call)
    if any(_REPORT.search(field.value) for field in fields if _names_file(field)):
        for field in fields:
            if _LONG_ARGUMENT <= len(field.value) <= LONGEST_TEXT:
                yield field.value


def _of_others(trace: Trace, pairing: Pairing, found: list[Imitation]) -> Iterator[Imitation]:
    """Yield the turns of others that the model made up where it made up no result."""
    told = {one.event_index for one in found if one.kind != "ungrounded"}
    for message in pairing.words:
        if message.index not in told:
            yield from forged_turns(message, trace)


def appended_results(pairing: Pairing, since: int = 0) -> Iterator[Imitation]:
    """Yield what the model appended to the commands of free-text calls, from an event on."""
    calls = pairing.calls[bisect_left(pairing.calls, since, key=_index_of) :]
    commands = [call for call in calls if _is_command(call)]
    if not commands:
        return
    own_words = {
        result.index: genuine_part(result, pairing.answered.get(result.index))
        for result in pairing.results
        if result.source == "runtime"
    }
    for call in commands:
        sources = [words for index, words in own_words.items() if index < call.index]
        tail = tail_of(call, pairing.answer.get(call.index), sources)
        if tail is None:
            continue
        kind = kind_of(tail.body, sources)
        sure = bool(pairing.answer) and tail.score >= _SURE
        yield Imitation(
            call.index, tail.start, len(call.arguments_raw), call.arguments_raw[tail.start :],
            kind, call.name, tail.score, sure, (Field("", tail.body),), None, "argument",
        )  # fmt: skip


def _is_command(call: ToolCall) -> bool:
    """Say whether a call's argument is one free text rather than an object."""
    raw = call.arguments_raw
    if raw[:1] == "{":
        return False
    return call.source == "model" and not raw.lstrip().startswith(("{", "["))


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


def _texts(pairing: Pairing, since: int) -> Iterator[tuple[Message | ToolCall, str]]:
    """Yield the model's texts: its words, and long strings among the arguments of its calls."""
    for message in pairing.words:
        yield message, message.text
    for call in pairing.calls[bisect_left(pairing.calls, since, key=_index_of) :]:
        raw = call.arguments_raw
        if call.source == "model" and could_hold_a_record(raw):
            for text in _long_strings(call, pairing):
                yield call, text


def could_hold_a_record(raw: str) -> bool:
    """Say whether arguments are long, or have more structure than an object of short values."""
    if len(raw) < _LONG_ARGUMENT:
        return False
    # A sign of Chinese says as much as three letters.
    size = len(raw) if raw.isascii() else len(raw.encode(errors="surrogatepass"))
    if size > _LONG_ARGUMENTS or "\\n" in raw or "|" in raw or raw.find("{", 1) > 0:
        return True
    return _labels_within(raw)


def _labels_within(raw: str) -> bool:
    """Say whether a colon stands within some value, as behind a label: JSON's own follow quotes."""
    return raw.count(": ") > raw.count('": ') or "：" in raw


def hold_no_record(raws: list[str]) -> bool:
    """Say whether none of several texts of argument objects could hold a record."""
    joined = "".join(raws)
    if (
        "\\n" not in joined
        and "|" not in joined
        and joined.count("{") == len(raws)
        and joined.isascii()
        and not _labels_within(joined)
        and max(map(len, raws)) <= _LONG_ARGUMENTS
    ):
        return True
    return not any(map(could_hold_a_record, raws))


def _long_strings(call: ToolCall, pairing: Pairing) -> Iterator[str]:
    """Yield the long strings of an argument object, but for the content of files it writes.

    Of old words and the new ones that an edit puts in their place neither tells a result.
    """
    fields = arguments_of(call)
    if any(map(_names_file, fields)):
        return
    for field in fields:
        if "<<" in field.value or not _LONG_ARGUMENT <= len(field.value) <= LONGEST_TEXT:
            continue
        before = (result.output for result in pairing.results if result.index < call.index)
        if not is_put_in_place(field, fields, before):
            yield as_meant(field.value)


def is_too_long(call: ToolCall) -> bool:
    """Say whether a call of the model holds a string too long to be judged, and no file's."""
    if call.source != "model" or len(call.arguments_raw) <= LONGEST_TEXT:
        return False
    fields = arguments_of(call)
    return not any(map(_names_file, fields)) and any(
        len(field.value) > LONGEST_TEXT for field in fields
    )


def _names_file(field: Field) -> bool:
    """Say whether an argument names the file that a call writes; a mail about one has a subject."""
    return not _OF_NO_FILE.fullmatch(field.label) and _is_path(field.value)


def _is_path(value: str) -> bool:
    """Say whether a value names a file: beside it, long text is authored, not answered."""
    if len(value) > _LONGEST_PATH or "\n" in value or "://" in value or _OF_SENTENCE.search(value):
        return False
    return "/" in value or "\\" in value or bool(_FILE_NAME.fullmatch(value))


def _is_between(message: Message, pairing: Pairing) -> bool:
    """Say whether words follow a call of their own step whose result is yet to come.

    A step of their own is theirs where nothing else stands between call and result.
    """
    return any(
        (call.step == message.step or answer.index - call.index == _ONE_BETWEEN)
        and call.index < message.index < answer.index
        for call in pairing.calls
        if (answer := pairing.answer.get(call.index)) is not None
    )


def argument_keys_of(evidence: Evidence, tools: dict[str, Tool]) -> dict[str, frozenset[str]]:
    """Return the label keys of the arguments of each known tool, declared or as called."""
    keys = {name: _declared_keys(tool.schema) for name, tool in tools.items() if tool.schema}
    for name, own in evidence.argument_keys().items():
        keys[name] = keys.get(name, frozenset()) | own
    return keys


@lru_cache(maxsize=512)
def _declared_keys(schema: str) -> frozenset[str]:
    properties = msgspec.json.decode(schema).get("properties") or {}
    return frozenset(map(label_key, properties))
