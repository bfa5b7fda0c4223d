"""The same call, after the same acts, gave another result.

What it does:
    Compares the results of equal calls of two runs that had done the same to the world before.
    Where they differ, at or before the point where the runs part, the difference is the
    environment's (class W) and not blamed on the model.

Why it matters:
    Whoever measures a model's consistency on a changing world measures the world.

Example:
    `lookup_uri` returns score 87 in the morning and 12 in the afternoon.

Known false alarms:
    Results with a time or request id in them.

How to fix or suppress:
    Name such fields as `volatile` in the contract, or replay with frozen tool results.
"""

from auditor.finding import Hit, quote
from auditor.runs.difference import Difference
from auditor.runs.group_rules import group_rule, of_other, resulted


@group_rule("TA306", "world-changed", "info")
def check(difference: Difference) -> Hit | None:
    """Report the first result that differs although call and history are the same."""
    if difference.world is None:
        return None
    theirs, ours = difference.world.left, difference.world.right
    acted = " The runs then decide differently." if "C6" in difference.classes else ""
    return Hit(
        ours.index,
        f"{ours.name} {quote(ours.arguments)} gave {difference.right.name} another result than "
        f"{difference.left.name}, after the same acts: the world changed, not the model.{acted}",
        ours.name,
        (
            resulted(ours),
            of_other(difference.left, theirs.output),
        ),
    )
