"""Runs to see disagreement: how often an input must be run."""

from auditor.errors import UsageError
from auditor.statistics import statistic


@statistic
def runs_to_see_disagreement(minority: float, *, level: float = 0.95) -> int:
    """Return after how many runs of one input two answers have been seen, as likely as `level`.

    The least n with 1 - (1 - q)^n - q^n >= level, where each run gives the rarer of two answers
    with chance q.

    Range: 2 or more; about 3 / q at 95%: 6 runs for q = 0.5, 29 for 0.1, 299 for 0.01.
    NaN: never. A chance outside 0..0.5, or a level outside 0..1, is an error.
    Source: complement of two binomial probabilities.

    Args:
        minority: Chance of the rarer answer, above 0 and at most 0.5.
        level: How likely both answers shall be seen, above 0 and below 1.

    Raises:
        UsageError: A chance or level that makes no sense.
    """
    if not (0 < minority <= 0.5 and 0 < level < 1):  # noqa: PLR2004 - the rarer of two
        raise UsageError(
            f"No number of runs shows an answer of chance {minority} at level {level}.",
            "Give a chance above 0 up to 0.5 and a level between 0 and 1.",
        )

    def seen(runs: int) -> bool:
        return 1 - (1 - minority) ** runs - minority**runs >= level

    low, high = 1, 2
    while not seen(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if seen(middle) else (middle, high)
    return high
