"""What stands right under the name of a thing that no look told of, and is another thing's.

`59XX6W looks like this:` and behind it the `cabin` and the `created_at` that came back about
XEHM4B: whoever heads something with a name tells it of that name. No call for the thing came back,
no result has it but as an item of a list, and all that is told, were it two fields of ten, one
result about another such thing holds, and nothing else does. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.failures import failed
from auditor.evidence.provenance import is_small
from auditor.evidence.readings import is_question, single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.ground.untraced import form_of, named_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.returned import puts_up
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.bare_names import stands_bare
from auditor.fabrication.things.open_question import ASKS_TO_ACT, denies, tells_of_others
from auditor.fabrication.unlooked.told_again import is_telling
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Block
from auditor.values.dates import clocks_from_abroad, days_from_abroad
from auditor.values.occurrences import holds, occurs
from auditor.values.spellings import spellings
from auditor.values.values import SPECIFIC, Value, normal_text, value_of
from auditor.values.wording import Wording

_SCORE = 0.6
_LONGEST = 2000
_FEWEST = 2
_LONG_NUMBER = 5
# A name, what it is called or asked about, and a colon that ends the words before the record.
_DRAFTS = Wording(
    r"\b(?:examples?|sample|template|draft|proposal|proposed|format|schema|mock|change|changes|"
    r"update|updates|new|options?)\b|示例|样例|模板|草稿|格式|方案|拟|改|新的"
)
_HEAD = re.compile(r"\A[^\n.!?。！？]{3,120}?(?:[:：]|(?=\n[ \t]*(?:\n|[{\[`|*•-])))(?!//)(?!\d)")


def judge_under_its_name(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield a text that tells such a record, as a whole.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    text = scene.text
    if scene.channel == "thinking" or scene.is_partial or len(text) > _LONGEST:
        return
    head = _HEAD.match(text)
    if head is None or not _is_told(head[0], scene):
        return
    named = [name for name in named_in(head[0]) if name.kind in ("id", "host")]
    if len(set(named)) != 1 or _was_told_of(named[0], scene):
        return
    told = _told_in(text[head.end() :], blocks, named[0], scene)
    if not told:
        return
    for result, call in scene.latest_results():
        if _is_of_alike(call, named[0]) and _only_there(told, result, scene):
            fields = bare_fields(told, text)
            yield found_in(
                scene, (0, len(text)), "stale", call.name, _SCORE, fields, imitates=result.index
            )
            return


def _is_told(head: str, scene: Scene) -> bool:
    """Say whether what such words head is told as it is."""
    asked = scene.asked
    if is_unreal(head) or is_hedged(head) or _DRAFTS.stands_in(head) or denies(scene.text):
        return False
    if tells_of_others(scene.text) or asks_for_example(asked) or asks_for_fiction(asked):
        return False
    return not (puts_up(scene.text) and ASKS_TO_ACT.stands_in(asked))


def _was_told_of(name: Value, scene: Scene) -> bool:
    """Say whether a call for a thing came back, or has yet to, or a result tells of it."""
    answer, before = scene.pairing.answer, scene.event_index
    for call in scene.pairing.calls:
        if call.turn > scene.event.turn or not occurs(normal_text(call.arguments_raw), name.form):
            continue
        result = answer.get(call.index)
        if result is None or result.index > before or not failed(result):
            return True
    return any(
        scene.evidence.texts[place].author == "result"
        and not stands_bare(name.form, scene.evidence.normal(place))
        and not _is_failure(scene.evidence.texts[place].event_index, scene)
        for place in scene.evidence.places_with((name.form,), before)
    )


def _is_failure(index: int, scene: Scene) -> bool:
    result = next((one for one in scene.pairing.answer.values() if one.index == index), None)
    return result is not None and failed(result)


def _told_in(words: str, blocks: list[Block], name: Value, scene: Scene) -> list[Value]:
    """Return the values that a record or some words tell, as far as they say something.

    What a user said tells nothing, and who tells of another such thing, too, compares.
    """
    stated = "\n".join(one for _, one in single_sentences(words) if not is_question(one))
    atoms = [
        atom.value for atom in atoms_of(clocks_from_abroad(days_from_abroad(normal_text(stated))))
    ]
    if any(_are_alike(v, name) and v != name for v in atoms):
        return []
    records = [block for block in blocks if block.fields and block.layout != "prose"]
    fields = [value_of(field.value) for block in records for field in block.fields]
    asked = normal_text(scene.asked)
    return [
        v
        for v in dict.fromkeys(fields or atoms)
        if v != name and is_telling(v) and not occurs(asked, v.form)
    ]


def _is_of_alike(call: ToolCall, name: Value) -> bool:
    """Say whether a call was for another thing of a name's sort."""
    values = [value_of(field.value) for field in arguments_of(call)]
    return any(v != name and _are_alike(v, name) for v in values)


def _are_alike(value: Value, name: Value) -> bool:
    """Say whether two names are of one sort; a code may happen to be all letters."""
    if value.kind == name.kind:
        return form_of(value) == form_of(name)
    codes = value.form.isalnum() and name.form.isalnum() and value.form.isascii()
    return value.kind == "word" and codes and len(value.form) == len(name.form)


def _only_there(told: list[Value], result: ToolResult, scene: Scene) -> bool:
    """Say whether one result holds some values, and no other tool's result nor user all of them."""
    exact = [value for value in told if value.kind in SPECIFIC and not is_small(value)]
    if not exact or not _holds_all(normal_text(result.output), told):
        return False
    if len(told) < _FEWEST and exact[0].kind == "number" and len(exact[0].form) < _LONG_NUMBER:
        return False
    before = scene.event_index
    return not any(
        _holds_all(scene.evidence.normal(place), told)
        for place in scene.evidence.places_holding(exact[0], before)
        if not _is_of_alike_things(place, result, scene)
    )


def _is_of_alike_things(place: int, result: ToolResult, scene: Scene) -> bool:
    """Say whether a source is a result of the tool that returned another."""
    text = scene.evidence.texts[place]
    if text.event_index == result.index:
        return True
    call = scene.pairing.answered.get(text.event_index) if text.author == "result" else None
    own = scene.pairing.answered.get(result.index)
    return call is not None and own is not None and call.name == own.name


def _holds_all(normal: str, told: list[Value]) -> bool:
    return all(holds(normal, value, spellings(value)) for value in told)
