"""Values told of a thing that the user wants looked up, before anything came back about it.

`Next: sample LAB758125` is answered by `haemoglobin 11.5 g/dL, creatinine 4.43 mg/dL`, in a note, a
thought, a code block, or beside the very call that is to find out. No call and no result has spoken
of the thing so far, and nobody knows its figures by heart: under which labels, in which layout and
language they stand does not matter. What the user or any other source said, what follows from it,
what the coming call is given, and what is planned or supposed tells nothing. Such a finding is at
most suspected.
"""

import re
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter

from auditor.fabrication.examples import asks_to_confirm, is_no_record
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import (
    PUBLIC,
    saw_epoch,
    telling_values,
    unsourced_in,
)
from auditor.fabrication.ground.untraced import form_of, named_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.things.looks_due import asks_for_list, wants_look
from auditor.fabrication.things.open_question import denies
from auditor.fabrication.things.told_sentences import (
    CONDITION,
    Told,
    sentences_told,
    shows_arithmetic,
    underived_in,
)
from auditor.fabrication.unlooked.told_ahead import calls_behind
from auditor.fabrication.unlooked.uncalled_sources import is_meant
from auditor.trace import Message
from auditor.values.blocks import Block
from auditor.values.values import Value, normal_text
from auditor.values.wording import Wording

_SCORE = 0.5
_SPOKEN = ("result", "argument")
_LONGEST = 4000
_ENOUGH = 1.0
_FEWEST = 2
_ENOUGH_OF_RECORD = 0.6
_FIELDS_OF_RECORD = 3
_MOSTLY = 0.6
_FIGURES = re.compile(r"\d\D+\d.*\d", re.DOTALL)
_SUMS_UP = Wording(
    r"\b(?:together (?:that|they|these|it)|altogether|difference between|adds? up|on average)\b|"
    r"合计|共计|相差|平均"
)
_SLUG = re.compile(r"(?<![\w/.-])([a-z]{2,}(?:[-_][a-z]{2,}){1,4})[`'\"。？?.！!]*\s*$")
_QUERY = re.compile(r"\bselect\b.+\bfrom\b|\bmatch ?\(|\bdef \w+\(", re.IGNORECASE | re.DOTALL)
_HANDS_OVER = re.compile(
    r"(?:transfer|hand_?off|delegate|route|escalate)_?(?:back_)?(?:to|task|work)_"
)
_LOCATOR = re.compile(r"(?<![\w-])(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{6,8}(?![\w-])")
_RECORD_NUMBER = re.compile(r"\d{3}|-\d|\d-|\.")


def may_tell_unlooked(text: str) -> bool:
    """Say whether a text may tell several figures: a cheap look."""
    return len(text) <= _LONGEST and _FIGURES.search(text) is not None


def judge_unlooked_things(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield the stretch of a text that tells such values.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    if scene.is_partial or not may_tell_unlooked(scene.text):
        return
    if all(map(_HANDS_OVER.match, {*scene.argument_keys, *(one.tool for one in scene.shapes)})):
        # Nothing is known that could look: whoever was handed over to may have, unrecorded.
        return
    if scene.channel == "argument" and (asks_to_confirm(scene.text) or _QUERY.search(scene.text)):
        return
    if any(_is_none(block, scene) for block in blocks):
        return
    names = scene.once(_open_things)
    told = _told_of(names, blocks, scene) if names else _listed(blocks, scene)
    if told:
        place = told[0].start, told[-1].end
        fields = dict.fromkeys(bare_fields(_values(told), scene.text))
        tool = min(scene.argument_keys) if len(scene.argument_keys) == 1 else scene.newest_tool
        yield found_in(scene, place, "invented", tool, _SCORE, fields)


def _told_of(names: frozenset[Value], blocks: list[Block], scene: Scene) -> list[Told]:
    """Return what a text tells of things that are open, where that says enough."""
    told = [one for one in units_told(blocks, scene, names) if one.weights]
    told = underived_in(told, scene) if told else []
    new, weight = _values(told), round(sum(one.weight for one in told), 2)
    if scene.once(saw_epoch):
        new = {value for value in new if value.kind not in ("date", "time")}
    # What lies near a day that somebody told says neither.
    held = {v for v in telling_values(scene.text) if scene.source_of(v) is not None} - names
    if not new or len(new) < _MOSTLY * len(new | held):
        return []
    if _is_record(blocks, told):
        return told if weight >= _ENOUGH_OF_RECORD else []
    return told if weight >= _ENOUGH and len(new) >= _FEWEST else []


def _listed(blocks: list[Block], scene: Scene) -> list[Told]:
    """Return what a text lists of several things that nobody named, where a list was asked for."""
    if scene.has_called or scene.reports or not asks_for_list(scene.asked):
        return []
    told = [one for one in units_told(blocks, scene, frozenset()) if one.weights]
    sorts = Counter(form_of(v) for v in _values(told) if v.kind in ("id", "host"))
    new = len(_values(told))
    if max(sorts.values(), default=0) < _FEWEST or new < 2 * _FEWEST:
        return []
    return told if new >= _MOSTLY * len({*telling_values(scene.text)}) else []


def _values(told: list[Told]) -> set[Value]:
    return {value for one in told for value in one.weights}


def _is_record(blocks: list[Block], told: list[Told]) -> bool:
    """Say whether some record of several fields holds all that is new."""
    return any(
        len(block.fields) >= _FIELDS_OF_RECORD
        and all(block.start < one.end and one.start < block.end for one in told)
        for block in blocks
    )


def _is_none(block: Block, scene: Scene) -> bool:
    lead = scene.text[: block.start]
    return is_proposal(block, scene) or is_no_record(block, lead, scene.asked)


def _open_things(scene: Scene) -> frozenset[Value]:
    """Return what the user wants looked up by name and nothing has spoken of before the text."""
    if not wants_look(scene.asked):
        return frozenset()
    names = [*named_in(scene.asked), *(Value("word", slug) for slug in _slugs(scene.asked))]
    return frozenset(name for name in names if _is_open(name, scene))


def _slugs(asked: str) -> list[str]:
    """Return the names like `search-index` that end some words: what is asked for stands last."""
    found = _SLUG.search(normal_text(asked))
    return [found[1]] if found else []


def _locators(asked: str) -> set[str]:
    """Return the names like `EUJUY6` that some words hold, lowered."""
    return {found.casefold() for found in _LOCATOR.findall(asked)}


def _is_open(name: Value, scene: Scene) -> bool:
    if PUBLIC.fullmatch(name.form):
        return False
    if name.kind == "word":
        places = scene.evidence.places_with((name.form,), scene.event_index)
        return all(scene.evidence.texts[place].author not in _SPOKEN for place in places)
    if not (_RECORD_NUMBER.search(name.form) or name.form in _locators(scene.asked)):
        return False
    source = scene.source_of(name)
    return source is None or source.author not in _SPOKEN


def units_told(blocks: list[Block], scene: Scene, names: frozenset[Value]) -> Iterator[Told]:
    """Yield each record and sentence with what nothing holds of it, nor the coming calls are given.

    A sentence of a record, or one that tells what is to be done before a call, tells nothing.
    """
    is_said = type(scene.event) is Message
    coming = calls_behind(scene.event, scene.pairing) if is_said else ()
    given = normal_text("\n".join(call.arguments_raw for call in coming))
    for one in _units(blocks, scene):
        weights = {
            value: weight
            for value, weight in one.weights.items()
            if value not in names and not (given and value.form in given)
        }
        yield one._replace(weights=weights)


def _units(blocks: list[Block], scene: Scene) -> Iterator[Told]:
    """Yield what a text tells, by record, and by sentence outside of records, in order."""
    ground = ground_of(scene)
    records = [block for block in blocks if len(block.fields) > 1]
    units = [
        Told(
            block.start,
            block.end,
            {v: weight for f in block.fields for v, weight in unsourced_in(f.value, ground)},
        )
        for block in records
    ]
    for one in sentences_told(ground, _supposes_or_denies):
        if any(block.start < one.end and one.start < block.end for block in records):
            continue
        if not (scene.leads_up_to_call and is_meant(scene.text[one.start : one.end])):
            units.append(one)
    yield from sorted(units, key=attrgetter("start"))


def _supposes_or_denies(sentence: str) -> bool:
    supposes = CONDITION.stands_in(sentence) or denies(sentence)
    return supposes or shows_arithmetic(sentence) or _SUMS_UP.stands_in(sentence)
