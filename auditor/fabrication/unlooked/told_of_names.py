"""Records told of a thing that the user asks about by name, and that nothing ever spoke of.

`What do people say about The Foundry Hotel?` is answered, in words, a thought, a note or a mail, by
`rating: 2.4, review: Great value for families`, and no call and no result has had that hotel; or by
a sentence with its name and such values. The
values of one genuine record are another thing's; others are made up where a tool tells such things,
or is yet called for that name. Such a finding is at most suspected.
"""

import re
from collections.abc import Collection, Iterator

from auditor.claims.deeds.calls import reach_of
from auditor.evidence.readings import single_sentences
from auditor.evidence.records import Read, values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import (
    asks_for_example,
    asks_to_name,
    asks_to_swap,
    asks_what_returns,
)
from auditor.fabrication.ground.untraced import is_users
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.looks_due import asks_in_general
from auditor.fabrication.things.open_question import tells_nothing_new
from auditor.fabrication.things.worded_names import calls_to_come, is_naming, open_names
from auditor.fabrication.unlooked.new_records import (
    ENOUGH,
    is_mostly_new,
    is_untold,
    new_in,
    tools_for,
    tools_telling,
    weight_of,
    with_leads,
)
from auditor.fabrication.unlooked.told_again import is_telling
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Block, Field
from auditor.values.occurrences import holds, place_of
from auditor.values.spellings import spellings
from auditor.values.values import NAMES, SPECIFIC, Value, normal_text, value_of
from auditor.values.wording import Wording

_SCORE = 0.5
_LONGEST = 4000
_LONGEST_VALUE = 40
_UP_TO = re.compile(r"\buntil (?=\d)")
_FEWEST_SHARED, _FEWEST_SOLID = 3, 2
# What a name is by its form nobody looks up.
_BY_FORM = Wording(
    r"(?:n['’]t|\bnot|\bno) (?:an? |the )?(?:\w+ )?valid\b|\binvalid\b|\bmalformed\b|"
    r"\brfc ?\d{4}\b|"
    r"\b(?:is|are|in the|an?) (?:private|reserved|loopback|link-local)\b|"
    r"\b(?:kein\w* gültig\w*|ungültig\w*|pas (?:une? )?\w* ?valides?|invalides?|no es (?:un[ao]? )?"
    r"\w* ?v[aá]lid\w*|inv[aá]lid\w*|privat\w*|privé\w*|privad\w*)\b|недействител|частн|"
    r"无效|不合法|不是(?:一个)?(?:合法|有效)|私有|内网|保留地址|無効|プライベート|유효하지|사설"
)


def judge_records_of_others(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield what a text tells of such a name and is the record of something else.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    about, names = _told_of_names(blocks, scene)
    whole = [about] if len(about) > 1 else []
    for told in (*whole, *([block] for block in about)):
        found = _another_record(told, names, scene)
        if found is not None:
            yield found
            return


def _another_record(about: list[Block], names: list[str], scene: Scene) -> Imitation | None:
    """Return what is told of a name where all of it is one record of a result, or None."""
    fields = _fields(about, names)
    values = {value_of(field.value) for field in fields}
    told = {v for v in values if is_telling(v) and not is_users(v, scene)}
    solid = {v for v in told if v.kind in SPECIFIC}
    exact = sum(v.kind != "number" for v in solid)
    if len(solid) < _FEWEST_SOLID or len(told) + (exact > 1) < _FEWEST_SHARED:
        return None
    words = scene.text[about[0].start : about[-1].end]
    for result, call in scene.latest_results():
        # A record that names what its call was for is told of just that.
        if any(_is_of_call(name, call) for name in names) or _names_its_thing(words, call):
            continue
        if _is_record_of(told, scene.text, result):
            place = about[0].start, about[-1].end
            return found_in(scene, place, "stale", call.name, _SCORE, fields, imitates=result.index)
    return None


def judge_told_of_names(
    blocks: list[Block], scene: Scene, found: Collection[Imitation] = ()
) -> Iterator[Imitation]:
    """Yield what a text tells of such a name and comes from nowhere.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
        found: What was found before: nothing of it is told once more.
    """
    about, names = _told_of_names(blocks, scene)
    if not about:
        return
    place = start, end = about[0].start, about[-1].end
    if any(one.start < end and start < one.end for one in found):
        return
    fields = _fields(about, names)
    if not is_mostly_new(fields, scene):
        return
    told = new_in(fields, scene)
    if weight_of(told) < ENOUGH:
        return
    fields = [field for field, _ in told]
    if about[0].layout == "prose":
        words = "\n".join(scene.text[block.start : block.end] for block in about)
        tools = tools_for(words, scene)
    else:
        tools = tools_telling(fields, scene)
    if tools or _is_yet_called(names, scene):
        tool = tools[0] if len(tools) == 1 else ""
        yield found_in(scene, place, "invented", tool, _SCORE, fields)


def _told_of_names(blocks: list[Block], scene: Scene) -> tuple[list[Block], list[str]]:
    """Return the records that tell of names nothing spoke of, and these names."""
    records = [block for block in blocks if _is_set_out(block)]
    if len(scene.text) > _LONGEST or not scene.once(_may_be_judged):
        return [], []
    names = scene.once_of_text(open_names)
    if not records:
        return list(_sentences_about(names, scene.text)), names
    led = list(with_leads(records, scene.text)) if names else []
    if any(is_untold(block, lead, scene) for block, lead in led):
        return [], []
    return [
        block
        for block, lead in led
        if any(place_of(n, lead + scene.text[block.start : block.end]) >= 0 for n in names)
    ], names


def _is_set_out(block: Block) -> bool:
    """Say whether a block is a record; one field may be a whole sentence behind a colon."""
    return block.is_record or any(len(field.value) <= _LONGEST_VALUE for field in block.fields)


def _sentences_about(names: list[str], text: str) -> Iterator[Block]:
    """Yield the sentences that tell figures of some names, as records without labels."""
    for start, sentence in single_sentences(text) if names else ():
        if not any(place_of(name, sentence) >= 0 for name in names):
            continue
        if (
            tells_nothing_new(sentence)
            or is_unreal(_UP_TO.sub("", sentence))
            or is_hedged(sentence)
            or _BY_FORM.stands_in(sentence)
        ):
            continue
        normal = normal_text(sentence)
        told = [Field("", normal[atom.start : atom.end]) for atom in atoms_of(normal)]
        if told:
            yield Block("prose", tuple(told), start, start + len(sentence))


def _may_be_judged(scene: Scene) -> bool:
    """Say whether what is told of a name can be held against what was called for."""
    asked, event = scene.asked, scene.event
    if type(event) is ToolCall and (reach_of(event.name).looks or reach_of(event.name).command):
        return False
    if asks_to_name(asked) or asks_to_swap(asked):
        return False
    if scene.is_partial or not scene.argument_keys or _has_returned(scene):
        return False
    if asks_in_general(asked) or asks_for_fiction(asked):
        return False
    return not (asks_for_example(asked) or asks_what_returns(asked))


def _has_returned(scene: Scene) -> bool:
    """Say whether a call of the turn has returned something before the text, or never does."""
    turn, answer, before = scene.event.turn, scene.pairing.answer, scene.event_index
    return any(
        call.turn == turn
        and call.index < before
        and (call.index not in answer or answer[call.index].index < before)
        for call in scene.pairing.calls
    )


def _is_yet_called(names: list[str], scene: Scene) -> bool:
    coming = list(calls_to_come(scene))
    return any(place_of(name, raw) >= 0 for raw in coming for name in names)


def _fields(about: list[Block], names: list[str]) -> list[Field]:
    """Return what records tell of some names, in a table of two columns under its heading."""
    named = {normal_text(name) for name in names}
    found: list[Field] = []
    for block in about:
        fields = list(block.fields)
        if block.layout == "table" and any(normal_text(f.label) in named for f in fields):
            head = "" if normal_text(fields[0].label) in named else fields.pop(0).value
            fields = [Field(head, field.value) for field in fields]
        found += (field for field in fields if normal_text(field.value) not in named)
    return found


def _is_of_call(name: str, call: ToolCall) -> bool:
    """Say whether a name holds what a call was for, as a longer name of the same thing does."""
    return any(
        place_of(field.value, name) >= 0 or place_of(name, field.value) >= 0
        for field in arguments_of(call)
    )


def _names_its_thing(words: str, call: ToolCall) -> bool:
    """Say whether words hold the id or the host that a call was for."""
    return any(
        value_of(field.value).kind in NAMES and place_of(field.value, words) >= 0
        for field in arguments_of(call)
    )


def _is_record_of(told: set[Value], words: str, result: ToolResult) -> bool:
    """Say whether one record of a result has some values, under no name that it has itself."""
    normal = normal_text(result.output)
    if not all(holds(normal, value, spellings(value)) for value in told):
        return False
    return any(_has_all(read, told, words) for read in values_in(result.output))


def _has_all(read: Read, told: set[Value], words: str) -> bool:
    own = normal_text("\n".join(raw for raws in read.values.values() for raw in raws))
    return all(holds(own, value, spellings(value)) for value in told) and not any(
        place_of(raw, words) >= 0
        for label, raws in read.values.items()
        if is_naming(Field(label, ""))
        for raw in raws
    )
