"""Where two chains part, and what each run did that the other did not."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby
from typing import Literal, NamedTuple, TypeVar

from auditor.runs.chain import Step

K = TypeVar("K", bound=Hashable)

ForkKind = Literal["other tool", "other arguments", "one run goes on"]


class Fork(NamedTuple):
    """The first place at which two chains are not the same.

    Attributes:
        position: Number of calls that both runs made before, in the same order.
        kind: What differs there.
        left, right: The calls there; None where a run calls nothing more.
    """

    position: int
    kind: ForkKind
    left: Step | None
    right: Step | None


def first_divergence(left: Sequence[Step], right: Sequence[Step]) -> Fork | None:
    """Return where two chains part, or None where they are the same call by call."""
    for position, (one, other) in enumerate(zip(left, right, strict=False)):
        if one.token != other.token:
            kind: ForkKind = "other arguments" if one.name == other.name else "other tool"
            return Fork(position, kind, one, other)
    position = min(len(left), len(right))
    if len(left) == len(right):
        return None
    return Fork(position, "one run goes on", _at(left, position), _at(right, position))


def _at(chain: Sequence[Step], position: int) -> Step | None:
    return chain[position] if position < len(chain) else None


class Extra(NamedTuple):
    """The calls that only one of two runs made, in order."""

    left: list[Step]
    right: list[Step]

    def __bool__(self) -> bool:
        return bool(self.left or self.right)


def extra_deeds(left: Sequence[Step], right: Sequence[Step]) -> Extra:
    """Return the acting calls, by name and key arguments, that the other run did not make."""
    return Extra(
        _beyond(left, Counter(step.deed for step in right)),
        _beyond(right, Counter(step.deed for step in left)),
    )


def _beyond(steps: Iterable[Step], theirs: Counter[tuple[str, str]]) -> list[Step]:
    found: list[Step] = []
    for step in steps:
        if theirs[step.deed] > 0:
            theirs[step.deed] -= 1
        else:
            found.append(step)
    return found


def only_in(left: Sequence[Step], right: Sequence[Step]) -> Extra:
    """Return the calls, by name and arguments, that the other run never made."""
    ours, theirs = ({step.token for step in side} for side in (left, right))
    return Extra(
        [step for step in left if step.token not in theirs],
        [step for step in right if step.token not in ours],
    )


class Stretch(NamedTuple):
    """The calls of one turn up to an acting call, and that call.

    Two chains whose stretches hold the same reads in any order did the same.
    """

    turn: int
    reads: list[Step]
    act: Step | None

    @property
    def label(self) -> tuple[Hashable, ...]:
        """Equal for stretches that differ in the order or number of reads only."""
        reads = tuple(sorted({step.token for step in self.reads}))
        return self.turn, reads, None if self.act is None else self.act.token


def stretches(chain: Sequence[Step], *, by_turn: bool = True) -> list[Stretch]:
    """Cut a chain after each acting call and at each turn; bookkeeping calls are left out.

    Args:
        chain: The calls of a run, `in_order`.
        by_turn: Cut at turns; False where the user's turns differ between runs anyway.
    """
    found: list[Stretch] = []
    turn, reads = 0, list[Step]()

    def close(act: Step | None) -> None:
        nonlocal reads
        if reads or act is not None:
            found.append(Stretch(turn if by_turn else 0, reads, act))
            reads = []

    for step in chain:
        if by_turn and step.turn != turn:
            close(None)
            turn = step.turn
        if step.acts:
            close(step)
        elif step.effect == "read":
            reads.append(step)
    close(None)
    return found


def in_order(chain: Sequence[Step]) -> Sequence[Step]:
    """Return a chain whose parallel batches are sorted: reads first, then acts by what they do."""
    if len({step.step for step in chain}) == len(chain):
        return chain
    ordered: list[Step] = []
    for _, batch in groupby(chain, key=lambda step: step.step):
        ordered += sorted(batch, key=lambda step: (step.acts, step.token))
    return ordered
