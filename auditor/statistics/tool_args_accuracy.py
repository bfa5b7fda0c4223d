"""tool_args_accuracy: where the model calls, the right arguments."""

from collections import Counter
from collections.abc import Sequence

from auditor.measure import Call, Occasion, Share
from auditor.statistics import statistic


@statistic
def tool_args_accuracy(occasions: Sequence[Occasion]) -> Share:
    """Return, of the steps where the model called, at how many the arguments are right.

    The arguments made must equal the arguments expected as multisets, parsed and in canonical
    form; names are not looked at, `tool_name_accuracy` judges those. Arguments that are no JSON
    equal nothing. A needless call counts in the denominator and is wrong. A step without any
    call made does not count.

    Range: 0 (wrong wherever it called) to 1 (right wherever it called).
    NaN: the model never called.
    Source: the definition of the project's starting article.

    Args:
        occasions: For each step at which tools may be called, the calls expected and made.
    """
    right = [_arguments(each.made) == _arguments(each.expected) for each in occasions if each.made]
    return Share(sum(right), len(right))


def _arguments(calls: tuple[Call, ...]) -> Counter[str]:
    return Counter(call.arguments for call in calls)
