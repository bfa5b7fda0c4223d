"""At one point of the task one run calls a tool, and another answers.

What it does:
    Reports where, after the same course of the task, one run makes a call (or an acting call) and
    another run makes none: it answers, or acts without having looked (class C1). Kind `made-up`
    where the run without a call states specific values that nothing in it supports (C1f).

Why it matters:
    Whether a tool is used at all is the first thing that must not depend on chance. The run that
    does not call has nothing to go by but its own words.

Example:
    Run 0 looks the domain up and reports what the service says; run 1 answers at once.

Known false alarms:
    A question that can be answered without a tool, and that one run checks all the same.

How to fix or suppress:
    Say in the prompt or, as `[[require]]`, in the contract when the call must be made.
"""

from auditor.finding import Evidence, Hit
from auditor.runs.chain import Step
from auditor.runs.decision import likely_acts
from auditor.runs.difference import Difference
from auditor.runs.divergence import Extra, only_in
from auditor.runs.group_rules import called, group_rule, of_other, told
from auditor.runs.run import Run

_NEVER = "goes on without such a call"
_NOT_BEFORE = "acts without such a call before"
_NOT_AGAIN = "does so less often"
_NOT_THEN = "calls nothing in that turn"


@group_rule("TA303", "call-or-no-call", "high")
def check(difference: Difference) -> Hit | None:
    """Report a run that calls where another answers, or answers where another calls."""
    if difference.primary != "C1":
        return None
    left, right = difference.left, difference.right
    extra, lacks = _one_sided(difference)
    caller, steps = (right, extra.right) if extra.right else (left, extra.left)
    silent = left if caller is right else right
    made_up = "C1f" in difference.classes
    return Hit(
        extra.right[0].index if extra.right else _after(right, difference),
        f"{caller.name} calls {told(steps, caller)}; {silent.name} {lacks}."
        + (" Its answer states values that nothing supports." if made_up else ""),
        steps[0].name if steps else "",
        (_own(extra, right, difference), of_other(left, told(extra.left, left))),
        kind="made-up" if made_up else "",
        severity=None if _matters(steps, silent) else "medium",
    )


def _one_sided(difference: Difference) -> tuple[Extra, str]:
    """Return the calls that only one run made, and what is true of the other instead.

    They are acts, or else the calls before an act, or else those of a turn.
    """
    left, right, extra = difference.left, difference.right, difference.extra
    if bool(extra.left) != bool(extra.right):
        new = only_in(left.chain, right.chain)
        known = Extra(
            *([s for s in own if s in alone] for own, alone in zip(extra, new, strict=True))
        )
        return (known, _NEVER) if known else (extra, _NOT_AGAIN)
    before = Extra(_before(left, extra.left), _before(right, extra.right))
    if bool(before.left) == bool(before.right):
        before, lacks = _in_a_turn(left, right), _NOT_THEN
    else:
        lacks = _NOT_BEFORE
    theirs = {step.token for step in (left if before.right else right).chain}
    called_later = any(step.token in theirs for step in (*before.left, *before.right))
    return before, lacks if called_later else _NEVER


def _before(run: Run, deeds: list[Step]) -> list[Step]:
    """Return the calls, bookkeeping aside, before the first deed that only this run did."""
    end = min((step.index for step in deeds if likely_acts(step)), default=None)
    return [
        step
        for step in run.chain
        if step.effect in ("read", None) and (end is None or step.index < end)
    ]


def _in_a_turn(left: Run, right: Run) -> Extra:
    """Return the calls of the first turn in which one of the runs makes none."""
    for turn in sorted({step.turn for step in (*left.chain, *right.chain)}):
        ours, theirs = (
            [step for step in run.chain if step.turn == turn and step.effect != "aux"]
            for run in (left, right)
        )
        if bool(ours) != bool(theirs):
            return Extra(ours, theirs)
    return Extra([], [])


def _after(right: Run, difference: Difference) -> int | None:
    """Return what the silent run did instead: its own act, or its answer."""
    return difference.extra.right[0].index if difference.extra.right else right.wording.index


def _own(extra: Extra, right: Run, difference: Difference) -> Evidence:
    deeds = extra.right or difference.extra.right
    if deeds:
        return called(deeds[0], "finding")
    return Evidence(right.wording.index, right.wording.text or "no words, no call", "finding")


def _matters(steps: list[Step], silent: Run) -> bool:
    """Say whether the missing call is known to act, or the other run made no call at all."""
    return not silent.chain or any(step.effect == "write" for step in steps)
