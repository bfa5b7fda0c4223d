"""tool_name_accuracy: where the model calls, the right functions."""

from collections import Counter
from collections.abc import Sequence

from auditor.measure import Call, Place, Share
from auditor.statistics import statistic


@statistic
def tool_name_accuracy(places: Sequence[Place]) -> Share:
    """Return, of the places where the model called, at how many the function names are right.

    The names made must equal the names expected, each as often; arguments are not looked at.
    A needless call counts in the denominator and is wrong. A place without any call made does not
    count: `tool_call_accuracy` judges that.

    Range: 0 (wrong wherever it called) to 1 (right wherever it called).
    NaN: the model never called.
    Source: the definition of the project's starting article.

    Args:
        places: For each place where tools may be called, what was expected and what was done.
    """
    right = [_names(place.made) == _names(place.expected) for place in places if place.made]
    return Share(sum(right), len(right))


def _names(calls: tuple[Call, ...]) -> Counter[str]:
    return Counter(call.name for call in calls)
