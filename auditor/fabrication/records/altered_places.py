"""A result told again pair by pair, under its own labels or flattened, with some values changed.

Where most pairs say what the result has in their places, a pair that says something else was
changed: a value from nowhere, or one that the result has in another place. What the user, the
system or another result says may be told instead.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from auditor.evidence.arithmetic import number_of
from auditor.evidence.conversions import may_be_converted
from auditor.evidence.derived import underived
from auditor.evidence.provenance import is_small
from auditor.evidence.retellings import is_in_words, rewords
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import is_no_record
from auditor.fabrication.excused.put_up import is_proposal, is_put_up
from auditor.fabrication.ground.result_rows import speaks_of_sums
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.records.changed_values import Retold, forms_in, is_changed, tells_as_asked
from auditor.fabrication.things.held_places import Place, held_places
from auditor.fabrication.things.open_question import is_asked_anew
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Block, Field
from auditor.values.flattened import (
    FEWEST_PAIRS,
    Told,
    told_beside_labels,
    told_by_indentation,
    told_in_blocks,
    told_in_sentences,
)
from auditor.values.labels import label_key
from auditor.values.places import places_of
from auditor.values.values import FIGURES, NAMES, SPECIFIC, Value, normal_text, value_of

_MOST_SHARE = 0.6
_PLACED = 0.8
_FEWEST_SAME = 2
_FEWEST_FIGURES = 3
_LONGEST_LIST = 2000
_BESIDE = 4
_MOST_RESULTS = 4
_FILL = " \t\n|-:+`,*"


def judge_altered_places(blocks: Sequence[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each run of pairs that tells a result with other values in some places.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    if scene.is_partial and not scene.position:
        return
    for run in _runs(blocks, scene):
        told = [one for one in run if value_of(one.value).kind != "empty"]
        if len(told) < FEWEST_PAIRS:
            continue
        lead = scene.text[: told[0].start]
        if is_no_record(_as_block(told), lead, scene.asked) or is_proposal(_as_block(told), scene):
            continue
        found = _judged(told, scene)
        if found is not None:
            yield found


def _runs(blocks: Sequence[Block], scene: Scene) -> Iterator[list[Told]]:
    """Yield what the records of a text tell, else what its sentences do."""
    text = scene.text
    nested = list(told_by_indentation(text))
    yield from nested
    inside = [(run[0].start, run[0].end) for run in nested]
    found = [
        block
        for block in blocks
        if block.is_record and not any(a <= block.start < b for a, b in inside)
    ]
    for group in _groups(found, text):
        telling = [block for block in group if not _names_only(block)]
        if telling:
            yield told_in_blocks(telling, text)
    if not nested and (not found or (len(found) == 1 and found[0].layout == "lines")):
        told = [one for one in told_in_sentences(text) if one.value]
        if not found or len(told) >= len(found[0].fields):
            yield told or _beside_labels(scene)


def _names_only(block: Block) -> bool:
    """Say whether a row gives nothing but a name, its other cells empty."""
    given = [field for field in block.fields if value_of(field.value).kind != "empty"]
    return len(given) <= 1 < len(block.fields)


def _beside_labels(scene: Scene) -> list[Told]:
    """Return the pairs that a text lists under the labels of a result, without a mark between."""
    text = scene.text
    if text.count(", ") < FEWEST_PAIRS - 1 or len(text) > _LONGEST_LIST:
        return []
    for result, _ in islice(scene.latest_results(), _MOST_RESULTS):
        places = places_of(result.output)
        told = told_beside_labels(text, places.labelled) if places else []
        if told:
            return told
    return []


def _groups(blocks: list[Block], text: str) -> Iterator[list[Block]]:
    """Yield runs of blocks of one layout with nothing but marks between them."""
    run: list[Block] = []
    for block in blocks:
        if run and (
            run[-1].layout != block.layout
            or block.layout in ("json", "literal")
            or text[run[-1].end : block.start].strip(_FILL)
        ):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _as_block(told: Sequence[Told]) -> Block:
    fields = tuple(Field(one.label, one.value) for one in told)
    return Block("lines", fields, told[0].start, told[-1].end)


def _judged(told: list[Told], scene: Scene) -> Imitation | None:
    best = _nearest(told, scene)
    if best is None or not best.held.other:
        return None
    stands_still = _stands_still(best, scene)
    changed = [
        place for place in best.held.other if is_changed(place, best, scene, still=stands_still)
    ]
    changed = [p for p in changed if not (_is_of_many(p, best) or _is_counted(p, told))]
    if _tells_in_own_words(best, scene):
        changed = [place for place in changed if not is_in_words(place.told.value)]
    if len(changed) < _FEWEST_FIGURES and all(_is_loose_figure(p, best) for p in changed):
        changed = []
    if not changed and _is_only_figure(best) and _follows_from_nothing(best, scene):
        changed = best.held.other
    renamed = [place for place in best.held.other if _is_another_name(place, best, scene)]
    if renamed and all(place in renamed for place in changed):
        return _found(told, best, renamed, scene)._replace(kind="stale", sure=False)
    keys = {label_key(place.told.label) for place in changed}
    if not changed or _is_about_another(changed, best) or is_put_up(keys, scene):
        return None
    if _stood_in_another(changed, best, scene) or _is_one_row(told, best.result.output):
        return None
    return _found(told, best, changed, scene)


def _is_one_row(told: list[Told], output: str) -> bool:
    """Say whether one row of a list in a result holds all that is told."""
    rows: dict[object, set[Value]] = {}
    places = places_of(output)
    for leaf in places.leaves if places else ():
        if leaf.items:
            rows.setdefault(leaf.items, set()).add(value_of(leaf.value))
    values = {value_of(one.value) for one in told}
    return len(values) > 1 and any(values <= row for row in rows.values())


def _is_of_many(place: Place, best: Retold) -> bool:
    """Say whether a label of the text's own, told again and again, was taken for one place."""
    if place.is_known:
        return False
    key = label_key(place.told.label)
    told = [p for p in (*best.held.same, *best.held.other) if label_key(p.told.label) == key]
    return len(told) > 1 and len({p.own for p in told}) == len(place.own) == 1


def _is_counted(place: Place, told: list[Told]) -> bool:
    """Say whether a number is the result's own, times a whole one told beside it: 392 at 5.10."""
    said = number_of(value_of(place.told.value).form)
    owns = [number_of(value_of(own).form) for own in place.own]
    if said is None or place.told not in told:
        return False
    at = told.index(place.told)
    near = [number_of(value_of(one.value).form) for one in told[max(0, at - _BESIDE) : at]]
    return any(
        own * times == said
        for own in owns
        for times in near
        if own and times and times > 1 and times == times.to_integral_value()
    )


def _is_loose_figure(place: Place, best: Retold) -> bool:
    """Say whether a number stands under a label of its own: few may be the same in other units.

    Digits that a result writes as a text are a code: these have no unit.
    """
    if place.is_known or value_of(place.told.value).kind != "number":
        return False
    output = best.result.output
    return not (
        place.told.value.isdecimal()
        and place.own
        and all(own.isdecimal() and _is_quoted(own, output) for own in place.own)
    )


def _is_only_figure(best: Retold) -> bool:
    """Say whether a number is the only one told otherwise, and nothing may be its own in a unit."""
    if len(best.held.other) != 1:
        return False
    place, exact = best.held.other[0], [p for p in best.held.same if p.told.value in p.own]
    own, said = place.own, place.told.value
    return (
        len(exact) >= FEWEST_PAIRS
        and any(value_of(p.told.value).kind in SPECIFIC for p in exact)
        and len(own) == 1
        and not may_be_converted(said, own[0])
    )


def _follows_from_nothing(best: Retold, scene: Scene) -> bool:
    """Say whether a number neither stands anywhere nor follows from those beside it.

    Of all the numbers of a trace some make up any other by chance.
    """
    place = best.held.other[0]
    said = value_of(place.told.value)
    if said.kind != "number" or is_small(said) or scene.source_of(said) is not None:
        return False
    if place.told.items or speaks_of_sums(place.told.label):
        return False
    told = [*place.own, *(one.told.value for one in best.held.same)]
    beside = [*map(value_of, told), *_numbers_asked(scene)]
    return bool(underived({said: said.form}, [v for v in beside if v.kind == "number"]))


def _numbers_asked(scene: Scene) -> list[Value]:
    return [atom.value for atom in atoms_of(normal_text(scene.asked))]


def _is_quoted(own: str, output: str) -> bool:
    return f'"{own}"' in output or f"'{own}'" in output


def _is_another_name(place: Place, best: Retold, scene: Scene) -> bool:
    """Say whether another thing is named where the asked one was.

    It has such a name under a label of its own, or is what the user asks for now, of which nothing
    spoke.
    """
    said = value_of(place.told.value)
    asked = {value_of(argument.value) for argument in arguments_of(best.call)}
    own = [one for raw in place.own if (one := value_of(raw)) in asked]
    if not place.is_known and any(said.kind == one.kind in NAMES for one in own):
        return True
    return bool(own) and is_asked_anew(place.told.value, scene)


def _tells_in_own_words(best: Retold, scene: Scene) -> bool:
    new = [p for p in best.held.other if scene.source_of(value_of(p.told.value)) is None]
    return rewords((place.told.value, place.own) for place in (*best.held.same, *new))


def _nearest(told: list[Told], scene: Scene) -> Retold | None:
    """Return the newest of the results that hold most of some pairs in their places."""
    forms = {value_of(one.value).form for one in told}
    best: Retold | None = None
    for result, call in scene.latest_results():
        places = places_of(result.output)
        if places is None or 2 * len(forms & forms_in(places)) < len(forms):
            continue
        held = held_places(told, places)
        if best is None or len(held.same) > len(best.held.same):
            best = Retold(result, call, places, held)
    if best is None:
        return None
    same, placed = len(best.held.same), len(best.held.same) + len(best.held.other)
    is_near = same >= max(_FEWEST_SAME, _MOST_SHARE * placed) and placed >= _PLACED * len(told)
    return best if is_near else None


def _stands_still(best: Retold, scene: Scene) -> bool:
    """Say whether no call was made since for the same thing: what is may have been changed."""
    names = [value_of(argument.value) for argument in arguments_of(best.call)]
    return not any(
        best.call.index < call.index < scene.event_index
        and call.name != best.call.name
        and (not names or any(value_of(one.value) in names for one in arguments_of(call)))
        for call in scene.pairing.calls
    )


def _stood_in_another(changed: list[Place], best: Retold, scene: Scene) -> bool:
    """Say whether one other result about the thing holds all that differs: an older state of it."""
    names = [value_of(argument.value).form for argument in arguments_of(best.call)]
    told = [value_of(place.told.value).form for place in changed]
    for result in scene.pairing.results:
        if result.index < scene.event_index and result.index != best.result.index:
            text = normal_text(result.output)
            if all(form in text for form in told) and any(name in text for name in names):
                return True
    return False


def _is_about_another(changed: list[Place], best: Retold) -> bool:
    """Say whether the name of the thing differs, and nothing else names it or nothing else does.

    What narrowed the call beside a name that is told is none.
    """
    asked = {value_of(argument.value).form for argument in arguments_of(best.call)}
    named = [place for place in changed if any(value_of(own).form in asked for own in place.own)]
    told = [value_of(place.told.value) for place in best.held.same]
    tied = [value for value in told if value.form in asked]
    if any(value.kind not in FIGURES for value in tied) and all(map(_is_figure, named)):
        return False
    return bool(named) and (len(named) == len(changed) or not tied)


def _is_figure(place: Place) -> bool:
    return place.is_known and value_of(place.told.value).kind == "number"


def _found(told: list[Told], best: Retold, changed: list[Place], scene: Scene) -> Imitation:
    start, end = min(one.start for one in told), max(one.end for one in told)
    fields = [Field(place.told.label, place.told.value) for place in changed]
    sure = any(
        place.is_known
        and len(place.own) == 1
        and scene.source_of(value_of(place.told.value)) is None
        and not (is_in_words(place.told.value) and tells_as_asked(place, best, scene))
        for place in changed
    )
    score = min(1.0, 0.5 + 0.1 * len(changed))
    return found_in(
        scene, (start, end), "altered", best.call.name, score, fields,
        imitates=best.result.index, sure=sure,
    )  # fmt: skip
