"""An answer with a tag that lacks its partner.

What it does:
    Reports an end tag without a beginning, and a beginning without an end for tags that models
    write in pairs (`<think>`, `<answer>`, `<tool_call>`, ...) or whose name is closed elsewhere in
    the answer. Tags in code, tags that a sentence speaks of and HTML elements that need no end
    don't count. One finding per answer, for the first such tag.

Why it matters:
    Whatever parses the answer takes the rest of it for something else: an answer for reasoning, or
    a tool call for prose. It is one of the three faults of form of the response quality.

Example:
    `<answer>The address is clean.`

Known false alarms:
    Placeholders in angle brackets that carry the name of a model tag.

How to fix or suppress:
    Suppress the fingerprint, or write placeholders in code marks.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, quote
from auditor.rules import rule

_AROUND = 80


@rule("TA403", "unbalanced-tag", "low", Coverage.WORDS, when="malformed")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report each answer with an unmatched tag."""
    for message, fault in analysis.malformed:
        if fault.name == "unbalanced-tag":
            around = (max(0, fault.start - _AROUND), fault.end + _AROUND)
            yield Hit(
                message.index,
                f"A tag of the answer has no partner: {fault.detail}.",
                evidence=(Evidence(message.index, quote(message.text, around), "finding"),),
                span=(fault.start, fault.end),
            )
