"""What is to be said of the runs of one task."""

import math
from collections.abc import Hashable, Sequence

import msgspec

from auditor.finding import quote
from auditor.measure import agreement_of_runs
from auditor.runs.clusters import ChainCluster, likeness_of
from auditor.runs.decision import Decision
from auditor.runs.forks import ForkPoint, forks_of
from auditor.runs.groups import by_input
from auditor.runs.guards import Guard, guards_of
from auditor.runs.inputs import differing
from auditor.runs.levels import Level, labels_of
from auditor.runs.pairs import PairCounts, count_pairs, harmless_pairs
from auditor.runs.run import Run
from auditor.statistics.disagreement_bound import disagreement_bound

_NO_DECISION = "no acting call, no decision"


class DecisionCount(msgspec.Struct, frozen=True):
    """A decision of a task and the runs that took it."""

    decision: str
    runs: list[str]


class TaskReport(msgspec.Struct, frozen=True):
    """The runs of one task.

    Attributes:
        task_key: As in the traces.
        runs: How many runs, those that say nothing included.
        whole: How many say something of the model.
        repeats: All whole runs were given the same.
        differing: What their inputs differ in, where they are no repeats.
        unrecorded: What repeats should have in common and some transcript does not tell.
        successes: Runs with a full score, or None without scores.
        agreement: Chance that two runs agree, by level; NaN below two whole runs.
        decisions: What was decided, the most frequent first.
        pairs: What the pairs of runs are.
        harmless: Pairs of runs that differ in nothing that matters.
        bound: Where all whole runs decided alike: the chance of another decision that this many
            runs leave open at 95%.
        forks, clusters: Of the chains.
        similarity: Mean edit similarity of the chains of two runs.
        guards: Reservations.
    """

    task_key: str
    runs: int
    whole: int
    repeats: bool
    differing: list[str]
    unrecorded: list[str]
    successes: int | None
    agreement: dict[Level, float]
    decisions: list[DecisionCount]
    pairs: PairCounts
    harmless: int
    bound: float | None
    forks: list[ForkPoint]
    clusters: list[ChainCluster]
    similarity: float
    guards: list[Guard]


class TaskLabels(msgspec.Struct, frozen=True):
    """What the statistics over all tasks need of one task."""

    levels: dict[Level, list[int]]
    scores: list[bool]
    broken: int


def task_report(runs: Sequence[Run], opposites: frozenset[frozenset[str]]) -> TaskReport:
    """Return what is to be said of the runs of one task."""
    whole = [run for run in runs if not run.broken]
    counts = count_pairs(whole, opposites)
    decisions = decision_counts(whole)
    scores = [run.succeeded for run in whole if run.succeeded is not None]
    levels = levels_of(whole)
    likeness = likeness_of(whole)
    alike = len(decisions) == 1 and len(whole) > 1
    return TaskReport(
        runs[0].task_key,
        len(runs),
        len(whole),
        len(by_input(whole)) <= 1,
        _differing(whole),
        sorted({name for run in whole for name in run.given.unrecorded}),
        sum(scores) if scores else None,
        {
            level: agreement_of_runs(labels) if len(labels) > 1 else math.nan
            for level, labels in levels.items()
        },
        decisions,
        counts,
        harmless_pairs(counts),
        disagreement_bound(len(whole)) if alike else None,
        forks_of(whole) if len(whole) > 1 else [],
        likeness.clusters,
        likeness.similarity,
        guards_of(runs),
    )


def task_labels(runs: Sequence[Run]) -> TaskLabels:
    """Return what the statistics over all tasks need of one task."""
    whole = [run for run in runs if not run.broken]
    scores = [run.succeeded for run in whole if run.succeeded is not None]
    return TaskLabels(levels_of(whole), scores, len(runs) - len(whole))


def levels_of(whole: Sequence[Run]) -> dict[Level, list[int]]:
    """Return the labels of runs by level, for the levels that every run shows."""
    by_turn = len({run.given.users for run in whole}) <= 1
    each = [labels_of(run, by_turn=by_turn) for run in whole]
    shared = set(each[0]).intersection(*each) if each else set()
    return {level: [labels[level] for labels in each] for level in sorted(shared)}


def _differing(whole: Sequence[Run]) -> list[str]:
    names: dict[str, None] = {}
    for repeats in by_input(whole)[1:]:
        names |= dict.fromkeys(differing(whole[0].given, repeats[0].given))
    return list(names)


def decision_counts(whole: Sequence[Run]) -> list[DecisionCount]:
    """Return what runs decided, the most frequent decision first."""
    takers: dict[Hashable, list[Run]] = {}
    for run in whole:
        takers.setdefault(run.label, []).append(run)
    return [
        DecisionCount(told(runs[0].decision), [run.name for run in runs])
        for runs in sorted(takers.values(), key=len, reverse=True)
    ]


def told(decision: Decision) -> str:
    """Return a decision for people: `block_uri a.example; archive_case b.example`."""
    said = "; ".join(
        f"{choice.action} {choice.entity}".strip()
        for choice in sorted(decision.choices, key=lambda c: (c.entity, c.action))
    )
    return quote(said) if said else _NO_DECISION
