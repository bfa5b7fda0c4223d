"""Totals under lists whose items are all genuine: `Total: 84,310` under four amounts of 78,310.

The list must be whole: no result that holds one of its amounts has another as large that the text
leaves out. Then the total is theirs, unless somebody works it out in another way.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from auditor.evidence.arithmetic import number_of
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.values.atoms import atoms_of
from auditor.values.grids import Number, is_shown_by, number_shown
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import Value, value_of
from auditor.values.ways import SIMPLE
from auditor.values.wording import Wording

_FEWEST = 3
_MOST_BETWEEN = 2
_FEWEST_DIGITS = 2
_MOST_RESULTS = 12
_MOST_ITEMS = 10
_LONGEST_LINE = 300
_ITEM = re.compile(
    r"(?P<head>[^\n]*?[^\s\d.,][^\S\n]*[:：]?[^\S\n]*[$€£¥]?)(?P<told>\d[\d.,]*\d|\d)"
    r"[^\S\n]?(?P<unit>[^\W\d_]{0,8}|%|[$€£¥])\W*"
)
TOTAL_WORD = (
    r"(?:(?:grand |in )?total\w*|sum|summe|gesamt\w*|insgesamt|somme|suma|合计|总计|合計|計|总共|"
    r"共计|итого|всего)"
)
_SPEAKS_OF_TOTAL = Wording(TOTAL_WORD)
_TOTAL = re.compile(
    rf"[\W\d_]*{TOTAL_WORD}\b[^\n\d]{{0,24}}?(?P<told>\d[\d.,]*\d|\d)[^\S\n]?"
    r"(?P<unit>[^\W\d_]{0,8}|%|[$€£¥])",
    re.IGNORECASE,
)


class WrongTotal(NamedTuple):
    """A total as told, and where its line lies in the text."""

    told: str
    start: int
    end: int


class _Item(NamedTuple):
    number: Number
    value: Value
    unit: str


def wrong_list_totals(scene: Scene) -> Iterator[WrongTotal]:
    """Yield the totals that the items right above them don't make."""
    if not _SPEAKS_OF_TOTAL.stands_in(scene.text):
        return
    items: list[_Item] = []
    between, start = 0, 0
    for line in scene.text.split("\n"):
        # Gaps in a long line would make its search quadratic.
        is_short = len(line) <= _LONGEST_LINE
        total = _TOTAL.match(line) if is_short else None
        item = _item_of(_ITEM.fullmatch(line)) if is_short and not total else None
        if total and len(items) >= _FEWEST and _is_wrong(_item_of(total), items, total[0], scene):
            yield WrongTotal(total["told"], start, start + len(line))
        if item and (not items or item.unit == items[0].unit):
            items.append(item)
            between = 0
        elif total or line.strip() or between == _MOST_BETWEEN:
            items = [item] if item else []
        else:
            between += 1
        start += len(line) + 1


def _item_of(found: re.Match[str] | None) -> _Item | None:
    number = number_shown(found["told"], comma=False) if found else None
    if found is None or number is None:
        return None
    value = value_of(numbers_plain(found["told"]))
    return _Item(number, value, found["unit"].casefold())


def _is_wrong(total: _Item | None, items: list[_Item], words: str, scene: Scene) -> bool:
    if (
        total is None
        or total.number.digits < _FEWEST_DIGITS
        or is_unreal(words)
        or is_hedged(words)
    ):
        return False
    if total.unit not in ("", items[0].unit) or scene.source_of(total.value):
        return False
    if not all(scene.source_of(item.value) for item in items):
        return False
    if any(way.meets([item.number for item in items], total.number) for way in SIMPLE):
        return False
    whole = sum((item.number.amount for item in items), Decimal(0))
    return (
        not _makes_part(total.number, items)
        and not _is_changed_by(total.number, whole, scene)
        and _are_whole(items, scene)
    )


def _is_changed_by(total: Number, whole: Decimal, scene: Scene) -> bool:
    """Say whether a total is a sum with some number of the text or of the user's, or its share."""
    words = numbers_plain(f"{scene.asked}\n{scene.text}")
    amounts = [abs(one) for atom in atoms_of(words) if (one := number_of(atom.value.form))]
    return any(
        is_shown_by(total, result)
        for one in amounts
        for result in (whole + one, whole - one, whole * one, whole / one,
                       whole * (1 + one / 100), whole * (1 - one / 100))
    )  # fmt: skip


def _makes_part(total: Number, items: list[_Item]) -> bool:
    """Say whether a total is that of some items, or of too many to say."""
    sums = {Decimal(0)}
    for item in items[:_MOST_ITEMS]:
        sums |= {one + item.number.amount for one in sums}
    return len(items) > _MOST_ITEMS or any(is_shown_by(total, one) for one in sums)


def _are_whole(items: list[_Item], scene: Scene) -> bool:
    """Say whether results that hold items have no other amount as large as these, left untold."""
    told = {atom.value for atom in atoms_of(numbers_plain(scene.text))}
    smallest = min(item.number.amount for item in items)
    values = {item.value for item in items}
    for result, _ in islice(scene.latest_results(), _MOST_RESULTS):
        held = {atom.value for atom in atoms_of(numbers_plain(result.output))}
        if not values & held:
            continue
        others = [number_of(one.form) for one in held - told if one.kind == "number"]
        if any(other is not None and other >= smallest for other in others):
            return False
    return True
