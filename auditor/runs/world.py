"""Whether the world, not the model, changed between two runs."""

from collections.abc import Sequence
from typing import NamedTuple

from auditor.runs.chain import UNANSWERED, Step


class WorldChange(NamedTuple):
    """The same call after the same acts, with another result.

    Attributes:
        position: Its place in the left chain.
        left, right: The two calls.
    """

    position: int
    left: Step
    right: Step


class _Asked(NamedTuple):
    """A call, everything done to the world before it, and how often it was made since."""

    name: str
    arguments: str
    history: int
    time: int


def world_change(left: Sequence[Step], right: Sequence[Step]) -> WorldChange | None:
    """Return the first call whose result differs though all acts before it are the same.

    Calls of unknown effect count as acts: what follows them may legitimately differ.
    """
    theirs = {asked: right[place] for place, asked in enumerate(_asked(right))}
    for place, asked in enumerate(_asked(left)):
        other = theirs.get(asked)
        if other is None or UNANSWERED in (left[place].result, other.result):
            continue
        if left[place].result != other.result or left[place].failed != other.failed:
            return WorldChange(place, left[place], other)
    return None


def _asked(chain: Sequence[Step]) -> list[_Asked]:
    history = 0
    times: dict[tuple[str, str, int], int] = {}
    found: list[_Asked] = []
    for step in chain:
        asked = (step.name, step.arguments, history)
        time = times[asked] = times.get(asked, 0) + 1
        found.append(_Asked(*asked, time))
        if step.acts:
            history = hash((history, step.token))
    return found
