"""A value given to a tool's field that nothing the model saw holds.

What it does:
    Reports sentences and lines that give a field of a tool's results a value from nowhere. Of a
    thing that was looked up, an id, host, date, time or code counts, if no result, user or system
    text holds it in any spelling. Of a thing that no call and no result ever spoke of, every value
    counts that the user did not give, words and small numbers included; so does a verdict (`No, it
    is not malicious`), what the service is said to know of it, and that it is said to be down,
    where nothing told so. Where a look was due and nothing came back, and in a row of a list whose
    other rows are genuine, new references, readings and times count in any words. Questions, plans,
    conditions, what is worked out or converted and what is said to be missing tell nothing. A whole
    record of such values is TA102; a changed quotation is TA108.

Why it matters:
    One invented reference number in an honest-looking sentence sends a person to the wrong case.

Example:
    No result holds it, and the model says: "The ticket id is INC-20931."

Known false alarms:
    Values from a source that the transcript does not show; what a model knows by itself, told
    under the name of a tool's field.

How to fix or suppress:
    Export every source the model saw. Dismiss in review, or suppress the fingerprint.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.fabrication.imitation import Imitation
from auditor.finding import Hit, NotCheckable
from auditor.imitation_hit import hit_of, listed
from auditor.rules import rule


@rule(
    "TA104",
    "ungrounded-value",
    "high",
    Coverage.WORDS | Coverage.CALLS | Coverage.RESULTS,
    when="imitations_or_gap",
)
def check(analysis: Analysis) -> Iterator[Hit | NotCheckable]:
    """Report each such record."""
    if analysis.unsourced:
        yield analysis.unsourced
    for found in analysis.imitations:
        if found.kind == "ungrounded":
            step = analysis.trace.events[found.event_index].step
            yield hit_of(analysis, found, _message(found), step)


def _message(found: Imitation) -> str:
    if not any(field.label for field in found.values):
        return f"The model tells values that nothing it saw holds: {listed(found)}."
    tool = found.tool or "a tool"
    return (
        f"The model gives a field of {tool} a value that nothing it saw holds for it: "
        f"{listed(found)}."
    )
