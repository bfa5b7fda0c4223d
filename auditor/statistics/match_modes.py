"""Match modes: in which of four senses a chain equals a reference."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from auditor.statistics import statistic


class MatchModes(NamedTuple):
    """In which senses a chain matches its reference."""

    strict: bool
    unordered: bool
    subset: bool
    superset: bool


@statistic
def match_modes(reference: Sequence[Hashable], made: Sequence[Hashable]) -> MatchModes:
    """Return in which of four senses the steps made match the reference.

    `strict`: the same steps in the same order. `unordered`: the same steps, each as often.
    `subset`: no step that the reference lacks (nothing needless). `superset`: every step of the
    reference is there (nothing missing). Steps are compared as multisets; a step is any hashable,
    so the caller decides whether arguments count.

    Range: four truths. Strict implies unordered; unordered is subset and superset together.
    NaN: never; two empty chains match in all senses.
    Source: the four words are those of LangChain's agentevals, `trajectory/match.py`; unlike it,
    only steps count here, never the number of messages between them.

    Args:
        reference: The chain that was expected, or another run.
        made: The chain that was made.
    """
    expected, done = Counter(reference), Counter(made)
    return MatchModes(
        strict=list(reference) == list(made),
        unordered=expected == done,
        subset=done <= expected,
        superset=done >= expected,
    )
