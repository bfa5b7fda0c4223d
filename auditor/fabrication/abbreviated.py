"""Numbers told short: `$1.23B`, `~10.5k`, `2.5 million`, `1.2亿`."""

import re
from decimal import Decimal

from auditor.evidence.arithmetic import number_of
from auditor.evidence.provenance import Traced, values_under_key
from auditor.fabrication.imitation import Scene
from auditor.values.values import normal_text, value_of

_SCALES = {
    "k": 3, "thousand": 3, "tsd": 3, "m": 6, "mm": 6, "mn": 6, "mio": 6, "million": 6, "b": 9,
    "bn": 9, "billion": 9, "mrd": 9, "t": 12, "tn": 12, "trillion": 12, "万": 4, "亿": 8,
    "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7,
}  # fmt: skip
_SHORT = re.compile(
    r"[~≈]?(?:ca\.? |about |around |approx\.? )?(?:[$€£¥₹] ?|usd |eur )?"
    rf"([+-]?\d[\d,]*(?:\.\d+)?) ?({'|'.join(sorted(_SCALES, key=len)[::-1])})\.?"
    r"(?: ?(?:[$€£¥₹]|usd|eur|元|[a-z]+))?"
)


def unless_abbreviated(field: Traced, scene: Scene) -> Traced:
    """Return a new value as neutral where it is a result's number under its label, told short."""
    told = _SHORT.fullmatch(normal_text(field.field.value)) if field.origin == "new" else None
    target = number_of(told[1].replace(",", "")) if told else None
    if told is None or target is None:
        return field
    scale = Decimal(10) ** _SCALES[told[2]]
    half = Decimal(1).scaleb(-len(told[1].partition(".")[2])) / 2
    is_short = any(
        own is not None and abs(own / scale - target) <= half
        for record in scene.evidence.records_before(scene.event_index)
        for raw in values_under_key(record, field.key)
        for own in (number_of(value_of(raw).form),)
    )
    return field._replace(origin="neutral") if is_short else field
