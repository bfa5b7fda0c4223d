"""Equal calls and results before the decision, and another decision.

What it does:
    Reports a run that saw the same results of the same calls as another run of its task, and then
    decided or acted otherwise. It stands beside TA301, as its cause (class C5).

Why it matters:
    No tool, no data and no instruction explains the difference: the model reads the same fields
    in two ways. More evidence does not help here, a firmer rule in the prompt or training does.

Example:
    `score: 97` is read as risk in one run and as trust in the next.

Known false alarms:
    Results that differ in volatile fields only are equal to the rule if the contract names those
    fields; if it does not, the rule keeps still. Answers that say the same in other words are
    different decisions where the whole answer is the decision. Without a contract it is
    `suspected`, as in TA301.

How to fix or suppress:
    State in the prompt or the tool's description what each field means; put the policy into the
    contract so that TA208 says which of the two readings is wrong.
"""

from auditor.finding import Evidence, Hit
from auditor.runs.decision import likely_acts
from auditor.runs.difference import Difference
from auditor.runs.group_rules import called, group_rule, of_other, resulted, told

_SHOWN = 3
_GUESS = 0.6


@group_rule("TA302", "same-evidence-read-differently", "high")
def check(difference: Difference) -> Hit | None:
    """Report a run that decides otherwise than another on the same evidence."""
    if difference.primary != "C5" or "C6" not in difference.classes:
        return None
    left, right = difference.left, difference.right
    deeds = filter(likely_acts, difference.extra.right)
    deed = min(deeds, key=lambda step: step.index, default=None)
    end = deed.index if deed else right.wording.index
    seen = [step for step in right.chain if step.output and step.index < (end or 0)]
    own = (
        called(deed, "decision")
        if deed
        else Evidence(right.wording.index, right.wording.text or "no call", "decision")
    )
    declared = difference.declared
    return Hit(
        end,
        f"{left.name} and {right.name} saw the same {_results(len(seen))} and then did "
        f"different things: {told(difference.extra.left, left)} against "
        f"{told(difference.extra.right, right)}.",
        deed.name if deed else "",
        (own, of_other(left, told(difference.extra.left, left)), *map(resulted, seen[-_SHOWN:])),
        "proven" if declared else "suspected",
        1.0 if declared else _GUESS,
        "",
        None if declared or difference.other_acts else "medium",
    )


def _results(count: int) -> str:
    return "result" if count == 1 else f"{count} results"
