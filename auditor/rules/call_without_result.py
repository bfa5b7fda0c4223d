"""A call that was never answered.

What it does:
    Reports calls without a result. Calls in the last step of a transcript are *not checkable*:
    the log may simply end there; so are calls of a reply that was aborted and says so, and all
    calls of a transcript that holds no result at all. Hosted tools answer outside the transcript
    and are left out.

Why it matters:
    What follows such a call was decided without its result.

Example:
    The results of earlier calls are there. Then `lookup_uri` is called, and the next event is an
    answer that names a verdict.

Known false alarms:
    Exporters that drop results of aborted calls.

How to fix or suppress:
    Record an error result for calls that were aborted.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, NotCheckable, quote
from auditor.rules import rule
from auditor.trace import BROKEN_OFF, Message


@rule(
    "TA203",
    "call-without-result",
    "medium",
    Coverage.CALLS | Coverage.RESULTS,
    when="pairing.unanswered",
)
def check(analysis: Analysis) -> Iterator[Hit | NotCheckable]:
    """Report each unanswered call before the last step."""
    unanswered = analysis.pairing.unanswered
    if not unanswered:
        return
    last_step = analysis.trace.events[-1].step
    aborted = {
        event.step
        for event in analysis.trace.events
        if isinstance(event, Message) and event.synthesized == BROKEN_OFF
    }
    for call in unanswered:
        if call.step == last_step:
            yield NotCheckable("the transcript ends with the call")
            continue
        if call.step in aborted:
            yield NotCheckable("the reply was broken off, and its calls were never run")
            continue
        yield Hit(
            call.index,
            f"{call.name} was called and never answered.",
            call.name,
            (Evidence(call.index, quote(f"{call.name}({call.arguments_raw})"), "finding"),),
            "suspected" if analysis.trace.incomplete else "proven",
        )
