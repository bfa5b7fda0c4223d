"""At the same point two runs call different tools.

What it does:
    Reports a run whose calls differ from those of another run of its task in the tool (class C2),
    where the evidence before does not already explain it as TA302.

Why it matters:
    The choice of tool is the first step of a behaviour chain; whoever builds on it must know
    that it is not settled.

Example:
    Asked for a refund, one run calls `cancel_booking`, another `update_booking`.

Known false alarms:
    Tools that do the same under two names.

How to fix or suppress:
    Say in the tools' descriptions when each is meant; mark bookkeeping tools as `aux`.
"""

from auditor.finding import Hit
from auditor.runs.difference import Difference
from auditor.runs.group_rules import group_rule
from auditor.runs.parted import parted


@group_rule("TA304", "other-tool", "medium")
def check(difference: Difference) -> Hit | None:
    """Report a run that calls another tool than another run."""
    return parted(difference, "call different tools") if difference.primary == "C2" else None
