"""A call of a tool that does not exist.

What it does:
    Reports calls whose name is in neither the contract nor the tools that the transcript declares.

Why it matters:
    The call cannot have run. A model that invents tools also invents what they return.

Example:
    The contract has `lookup_uri`; the model calls `check_uri`.

Known false alarms:
    Transcripts that declare only part of the tools.

How to fix or suppress:
    Complete the contract, or leave out the partial declaration.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, quote
from auditor.rules import rule

_LONGEST = 200


@rule("TA201", "unknown-tool", "high", Coverage.SCHEMAS | Coverage.CALLS, when="unknown")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report each call of an undeclared tool."""
    for call in analysis.unknown:
        near = get_close_matches(call.name[:_LONGEST], list(analysis.tools), n=1)
        hint = f" The nearest is {near[0]}." if near else ""
        yield Hit(
            call.index,
            f"No tool is named {call.name or '(empty)'}.{hint}",
            call.name,
            (Evidence(call.index, quote(f"{call.name}({call.arguments_raw})"), "finding"),),
        )
