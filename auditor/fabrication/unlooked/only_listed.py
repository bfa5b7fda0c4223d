"""Values told of a thing by its id that results only list and that no call was for.

`{"orders": ["#W58", "#W61"]}` came back, `get_order` was called for #W58, and then `#W61 was paid
with 1,337.68 and ships under 887075181087`. Whatever else was called in that turn, nothing told of
#W61: figures that no source holds and nobody works out of others are made up, in whatever words.
The user's own ids that no call was for are like it. Such a finding is at most suspected.
"""

from collections.abc import Iterator

from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import is_known_by_heart, telling_values
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.things.bare_names import stands_bare
from auditor.fabrication.things.told_sentences import Told, underived_in
from auditor.fabrication.unlooked.as_found import tells_a_look
from auditor.fabrication.unlooked.from_nowhere import asks_for_none
from auditor.fabrication.unlooked.unlooked_things import units_told
from auditor.values.blocks import Block
from auditor.values.values import Value

_SCORE = 0.5
_LONGEST = 4000
_FEWEST, _ENOUGH, _MOSTLY = 2, 0.8, 0.6
_DIGITS_OF_NAME = 3


def judge_only_listed(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield the stretch of a text that tells such values.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    if not scene.tells or not scene.pairing.calls or len(scene.text) > _LONGEST:
        return
    if asks_for_none(scene.asked):
        return
    named = [name for name in named_in(scene.text) if name.kind == "id"]
    listed = {name for name in named if _is_only_listed(name, scene)}
    told = _told_of(listed, set(named) - listed, blocks, scene) if listed else []
    if told:
        new = dict.fromkeys(value for one in told for value in one.weights)
        place = told[0].start, told[-1].end
        fields = bare_fields(new, scene.text)
        yield found_in(scene, place, "invented", scene.newest_tool, _SCORE, fields)


def _is_only_listed(name: Value, scene: Scene) -> bool:
    """Say whether users or results named a thing, but no call was for it and none told of it."""
    if is_known_by_heart(name) or scene.evidence.was_asked_for(name.form, scene.event.turn):
        return False
    is_named = False
    for place in scene.evidence.places_with((name.form,), scene.event_index):
        author = scene.evidence.texts[place].author
        if author == "argument":
            return False
        if author == "result" and not stands_bare(name.form, scene.evidence.normal(place)):
            return False
        is_named = is_named or author in ("user", "result")
    return is_named


def _told_of(
    listed: set[Value], others: set[Value], blocks: list[Block], scene: Scene
) -> list[Told]:
    """Return what a text tells of some things, where that is new and says enough."""
    units = list(units_told(blocks, scene, frozenset(listed)))
    if any(scene.source_of(name) is not None for name in others):
        # Only what names the thing itself is surely told of it.
        units = [one for one in units if listed.intersection(named_in(_words(one, scene)))]
    else:
        first = min(scene.text.lower().find(name.form) for name in listed)
        units = [one for one in units if one.end > first]
    told = underived_in([one for one in units if one.weights], scene)
    new = {value for one in told for value in one.weights}
    every = {value for one in units for value in telling_values(_words(one, scene))} - listed
    if _tells_another_record(every, scene):
        return [
            _with_all_of(one, every, scene) for one in units if telling_values(_words(one, scene))
        ]
    if len(new) < _FEWEST or len(new) < _MOSTLY * len(every - ground_of(scene).spans):
        return []
    return told if round(sum(one.weight for one in told), 2) >= _ENOUGH else []


def _tells_another_record(every: set[Value], scene: Scene) -> bool:
    """Say whether no source holds any of some values, and such are among them as records have.

    A figure may be worked out of others by chance, and a day be near to another one; but who tells
    of a thing that nobody looked at by such values alone did not work them out.
    """
    if any(map(ground_of(scene).holds, every)) or not any(map(_is_of_record, every)):
        return False
    return len(every) >= (_FEWEST if tells_a_look(scene.text) else _FEWEST + 1)


def _is_of_record(value: Value) -> bool:
    digits = sum(map(str.isdigit, value.form))
    return value.kind in ("date", "time") or (value.kind == "id" and digits >= _DIGITS_OF_NAME)


def _with_all_of(one: Told, every: set[Value], scene: Scene) -> Told:
    own = every.intersection(telling_values(_words(one, scene)))
    return one._replace(weights=dict.fromkeys(own, _ENOUGH))


def _words(one: Told, scene: Scene) -> str:
    return scene.text[one.start : one.end]
