"""Whether a number is how much two records come to, or differ by, under one label.

`376.48 together` of two bills, `5.7 degrees warmer` of two forecasts, however long ago the tool
told them: asked for is the user's words, and that both stand under one label of one tool.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from auditor.evidence.arithmetic import number_of, numbers_in
from auditor.fabrication.imitation import Scene
from auditor.values.values import Value, normal_text
from auditor.values.wording import late

_MOST_RECORDS = 80
_TOGETHER = late(
    r"\b(?:sum|totals?|together|combined|altogether|add(?:ed|s)?|plus|both|difference|differs?|gap|"
    r"compared?|versus|vs|more|less|fewer|than|warmer|colder|higher|lower|cheaper|summe|zusammen|"
    r"unterschied|differenz|mehr|weniger|als|somme|ensemble|écart|différence|plus|moins|que|suma|"
    r"junt[oa]s|diferencia|más|menos|soma|diferença|mais|somma|insieme|differenza|più|meno|or|oder|ou|"
    r"o|i)\b|\+|加起来|加在一起|一共|合计|总共|合起来|相加|之和|相差|差多少|差|比|多多少|少多少|还是|"
    r"合わせ|合計|差|どちら|합|차이",
    re.IGNORECASE,
)


def is_of_two_records(value: Value, scene: Scene) -> bool:
    """Say whether a number is the sum or the difference of two records that the user asks about."""
    target = number_of(value.form)
    if target is None or not _TOGETHER.search(normal_text(scene.asked)):
        return False
    return any(_is_of_two(target, numbers) for numbers in scene.once(_by_label))


def _by_label(scene: Scene) -> list[frozenset[Decimal]]:
    """Return the numbers of the newest records by tool and label."""
    found: dict[tuple[str, str], set[Decimal]] = {}
    for tool, label, number in _numbers(scene):
        found.setdefault((tool, label), set()).add(number)
    return [frozenset(numbers) for numbers in found.values() if len(numbers) > 1]


def _numbers(scene: Scene) -> Iterator[tuple[str, str, Decimal]]:
    for count, record in enumerate(scene.evidence.records_before(scene.event_index)):
        if count == _MOST_RECORDS:
            return
        for label, raws in record.values.items():
            for raw in raws if len(raws) == 1 else ():
                numbers = numbers_in(normal_text(raw))
                if len(numbers) == 1:
                    yield record.tool, label, numbers[0]


def _is_of_two(target: Decimal, numbers: frozenset[Decimal]) -> bool:
    return any(
        other in numbers and other != one
        for one in numbers
        for other in (target - one, one - target, one + target)
    ) or (target / 2 in numbers)
