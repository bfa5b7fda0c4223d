"""Numbers told otherwise than a result has them: `$1.23B`, `118,90 €`, `61 %` of 0.611."""

from auditor.evidence.arithmetic import number_of
from auditor.evidence.provenance import Traced, told_under
from auditor.fabrication.imitation import Scene
from auditor.fabrication.result_rows import number_in
from auditor.values.grids import is_shown_by
from auditor.values.values import value_of

_FEWEST_DIGITS = 2


def unless_abbreviated(field: Traced, scene: Scene) -> Traced:
    """Return a new value as neutral where it is a result's number under its label, told short.

    Rounded, by another unit of ten (a fraction as a percentage), or with a comma for its decimals.
    """
    if field.origin != "new":
        return field
    read = (number_in(field.field.value, comma=comma) for comma in (False, True))
    told = [one for one in read if one and (one.scales or one.digits >= _FEWEST_DIGITS)]
    is_short = told and any(
        own is not None and any(is_shown_by(one, own) for one in told)
        for raw in told_under(scene.evidence.records_before(scene.event_index), field.key)
        for own in (number_of(value_of(raw).form),)
    )
    return field._replace(origin="neutral") if is_short else field
