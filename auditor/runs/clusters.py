"""Behaviour chains put together by likeness."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from auditor.runs.run import Run
from auditor.statistics.edit_similarity import edit_similarity

CUT = 0.3
_MOST = 60

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


def clusters_of(runs: Sequence[Run], cut: float = CUT) -> list[ChainCluster]:
    """Return the chains of a task in clusters, the largest first.

    Average linkage on one minus the edit similarity of calls (name and arguments); clusters are
    joined while their mean distance is below the cut. Beyond 60 different chains, only the 60
    most frequent are clustered and each other one stands alone.
    """
    counts = Counter(tuple(step.token for step in run.chain) for run in runs)
    ordered = [chain for chain, _ in counts.most_common()]
    groups = [*_joined(ordered[:_MOST], counts, cut), *([chain] for chain in ordered[_MOST:])]
    clusters = [
        ChainCluster(
            [name for name, _ in _medoid(group, counts)],
            sum(counts[chain] for chain in group),
            len(group),
        )
        for group in groups
    ]
    return sorted(clusters, key=lambda cluster: -cluster.runs)


def _joined(chains: list[Chain], counts: Counter[Chain], cut: float) -> list[list[Chain]]:
    groups = [[chain] for chain in chains]
    weights = [counts[chain] for chain in chains]
    far = [[1 - edit_similarity(one, other) for other in chains] for one in chains]
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


def _medoid(group: list[Chain], counts: Counter[Chain]) -> Chain:
    if len(group) == 1:
        return group[0]
    return max(
        group,
        key=lambda chain: sum(counts[other] * edit_similarity(chain, other) for other in group),
    )
