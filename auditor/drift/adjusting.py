"""How much of the level each test of a comparison gets, and how often it has to draw for that."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol, TypeVar

from auditor.statistics.benjamini_hochberg import benjamini_hochberg

Family = Literal["rates", "inputs", "mixes"]

SHARES: dict[Family, float] = {"rates": 0.5, "inputs": 0.25, "mixes": 0.25}
"""Of the level: however many mixes there are, rates are judged at their half."""

_DRAWS = 999
_MARGIN = 2


def draws_for(alpha: float) -> int:
    """Return how many permutations a test among few needs at least."""
    return max(_DRAWS, math.ceil(_MARGIN / (alpha * min(SHARES.values()))))


class Test(Protocol):
    """A p-value, and the smallest one that these runs can give."""

    @property
    def p(self) -> float: ...  # noqa: D102 - as said above
    @property
    def least(self) -> float: ...  # noqa: D102 - as said above


Tested = TypeVar("Tested", bound=Test)


def levels(families: Mapping[Family, Sequence[Test]], alpha: float) -> dict[Family, float]:
    """Return the level of each family; one in which no test can reach its own leaves it to others.

    What cannot reach the level whatever happened (nothing varies, or too little) is no test (Tarone
    1990): counted as one it would hide what the others see.
    """
    left = [name for name in SHARES if _any_reaches(families[name], alpha)]
    while left:
        whole = sum(SHARES[name] for name in left)
        found = {name: alpha * SHARES[name] / whole for name in left}
        unable = [name for name in left if not _any_reaches(families[name], found[name])]
        if not unable:
            return found
        left.remove(unable[-1])
    return {}


def _any_reaches(tests: Sequence[Test], level: float) -> bool:
    return any(test.least <= level for test in tests)


def adjusted(tests: Mapping[str, Test], level: float, alpha: float) -> dict[str, float]:
    """Return the adjusted p-value of each test of a family that can reach the family's level.

    At most `alpha` are those that Benjamini and Hochberg believe at the level.
    """
    tested = {name: test.p for name, test in tests.items() if test.least <= level}
    q = benjamini_hochberg(list(tested.values()))
    return {name: min(1.0, each * alpha / level) for name, each in zip(tested, q, strict=True)}


def drawn_enough(
    tests: Sequence[Tested], level: float, draws: int, again: Callable[[Tested, int], Tested]
) -> list[Tested]:
    """Return tests, those anew that need more draws to be believed among so many.

    Draws give no p below 1 / (1 + `draws`), and the level may ask for less of one test among many.
    Only tests that no draw came up to are drawn anew, so that no p-value gets smaller than all
    those draws would have made it (Besag and Clifford 1991 stop early for the same reason).

    Args:
        tests: The tests of a family, after `draws` permutations.
        level: The level of the family.
        draws: So far.
        again: Gives a test after so many.
    """
    able = sum(test.least <= level for test in tests)
    smallest = [test.p <= 1 / (1 + draws) for test in tests]
    wanted = math.ceil(_MARGIN * able / level / max(1, sum(smallest)))
    if wanted <= draws:
        return list(tests)
    return [
        again(test, wanted) if small else test for test, small in zip(tests, smallest, strict=True)
    ]
