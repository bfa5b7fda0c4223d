"""tool_call_accuracy: calls exactly where they are due, and completely right."""

from collections import Counter
from collections.abc import Sequence

from auditor.measure import Place, Share
from auditor.statistics import statistic


@statistic
def tool_call_accuracy(places: Sequence[Place]) -> Share:
    """Return at how many places the model did what was expected, to the letter.

    A place is right if the calls made equal the calls expected as multisets: function name and
    all arguments, parsed, so that key order and the spelling of numbers don't matter. Where no
    call is expected, right means that none was made: a needless call is wrong, a missing one too.

    Range: 0 (no place right) to 1 (every place right).
    NaN: no places.
    Source: the definition of the project's starting article (strict: whether to call, name and
    arguments together).

    Args:
        places: For each place where tools may be called, what was expected and what was done.
    """
    right = [Counter(place.made) == Counter(place.expected) for place in places]
    return Share(sum(right), len(right))
