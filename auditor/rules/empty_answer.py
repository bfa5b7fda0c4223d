"""An answer with nothing to read.

What it does:
    Reports answers without a letter, digit or symbol outside the model's reasoning: empty text,
    white space, punctuation, invisible characters, empty code fences, or reasoning and then the
    end. Words beside a tool call are no answer and may be empty.

Why it matters:
    The user got nothing, and whatever reads the answer by machine may take it for consent.

Example:
    `<think>The verdict is clean, so I should say so.</think>` and nothing after it.

Known false alarms:
    Exporters that drop parts they can't show, such as images.

How to fix or suppress:
    Keep those parts when exporting, or suppress the fingerprint.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, quote
from auditor.rules import rule


@rule("TA404", "empty-answer", "low", Coverage.WORDS, when="malformed")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report each empty answer."""
    for message, fault in analysis.malformed:
        if fault.name == "empty-answer":
            yield Hit(
                message.index,
                f"The answer is empty: {fault.detail}.",
                evidence=(Evidence(message.index, quote(message.text), "finding"),),
            )
