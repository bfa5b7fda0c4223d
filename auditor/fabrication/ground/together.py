"""Whether one genuine source holds what a record tells: a result, or what the user pasted."""

from collections import Counter
from math import ceil

from auditor.evidence.provenance import Traced
from auditor.fabrication.imitation import Scene
from auditor.values.occurrences import holds
from auditor.values.spellings import hints_of, spellings
from auditor.values.values import normal_text

_TOGETHER = 0.7
_LONG_LINE = 24


def is_together(weighed: list[Traced], scene: Scene) -> bool:
    """Say whether one source holds most of a record's fields, under their labels or in its words.

    What a user says is as good a source, where it holds them with their labels, or all of them.
    """
    enough = ceil(_TOGETHER * len(weighed))
    held = Counter(index for field in weighed for index in field.records)
    if max(held.values(), default=0) >= enough:
        return True
    labels = [normal_text(field.field.label) for field in weighed]
    return any(
        _are_held_at(place, weighed, labels, scene) >= enough
        for place in _candidates(weighed, len(weighed) - enough + 1, scene)
    )


def is_excerpt(weighed: list[Traced], scene: Scene) -> bool:
    """Say whether one result holds all values as they stand, a line of some text among them.

    Out of such a text more than one record may be read.
    """
    forms = [field.value.form for field in weighed]
    long = max(forms, key=len)
    if len(long) < _LONG_LINE or " " not in long:
        return False
    evidence = scene.evidence
    before = evidence.place_of(scene.event_index)
    results = (
        " ".join(evidence.normal(place).split())
        for place in range(before)
        if evidence.texts[place].author == "result"
    )
    return any(all(form in result for form in forms) for result in results)


def _candidates(weighed: list[Traced], most: int, scene: Scene) -> set[int]:
    """Return the places of sources that hold one of so many fields, the longest of all.

    A source without any of them holds too few. What was read as records was asked before.
    """
    evidence, before = scene.evidence, scene.event_index
    read = evidence.records_before(before).results
    longest = sorted(weighed, key=lambda field: len(field.value.form), reverse=True)[:most]
    return {
        place
        for field in longest
        for place in evidence.places_with(hints_of(field.value), before)
        if (text := evidence.texts[place]).author in ("result", "user")
        and text.event_index not in read
    }


def _are_held_at(place: int, weighed: list[Traced], labels: list[str], scene: Scene) -> int:
    """Return how many fields a source holds: a user's with their labels, or all of them."""
    normal = scene.evidence.normal(place)
    held = [holds(normal, field.value, spellings(field.value)) for field in weighed]
    if scene.evidence.texts[place].author == "result" or all(held):
        return sum(held)
    return sum(one and label in normal for one, label in zip(held, labels, strict=True))
