"""Values told in another unit than the result's: they are none of its own, and none made up."""

import re

from auditor.evidence.provenance import Traced, told_under
from auditor.evidence.rounding import is_converted, is_in_other_unit
from auditor.fabrication.ground.unsourced import asks_for_unit
from auditor.fabrication.imitation import Scene
from auditor.values.atoms import atoms_of
from auditor.values.values import normal_text

_IN_UNIT = re.compile(r"([+-]?\d+(?:\.\d+)?) ?(°?[^\W\d_]+(?:/h)?)")


def unless_converted(field: Traced, scene: Scene) -> Traced:
    """Return a new value as neutral where it is in another unit than the result's own.

    It may stand behind that: `132 mg/dL = 7.3 mmol/L`.
    """
    if field.origin != "new":
        return field
    said = field.field.value
    told = _IN_UNIT.fullmatch(normal_text(said))
    if (
        (told and is_converted(told[1], told[2], scene.evidence, scene.event_index))
        or _is_in_asked_unit(said, scene)
        or is_in_other_unit(said, own_values(field, scene))
        or _begins_as_found(said, scene)
    ):
        return field._replace(origin="neutral")
    return field


def _is_in_asked_unit(said: str, scene: Scene) -> bool:
    """Say whether a user asks for another unit, and no result before a text has a value's."""
    told = _IN_UNIT.match(normal_text(said))
    return (
        told is not None
        and asks_for_unit(scene.asked)
        and not any(told[2] in normal_text(result.output) for result, _ in scene.latest_results())
    )


def _begins_as_found(said: str, scene: Scene) -> bool:
    """Say whether a value tells genuine figures, and behind a sign what these come to."""
    own, sign, _ = said.partition("=")
    figures = [atom.value for atom in atoms_of(normal_text(own))] if sign else []
    return bool(figures) and all(scene.source_of(value) for value in figures)


def own_values(field: Traced, scene: Scene) -> list[str]:
    """Return what results have under the label of a field."""
    return told_under(scene.evidence.records_before(scene.event_index), field.key)
