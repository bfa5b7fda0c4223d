"""A course as a row of cells: at each place the model called, fabricated, or did neither."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from auditor.drift.course import Course, Opportunity

Unit = Literal["turn", "step"]
Doing = Literal["called", "fabricated", "no call"]


class Cell(NamedTuple):
    """What a model did at one place of a trace.

    Attributes:
        place: 0-based: the turn, or the number of the opportunity where the unit is the step.
        doing: `fabricated` wherever something was made up, genuine calls beside it or not.
        context: Tokens before it; None where the model did neither.
        judged, invalid: Calls that a schema judges, and how many of them were wrong.
    """

    place: int
    doing: Doing
    context: int | None
    judged: int
    invalid: int


def unit_of(courses: Sequence[Course]) -> Unit:
    """Return in what opportunities are counted: turns, unless most traces have a single one."""
    telling = [course.turns > 1 for course in courses if course.opportunities]
    return "turn" if sum(telling) * 2 >= len(telling) and telling else "step"


def cells_of(course: Course, unit: Unit) -> list[Cell]:
    """Return the cells of a trace, in order.

    By step every opportunity is a cell. By turn every turn is one, also those without a call.
    """
    if unit == "step":
        return [_cell(n, [each], course.checked) for n, each in enumerate(course.opportunities)]
    turns: list[list[Opportunity]] = [[] for _ in range(course.turns)]
    for each in course.opportunities:
        turns[each.turn].append(each)
    return [_cell(place, doings, course.checked) for place, doings in enumerate(turns)]


def opportunities(cells: Sequence[Cell]) -> list[bool]:
    """Return for each cell with a call or a fabrication whether it was a fabrication."""
    return [cell.doing == "fabricated" for cell in cells if cell.doing != "no call"]


def _cell(place: int, doings: Sequence[Opportunity], checked: bool) -> Cell:
    judged = sum(len(each.called) for each in doings) if checked else 0
    invalid = sum(len(each.invalid) for each in doings)
    doing: Doing = "called" if doings else "no call"
    if any(each.fabricated for each in doings):
        doing = "fabricated"
    return Cell(place, doing, doings[0].context if doings else None, judged, invalid)
