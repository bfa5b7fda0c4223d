"""Records under labels that no result has: held against whole results, by their values alone.

Labels may be translated or left out, values seldom are. A record most of whose specific values
stand in one genuine result is a quotation of it; what is in no result then was changed, and where
only the name of the thing differs, one thing's result is told of another.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.pasted import is_pasted
from auditor.evidence.provenance import Traced, best_shape, is_small, trace_fields
from auditor.evidence.said_by_calls import are_linked
from auditor.evidence.source_texts import Text, arguments_of
from auditor.fabrication.examples import is_no_record
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.excused.users_records import is_users_record
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.joined_pieces import is_put_together
from auditor.fabrication.ground.told_times import names_a_zone
from auditor.fabrication.ground.unsourced import is_known_by_heart, is_moved
from auditor.fabrication.ground.untraced import (
    call_about_such,
    form_of,
    is_users,
    named_in,
    was_looked_up,
)
from auditor.fabrication.imitation import Imitation, Kind, Scene, bare_fields, found_in
from auditor.fabrication.texts.told_fields import values_in_clauses
from auditor.fabrication.things.open_question import denies
from auditor.fabrication.things.what_was_asked import is_what_was_asked
from auditor.trace import ToolCall
from auditor.values.atoms import atoms_of
from auditor.values.blocks import LEAD, Block, lead_before
from auditor.values.occurrences import has_one, holds
from auditor.values.spellings import hints_of, spellings
from auditor.values.values import FIGURES, NAMES, SPECIFIC, Value, normal_text, value_of

_FEWEST_HELD = 3
_SHARE_HELD = 0.4
_FEWEST_FIELDS = 4
_FEWEST_CLAUSES = 5
_MOST_RESULTS = 40
_LONGEST_RESULT = 4000
_ENOUGH_NEW = 1.5
_ENOUGH_DOUBTFUL = 2.5
_SURE_LAYOUT = 0.9


# The time between two moments is nothing that a result holds: `13h 43m`.
_DURATION = re.compile(r"\d{1,4}(?:h|m|s|min|d|std)")


class _Quoted(NamedTuple):
    """A result, and which values of a record it holds."""

    text: Text
    call: ToolCall
    held: list[Value]
    missing: list[Value]


def judge_by_values(
    blocks: list[Block], scene: Scene, settled: list[Imitation]
) -> Iterator[Imitation]:
    """Yield what records under unknown labels, or clauses of values, say falsely of results.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
        settled: What was found in it before: records in it are not looked at again.
    """
    if not scene.is_checkable:
        return
    found = [block for block in blocks if block.is_record]
    if not found:
        clauses = values_in_clauses(scene.text)
        found = [clauses] if clauses and len(clauses.fields) >= _FEWEST_CLAUSES else []
    for block in found:
        if any(block.start < one.end and one.start < block.end for one in settled):
            continue
        lead = scene.text[: block.start]
        is_none = is_no_record(block, lead, scene.asked) or is_users_record(block, scene)
        is_none = is_none or (scene.leads_up_to_call and is_proposal(block, scene))
        judged = None if is_none else _judged(block, scene)
        if judged is not None:
            yield judged


def _judged(block: Block, scene: Scene) -> Imitation | None:
    values = list(dict.fromkeys(_values_of(block)))
    if len(values) < _FEWEST_FIELDS:
        return _as_layout_of_untraced(block, scene)
    words = lead_before(scene.text, block.start)
    # Who has nothing to tell of a thing names it, too.
    lead = [] if denies(words) else named_in(words)
    best = max(_results(values, scene), key=lambda one: len(one.held), default=None)
    if best is not None and len(best.held) >= max(_FEWEST_HELD, _SHARE_HELD * len(values)):
        about = _about(best.call)
        if about and not about.intersection([*values, *lead]):
            stale = _as_stale(block, best, about, lead, scene)
            return stale or _as_untraced(block, values, lead, scene)
        return _as_altered(block, best, scene)
    return _as_untraced(block, values, lead, scene)


def _values_of(block: Block) -> Iterator[Value]:
    """Yield the values that cannot be common words, also those inside a longer one."""
    for field in block.fields:
        value = value_of(field.value)
        # A sum may be written out: `120+135=255`.
        is_several = value.kind == "text" or "+" in value.form
        inside = (atom.value for atom in atoms_of(value.form)) if is_several else (value,)
        for one in inside:
            if one.kind in SPECIFIC and not is_small(one) and not is_known_by_heart(one):
                yield one


def _results(values: list[Value], scene: Scene) -> Iterator[_Quoted]:
    evidence, seen = scene.evidence, 0
    hinted = [(value, hints_of(value)) for value in values]
    for place in range(len(evidence.texts) - 1, -1, -1):
        text = evidence.texts[place]
        call = scene.pairing.answered.get(text.event_index)
        if text.author != "result" or call is None or text.event_index >= scene.event_index:
            continue
        seen += 1
        if seen > _MOST_RESULTS:
            return
        normal = evidence.normal(place)
        held = [
            value
            for value, hints in hinted
            if has_one(normal, hints) and holds(normal, value, spellings(value))
        ]
        yield _Quoted(text, call, held, [value for value in values if value not in held])


def _about(call: ToolCall) -> set[Value]:
    values = {value_of(field.value) for field in arguments_of(call)}
    return {value for value in values if value.kind in NAMES}


def _as_stale(
    block: Block, best: _Quoted, about: set[Value], lead: list[Value], scene: Scene
) -> Imitation | None:
    """The record is a result's, but for the name of another thing of that kind."""
    kinds = {form_of(value) for value in about}
    named = [*lead, *best.missing]
    others = [value for value in named if form_of(value) in kinds and value not in about]
    rest = [value for value in best.missing if value not in others]
    # Where the record holds other names of that form, only the words around say which it is about.
    unclear = any(form_of(value) in kinds for value in best.held)
    if unclear and not any(value in lead for value in others):
        return None
    if not others or rest or any(_stands_in(best, value, scene) for value in others):
        return None
    if any(_is_tied(one, about, scene) for one in others):
        return None
    theirs, mine = ([one.form for one in some] for some in (about, others))
    if is_what_was_asked(theirs, mine, scene):
        return None
    return _found("stale", block, others[:1], best, scene)


def _is_tied(value: Value, about: set[Value], scene: Scene) -> bool:
    """Say whether a result ties a value to what the quoted one is about: its name server."""
    evidence, before = scene.evidence, scene.event_index
    if any(are_linked(value, one, evidence, before) for one in about):
        return True
    return any(_about(one.call) & about and value in one.held for one in _results([value], scene))


def _stands_in(best: _Quoted, value: Value, scene: Scene) -> bool:
    """Say whether a result about a value, or the quoted one, would hold the record too."""
    if holds(normal_text(best.text.raw), value, spellings(value)):
        return True
    return any(
        value in _about(one.call) and len(one.held) >= len(best.held)
        for one in _results(best.held, scene)
    )


def _as_altered(block: Block, best: _Quoted, scene: Scene) -> Imitation | None:
    """Some values of the record come from nowhere."""
    if len(best.text.raw) > _LONGEST_RESULT:
        return None
    new = _not_worked_out([value for value in best.missing if _is_new(value, scene)], scene)
    weight = sum(0.5 if value.kind == "number" else 1.0 for value in new)
    others = _never_looked_up(best, scene)
    # Figures alone may be the same in other units, and two new values about things that were
    # looked up have more often followed from what was there than been changed.
    is_doubtful = not others or all(value.kind == "number" for value in new)
    if weight < (_ENOUGH_DOUBTFUL if is_doubtful else _ENOUGH_NEW):
        return None
    return _found("invented" if others else "altered", block, [*others, *new], best, scene)


def _not_worked_out(new: list[Value], scene: Scene) -> list[Value]:
    """Return those of some values that do not follow from what the text and results tell."""
    if not any(value.kind in FIGURES for value in new):
        return new
    ground = ground_of(scene)
    gone = ground.spans | ground.of_columns(new)
    return ground.from_nowhere([value for value in new if value not in gone])


def _never_looked_up(best: _Quoted, scene: Scene) -> list[Value]:
    """Return the other things of that kind in a record that no call asked about: theirs is new."""
    about = _about(best.call)
    kinds = {form_of(value) for value in about}
    named = [value for value in best.missing if value.kind in NAMES and value not in about]
    return [v for v in named if form_of(v) in kinds and not was_looked_up(v, scene)]


def _as_untraced(
    block: Block, values: list[Value], lead: list[Value], scene: Scene
) -> Imitation | None:
    """The record is about a thing of the kind that a tool takes, and no call ever was."""
    names = [*lead, *(value for value in values if value.kind in NAMES)]
    about = next((name for name in names if call_about_such([name], scene)), None)
    if about is None:
        return None
    rest = [value for value in values if value != about]
    if len(rest) < _FEWEST_HELD or was_looked_up(about, scene):
        return None
    sources = [scene.source_of(value) for value in rest]
    told = [one for one in sources if one is not None and one.author != "result"]
    call = call_about_such([about], scene)
    if 2 * len(told) >= len(rest) or call is None:
        return None
    best = _Quoted(Text(-1, "result", "", ""), call, rest, [])
    return _found("invented", block, [about, *rest], best, scene)


def _as_layout_of_untraced(block: Block, scene: Scene) -> Imitation | None:
    """A few fields in a tool's layout are about a thing that no call was."""
    shape, overlap = best_shape(block.fields, scene.shapes)
    if shape is None or overlap < _SURE_LAYOUT or is_proposal(block, scene):
        return None
    record = scene.text[block.start : block.end]
    if denies(lead_before(scene.text, block.start)) or is_pasted(record, scene.asked):
        return None
    words = scene.text[max(0, block.start - LEAD) : block.end]
    names = named_in(words)
    if not names and (scene.channel != "text" or scene.has_called):
        # An answer without any call is held against the question by `untraced_records`.
        names = named_in(scene.asked)
    call = call_about_such(names, scene)
    if call is None or any(was_looked_up(name, scene) for name in names):
        return None
    traced = trace_fields(block.fields, shape, scene.evidence, scene.event_index)
    told = [field for field in traced if field.origin != "neutral" and field.value not in names]
    said = [field for field in told if not _is_given(field, scene)]
    given = [field for field in told if field not in said]
    if len(said) < 2 or len(given) >= len(said):  # noqa: PLR2004 - one field is judged as a sentence
        return None
    best = _Quoted(Text(-1, "result", "", ""), call, [field.value for field in said], [])
    return _found("invented", block, best.held, best, scene)


def _is_given(field: Traced, scene: Scene) -> bool:
    if is_small(field.value):
        return is_users(field.value, scene)
    return field.origin == "given"


def _is_new(value: Value, scene: Scene) -> bool:
    if scene.source_of(value) is not None or _DURATION.fullmatch(value.form):
        return False
    if value.kind == "time":
        return not (names_a_zone(scene) and is_moved(value.form, scene))
    if value.kind != "number":
        return not is_put_together(value, ground_of(scene))
    return not is_worked_out(value.form, scene.text, scene.evidence, scene.event_index)


def _index(best: _Quoted) -> int | None:
    return best.text.event_index if best.text.event_index >= 0 else None


def _found(kind: Kind, block: Block, values: list[Value], best: _Quoted, scene: Scene) -> Imitation:
    place, tool = (block.start, block.end), best.call.name
    score = min(0.8, 0.4 + 0.1 * len(best.held))
    told = bare_fields(values, scene.text)
    return found_in(scene, place, kind, tool, score, told, imitates=_index(best))
