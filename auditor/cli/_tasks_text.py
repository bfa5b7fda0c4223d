"""The tasks of a report on repeated runs, the least consistent first."""

import math
from collections.abc import Iterator

from auditor.report import Look
from auditor.runs.report import RunReport
from auditor.runs.reservations import GUESSED, all_guessed
from auditor.runs.task_report import TaskReport
from auditor.safe_text import one_line
from auditor.summary_text import counted
from auditor.terminal import Paint, block

_FORKS = 2
_CLUSTERS = 3
_DECISIONS = 4


def tasks_text(report: RunReport, paint: Paint, look: Look, limit: int) -> Iterator[str]:
    """Yield up to `limit` tasks of a report, the least consistent first."""
    ordered = sorted(report.tasks, key=_consistency)
    if not ordered:
        return
    shown = ordered[:limit]
    rest = len(ordered) - len(shown)
    title = "Tasks, the least consistent first" if len(ordered) > 1 else "The task"
    yield "\n" + paint("bold", title) + (f" ({rest:,} more)" if rest else "") + "\n"
    for task in shown:
        yield from _task(task, paint, look, guessed=all_guessed(report))
    yield "\n"


def number_text(value: float) -> str:
    """Return a figure of agreement, or a dash where there is none."""
    return "  -  " if math.isnan(value) else f"{value:.4f}"


def _agreement_of(task: TaskReport) -> float:
    return task.agreement.get("decision", math.nan)


def _consistency(task: TaskReport) -> tuple[bool, float, int]:
    """Return what sorts tasks: the least consistent first, those without a figure last."""
    value = _agreement_of(task)
    unknown = math.isnan(value)
    return unknown, 0.0 if unknown else value, task.harmless


def _task(task: TaskReport, paint: Paint, look: Look, *, guessed: bool) -> Iterator[str]:
    scored = "" if task.scored == task.runs else f" of {task.scored} scored"
    success = "" if task.successes is None else f", {task.successes}{scored} succeed"
    yield (
        f"  {paint('bold', one_line(task.task_key))}  {counted(task.runs, 'run')}{success}, "
        f"decision agreement {number_text(_agreement_of(task))}\n"
    )
    if task.bound is not None:
        consistent = f"consistent so far: q <= {task.bound:.0%} at 95%"
        yield f"    {consistent}: {one_line(task.decisions[0].decision)}\n"
    else:
        for decision in task.decisions[:_DECISIONS]:
            runs = one_line(", ".join(decision.runs))
            yield from block(f"{runs}: {one_line(decision.decision)}", "    ", look.width, 2)
        if len(task.decisions) > _DECISIONS:
            yield f"    and {len(task.decisions) - _DECISIONS} more decisions\n"
    if task.undecided:
        why = "" if task.decisions else "; no run acts or states one"
        names = one_line(", ".join(task.undecided))
        yield from block(f"no decision{why}: {names}", "    ", look.width, 2)
    if not task.repeats:
        yield f"    no repeats (class P): {', '.join(task.differing)} differ\n"
    classes = ", ".join(f"{name} {n}" for name, n in task.pairs.conduct.most_common())
    if classes:
        yield f"    pairs: {classes}\n"
    yield from _forks(task, look)
    for guard in task.guards:
        if guard.code != GUESSED or not guessed:
            yield from block(f"{guard.code}: {guard.text}", "    ! ", look.width)


def _forks(task: TaskReport, look: Look) -> Iterator[str]:
    for fork in task.forks[:_FORKS]:
        ways = "; ".join(
            f"{branch.runs}x {one_line(branch.call) or 'no further call'}"
            for branch in fork.branches
        )
        start = f"after {one_line(fork.after)}" if fork.after else "at the start"
        decides = ", and the decision with it" if fork.decides else ""
        text = f"fork {start} ({fork.entropy:.2f} bits{decides}): {ways}"
        yield from block(text, "    ", look.width, 3)
    if len(task.clusters) > 1:
        chains = "; ".join(
            f"{cluster.runs}x {one_line(' > '.join(cluster.chain)) or 'no call'}"
            for cluster in task.clusters[:_CLUSTERS]
        )
        yield from block(f"chains: {chains}", "    ", look.width, 3)
