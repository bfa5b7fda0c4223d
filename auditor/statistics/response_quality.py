"""response_quality: answers without a form fault."""

from collections.abc import Sequence

from auditor.answer_form import form_faults
from auditor.measure import Share
from auditor.statistics import statistic


@statistic
def response_quality(
    answers: Sequence[str], *, min_length: int = 2, min_repeats: int = 3, min_span: int = 40
) -> Share:
    """Return how many answers are free of form faults.

    The faults are those of the rules TA401 to TA404: too short, a repeated ending, unmatched
    tags, and nothing said at all. It judges the form, not whether the answer is true. Messages
    that only call a tool are no answers: leave them out.

    Range: 0 (every answer has a fault) to 1 (none has).
    NaN: no answers.
    Source: the definition of the project's starting article (too short, repeated ending,
    unmatched tags); an empty answer counts as too short.

    Args:
        answers: The texts to judge.
        min_length: Least length of an answer, see `auditor.answer_form.too_short`.
        min_repeats: How often a piece must stand at the end to be a fault, see `repeated_tail`.
        min_span: How long all its repetitions together must be, see `repeated_tail`.
    """
    clean = [
        not any(
            form_faults(answer, min_length=min_length, min_repeats=min_repeats, min_span=min_span)
        )
        for answer in answers
    ]
    return Share(sum(clean), len(clean))
