"""The same call again, with nothing new in between.

What it does:
    Reports a call that repeats the one before it, with the same arguments and the same result,
    while neither the user nor another tool said anything in between.

Why it matters:
    A loop costs money and time, and it is how a model behaves before it gives up on the tool.

Example:
    `search({"q": "rate limit"})` three times in a row with equal results.

Known false alarms:
    Polling a job whose status text does not change.

How to fix or suppress:
    Mark a polling tool as `aux` in the contract.
"""

from collections.abc import Iterator
from itertools import pairwise

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, quote
from auditor.rules import rule
from auditor.trace import Message, ToolCall


@rule("TA205", "repeated-call", "low", Coverage.CALLS | Coverage.RESULTS, when="repeats_a_call")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report each call that repeats its predecessor without news."""
    calls = analysis.pairing.calls
    if len(calls) < 2 or len({(call.name, call.arguments_raw) for call in calls}) == len(calls):  # noqa: PLR2004 - a pair
        return
    for before, call in pairwise(calls):
        if _repeats(analysis, before, call):
            yield Hit(
                call.index,
                f"{call.name} is called again with the same arguments, and nothing new is known.",
                call.name,
                (
                    Evidence(call.index, quote(call.arguments_raw), "finding"),
                    Evidence(before.index, quote(before.arguments_raw), "call"),
                ),
            )


def _repeats(analysis: Analysis, before: ToolCall, call: ToolCall) -> bool:
    if (before.name, before.arguments_raw) != (call.name, call.arguments_raw):
        return False
    if before.step == call.step:
        return False
    tool = analysis.setting.contract.tools.get(call.name)
    if tool is not None and tool.effect == "aux":
        return False
    first, second = (analysis.pairing.answer.get(c.index) for c in (before, call))
    if first is None or second is None or first.output != second.output:
        return False
    if first.synthesized or second.synthesized:
        # What an exporter cut or a framework put there does not show that nothing was new.
        return False
    between = analysis.trace.events[before.index + 1 : call.index]
    return not any(type(event) is Message and event.source == "user" for event in between)
