"""What stands in a place of a result and cannot be what the result has there.

It is a value from nowhere, or one that the result has in another place. What the user, the system
or another result says may be told instead; so may a translation, a remark, a figure worked out.
"""

import re
from typing import NamedTuple

from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.provenance import is_small
from auditor.evidence.retellings import (
    is_bound_at,
    is_decoded,
    is_end_of,
    is_in_words,
    is_told_roughly,
    is_weekday_of,
)
from auditor.evidence.said_by_calls import is_deed_since
from auditor.evidence.source_texts import arguments_of
from auditor.evidence.translated import is_full_name, may_be_translated, speaks_as_asked
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.told_times import names_a_zone
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.held_places import Held, Place
from auditor.trace import ToolCall, ToolResult
from auditor.values.labels import label_key
from auditor.values.places import Places
from auditor.values.values import SPECIFIC, normal_text, value_of

_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_DIGITS = re.compile(r"\d+")
_FEW_WORDS = 2
_MUCH = 4
_SHARED_WORDS = 4
# Words, and pairs of characters where none part them.
_WORDS = re.compile(r"[a-z0-9]{2,}|[^\W_a-z0-9]{2}")


class Retold(NamedTuple):
    """A result, its call, and how some pairs agree with it."""

    result: ToolResult
    call: ToolCall
    places: Places
    held: Held


def is_changed(place: Place, best: Retold, scene: Scene, *, still: bool) -> bool:
    """Say whether what stands in a place cannot be what the result has there."""
    said = value_of(place.told.value)
    if not place.own or _is_of_another_kind(place) or _is_as_asked(place, best):
        return False
    if said.kind == "flag":
        return place.is_known and len(place.own) == 1 and still
    if said.kind in ("date", "time") and names_a_zone(scene):
        return False
    if any(_names_it(place.told.value, own) for own in place.own) or (
        said.kind not in SPECIFIC
        and (_is_told_anew(place, best, scene) or is_told_roughly(place.told.value, place.own))
    ):
        return False
    names = [normal_text(argument.value) for argument in arguments_of(best.call)]
    if is_deed_since(said, names, best.result.index, scene.evidence, scene.event_index):
        return False
    source = scene.source_of(said)
    if source is None:
        return _is_new(place, scene)
    if not still or len(place.own) != 1:
        return False
    return _is_moved(place, best) or (source.author != "user" and _is_alone_changed(place, best))


def _is_of_another_kind(place: Place) -> bool:
    """Say whether a figure or a name under a label of its own stands where the result has none."""
    said = value_of(place.told.value)
    return (
        not place.is_known
        and said.kind in SPECIFIC
        and all(value_of(own).kind != said.kind for own in place.own)
    )


def _names_it(said: str, own: str) -> bool:
    """Say whether a value is told as a day of the week, a code's words, a bound or an end."""
    return any(
        is_told(said, own) for is_told in (is_weekday_of, is_decoded, is_bound_at, is_end_of)
    )


def _is_as_asked(place: Place, best: Retold) -> bool:
    """Say whether a place tells what the call asked, under the same label."""
    key, said = label_key(place.told.label), value_of(place.told.value)
    return any(
        label_key(argument.label) == key and value_of(argument.value) == said
        for argument in arguments_of(best.call)
    )


def _is_in_the_tools_language(place: Place, best: Retold) -> bool:
    """Say whether the text tells words of the tool as they are, which are not English.

    Who does tells no other word in his own language. Names are written alike in all.
    """
    if not all(_is_wide(own) == _is_wide(place.told.value) for own in place.own):
        return False
    return any(
        same.told.value == own
        and (_is_wide(own) or (own[:1].islower() and not own.isascii()))
        and _is_wide(own) == _is_wide(place.told.value)
        for same in best.held.same
        for own in same.own
    )


def _is_told_anew(place: Place, best: Retold, scene: Scene) -> bool:
    """Say whether words may be the tool's in another language, or have a remark beside them."""
    if "(" in place.told.value:
        return True
    if _is_in_the_tools_language(place, best) or all(map(is_full_name, _words_of(place))):
        return False
    if place.is_known and tells_as_asked(place, best, scene):
        return False
    return place.told.value.isascii() in _scripts_anew(best) or _may_be_translated(place, scene)


def tells_as_asked(place: Place, best: Retold, scene: Scene) -> bool:
    """Say whether a tool speaks the user's language, so that none of its words is translated."""
    names = {best.call.name, *(name for leaf in best.places.leaves for name in leaf.names)}
    return speaks_as_asked(names, place.own, scene.evidence, scene.event_index)


def _words_of(place: Place) -> list[str]:
    return [place.told.value, *place.own]


def _is_wide(words: str) -> bool:
    return _WIDE.search(words) is not None


def _may_be_translated(place: Place, scene: Scene) -> bool:
    return any(
        may_be_translated(place.told.value, own, scene.evidence, scene.event_index)
        for own in place.own
    )


def _scripts_anew(best: Retold) -> set[bool]:
    """Return whether labels that no result has are of Latin letters, of others, or some of both.

    Who names a field anew tells its words anew; words in another script he left as they are.
    """
    return {
        place.told.label.isascii()
        for place in (*best.held.same, *best.held.other)
        if not place.is_known
    }


def _is_new(place: Place, scene: Scene) -> bool:
    said = value_of(place.told.value)
    if is_small(said):
        return False
    if said.kind == "text":
        return _is_another_text(place, scene) or _has_other_figures(place, scene)
    if said.kind != "number":
        return True
    return not (
        is_worked_out(said.form, scene.text, scene.evidence, scene.event_index)
        or ground_of(scene).follows_from_near(said, [said])
    )


def _is_another_text(place: Place, scene: Scene) -> bool:
    """Say whether a text shares no word with the genuine one, nor with anything that was said."""
    said = set(_WORDS.findall(normal_text(place.told.value)))
    if len(said) < _FEW_WORDS:
        return False
    own = normal_text(" ".join(place.own))
    evidence, before = scene.evidence, scene.event_index
    shared = sum(word in own or evidence.tells(word, before) for word in said)
    return shared * _SHARED_WORDS <= len(said)


def _has_other_figures(place: Place, scene: Scene) -> bool:
    """Say whether a text tells the genuine one with a figure from nowhere in place of its own."""
    said = set(_WORDS.findall(normal_text(place.told.value)))
    own = set(_WORDS.findall(normal_text(" ".join(place.own))))
    new = [word for word in said - own if any(map(str.isdigit, word))]
    if new and _figures_of(place.told.value) <= _figures_of(" ".join(place.own)):
        # A day and a time are told in other marks: `19 March 22.10`.
        return False
    left = [word for word in own - said if any(map(str.isdigit, word))]
    return (
        len(new) == len(left) > 0
        and len(said - own) == len(new)
        and any(scene.source_of(value_of(word)) is None for word in new)
    )


def _figures_of(words: str) -> set[str]:
    """Return the runs of digits of some words, without zeros in front."""
    return {digits.lstrip("0") for digits in _DIGITS.findall(words)}


def _is_alone_changed(place: Place, best: Retold) -> bool:
    """Say whether a word stands under the result's label, and much around is told as it is."""
    is_word = value_of(place.told.value).kind == "word" and is_in_words(place.own[0])
    exact = sum(same.told.value in same.own for same in best.held.same)
    return is_word and place.is_known and exact >= _MUCH and len(best.held.other) == 1


def _is_moved(place: Place, best: Retold) -> bool:
    """Say whether the result has the value as it stands, but in another place."""
    said = value_of(place.told.value)
    if said.kind == "number" and is_small(said):
        return False
    return said.form in forms_in(best.places)


def forms_in(places: Places) -> set[str]:
    """Return the one spelling of each value of a result."""
    return {value_of(leaf.value).form for leaf in places.leaves}
