"""Whether one genuine source holds what a record tells: a result, or what the user pasted."""

from collections import Counter

from auditor.evidence.provenance import Traced
from auditor.fabrication.imitation import Scene
from auditor.values.occurrences import holds
from auditor.values.spellings import spellings
from auditor.values.values import normal_text

_TOGETHER = 0.7


def is_together(weighed: list[Traced], scene: Scene) -> bool:
    """Say whether one source holds most of a record's fields."""
    return _most_held(weighed, scene) >= _TOGETHER * len(weighed)


def _most_held(weighed: list[Traced], scene: Scene) -> int:
    """Return how many of the fields one result holds, under their labels or in its words.

    What a user says is as good a source, where it holds them with their labels, or all of them.
    """
    held = Counter(index for field in weighed for index in field.records)
    labels = [normal_text(field.field.label) for field in weighed]
    evidence = scene.evidence
    read = {record.event_index for record in evidence.records_before(scene.event_index)}
    for place, text in enumerate(evidence.texts):
        if text.event_index < scene.event_index and text.event_index not in read:
            normal = evidence.normal(place)
            if text.author == "result":
                held[-place - 1] = sum(_stands_in(f, normal) for f in weighed)
            elif text.author == "user":
                held[-place - 1] = _given_in(normal, weighed, labels)
    return max(held.values(), default=0)


def _stands_in(field: Traced, normal: str) -> bool:
    return holds(normal, field.value, spellings(field.value))


def _given_in(normal: str, weighed: list[Traced], labels: list[str]) -> int:
    if all(_stands_in(field, normal) for field in weighed):
        return len(weighed)
    return sum(
        label in normal and _stands_in(field, normal)
        for field, label in zip(weighed, labels, strict=True)
    )
