"""All pairs of the runs of a task, each class counted; equal runs are compared once."""

import random
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from auditor.runs.difference import Class, Difference, compare
from auditor.runs.run import Run

MOST_COMPARISONS = 2_000


class PairCounts(msgspec.Struct):
    """What the pairs of runs of a task, or of all tasks, are.

    Attributes:
        pairs: How many pairs there are.
        compared: How many of them were compared; fewer only in very large groups.
        primary: Pairs by the first class that holds (P, I and W before the model's conduct).
        conduct: Pairs by what the models did.
        classes: Pairs by every class that holds, so that their sum exceeds the pairs.
        forks: Pairs by the kind of their first divergence, `none` for equal chains.
        differing: Pairs by what differs in their inputs (class P).
        user_first: Pairs whose user turns differ from the first turn on.
        flips: Of the pairs by conduct, those in which one run succeeded and the other did not.
    """

    pairs: int = 0
    compared: int = 0
    primary: Counter[str] = msgspec.field(default_factory=Counter)
    conduct: Counter[str] = msgspec.field(default_factory=Counter)
    classes: Counter[str] = msgspec.field(default_factory=Counter)
    forks: Counter[str] = msgspec.field(default_factory=Counter)
    differing: Counter[str] = msgspec.field(default_factory=Counter)
    user_first: int = 0
    flips: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, other: "PairCounts") -> None:
        """Add the counts of another task."""
        self.pairs += other.pairs
        self.compared += other.compared
        self.user_first += other.user_first
        for name in ("primary", "conduct", "classes", "forks", "differing", "flips"):
            getattr(self, name).update(getattr(other, name))


class _Pair(NamedTuple):
    left: Run
    right: Run
    times: int


def count_pairs(runs: Sequence[Run], opposites: frozenset[frozenset[str]]) -> PairCounts:
    """Compare every pair of runs of a task and count what they are."""
    counts = PairCounts(pairs=len(runs) * (len(runs) - 1) // 2)
    for left, right, times in _pairs(runs):
        _count(counts, compare(left, right, opposites), times)
    return counts


def _count(counts: PairCounts, difference: Difference, times: int) -> None:
    left, right = difference.left, difference.right
    counts.compared += times
    counts.primary[difference.primary] += times
    counts.conduct[difference.conduct] += times
    counts.forks["none" if difference.fork is None else difference.fork.kind] += times
    for held in difference.classes:
        counts.classes[held] += times
    for name in difference.preconditions:
        counts.differing[name] += times
    if left.given.users[:1] != right.given.users[:1]:
        counts.user_first += times
    if None not in (left.succeeded, right.succeeded) and left.succeeded != right.succeeded:
        counts.flips[difference.conduct] += times


def _pairs(runs: Sequence[Run]) -> Iterator[_Pair]:
    """Yield pairs of different runs, equal ones together, a seeded sample of very many."""
    same: dict[Hashable, list[Run]] = {}
    for run in runs:
        same.setdefault(_form(run), []).append(run)
    kinds = list(same.values())
    size = len(kinds)
    if size * (size - 1) // 2 <= MOST_COMPARISONS:
        for place, kind in enumerate(kinds):
            if len(kind) > 1:
                yield _Pair(kind[0], kind[1], len(kind) * (len(kind) - 1) // 2)
            for other in kinds[place + 1 :]:
                yield _Pair(kind[0], other[0], len(kind) * len(other))
        return
    draw = random.Random(0)  # noqa: S311 - sampling, not secrecy
    for _ in range(MOST_COMPARISONS):
        left, right = draw.sample(range(len(runs)), 2)
        yield _Pair(runs[left], runs[right], 1)


def _form(run: Run) -> Hashable:
    """Return what is equal for runs that compare alike with any other run."""
    return (
        tuple(run.given.named.values()),
        run.broken,
        run.label,
        tuple((step.token, step.result, step.turn, step.step) for step in run.chain),
        run.wording.key,
        run.succeeded,
    )


def harmless_pairs(counts: PairCounts) -> int:
    """Return how many pairs differ in nothing that matters."""
    harmless: tuple[Class, ...] = ("H1", "H2", "H3", "=")
    return sum(counts.conduct[name] for name in harmless)
