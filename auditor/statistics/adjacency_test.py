"""Permutation test of runs: do events of a sequence stand side by side more than by chance."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from auditor.statistics import statistic


class Adjacency(NamedTuple):
    """How often events follow each other directly.

    Attributes:
        pairs: Events right after an event, over all sequences.
        expected: The mean over the permutations.
        p: Share of the permutations with as many pairs, one-sided.
        sequences: How many sequences tell anything: those with an event and room for another order.
    """

    pairs: int
    expected: float
    p: float
    sequences: int


@statistic
def adjacency_test(
    sequences: Sequence[Sequence[bool]], *, resamples: int = 999, seed: int = 0
) -> Adjacency:
    """Test whether events follow each other directly more often than their number explains.

    The order inside each sequence is permuted, so that sequences with many events explain no
    clustering. A rate that rises along the sequence still does.

    Range: p 0..1; small means that events cluster.
    NaN: `expected` and p where no sequence tells anything.
    Source: Wald and Wolfowitz 1940, Annals of Mathematical Statistics 11:147, stratified by
    sequence.

    Args:
        sequences: For each trace whether the event occurred at each place.
        resamples: Permutations.
        seed: Seed of the permutations.
    """
    seen = sum(_pairs(sequence) for sequence in sequences)
    telling = [(len(each), sum(each)) for each in sequences if 0 < sum(each) < len(each)]
    if not telling:
        return Adjacency(seen, math.nan, math.nan, 0)
    import numpy as np

    rng = np.random.default_rng(seed)
    longest = max(size for size, _ in telling)
    sizes = np.array([size for size, _ in telling])[:, None]
    events = np.array([count for _, count in telling])[:, None]
    place = np.arange(longest)[None, :]
    fixed = sum(_pairs(each) for each in sequences if each and all(each))
    drawn = []
    for _ in range(resamples):
        keys = np.where(place < sizes, rng.random((len(telling), longest)), np.inf)
        rank = keys.argsort(axis=1).argsort(axis=1)
        marked = rank < events
        drawn.append(fixed + int((marked[:, 1:] & marked[:, :-1]).sum()))
    extreme = sum(pairs >= seen for pairs in drawn)
    return Adjacency(
        seen, math.fsum(drawn) / resamples, (1 + extreme) / (1 + resamples), len(telling)
    )


def _pairs(sequence: Sequence[bool]) -> int:
    return sum(1 for place in range(1, len(sequence)) if sequence[place] and sequence[place - 1])
