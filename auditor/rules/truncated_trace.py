"""A trace whose beginning or end is missing.

What it does:
    Reports traces that the transcript itself marks as cut: length limit, abort, a missing head, or
    a session file with an unreadable line inside.

Why it matters:
    Rules see only what is there. What rests on a missing part is graded at most `suspected`.

Example:
    The last reply ended with the finish reason `length`.

Known false alarms:
    None; it is a statement about the log.

How to fix or suppress:
    Raise the length limit, or export the whole session.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.finding import Hit
from auditor.rules import rule


@rule("TA903", "truncated-trace", "low", when="has_gaps")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report a trace with a missing part."""
    trace = analysis.trace
    if trace.incomplete:
        yield Hit(None, "A record inside this trace could not be read; it has a hole.", kind="hole")
    if "truncated-tail" in trace.notes:
        yield Hit(None, "The end of this trace is missing.", kind="tail")
    if "truncated-head" in trace.notes:
        yield Hit(None, "The beginning of this trace is missing.", kind="head")
