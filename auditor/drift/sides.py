"""Two sets of runs, and on which inputs they can be compared: the same ones, if they ran them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from auditor.drift.portrait import Portrait

_HALF = 0.5


class Sides(NamedTuple):
    """The runs of two versions, by input.

    Attributes:
        before, after: The runs that are compared, by input.
        paired: Both sides ran these very inputs.
        shared: How many inputs both sides ran.
        only_before, only_after: Runs of the inputs that the comparison leaves out, as only one side
            ran them.
    """

    before: dict[str, list[Portrait]]
    after: dict[str, list[Portrait]]
    paired: bool
    shared: int
    only_before: dict[str, list[Portrait]]
    only_after: dict[str, list[Portrait]]

    @property
    def inputs(self) -> list[str]:
        """The shared inputs, sorted; none where the sides are not paired."""
        return sorted(self.before) if self.paired else []

    @property
    def reworded(self) -> int:
        """How many shared inputs begin with other words of the user on either side, in all runs."""
        return sum(
            not ({run.asked for run in self.before[key]} & {run.asked for run in self.after[key]})
            for key in self.inputs
        )


def sides_of(before: Sequence[Portrait], after: Sequence[Portrait]) -> Sides:
    """Put two sets of runs together by input.

    They are paired where they share at least half of the smaller side's inputs; what is not shared
    is then left out and named. Otherwise all inputs of both sides count.
    """
    left, right = _by_input(before), _by_input(after)
    shared = left.keys() & right.keys()
    if not shared or len(shared) < _HALF * min(len(left), len(right)):
        return Sides(left, right, False, len(shared), {}, {})
    return Sides(
        {key: left[key] for key in shared},
        {key: right[key] for key in shared},
        True,
        len(shared),
        {key: left[key] for key in sorted(left.keys() - shared)},
        {key: right[key] for key in sorted(right.keys() - shared)},
    )


def _by_input(portraits: Sequence[Portrait]) -> dict[str, list[Portrait]]:
    found: dict[str, list[Portrait]] = defaultdict(list)
    for portrait in portraits:
        found[portrait.task_key].append(portrait)
    return dict(found)
