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


class Asked(NamedTuple):
    """A call, everything done to the world before it, and how often it was made since."""

    name: str
    arguments: str
    history: int
    time: int


def world_change(left: dict[Asked, Step], right: dict[Asked, Step]) -> WorldChange | None:
    """Return the first call whose result differs though all acts before it are the same.

    Calls of unknown effect count as acts: what follows them may legitimately differ.

    Args:
        left, right: What two runs asked, as `asked_in` gives it.
    """
    for position, (asked, step) in enumerate(left.items()):
        other = right.get(asked)
        if other is None or UNANSWERED in (step.result, other.result):
            continue
        if step.result != other.result or step.failed != other.failed:
            return WorldChange(position, step, other)
    return None


def asked_in(chain: Sequence[Step]) -> dict[Asked, Step]:
    """Return the calls of a chain, in order, under what each one asks."""
    history = 0
    times: dict[tuple[str, str, int], int] = {}
    found: dict[Asked, Step] = {}
    for step in chain:
        asked = (step.name, step.arguments, history)
        time = times[asked] = times.get(asked, 0) + 1
        found[Asked(*asked, time)] = step
        if step.acts:
            history = hash((history, step.token))
    return found
