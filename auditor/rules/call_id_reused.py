"""A call id that an earlier call of the run already had.

What it does:
    Reports, as data quality, each call whose id was used before in the same trace.

Why it matters:
    Tools that join calls and results by id mix them up. This product pairs by order, so its other
    findings are not affected.

Example:
    Two calls of different tools, ten messages apart, both named `call_0`.

Known false alarms:
    None; it is a statement about the log.

How to fix or suppress:
    Number calls uniquely. Severity info: hidden in the concise format.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit
from auditor.rules import rule


@rule("TA206", "call-id-reused", "info", Coverage.CALLS, when="pairing.reused")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report one finding per reuse."""
    for call, earlier in analysis.pairing.reused:
        yield Hit(
            call.index,
            f"The id {call.call_id} of this {call.name} call was used by {earlier.name} before.",
            call.name,
            (
                Evidence(call.index, call.call_id or "", "finding"),
                Evidence(earlier.index, earlier.call_id or "", "call"),
            ),
        )
