"""tool_name_accuracy: where the model calls, the right functions."""

from collections import Counter
from collections.abc import Sequence

from auditor.measure import Call, Occasion, Share
from auditor.statistics import statistic


@statistic
def tool_name_accuracy(occasions: Sequence[Occasion]) -> Share:
    """Return, of the steps where the model called, at how many the function names are right.

    The names made must equal the names expected, each as often; arguments are not looked at.
    A needless call counts in the denominator and is wrong. A step without any call made does not
    count: `tool_call_accuracy` judges that.

    Range: 0 (wrong wherever it called) to 1 (right wherever it called).
    NaN: the model never called.
    Source: the definition of the project's starting article.

    Args:
        occasions: For each step at which tools may be called, the calls expected and made.
    """
    right = [_names(each.made) == _names(each.expected) for each in occasions if each.made]
    return Share(sum(right), len(right))


def _names(calls: tuple[Call, ...]) -> Counter[str]:
    return Counter(call.name for call in calls)
