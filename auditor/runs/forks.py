"""Where the runs of a task fork: the prefix tree of their chains."""

import math
from collections.abc import Sequence

import msgspec

from auditor.runs.chain import Step
from auditor.runs.run import Run

_SHOWN = 5


class Branch(msgspec.Struct, frozen=True):
    """One way on from a fork.

    Attributes:
        call: The next call, or "" where the runs call nothing more.
        runs: How many runs go there.
        decisions: How many different decisions they end in.
    """

    call: str
    runs: int
    decisions: int


class ForkPoint(msgspec.Struct, frozen=True):
    """A place in the prefix tree at which runs with one past go different ways.

    Attributes:
        depth: Number of calls made before.
        after: The last of them, "" at the start.
        runs: How many runs come here.
        entropy: Of the branches, in bits; 0 would be no fork.
        decides: The branches end in different decisions although each alone is of one mind.
        branches: The most frequent first.
    """

    depth: int
    after: str
    runs: int
    entropy: float
    decides: bool
    branches: list[Branch]


def forks_of(runs: Sequence[Run], limit: int = _SHOWN) -> list[ForkPoint]:
    """Return the forks that most runs pass, in order of depth.

    Bookkeeping calls are left out, parallel batches sorted.

    Args:
        runs: Runs of one task.
        limit: How many forks at most.
    """
    chains = [(run, _substance(run)) for run in runs]
    found: list[ForkPoint] = []
    waiting = [(0, chains)]
    while waiting:
        depth, here = waiting.pop()
        ways: dict[tuple[str, str] | None, list[tuple[Run, list[Step]]]] = {}
        for run, chain in here:
            token = chain[depth].token if depth < len(chain) else None
            ways.setdefault(token, []).append((run, chain))
        if len(ways) > 1:
            found.append(_fork(depth, here, ways))
        waiting += [
            (depth + 1, way) for token, way in ways.items() if token is not None and len(way) > 1
        ]
    found.sort(key=lambda fork: (-fork.runs, fork.depth))
    return sorted(found[:limit], key=lambda fork: fork.depth)


def _substance(run: Run) -> list[Step]:
    return [step for step in run.ordered if step.effect != "aux"]


def _fork(
    depth: int,
    here: list[tuple[Run, list[Step]]],
    ways: dict[tuple[str, str] | None, list[tuple[Run, list[Step]]]],
) -> ForkPoint:
    size = len(here)
    shares = [len(way) / size for way in ways.values()]
    decisions = [{run.label for run, _ in way} for way in ways.values()]
    last = here[0][1][depth - 1] if depth else None
    branches = [
        Branch("" if token is None else way[0][1][depth].shown, len(way), len(ends))
        for (token, way), ends in zip(ways.items(), decisions, strict=True)
    ]
    return ForkPoint(
        depth,
        "" if last is None else last.shown,
        size,
        -math.fsum(share * math.log2(share) for share in shares),
        len(set.union(*decisions)) > 1 and all(len(ends) == 1 for ends in decisions),
        sorted(branches, key=lambda branch: (-branch.runs, branch.call)),
    )
