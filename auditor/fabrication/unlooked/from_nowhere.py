"""Whole records of one thing that tell nothing which any source holds, whatever was called.

A turn may hold genuine calls, of other tools or for other things, and the answer still tells a
record that none of them returned. Nothing of its layout, its labels or its language need be known:
what counts is that pair after pair is new, figures among them, and that hardly one is not. Who
works something out, sums up or quotes tells values of which sources hold some. Such a finding is at
most suspected.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.fabrication.examples import is_told_as_example
from auditor.fabrication.excused.proposals import wanted
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import is_known_by_heart, is_moved, unsourced_in
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.told_fields import is_hedged
from auditor.fabrication.things.looks_due import asks_in_general, wants_no_record
from auditor.fabrication.things.open_question import asks_to_write
from auditor.fabrication.things.told_sentences import is_working
from auditor.fabrication.unlooked.as_found import tells_a_look
from auditor.fabrication.unlooked.new_records import is_untold, new_in, tools_telling, with_leads
from auditor.fabrication.unlooked.unretrieved import is_of_the_public
from auditor.values.blocks import Block, Field
from auditor.values.loose_pairs import loose_record
from auditor.values.spellings import as_written
from auditor.values.values import NAMES, is_placeholder, normal_text, value_of

_FEWEST = 3
_LONGEST = 6000
_LONGEST_LEAD = 200
_MOST_WORDS = 4
_SCORE = 0.5
_ENOUGH, _ENOUGH_OF_TWO, _ENOUGH_OF_WORDS = 1.0, 1.2, 0.6
_CODE_WEIGHT, _STAMP_WEIGHT = 0.4, 0.6
_MACHINES = 1.5
_FEWEST_OF_MACHINE = 4
_FEW_DIGITS = 3
_DIGIT = re.compile(r"\d")
# Values that a machine wrote: `next_process_stage`, `TPA`, `READY-TO-GO`.
_CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+|[A-Z]{3,5}|[A-Z]{2,}(?:[_-][A-Z]{2,})+")
_ABBREVIATION = re.compile(r"[A-Z]{3,5}")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ](\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")


class _Told(NamedTuple):
    """What a record tells.

    Attributes:
        fields: Those that tell something.
        new: Those of them that nothing holds, each with what it weighs.
    """

    fields: list[Field]
    new: list[tuple[Field, float]]

    @property
    def weight(self) -> float:
        return round(sum(weight for _, weight in self.new), 2)


def judge_from_nowhere(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each such record.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    if scene.channel == "argument" or scene.is_partial or len(scene.text) > _LONGEST:
        return
    if not scene.pairing.calls or asks_for_none(scene.asked):
        return
    for block, lead in with_leads(_records(blocks, scene.text), scene.text):
        if is_untold(block, lead, scene):
            continue
        told = _told(block, lead, scene)
        if _is_made_up(told, block, scene):
            place = block.start, block.end
            new = [field for field, _ in told.new]
            tool = next(iter(tools_telling(told.fields, scene)), "")
            yield found_in(scene, place, "invented", tool, _SCORE, new)


def asks_for_none(asked: str) -> bool:
    """Say whether a user asks for no record: for what is known, made up, proposed or written."""
    if wants_no_record(asked) or asks_in_general(asked) or asks_to_write(asked):
        return True
    return bool(wanted(asked)) and not named_in(asked)


def _records(blocks: list[Block], text: str) -> list[Block]:
    """Return the records that a text sets out, those in lines as one, else its pairs in a row."""
    laid_out: list[Block] = []
    for block in blocks:
        if not block.is_record:
            continue
        last = laid_out[-1] if laid_out else None
        if last and last.layout == block.layout == "lines" and _is_near(last, block, text):
            laid_out[-1] = last._replace(fields=last.fields + block.fields, end=block.end)
        else:
            laid_out.append(block)
    laid_out = [block for block in laid_out if len(block.fields) >= _FEWEST]
    loose = None if laid_out else loose_record(text)
    return [loose] if loose else laid_out


def _is_near(one: Block, other: Block, text: str) -> bool:
    between = text[one.end : other.start]
    return len(between) < _LONGEST_LEAD and "\n\n" not in between


def _told(block: Block, lead: str, scene: Scene) -> _Told:
    weights = dict(new_in(list(block.fields), scene))
    fields = [field for field in dict.fromkeys(block.fields) if not _tells_nothing(field)]
    new = [(field, _weight(field.value, weights.get(field, 0.0), scene)) for field in fields]
    head = lead.rstrip().rpartition("\n")[2]
    names = [name for name in named_in(head) if any(unsourced_in(name.form, ground_of(scene)))]
    # What a heading names and nothing else does is told like a field.
    heads = [Field("", as_written(name, scene.text)) for name in names]
    new += [(field, _CODE_WEIGHT) for field in heads]
    return _Told([*fields, *heads], [(field, weight) for field, weight in new if weight])


def _weight(value: str, weight: float, scene: Scene) -> float:
    """Return how much a value tells that nothing holds.

    Args:
        value: As written.
        weight: What its parts weigh; words in a value with figures, and days near others, tell
            nothing by themselves.
        scene: The text.
    """
    ground, stamp = ground_of(scene), _STAMP.fullmatch(value)
    if stamp and not weight and not ground.mentions(normal_text(value)):
        return 0.0 if is_moved(stamp[1], scene) else _STAMP_WEIGHT
    if _DIGIT.search(value):
        return weight if any(unsourced_in(value, ground)) else 0.0
    return _CODE_WEIGHT if weight and _CODE.fullmatch(value) else weight


def _tells_nothing(field: Field) -> bool:
    """Say whether a value is left open, worked out, rough, one digit, or a whole sentence."""
    value = field.value
    if is_placeholder(value) or value_of(value).kind == "flag":
        return True
    if is_known_by_heart(value_of(value)) or is_hedged(f"{field.label} {value}"):
        return True
    if is_working(value) or is_told_as_example(value):
        return True
    if _DIGIT.search(value):
        return len(value.strip()) == 1
    return value.count(" ") >= _MOST_WORDS


def _is_made_up(told: _Told, block: Block, scene: Scene) -> bool:
    """Say whether so much of a record is new that nobody returned it."""
    new, fields = len(told.new), len(told.fields)
    if sum(_how_surely_unknown(field) for field, _ in told.new) < 1:
        return new >= max(_FEWEST, fields) and _tells_words_of_look(told, block, scene)
    is_machines = block.layout in ("json", "literal") and any("_" in f.label for f in told.fields)
    if is_machines and new >= _FEWEST_OF_MACHINE and told.weight >= _MACHINES:
        return True
    if new >= _FEWEST and 4 * new >= 3 * (fields - 1) and told.weight >= _ENOUGH:
        return True
    return 1 < new == fields and told.weight >= _ENOUGH_OF_TWO


def _how_surely_unknown(field: Field) -> float:
    """Return how surely a value is neither known by heart nor worked out: an id, a moment, a code.

    One abbreviation may be known, two codes side by side are not.
    """
    value = field.value
    if is_of_the_public(f"{field.label} "):
        return 0
    if _ABBREVIATION.fullmatch(value):
        return 0.5
    if _STAMP.fullmatch(value) or _CODE.fullmatch(value):
        return 1
    return float(
        any(
            name.kind == "host" or sum(map(str.isdigit, name.form)) >= _FEW_DIGITS
            for name in named_in(value)
            if name.kind in NAMES and 2 * len(name.form) >= len(value)
        )
    )


def _tells_words_of_look(told: _Told, block: Block, scene: Scene) -> bool:
    """Say whether what anybody may know is told as what a look found, under a tool's labels."""
    lead = scene.text[max(0, block.start - _LONGEST_LEAD) : block.start]
    if told.weight < _ENOUGH_OF_WORDS or not tells_a_look(lead):
        return False
    return bool(tools_telling(told.fields, scene))
