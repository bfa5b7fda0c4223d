"""A tool result that no call asked for.

What it does:
    Reports a tool result that answers no earlier call, in a transcript that does record calls.
    Where a benign reason shows (the source records no calls at all, compaction, a seeded or
    condensed history, a framework's repair, a missing beginning, a sub-agent's part, a call that
    the user stopped, a ledger that holds the execution) the kind is `call not recorded`, severity
    info, and it counts as no fabrication.

Why it matters:
    Evidence that nothing produced can be neither proven nor replayed. It is what is left in the
    log when a result was written by the model or put there by somebody.

Example:
    A message `{"role": "tool", "tool_call_id": "call_9", "content": "..."}` while no assistant
    message holds a call with the id `call_9`.

Known false alarms:
    Exporters that drop some calls and say so nowhere.

How to fix or suppress:
    Keep the calls when exporting. If the exporter drops them, suppress the fingerprint or declare
    the gap.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, quote
from auditor.orphans import benign_reason
from auditor.rules import rule


@rule("TA101", "result-without-call", "high", Coverage.RESULTS, when="pairing.orphans")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report each orphan result."""
    for result in analysis.pairing.orphans:
        tool = result.name or ""
        named = f"of {tool} " if tool else ""
        reason = benign_reason(analysis, result)
        evidence = (Evidence(result.index, quote(result.output), "finding"),)
        if reason:
            message = f"A result {named}has no recorded call: {reason}."
            yield Hit(
                result.index, message, tool, evidence, "suspected", 0.1,
                kind="call not recorded", severity="info",
            )  # fmt: skip
            continue
        grade = analysis.grade_of(tool)
        yield Hit(
            result.index,
            f"A result {named}stands here, but no call asked for it.",
            tool,
            evidence,
            grade,
            1.0 if grade == "proven" else 0.7,
            kind="orphan",
        )
