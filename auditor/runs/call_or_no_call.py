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
from auditor.runs.difference import Difference
from auditor.runs.divergence import Extra, only_in
from auditor.runs.group_rules import called, group_rule, of_other, told
from auditor.runs.run import Run


@group_rule("TA303", "call-or-no-call", "high")
def check(difference: Difference) -> Hit | None:
    """Report a run that calls where another answers, or answers where another calls."""
    if difference.primary != "C1":
        return None
    left, right = difference.left, difference.right
    extra = _one_sided(difference)
    caller, steps = (right, extra.right) if extra.right else (left, extra.left)
    silent = left if caller is right else right
    made_up = "C1f" in difference.classes
    return Hit(
        extra.right[0].index if extra.right else _after(right, difference),
        f"{caller.name} calls {told(steps, caller)}; {silent.name} goes on without such a call."
        + (" Its answer states values that nothing supports." if made_up else ""),
        steps[0].name if steps else "",
        (_own(extra, right, difference), of_other(left, told(extra.left, left))),
        kind="made-up" if made_up else "",
        severity=None if _matters(steps, silent) else "medium",
    )


def _one_sided(difference: Difference) -> Extra:
    """Return the calls that one run left out: its reads before acting, or an act."""
    extra = difference.extra
    if bool(extra.left) != bool(extra.right):
        return extra
    alone = only_in(difference.left.chain, difference.right.chain)
    reads = Extra(
        *(
            [step for step in side if step not in own]
            for side, own in zip(alone, extra, strict=True)
        )
    )
    return Extra([], reads.right) if len(reads.right) > len(reads.left) else Extra(reads.left, [])


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
