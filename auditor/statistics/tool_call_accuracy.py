"""tool_call_accuracy: calls exactly where they are due, and completely right."""

from collections import Counter
from collections.abc import Sequence

from auditor.measure import Occasion, Share
from auditor.statistics import statistic


@statistic
def tool_call_accuracy(occasions: Sequence[Occasion]) -> Share:
    """Return at how many steps the model did what was expected, to the letter.

    A step is right if the calls made equal the calls expected as multisets: function name and
    all arguments, parsed, so that key order and the spelling of numbers don't matter. Where no
    call is expected, right means that none was made: a needless call is wrong, a missing one too.

    Range: 0 (no step right) to 1 (every step right).
    NaN: no steps.
    Source: the definition of the project's starting article (strict: whether to call, name and
    arguments together).

    Args:
        occasions: For each step at which tools may be called, the calls expected and made.
    """
    right = [Counter(each.made) == Counter(each.expected) for each in occasions]
    return Share(sum(right), len(right))
