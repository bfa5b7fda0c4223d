"""Made-up results that come again in later turns.

What it does:
    Where made-up results (TA101, TA102) or false claims (TA103) stand in more than one turn of a
    trace, reports once, at the first recurrence: the step of the onset, how often and how many
    turns in a row it came again, the rate of genuine calls before and since, and how many of the
    later decisions rest on a made-up result. A run of a single turn is counted in steps.

Why it matters:
    A model that has read its own made-up result takes it for the way results are obtained here:
    genuine calls become rare and decisions follow. The onset is where a training sample must cut.

Example:
    Six genuine lookups, then from step 18 on three answers with results that no call returned,
    and three actions on them.

Known false alarms:
    Those of the findings that it sums up.

How to fix or suppress:
    Fix the finding at the onset; suppressing that one leaves this one.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.decisions.spread import Spread, spread_of
from auditor.finding import Evidence, Grade, Hit, quote
from auditor.rules import rule

_SHOWN = 4
_SUSPECTED = 0.7


@rule("TA106", "fabrication-spread", "medium", Coverage.WORDS | Coverage.CALLS, when="made_up")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report that fabrication came again, once a trace."""
    spread = spread_of(analysis)
    if spread is None:
        return
    proven = [one for one in spread.fabrications if one.grade == "proven"]
    steps = {one.step for one in proven}
    grade: Grade = "proven" if len(steps) > 1 else "suspected"
    evidence = tuple(
        Evidence(one.event_index, quote(one.quote), "finding")
        for one in [spread.again, spread.onset, *spread.fabrications][:_SHOWN]
    )
    yield Hit(
        spread.again.event_index, _message(spread), "", evidence, grade,
        1.0 if grade == "proven" else _SUSPECTED, "spread", onset_step=spread.onset.step,
    )  # fmt: skip


def _message(spread: Spread) -> str:
    later = f"{spread.recurrences} later {spread.unit}{'s' if spread.recurrences > 1 else ''}"
    return (
        f"Made-up results began at step {spread.onset.step} and came again in {later}, at most "
        f"{spread.longest_run} in a row. Genuine calls a {spread.unit}: {spread.before.value:.1f} "
        f"before, {spread.since.value:.1f} since. "
        f"{spread.resting} of {spread.decisions} later decisions rest on made-up results."
    )
