"""What the figures of agreement do not say by themselves, for whoever shows them."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from auditor.runs.guards import EQUAL
from auditor.runs.report import SYSTEM, RunReport
from auditor.statistics.disagreement_bound import disagreement_bound

GUESSED = "guessed-decisions"

Code = Literal["undecided", "off-tape", "guessed", "equal", "consistent"]


class Reservation(NamedTuple):
    """A reservation about the agreement of repeated runs.

    Attributes:
        code: Runs show no decision; runs left their tape; no contract says which tools act; runs
            are equal to the letter; nothing differs, so far.
        number: How many runs (`undecided`, `off-tape`) or tasks (`equal`) it is about; the chance
            up to which another outcome may still come up, 0..1, at 95% (`consistent`); else 0.
        of: Tasks in which no run shows a decision (`undecided`), runs that stayed on their tape
            (`off-tape`), all tasks (`equal`); else 0.
    """

    code: Code
    number: float
    of: int


def reservations(report: RunReport) -> Iterator[Reservation]:
    """Yield the reservations that a report's figures of agreement call for."""
    tasks = report.tasks
    if report.undecided:
        silent = sum(not task.decisions for task in tasks if task.whole)
        yield Reservation("undecided", report.undecided, silent)
    off_tape = sum(task.off_tape for task in tasks)
    if off_tape:
        yield Reservation("off-tape", off_tape, sum(task.whole for task in tasks))
    if all_guessed(report):
        yield Reservation("guessed", 0, 0)
    same = [task for task in tasks if EQUAL & {guard.code for guard in task.guards}]
    if same:
        yield Reservation("equal", len(same), len(tasks))
    flat, fewest = report.agreement, _fewest(report)
    if flat is not None and not (flat.flips.hits or same) and fewest and report.level != SYSTEM:
        yield Reservation("consistent", disagreement_bound(fewest), 0)


def all_guessed(report: RunReport) -> bool:
    """Say whether no contract tells of any task which tools act: that is said once."""
    tasks = report.tasks
    return bool(tasks) and all(GUESSED in {guard.code for guard in each.guards} for each in tasks)


def _fewest(report: RunReport) -> int:
    """Return how many runs speak for agreement in a task at least; 0 where some speak against."""
    sizes = []
    for task in report.tasks:
        decided = sum(len(decision.runs) for decision in task.decisions)
        number = task.scored if report.headline == "success" else decided
        if report.headline == "decision" and number > 1 and task.bound is None:
            return 0
        sizes.append(number)
    return min((size for size in sizes if size > 1), default=0)
