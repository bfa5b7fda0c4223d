"""A whole record told again in answer to a question about another thing, which nobody looked up.

The user names B, no call nor result ever spoke of it, nothing was called since, and what the answer
sets out is the record of A without A's name: most of its values, and hardly any of the model's own.
Values alone say so, whatever the labels, the layout or the language. What stands around the record
may say that it is another thing's; that the model offers to go on says nothing. What it sends or
notes down is held to the same, unless that thing is where it is to be noted. Such a finding is at
most suspected.
"""

from collections.abc import Iterator

from auditor.evidence.provenance import is_small
from auditor.evidence.readings import single_sentences
from auditor.evidence.records import values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import is_no_record
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.things.open_question import (
    ASKS_TO_ACT,
    Asked,
    asked_whatever_is_told,
    asks_to_write,
    tells_of_others,
)
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Block, Field
from auditor.values.occurrences import holds
from auditor.values.spellings import spellings
from auditor.values.values import SPECIFIC, Value, normal_text, value_of
from auditor.values.wording import Wording

_SCORE = 0.7
_FEWEST = 3
_FEWEST_IN_WORDS = 4
_NEARLY_ALL = 0.9
_MOST = 0.6
_MANY = 5
_SHORTEST_WORD = 3
_NOTES = Wording(
    r"\b(?:put|post|send|attach|note|log|record|comment|file|forward|save|store|document|enter|"
    r"copy|tell|inform|notify|schreib\w*|notier\w*|trag\w*|send\w*|schick\w*|hinterleg\w*|"
    r"anot\w+|escrib\w+|envía\w*|guarda\w*|écri\w+|note[rz]|envoy\w+|enregistr\w+|"
    r"escrev\w+|envi\w+|scriv\w+|invia\w*)\b|[写寫记記发發附填]|备注|抄|存|通知|送|メモ|기록"
)


def judge_told_again(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield the records of an answer where together they are another thing's.

    Args:
        blocks: What the text sets out.
        scene: The text.
    """
    if scene.channel == "thinking" or scene.has_called:
        return
    asked = asked_whatever_is_told(scene)
    if asked is None or _is_to_be_written(_asked_with(asked, scene), scene):
        return
    records = [block for block in blocks if block.is_record]
    around = _around(records, scene.text)
    if tells_of_others(around):
        return
    lead = scene.text[: records[0].start] if records else ""
    if records and is_no_record(records[0], lead, scene.asked):
        return
    told = [one for one in _told(records, scene.text) if one[0] not in asked.names]
    for result, call in scene.latest_results():
        alike = {value for value in _arguments(call) if asked.is_alike(value)}
        if (
            alike
            and not alike.intersection(named_in(around))
            and _is_record_of(told, alike, result)
        ):
            start = records[0].start if records else 0
            end = records[-1].end if records else len(scene.text)
            fields = [field for _, field in told]
            yield found_in(
                scene, (start, end), "stale", call.name, _SCORE, fields, imitates=result.index
            )
            return


def _is_to_be_written(words: str, scene: Scene) -> bool:
    """Say whether words ask for something to be done with a thing, or noted where it is kept."""
    if ASKS_TO_ACT.stands_in(words):
        return True
    return scene.channel == "argument" and (_NOTES.stands_in(words) or asks_to_write(words))


def _asked_with(asked: Asked, scene: Scene) -> str:
    """Return the user's words that may want something done with what they name.

    What is to be written down may be asked for besides, in another sentence.
    """
    if scene.channel != "argument":
        return scene.asked
    said = [words for _, words in single_sentences(scene.asked)]
    return " ".join(words for words in said if not asked.names.isdisjoint(named_in(words)))


def _around(records: list[Block], text: str) -> str:
    """Return the words of a text that stand in none of some records."""
    rest, last = "", 0
    for block in records:
        rest += text[last : block.start] + "\n"
        last = block.end
    return (rest + text[last:]) if records else ""


def _told(records: list[Block], text: str) -> list[tuple[Value, Field]]:
    """Return the values that say something: of records, or of all sentences."""
    if records:
        fields = [field for block in records for field in block.fields]
        pairs = [(value_of(field.value), field) for field in fields]
    else:
        normal = normal_text(text)
        pairs = [(a.value, Field("", normal[a.start : a.end])) for a in atoms_of(normal)]
    return [pair for pair in dict(pairs).items() if is_telling(pair[0])]


def is_telling(value: Value) -> bool:
    """Say whether a value says something alone."""
    if value.kind in ("word", "text"):
        return len(value.form) >= _SHORTEST_WORD
    return value.kind in SPECIFIC and not is_small(value)


def _arguments(call: ToolCall) -> set[Value]:
    return {value_of(field.value) for field in arguments_of(call)}


def _is_record_of(told: list[tuple[Value, Field]], names: set[Value], result: ToolResult) -> bool:
    """Say whether values are those of a result, but for the names that it was asked for."""
    values = {value for value, _ in told}
    solid = {value for value in values if value.kind in SPECIFIC}
    if names & values or len(values) < (_FEWEST if solid else _FEWEST_IN_WORDS):
        return False
    normal = normal_text(result.output)
    held = sum(holds(normal, value, spellings(value)) for value in values)
    if held < _NEARLY_ALL * len(values):
        return False
    own = {v for v in _values_in(result) - names if v.kind in SPECIFIC or not solid}
    shared = len(own & values)
    return shared >= _MOST * len(own) or (shared >= _MANY and held == len(values))


def _values_in(result: ToolResult) -> set[Value]:
    """Return what a result tells, in its records or in its words."""
    read = {
        value_of(raw)
        for record in values_in(result.output)
        for raws in record.values.values()
        for raw in raws
    }
    read = read or {atom.value for atom in atoms_of(normal_text(result.output))}
    return set(filter(is_telling, read))
