"""Values told shorter than a result has them.

Numbers like `$1.23B`, `118,90 €`, `61 %` of 0.611; names by their letters, as THF is one of
Tetrahydrofuran.
"""

import re
from decimal import Decimal

from auditor.evidence.arithmetic import number_of, numbers_in
from auditor.evidence.provenance import Traced, told_under
from auditor.evidence.records import BySize
from auditor.fabrication.ground.result_rows import number_in
from auditor.fabrication.ground.unsourced import was_seen
from auditor.fabrication.imitation import Scene
from auditor.values.grids import Number, is_shown_by
from auditor.values.values import normal_text, value_of

_FEWEST_DIGITS = 2
_LONGEST_ROW = 60
# Two letters are met by chance.
_LETTERS = re.compile(r"[A-Z]{3,6}")


def unless_abbreviated(field: Traced, scene: Scene) -> Traced:
    """Return a new value as neutral where it is what a result tells, told short.

    A number under its label may be rounded, have another unit of ten (a fraction as a percentage)
    or a comma for its decimals; a name may be told by its letters.
    """
    if field.origin != "new":
        return field
    if _LETTERS.fullmatch(field.field.value):
        is_held = was_seen(_spelt_out(field.field.value.lower()), scene)
        return field._replace(origin="neutral") if is_held else field
    read = (number_in(field.field.value, comma=comma) for comma in (False, True))
    told = [one for one in read if one and (one.scales or one.digits >= _FEWEST_DIGITS)]
    under = _sizes_under(field.key, scene) if told else None
    if under and any(_is_shown(one, under) for one in told):
        return field._replace(origin="neutral")
    return field


def _spelt_out(letters: str) -> re.Pattern[str]:
    """Return what finds a word with some letters in order, or words that begin with them."""
    word = letters[0] + "".join(rf"[^\W\d_{one}]*{one}" for one in letters[1:])
    longer = rf"(?=[^\W\d_]{{{2 * len(letters)},}})"
    words = r"[^\W\d_]+[ -]".join(letters)
    return re.compile(rf"(?<![^\W_])(?:{longer}{word}|{words}[^\W\d_]{{2}})")


def _sizes_under(key: str, scene: Scene) -> BySize:
    """Return the sizes of the numbers that results hold under a label."""
    records = scene.evidence.records_before(scene.event_index)
    if key not in records.sizes:
        told = told_under(records, key)
        records.sizes[key] = BySize({abs(one) for raw in told for one in _numbers_of(raw)})
    return records.sizes[key]


def _numbers_of(raw: str) -> tuple[Decimal, ...]:
    """Return the number that a value is; of the further cells of a row, all."""
    number = number_of(value_of(raw).form)
    if number is None:
        return numbers_in(normal_text(raw)) if len(raw) <= _LONGEST_ROW else ()
    return (number,) if number.is_finite() else ()


def _is_shown(told: Number, under: BySize) -> bool:
    amount, half = float(told.amount), float(told.half)
    return any(
        is_shown_by(told, size)
        for scale in (1.0, *map(float, told.scales))
        for size in under.near(amount * scale, half * scale)
    )
