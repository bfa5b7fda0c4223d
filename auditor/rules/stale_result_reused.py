"""A genuine result of one entity, presented as that of another, or as the newest.

What it does:
    Reports a record in the model's words whose values all stand in one genuine result, while the
    entity it names is another one that was not looked up with that outcome. Where it names none,
    it answers the user's newest words: what these name, and no call ever asked for, it is about.
    So it does with a sentence that tells one of several things that were looked up with another's
    figures, or a thing that was read twice with the figure that the newest reading replaced.

Why it matters:
    Every value can be found in the log, so a look-up of single values calls it grounded; the
    decision about the second entity rests on nothing.

Example:
    The result of `a.example` says score 87; the model answers that `b.example` has these values.

Known false alarms:
    A tool that answers about another entity than it was asked for.

How to fix or suppress:
    Look the entity up. Name the entity argument in the contract (`entity_arg`) where it is not the
    one that the result repeats.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.fabrication.imitation import Imitation
from auditor.finding import Hit, NotCheckable
from auditor.imitation_hit import hit_of, listed
from auditor.rules import rule


@rule(
    "TA105",
    "stale-result-reused",
    "high",
    Coverage.WORDS | Coverage.CALLS | Coverage.RESULTS,
    when="imitations_or_gap",
)
def check(analysis: Analysis) -> Iterator[Hit | NotCheckable]:
    """Report each such record."""
    if analysis.unsourced:
        yield analysis.unsourced
    for found in analysis.imitations:
        if found.kind in ("stale", "outdated"):
            step = analysis.trace.events[found.event_index].step
            yield hit_of(analysis, found, _message(found), step)


def _message(found: Imitation) -> str:
    if found.kind == "outdated":
        return (
            f"The model gives an older reading as the present one: {listed(found)} is not what "
            "the newest result says."
        )
    return (
        f"The model gives the result of one entity as that of another: {listed(found)} "
        "is not what that result was about."
    )
