"""Behaviour chains put together by likeness."""

import math
import random
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from auditor.runs.run import Run
from auditor.statistics.edit_similarity import edit_similarity

CUT = 0.3
_MOST = 60
_PAIRS = 2_000

Chain = tuple[tuple[str, str], ...]


class ChainCluster(msgspec.Struct, frozen=True):
    """Runs with like chains.

    Attributes:
        chain: The tool names of the chain that is most like the others.
        runs: How many runs.
        chains: How many different chains.
    """

    chain: list[str]
    runs: int
    chains: int


class Likeness(NamedTuple):
    """How alike the chains of a task are.

    Attributes:
        clusters: Like chains put together, the largest cluster first.
        similarity: Mean edit similarity of two runs, 0..1; NaN below two runs. Beyond 60 different
            chains that of 2,000 pairs, drawn with a seed.
    """

    clusters: list[ChainCluster]
    similarity: float


def likeness_of(runs: Sequence[Run], cut: float = CUT) -> Likeness:
    """Return how alike the chains of a task are.

    Average linkage on one minus the edit similarity of calls (name and arguments); clusters are
    joined while their mean distance is below the cut. Beyond 60 different chains, only the 60
    most frequent are clustered and each other one stands alone.
    """
    counts = Counter(run.tokens for run in runs)
    ordered = [chain for chain, _ in counts.most_common()]
    some = ordered[:_MOST]
    alike = _matrix(some)
    groups = _joined([counts[chain] for chain in some], alike, cut)
    clusters = [
        ChainCluster(
            [name for name, _ in some[_medoid(group, [counts[c] for c in some], alike)]],
            sum(counts[some[place]] for place in group),
            len(group),
        )
        for group in groups
    ]
    clusters += [
        ChainCluster([name for name, _ in chain], counts[chain], 1) for chain in ordered[_MOST:]
    ]
    clusters.sort(key=lambda cluster: -cluster.runs)
    if len(ordered) > _MOST:
        return Likeness(clusters, _drawn_mean([run.tokens for run in runs]))
    return Likeness(clusters, _mean([counts[chain] for chain in some], alike))


def _matrix(chains: list[Chain]) -> list[list[float]]:
    alike = [[1.0] * len(chains) for _ in chains]
    for row, one in enumerate(chains):
        for column in range(row):
            alike[row][column] = alike[column][row] = edit_similarity(one, chains[column])
    return alike


def _joined(weights: list[int], alike: list[list[float]], cut: float) -> list[list[int]]:
    """Return the places of the chains of each cluster."""
    groups = [[place] for place in range(len(weights))]
    weights = list(weights)
    far = [[1 - similarity for similarity in row] for row in alike]
    while len(groups) > 1:
        near, one, other = min(
            (far[i][j], i, j) for i in range(len(groups)) for j in range(i + 1, len(groups))
        )
        if near >= cut:
            break
        share = weights[one] / (weights[one] + weights[other])
        far[one] = [share * a + (1 - share) * b for a, b in zip(far[one], far[other], strict=True)]
        for row, distance in zip(far, far[one], strict=True):
            row[one] = distance
        groups[one] += groups.pop(other)
        weights[one] += weights.pop(other)
        far.pop(other)
        for row in far:
            row.pop(other)
    return groups


def _medoid(group: list[int], weights: list[int], alike: list[list[float]]) -> int:
    return max(group, key=lambda place: sum(weights[o] * alike[place][o] for o in group))


def _mean(weights: list[int], alike: list[list[float]]) -> float:
    runs = sum(weights)
    if runs < 2:  # noqa: PLR2004 - a pair
        return math.nan
    total = math.fsum(
        ours * theirs * similarity
        for ours, row in zip(weights, alike, strict=True)
        for theirs, similarity in zip(weights, row, strict=True)
    )
    return (total - runs) / (runs * (runs - 1))


def _drawn_mean(chains: list[Chain]) -> float:
    """Return the mean over pairs drawn at random: frequent chains are no sample of all."""
    draw = random.Random(0)  # noqa: S311 - sampling, not secrecy
    pairs = (draw.sample(range(len(chains)), 2) for _ in range(_PAIRS))
    return math.fsum(edit_similarity(chains[i], chains[j]) for i, j in pairs) / _PAIRS
