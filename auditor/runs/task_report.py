"""What is to be said of the runs of one task."""

import math
from collections import Counter
from collections.abc import Hashable, Sequence

import msgspec

from auditor.finding import quote
from auditor.measure import agreement_of_runs
from auditor.runs.clusters import ChainCluster, likeness_of
from auditor.runs.decided import compared, decided_in
from auditor.runs.decision import Decision
from auditor.runs.forks import ForkPoint, forks_of
from auditor.runs.groups import by_input
from auditor.runs.guards import EQUAL, Guard, guards_of
from auditor.runs.inputs import differing
from auditor.runs.levels import Level, labels_of
from auditor.runs.pairs import PairCounts, count_pairs, harmless_pairs
from auditor.runs.run import Run
from auditor.statistics.disagreement_bound import disagreement_bound

_NO_DECISION = "no acting call"


class DecisionCount(msgspec.Struct, frozen=True):
    """A decision of a task and the runs that took it."""

    decision: str
    runs: list[str]


class TaskReport(msgspec.Struct, frozen=True):
    """The runs of one task.

    Attributes:
        task_key: As in the traces.
        runs: How many runs, those that say nothing included.
        whole: How many are compared: they say something of the model and, in a replay, came to
            their own end.
        off_tape: Runs of a replay that ended at a call without a recorded result.
        repeats: All whole runs were given the same.
        differing: What their inputs differ in, where they are no repeats.
        unrecorded: What repeats should have in common and some transcript does not tell.
        successes: Runs with a full score, or None without scores.
        scored: Whole runs with a score.
        agreement: Chance that two runs agree, by level; NaN below two runs that show the level.
        decisions: What was decided, the most frequent first; none where no run acts.
        undecided: Runs that show no decision: their last message states none, or no run acts.
        pairs: What the pairs of runs are.
        harmless: Pairs of runs that differ in nothing that matters.
        bound: Where all repeats that show a decision decided alike: the chance of another decision
            that this many runs leave open at 95%. None where runs are equal to the letter.
        forks, clusters: Of the chains.
        similarity: Mean edit similarity of the chains of two runs.
        guards: Reservations.
    """

    task_key: str
    runs: int
    whole: int
    off_tape: int
    repeats: bool
    differing: list[str]
    unrecorded: list[str]
    successes: int | None
    scored: int
    agreement: dict[Level, float]
    decisions: list[DecisionCount]
    undecided: list[str]
    pairs: PairCounts
    harmless: int
    bound: float | None
    forks: list[ForkPoint]
    clusters: list[ChainCluster]
    similarity: float
    guards: list[Guard]


class TaskLabels(msgspec.Struct, frozen=True):
    """What the statistics over all tasks need of one task.

    Attributes:
        levels: As in `levels_of`.
        scores: Of the whole runs.
        whole, broken: How many runs are compared, and how many say nothing of the model.
        undecided, off_tape: How many show no decision, and how many left their tape so that nothing
            is known of theirs.
        scored: Some run has a score, one that broke off included.
    """

    levels: dict[Level, list[int]]
    scores: list[bool]
    whole: int
    broken: int
    undecided: int
    off_tape: int
    scored: bool


def task_report(runs: Sequence[Run], opposites: frozenset[frozenset[str]]) -> TaskReport:
    """Return what is to be said of the runs of one task."""
    whole = compared(runs)
    counts = count_pairs(whole, opposites)
    decided = decided_in(runs)
    decisions = decision_counts(decided)
    scores = [run.succeeded for run in whole if run.succeeded is not None]
    levels = levels_of(runs)
    likeness = likeness_of(whole)
    repeats = len(by_input(whole)) <= 1
    guards = guards_of(runs)
    copied = bool(EQUAL & {guard.code for guard in guards})
    alike = repeats and not copied and len(decided) > 1 and len(decisions) == 1
    return TaskReport(
        runs[0].task_key,
        len(runs),
        len(whole),
        sum(run.left_tape for run in runs),
        repeats,
        _differing(whole),
        sorted({name for run in whole for name in run.given.unrecorded}),
        sum(scores) if scores else None,
        len(scores),
        {
            level: agreement_of_runs(labels) if len(labels) > 1 else math.nan
            for level, labels in levels.items()
        },
        decisions,
        [run.name for run in whole if run.decision.missing or not decided],
        counts,
        harmless_pairs(counts),
        disagreement_bound(len(decided)) if alike else None,
        forks_of(whole) if len(whole) > 1 else [],
        likeness.clusters,
        likeness.similarity,
        guards,
    )


def task_labels(runs: Sequence[Run]) -> TaskLabels:
    """Return what the statistics over all tasks need of one task."""
    whole, decided = compared(runs), decided_in(runs)
    broken = sum(bool(run.broken) for run in runs)
    undecided = sum(run.decision.missing or not decided for run in whole)
    return TaskLabels(
        levels_of(runs),
        [run.succeeded for run in whole if run.succeeded is not None],
        len(whole),
        broken,
        undecided,
        len(runs) - broken - len(whole) - sum(run.left_tape for run in decided),
        any(run.succeeded is not None for run in runs),
    )


def levels_of(runs: Sequence[Run]) -> dict[Level, list[int]]:
    """Return the labels of runs by level, of each level those of the runs that show it."""
    whole, decided = compared(runs), decided_in(runs)
    by_turn = len({run.given.users for run in whole}) <= 1
    found: dict[Level, list[int]] = {}
    for run in whole:
        for level, label in labels_of(run, by_turn=by_turn).items():
            found.setdefault(level, []).append(label)
    found.pop("decision", None)
    if decided:
        found["decision"] = [hash(run.label) for run in decided]
    return dict(sorted(found.items()))


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
    ordered = sorted(takers.values(), key=len, reverse=True)
    alike = Counter(told(runs[0].decision) for runs in ordered)
    return [
        DecisionCount(
            told(runs[0].decision, in_full=alike[told(runs[0].decision)] > 1),
            [run.name for run in runs],
        )
        for runs in ordered
    ]


def told(decision: Decision, *, in_full: bool = False) -> str:
    """Return a decision for people: `block_uri a.example; archive_case b.example`.

    Args:
        decision: The decision.
        in_full: Name all arguments that tell it from others, not only the entity.
    """
    said = "; ".join(
        f"{choice.action} {(choice.key if in_full else '') or choice.entity}".strip()
        for choice in sorted(decision.choices, key=lambda c: (c.entity, c.action))
    )
    return quote(said) if said else _NO_DECISION
