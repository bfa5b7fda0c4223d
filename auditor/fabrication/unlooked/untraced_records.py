"""Records told in answer to a question about a thing that nothing was ever looked up of.

`Next: b.example, please.` is answered by `verdict: clean, score: 24`. The answer need not name the
thing, for the question does; no call and no result ever spoke of it, and nothing was called since.
So whatever stands in the layout or the words of that tool's results is another thing's record, or
none. Answers that speak of what was said before, that deny a look, put something up, or name a
thing that was looked up tell nothing of this one. Where the question names no such thing, it takes
a whole record of a tool under its very labels, in any channel, with nothing in it that any source
has or anybody works out. Such a finding is at most suspected.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from auditor.evidence.provenance import ENOUGH_LABELS, Traced, best_shape, is_small, trace_fields
from auditor.evidence.records import Record, Shape
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import is_no_record
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.imitation import Imitation, Kind, Scene, bare_fields, found_in
from auditor.fabrication.records.relabelled import forms_of
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.returned import puts_up
from auditor.fabrication.texts.told_fields import is_unreal, labels_told, told_fields
from auditor.fabrication.things.open_question import (
    Asked,
    asked_of,
    asks_to_write,
    denies,
    names_looked_up,
    says_a_user,
)
from auditor.values.atoms import atoms_of
from auditor.values.blocks import LEAD, Block, Field
from auditor.values.labels import field_key, label_key
from auditor.values.occurrences import holds
from auditor.values.prose import labelled_clauses
from auditor.values.spellings import spellings
from auditor.values.values import SPECIFIC, Value, normal_text, value_of

_SCORE = 0.6
_FEWEST = 2
_MOST_LABELS = 0.6
_LONGEST_IN_WORDS = 240
_MOST_RESULTS = 20
_CLAUSE = re.compile(r"[;；,，。()（）\n]|\. |\.$")


def judge_untraced_records(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each record that an answer tells of such a thing.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    if scene.has_called:
        return
    laid_out = [block for block in blocks if block.is_record]
    asked = asked_of(scene)
    if asked is None or names_looked_up(asked, scene):
        yield from _judge_anew(blocks, scene)
        return
    for block in laid_out:
        found = _judged(block, _shapes(asked, scene), asked, scene)
        found = found or _judged_by_form(block, asked, scene)
        if found is not None:
            yield found
    if not laid_out and scene.channel == "text":
        yield from islice(_judge_words(asked, scene), 1)


def _judge_anew(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each whole record of a tool in which nothing but the user's own has any source."""
    if scene.is_partial or puts_up(scene.text) or asks_for_fiction(scene.asked):
        return
    for block in blocks:
        shape, overlap = best_shape(block.fields, scene.shapes)
        if shape is None or overlap < 1 or is_proposal(block, scene):
            continue
        lead = scene.text[: block.start]
        if is_no_record(block, lead, scene.asked) or denies(lead[-LEAD:]):
            continue
        traced = trace_fields(block.fields, shape, scene.evidence, scene.event_index)
        keys = {field.key for field in traced}
        if not keys <= shape.labels or len(keys) < _MOST_LABELS * len(shape.labels):
            continue
        told = _new_fields(traced, scene)
        if told and (len(told) >= _FEWEST or len(shape.labels) == 1):
            yield _found(block, told, shape, scene)


def _new_fields(traced: list[Traced], scene: Scene) -> list[Traced]:
    """Return the fields with something new, where all that tells anything is, some of it surely."""
    ground = ground_of(scene)
    told: list[Traced] = []
    new: list[Value] = []
    for field in traced:
        atoms = [atom.value for atom in atoms_of(normal_text(field.field.value))]
        fresh = [one for one in atoms if not is_small(one) and not ground.holds(one)]
        new += [one for one in fresh if one.kind in SPECIFIC]
        if field.origin == "new" or (field.origin == "neutral" and fresh):
            told.append(field)
        elif field.origin in ("paired", "moved") and field.specific:
            return []
    if 2 * len(told) <= len(traced):
        return []
    return told if ground.from_nowhere(new) else []


def _shapes(asked: Asked, scene: Scene) -> list[Shape]:
    return [shape for shape in scene.shapes if shape.tool in asked.tools]


def _judged(block: Block, shapes: list[Shape], asked: Asked, scene: Scene) -> Imitation | None:
    """Return what is wrong with a record in a tool's layout, or None."""
    block = _turned(block, shapes)
    shape, overlap = best_shape(block.fields, shapes)
    if shape is None or overlap < ENOUGH_LABELS or is_proposal(block, scene):
        return None
    if is_no_record(block, scene.text[: block.start], scene.asked):
        return None
    traced = trace_fields(block.fields, shape, scene.evidence, scene.event_index)
    weighed = [f for f in traced if f.origin != "neutral" and f.value not in asked.names]
    told = [field for field in weighed if field.known]
    own = [field for field in told if not says_a_user(field.value, asked, scene)]
    if len({field.key for field in told}) < _FEWEST or not _are_enough(own):
        return None
    other = [f for f in weighed if not f.known and f.specific and f.origin == "new"]
    return _found(block, [*own, *other], shape, scene)


def _turned(block: Block, shapes: list[Shape]) -> Block:
    """Return a table of two columns and one row as such where its head names two fields."""
    if block.layout != "table" or len(block.fields) != _FEWEST:
        return block
    heads, cells = block.fields
    if any({label_key(head) for head in heads} <= shape.labels for shape in shapes):
        return block._replace(fields=tuple(map(Field, heads, cells)))
    return block


def _judged_by_form(block: Block, asked: Asked, scene: Scene) -> Imitation | None:
    """Return what is wrong with a record under other labels: it begins like that tool's, or None.

    Some value of it must be from nowhere: words may be the model's own under labels of its own.
    """
    if asks_to_write(scene.asked) or is_proposal(block, scene):
        return None
    if is_no_record(block, scene.text[: block.start], scene.asked):
        return None
    fields = [field for field in block.fields if value_of(field.value) not in asked.names]
    like = next(_begun_by(forms_of(fields), asked, scene), None)
    if like is None:
        return None
    traced = trace_fields(fields, None, scene.evidence, scene.event_index)
    new = [field for field in traced if field.origin == "new" and field.specific]
    if not new or any(says_a_user(field.value, asked, scene) for field in new):
        return None
    shape = Shape(like.tool, frozenset(), like.event_index)
    return _found(block, new, shape, scene)


def _begun_by(forms: tuple[str, ...], asked: Asked, scene: Scene) -> Iterator[Record]:
    """Yield the records of other things, without their names, that some forms begin with."""
    for record in islice(scene.evidence.records_before(scene.event_index), _MOST_RESULTS):
        call = scene.evidence.call_of(record)
        about = {value_of(field.value) for field in arguments_of(call)}
        rest = [field for field in _fields(record) if value_of(field.value) not in about]
        own = forms_of(rest)
        if record.tool in asked.tools and len(set(own)) >= _FEWEST and forms[: len(own)] == own:
            yield record


def _fields(record: Record) -> Iterator[Field]:
    for label, raws in record.values.items():
        yield from (Field(label, raw) for raw in raws)


def _are_enough(own: list[Traced]) -> bool:
    """Say whether values of the model's own tell something: one word may be its judgement."""
    return len(own) >= _FEWEST or any(field.specific for field in own)


def _found(block: Block, told: list[Traced], shape: Shape, scene: Scene) -> Imitation:
    held = Counter(index for field in told for index in field.records)
    best = max(held, key=lambda index: (held[index], index), default=None)
    stale = best is not None and held[best] == len(told)
    kind: Kind = "stale" if stale else "invented"
    imitates = best if stale else shape.shown_by
    values = [field.field for field in told]
    place = block.start, block.end
    return found_in(scene, place, kind, shape.tool, _SCORE, values, imitates=imitates)


def _judge_words(asked: Asked, scene: Scene) -> Iterator[Imitation]:
    """Yield what sentences tell under a tool's labels, else with a record's values alone."""
    for shape in [*_shapes(asked, scene), *_shapes_of_prose(asked, scene)]:
        for block in [*labelled_clauses(scene.text, shape.labels), *_told(scene.text, shape)]:
            found = _judged(block, [shape], asked, scene)
            if found is not None:
                yield found
    if len(scene.text) <= _LONGEST_IN_WORDS and not is_unreal(scene.text):
        yield from _judge_values(asked, scene)
        yield from _judge_quotes(asked, scene)


def _shapes_of_prose(asked: Asked, scene: Scene) -> Iterator[Shape]:
    for tool, result in islice(scene.evidence.prose_before(scene.event_index), _MOST_RESULTS):
        labels = labels_told(result.output)
        if tool in asked.tools and labels:
            yield Shape(tool, labels, result.index)


def _told(text: str, shape: Shape) -> list[Block]:
    """Return the fields that sentences tell as one record."""
    labels = frozenset(field_key(label) for label in shape.labels) - {""}
    told = list(told_fields(text, labels))
    if not told:
        return []
    fields = tuple(Field(one.label, one.value) for one in told)
    return [Block("prose", fields, told[0].start, told[-1].end)]


def _judge_values(asked: Asked, scene: Scene) -> Iterator[Imitation]:
    """Yield a short answer that tells several values of one record of another thing."""
    normal = normal_text(scene.text)
    for record in islice(scene.evidence.records_before(scene.event_index), _MOST_RESULTS):
        if record.tool not in asked.tools:
            continue
        told = [field for field in _telling(record) if _is_told(field, normal, asked, scene)]
        if len(told) >= _FEWEST and any(_is_specific(field.value) for field in told):
            yield _in_words(told, record.tool, record.event_index, scene)


def _telling(record: Record) -> Iterator[Field]:
    for label, raws in record.values.items():
        if len(raws) == 1 and value_of(raws[0]).kind in (*SPECIFIC, "word"):
            yield Field(label, raws[0])


def _is_told(field: Field, normal: str, asked: Asked, scene: Scene) -> bool:
    value = value_of(field.value)
    if is_small(value) or not holds(normal, value, spellings(value)):
        return False
    return not says_a_user(value, asked, scene)


def _is_specific(raw: str) -> bool:
    return value_of(raw).kind in SPECIFIC


def _judge_quotes(asked: Asked, scene: Scene) -> Iterator[Imitation]:
    """Yield a short answer whose clauses with figures all stand in one result in sentences."""
    clauses = [part.strip() for part in _CLAUSE.split(normal_text(scene.text)) if part.strip()]
    figures = {
        clause: [a.value for a in atoms_of(clause) if not is_small(a.value)] for clause in clauses
    }
    told = [value for values in figures.values() for value in values if value not in asked.names]
    told = [value for value in told if not says_a_user(value, asked, scene)]
    if not told or sum(len(clause.split()) for clause in clauses) <= len(told):
        return
    for tool, result in islice(scene.evidence.prose_before(scene.event_index), _MOST_RESULTS):
        output = normal_text(result.output)
        if tool in asked.tools and all(clause in output for clause in clauses if figures[clause]):
            yield _in_words(bare_fields(told, scene.text), tool, result.index, scene)


def _in_words(told: list[Field], tool: str, imitates: int, scene: Scene) -> Imitation:
    whole = 0, len(scene.text)
    return found_in(scene, whole, "stale", tool, _SCORE, told, imitates=imitates)
