"""An answer that is too short to say anything.

What it does:
    Reports answers that say less than `form.min_length`: letters count one, digits, symbols and
    wide characters two, punctuation nothing. Words beside a tool call are no answer. An answer
    with nothing at all has its own rule, TA404.

Why it matters:
    It is one of the three faults of form that the response quality of a model is measured by, and
    an early sign of a model that breaks down.

Example:
    The whole answer is `b`.

Known false alarms:
    Multiple-choice tasks whose right answer is one letter.

How to fix or suppress:
    Set `form.min_length` to what an answer of your agent must at least say; 1 turns the rule off.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, quote
from auditor.rules import rule


@rule("TA401", "too-short", "low", Coverage.WORDS, when="malformed")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report each answer that is too short."""
    for message, fault in analysis.malformed:
        if fault.name == "too-short":
            yield Hit(
                message.index,
                f"The answer is too short ({fault.detail}).",
                evidence=(Evidence(message.index, quote(message.text), "finding"),),
            )
