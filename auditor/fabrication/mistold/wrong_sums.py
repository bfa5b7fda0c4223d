"""What a text itself shows to be wrong: `a + b + c = d`, totals below columns, spans of time.

Only where every addend stands beside the sum and comes from a source, and nothing holds the sum
told or makes it: then nobody returned it, and it was not worked out either. In a table another
total of the same row must be right, so that the row is known to add up all the rows above it. Such
a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from auditor.evidence.rounding import is_rounded
from auditor.fabrication.ground.lasting import wrong_spans
from auditor.fabrication.ground.result_rows import columns_of, is_summary
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.mistold.list_totals import TOTAL_WORD, wrong_list_totals
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.grids import Cell, Grid, Number, grids_of, is_shown_by, number_shown
from auditor.values.values import value_of
from auditor.values.ways import SIMPLE, results_of

_SCORE = 0.6
_FEWEST_ROWS = 2
_FEWEST_DIGITS = 2
_UNIT = r"(?: ?(?:[$€£¥]|[a-z]{1,4}\b|[元円个件人天]))?"
_AMOUNT = rf"[$€£¥]?\d[\d.,]*{_UNIT}"
_EQUATION = re.compile(
    rf"(?<![\w.,%×*/()+^−-])(?<![×*/^+−-] )({_AMOUNT}(?: ?\+ ?{_AMOUNT})+) ?= ?({_AMOUNT})"
    r"(?![\w:]| ?[+×*/^%−-])",
    re.IGNORECASE,
)
_UNITS_OF = re.compile(r"[^\W\d_]+|[$€£¥]")
_TOTAL = re.compile(rf"{TOTAL_WORD}\W*", re.IGNORECASE)


def judge_wrong_sums(scene: Scene) -> Iterator[Imitation]:
    """Yield each such sum of a text."""
    if not scene.tells:
        return
    if "=" in scene.text and "+" in scene.text:
        for equation in _EQUATION.finditer(scene.text):
            if _is_false(equation[1], equation[2], scene):
                yield _found(equation[2].strip(), equation.span(), scene)
    for start, span in wrong_spans(scene):
        told = [atom.value for atom in atoms_of(span)]
        if not all(scene.source_of(value) for value in told):
            line = scene.text[start:].partition("\n")[0]
            yield _found(span, (start, start + len(line)), scene)
    for total in wrong_list_totals(scene):
        yield _found(total.told, (total.start, total.end), scene)
    if "|" in scene.text:
        yield from _in_tables(scene)


def _in_tables(scene: Scene) -> Iterator[Imitation]:
    for grid in grids_of(scene.text, comma=False):
        for cell in _false_totals(grid, scene):
            yield _found(cell.text, (cell.start, cell.end), scene)


def _found(told: str, place: tuple[int, int], scene: Scene) -> Imitation:
    return found_in(scene, place, "ungrounded", scene.newest_tool, _SCORE, [Field("", told)])


def _is_false(addends: str, told: str, scene: Scene) -> bool:
    """Say whether an equation is wrong, however its decimals are parted."""
    units = set(_UNITS_OF.findall(f"{addends} {told}"))
    if len(units) > 1:
        return False
    checked = False
    for comma in (False, True):
        numbers = [number_shown(one, comma=comma) for one in addends.split("+")]
        whole = number_shown(told.rstrip(".,"), comma=comma)
        if whole is None or not all(numbers):
            continue
        exact = [number for number in numbers if number]
        if _adds_up(exact, whole):
            return False
        known = all(_is_told(number, scene) for number in exact)
        checked = checked or (known and not _is_told(whole, scene))
    return checked


def _adds_up(addends: list[Number], whole: Number) -> bool:
    half = sum((number.half for number in addends), whole.half)
    return abs(sum(number.amount for number in addends) - whole.amount) < half


def _is_told(number: Number, scene: Scene) -> bool:
    form = str(number.amount)
    return number.digits >= _FEWEST_DIGITS and (
        scene.source_of(value_of(form)) is not None
        or is_rounded(form, scene.evidence, scene.event_index)
    )


def _false_totals(grid: Grid, scene: Scene) -> Iterator[Cell]:
    """Yield the totals of a table's last row that are wrong beside one that is right."""
    *rows, last = grid.rows or [[]]
    if len(rows) < _FEWEST_ROWS or not last or not _TOTAL.fullmatch(last[0].text):
        return
    right, wrong = 0, []
    for place in range(1, len(last)):
        whole, addends = last[place].number, [row[place].number for row in rows]
        if whole is None or whole.digits < _FEWEST_DIGITS or not all(addends):
            continue
        column = [number for number in addends if number]
        if _adds_up(column, whole):
            right += 1
        elif not _follows(place, last, column, scene):
            wrong.append(last[place])
    yield from wrong if right else ()


def _follows(place: int, row: list[Cell], column: list[Number], scene: Scene) -> bool:
    """Say whether a total may be anything but the sum of a column that is known."""
    whole = row[place].number
    others = [cell.number.amount for cell in row if cell.number and cell is not row[place]]
    return (
        whole is None
        or _is_told(whole, scene)
        or not all(_is_told(number, scene) for number in column)
        or any(way.meets([*column], whole) for way in SIMPLE)
        or is_summary(row[place].text, "", columns_of(scene, bool))
        or any(
            is_shown_by(whole, exact)
            for one, two in combinations(others, 2)
            for exact in results_of(one, two)
        )
    )
