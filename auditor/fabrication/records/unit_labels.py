"""Records under a tool's labels but for the unit, which stands behind the value instead.

`Balance: 2,481.07 EUR` is told of the field `balance_eur`.
"""

from collections.abc import Iterable, Iterator

from auditor.evidence.rounding import is_rounded
from auditor.fabrication.imitation import Scene
from auditor.values.blocks import Block, Field
from auditor.values.units import named_by_unit
from auditor.values.values import value_of


def in_units(blocks: Iterable[Block], scene: Scene) -> Iterator[Block]:
    """Yield blocks with fields under the tools' names for them, where these tell the unit, too."""
    labels = frozenset[str]().union(*(shape.labels for shape in scene.shapes))
    for block in blocks:
        fields = tuple(_in_unit(field, labels, scene) for field in block.fields)
        yield block._replace(fields=fields)


def _in_unit(field: Field, labels: frozenset[str], scene: Scene) -> Field:
    """Return a field under the tool's name for it, but for figures that may be rounded ones."""
    named = named_by_unit(field, labels)
    if named is field:
        return field
    value, before = value_of(field.value), scene.event_index
    is_other = value.kind == "number" and scene.source_of(value) is None
    return field if is_other and is_rounded(value.form, scene.evidence, before) else named
