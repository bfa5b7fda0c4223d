"""Arguments that are no JSON or break the tool's schema.

What it does:
    Reports calls whose arguments can't be decoded strictly, are no object, or break the declared
    schema (missing, type, enum, extra): the path and the reason. The schema is judged by a full
    JSON Schema validator. Without a declared schema only the JSON itself is checked. Formats whose
    calls are commands or code by design are *not checkable*.

Why it matters:
    Function name and arguments must be completely right for a call to count. Lenient servers
    guess, and two guesses differ.

Example:
    `{"uri": "a.example", "uri": "b.example"}` (which one was looked up?), or `{"depth": "3"}`
    where an integer is declared.

Known false alarms:
    A declared schema that is older than the server.

How to fix or suppress:
    Bring the declaration up to date, or train on the pairs that this finding yields.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, quote
from auditor.rules import rule

_SHOWN = 3


@rule("TA202", "arguments-invalid", "medium", Coverage.CALLS | Coverage.ARGUMENTS, when="faulty")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report each call with faulty arguments."""
    for call, faults in analysis.faulty:
        reasons = "; ".join(f"{fault.path}: {fault.reason}" for fault in faults[:_SHOWN])
        more = f" (and {len(faults) - _SHOWN} more)" if len(faults) > _SHOWN else ""
        yield Hit(
            call.index,
            f"The arguments of {call.name or '(no name)'} are wrong: {reasons}{more}.",
            call.name,
            (Evidence(call.index, quote(call.arguments_raw), "finding"),),
        )
