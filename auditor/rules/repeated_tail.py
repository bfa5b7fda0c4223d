"""An answer that ends by saying the same over and over.

What it does:
    Reports answers whose ending is one piece repeated `form.min_repeats` times or more over at
    least `form.min_span` characters; five times that where the piece has no letter, as dashes and
    table lines are decoration. The last 6,000 characters are looked at.

Why it matters:
    A model that loops in its answer has lost the thread; what stands before the loop is seldom
    better. It is one of the three faults of form of the response quality.

Example:
    `The address is clean. The address is clean. The address is clean. The addr`

Known false alarms:
    Songs, drills and tables whose last rows are equal.

How to fix or suppress:
    Raise `form.min_repeats` or `form.min_span`, or suppress the fingerprint.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, quote
from auditor.rules import rule


@rule("TA402", "repeated-tail", "low", Coverage.WORDS, when="malformed")
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report each answer with a repeated ending."""
    for message, fault in analysis.malformed:
        if fault.name == "repeated-tail":
            span = (fault.start, fault.end)
            yield Hit(
                message.index,
                f"The answer repeats itself: {fault.detail}.",
                evidence=(Evidence(message.index, quote(message.text, span), "finding"),),
                span=span,
            )
