"""Imitations whose labels no genuine result has: translated, renamed, or plain sentences.

What remains are the values. A text that sets out several specific values, none of which any source
holds, in the outer form that the results of this session have, plays a result.
"""

from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from auditor.evidence.arithmetic import is_worked_out
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import is_known_by_heart
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.values.atoms import Atom, atoms_of
from auditor.values.blocks import Block, Field
from auditor.values.flattened import counted_labels
from auditor.values.literals import parse_value
from auditor.values.occurrences import occurs
from auditor.values.signature import signature
from auditor.values.values import NAMES, SPECIFIC, Kind, Value, normal_text

_ENOUGH = 3.0
# A text that follows a result may put it in words of its own, with figures worked out.
_ENOUGH_AFTER_RESULT = 4.5
_LONGEST_RESULT = 1500
# Figures and days alone, however many, are what people work out and write.
_CAPS: dict[Kind, float] = {"number": 1.2, "date": 1.4, "time": 1.4}
_MOST = 0.6


class Weighed(NamedTuple):
    """The specific values of a text: which are new, and how much that says."""

    total: int
    new: list[Atom]
    weight: float


def judge_unlabelled(blocks: list[Block], scene: Scene) -> Imitation | None:
    """Return the imitation that a text as a whole is, judged by its values alone."""
    if not scene.is_checkable or any(block.layout in ("json", "literal") for block in blocks):
        return None
    normal = normal_text(_without_code(scene.text))
    labels = counted_labels(scene.text)
    atoms = [
        atom
        for atom in atoms_of(normal)
        if _says_something(atom.value) and atom.value.form not in labels
    ]
    if len(atoms) < _ENOUGH:
        return None
    weighed = _weigh(atoms, scene)
    if not _is_enough(weighed, scene):
        return None
    if scene.reports:
        # Who reports a result works figures out of it, and names what he called for.
        weighed = _weigh(atoms, scene, _explained(weighed.new, scene))
        if not _is_enough(weighed, scene):
            return None
    fields = [Field("", normal[atom.start : atom.end]) for atom in weighed.new]
    whole, score = (0, len(scene.text)), min(0.9, 0.3 + 0.1 * weighed.weight)
    return found_in(scene, whole, "invented", scene.newest_tool, score, fields)


def _is_enough(weighed: Weighed, scene: Scene) -> bool:
    enough = _ENOUGH_AFTER_RESULT if scene.reports else _ENOUGH
    return weighed.weight >= enough and len(weighed.new) >= _MOST * weighed.total


def _explained(new: list[Atom], scene: Scene) -> set[Value]:
    """Return those of some values that follow from others, or that a call was given."""
    values = [atom.value for atom in new]
    figures = [value for value in values if value.kind not in NAMES]
    given = [
        normal_text(call.arguments_raw)
        for call in scene.pairing.calls
        if call.index < scene.event_index
    ]
    named = [value for value in values if any(occurs(said, value.form) for said in given)]
    return {*named, *figures} - set(ground_of(scene).from_nowhere(figures))


def _without_code(text: str) -> str:
    """Return a text without its inline code."""
    return " ".join(text.split("`")[::2]) if "`" in text else text


def _says_something(value: Value) -> bool:
    return value.kind in SPECIFIC and not (value.kind == "number" and len(value.form) < 2)  # noqa: PLR2004 - one digit is found anywhere


def _weigh(atoms: list[Atom], scene: Scene, known: Collection[Value] = ()) -> Weighed:
    new = []
    seen: set[str] = set()
    total = 0
    for atom in atoms:
        if atom.value.form in seen:
            continue
        seen.add(atom.value.form)
        total += 1
        if atom.value in known or is_known_by_heart(atom.value):
            continue
        if scene.source_of(atom.value) is None:
            new.append(atom)
    if len(new) < 2 or len(new) < _MOST * total:  # noqa: PLR2004 - one value is no record
        return Weighed(total, [], 0.0)
    like = _signatures(scene)
    weights: dict[Kind, float] = {}
    for atom in new:
        kind = atom.value.kind
        weights[kind] = weights.get(kind, 0.0) + _weight(atom.value, like, scene)
    weight = sum(min(sum_, _CAPS.get(kind, sum_)) for kind, sum_ in weights.items())
    return Weighed(total, new, weight)


def _signatures(scene: Scene) -> Counter[str]:
    found: Counter[str] = Counter()
    for place, text in enumerate(scene.evidence.texts):
        if text.author != "result" or text.event_index >= scene.event_index:
            continue
        if len(text.raw) <= _LONGEST_RESULT or parse_value(text.raw) is not None:
            found.update(_signatures_in(scene.evidence.normal(place)))
    return found


@lru_cache(maxsize=512)
def _signatures_in(normal: str) -> frozenset[str]:
    return frozenset(signature(atom.value) for atom in atoms_of(normal))


def _weight(value: Value, like: Counter[str], scene: Scene) -> float:
    alike = signature(value) in like
    if value.kind in NAMES:
        return 1.5 if alike else 0.3
    if value.kind in ("date", "time"):
        return 0.7 if alike else 0.2
    if not alike:
        return 0.1
    worked_out = is_worked_out(value.form, scene.text, scene.evidence, scene.event_index)
    return 0.0 if worked_out else 0.4
