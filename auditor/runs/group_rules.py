"""Rules that compare runs of one task: how one is registered, and how its findings are made."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from auditor.finding import Evidence, Finding, Hit, Severity, fingerprint, quote
from auditor.rules import RULES, Rule, declare
from auditor.runs.chain import Step
from auditor.runs.difference import Difference
from auditor.runs.run import Run
from auditor.runs.wording import Wording

GroupCheck = Callable[[Difference], Hit | None]


class GroupRule(NamedTuple):
    """A rule and its check of two runs; the finding belongs to the right one."""

    rule: Rule
    check: GroupCheck


_SHOWN = 3
_LONGEST = 160

_CHECKS: dict[str, GroupRule] = {}


def group_rule(code: str, name: str, severity: Severity) -> Callable[[GroupCheck], GroupCheck]:
    """Register a check of two runs as a rule."""

    def register(check: GroupCheck) -> GroupCheck:
        page = sys.modules[check.__module__].__doc__ or ""
        _CHECKS[code] = GroupRule(declare(code, name, severity, "group", page), check)
        return check

    return register


def group_rules() -> list[GroupRule]:
    """Return the rules for runs, sorted by code."""
    # Asking the catalogue imports the modules of all rules, once.
    return [_CHECKS[rule.code] for rule in RULES if rule.code in _CHECKS]


def findings_of(difference: Difference) -> Iterator[Finding]:
    """Yield what the rules say of the right one of two true repeats."""
    if not difference.repeat:
        return
    for rule, check in group_rules():
        hit = check(difference)
        if hit is not None:
            yield _finding(rule, hit, difference.right)


def _finding(rule: Rule, hit: Hit, run: Run) -> Finding:
    at = _place(run, hit.event_index)
    step = None if at is None else max(at.step, 0)
    quoted = hit.evidence[0].quote if hit.evidence else hit.message
    return Finding(
        rule.code,
        rule.name,
        hit.severity or rule.severity,
        "suspected" if run.incomplete else hit.grade,
        hit.score,
        run.trace_id,
        run.task_key,
        run.run_index,
        None if at is None else at.turn,
        step,
        hit.event_index,
        run.file,
        at.item if at is not None and run.items is None else run.line,
        hit.tool,
        hit.message,
        hit.evidence,
        fingerprint(rule.code, run.trace_id, step, hit.tool, quoted),
        None,
        hit.kind,
        _pointer(run, at),
    )


def _place(run: Run, event: int | None) -> Step | Wording | None:
    """Return the call or the last words at an event."""
    if event is not None and event == run.wording.index:
        return run.wording
    return next((step for step in run.chain if step.index == event), None)


def _pointer(run: Run, at: Step | Wording | None) -> str:
    if at is None or run.items is None or at.item < 0:
        return "" if run.items is None else run.pointer
    return f"{run.pointer}{run.items}/{at.item}"


def shortened(text: str) -> str:
    """Return words short enough to stand in a sentence."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def called(step: Step, role: str) -> Evidence:
    """Return a call of the run at fault as evidence."""
    return Evidence(step.index, quote(step.shown), role)


def resulted(step: Step) -> Evidence:
    """Return the result of a call of the run at fault as evidence."""
    return Evidence(step.answer, step.output, "result")


def of_other(run: Run, words: str) -> Evidence:
    """Return what the other run did or said as evidence."""
    return Evidence(None, quote(f"{run.trace_id}: {words}"), "other-run")


def told(steps: Sequence[Step], run: Run) -> str:
    """Return calls for a sentence, or the run's answer where it called nothing."""
    if steps:
        return "; ".join(shortened(step.shown) for step in steps[:_SHOWN])
    return f"no such call; it says: {run.wording.text}" if run.wording.text else "no such call"
