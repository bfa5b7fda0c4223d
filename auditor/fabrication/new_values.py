"""Values from nowhere that stand where a result has others of their sort.

What follows from figures beside it was worked out; where a list was returned, or the user gives
figures, much is. Days count, though people count to others: what tells a record counts to none.
"""

import re
from collections.abc import Iterator

from auditor.evidence.arithmetic import number_of
from auditor.evidence.derived import underived
from auditor.evidence.provenance import is_small
from auditor.fabrication.against_own import tells_otherwise
from auditor.fabrication.contradicted import is_compared
from auditor.fabrication.imitation import Scene
from auditor.fabrication.readings_of_things import (
    Clause,
    Reading,
    other_day,
    spelt,
    without_points,
)
from auditor.fabrication.told_fields import is_hedged, is_unreal
from auditor.fabrication.unsourced import (
    ground_of,
    unsourced_in,
)
from auditor.fabrication.untraced import named_in
from auditor.fabrication.worked_records import worked_in_prose
from auditor.values.atoms import atoms_of
from auditor.values.full_names import full_names_in, is_wide
from auditor.values.signature import signature
from auditor.values.values import NAMES, Value, value_of

_NEAR_SIZE = 20
_LEAST_WEIGHT = 0.4
_RECKONS = re.compile(r"[=×±→+~≈≤≥<>÷*/]\s?\d|\d\s?[=×±→+÷*]|\d\s?/\s?\d")


def new_values(
    own: Reading, clauses: list[Clause], free: list[Value], scene: Scene
) -> dict[Clause, list[Value]]:
    """Return the values from nowhere by their clauses, where the result has others of their sort.

    What follows from the figures beside it was worked out; where a list was returned, or the user
    gives figures, much is.
    """
    names = _new_names(scene)
    asked = {atom.value for atom in atoms_of(spelt(scene.asked))} - own.asked
    is_reckoned = own.is_list or bool(asked - set(named_in(scene.asked)))
    found: dict[Clause, list[Value]] = {}
    for clause in clauses:
        if _is_loose(clause):
            continue
        new = [value for name, value in names.items() if name in clause.words]
        if not is_reckoned and not _RECKONS.search(clause.normal):
            new += _new_in(clause, scene)
        found[clause] = [v for v in new if any(_is_alike(v, one) for one in free)]
    told = [value for values in found.values() for value in values if value.kind == "number"]
    left = set(_not_worked_out(told, scene))
    return {
        clause: [v for v in values if v.kind != "number" or v in left]
        for clause, values in found.items()
    }


def _not_worked_out(told: list[Value], scene: Scene) -> list[Value]:
    """Return those of some numbers that do not follow from what the text and results tell."""
    if not told:
        return []
    ground = ground_of(scene)
    gone = ground.summed(told) | scene.once_of_text(worked_in_prose)
    left = [value for value in told if value not in gone and value not in ground.spans]
    rest = underived(
        {value: ground.written.get(value, value.form) for value in left},
        ground.values_beside(left),
    )
    return [value for value in rest if not ground.follows_from_near(value, rest)]


def _is_loose(clause: Clause) -> bool:
    """Say whether a clause need not tell what is so."""
    words = clause.words
    return (
        is_unreal(words) or is_hedged(words) or is_compared(clause.normal) or tells_otherwise(words)
    )


def _new_in(clause: Clause, scene: Scene) -> Iterator[Value]:
    """Yield the values of a clause that nothing explains."""
    ground = ground_of(scene)
    atoms = atoms_of(clause.normal)
    figures = [atom for atom in atoms if atom.value.kind == "number"]
    if len(figures) > 1:
        # One follows from another.
        return
    # Days that somebody counts to are near; what tells a record counts to none.
    new = [atom.value for atom in atoms if atom.value.kind == "date" and atom.value.form[:1] != "-"]
    new = [value for value in new if not ground.holds(value)]
    new += (value for value, weight in unsourced_in(clause.normal, ground) if _tells(value, weight))
    yield from (value for value in new if not _is_held_so(value, clause, scene))


def _tells(value: Value, weight: float) -> bool:
    return weight >= _LEAST_WEIGHT and not is_small(value) and value.kind != "date"


def _is_held_so(value: Value, clause: Clause, scene: Scene) -> bool:
    """Say whether a source holds a value as it may be meant: with its unit, or read otherwise."""
    other = other_day(value) if value.kind == "date" else None
    if other is not None and scene.source_of(other) is not None:
        return True
    if value.kind != "number":
        return False
    whole = value_of(without_points(value.form))
    if whole != value and scene.source_of(whole) is not None:
        return True
    with_unit = re.search(rf"(?<!\w){re.escape(value.form)} ?([^\W\d_]+)", clause.words.lower())
    return with_unit is not None and any(
        scene.source_of(value_of(f"{value.form}{between}{with_unit[1]}")) is not None
        for between in ("", "-", " ")
    )


def _new_names(scene: Scene) -> dict[str, Value]:
    """Return the full names that a text tells, and no source holds.

    Between Chinese signs they stand out; among Latin letters labels and places look alike.
    """
    text = scene.text
    told = full_names_in(text) if is_wide(text) else []
    values = {name: value_of(name) for name in told}
    return {
        name: value
        for name, value in values.items()
        if value.kind == "word"
        and scene.source_of(value) is None
        # A result may have the parts of a name apart.
        and any(scene.source_of(value_of(part)) is None for part in name.split())
    }


def _is_alike(said: Value, own: Value) -> bool:
    """Say whether a value may stand for another in its place."""
    if said.kind != own.kind:
        return False
    if said.kind in NAMES:
        return signature(said) == signature(own)
    if said.kind == "word":
        return " " in own.form
    if said.kind != "number":
        return True
    one, other = number_of(said.form), number_of(own.form)
    if not one or not other:
        return False
    return max(abs(one), abs(other)) <= _NEAR_SIZE * min(abs(one), abs(other))
