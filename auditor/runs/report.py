"""The report of all repeated runs: consistency over tasks, and each task."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from auditor.contract import Contract
from auditor.finding import Finding
from auditor.measure import Estimate, mean_over_inputs
from auditor.runs.batch import Batch, BatchReport
from auditor.runs.difference import opposites_of
from auditor.runs.groups import group_findings
from auditor.runs.levels import LEVELS, RESAMPLES, Level, LevelAgreement, agreement_at
from auditor.runs.outcomes import OutcomeReport, outcome_report
from auditor.runs.pairs import PairCounts
from auditor.runs.run import Run
from auditor.runs.task_report import TaskLabels, TaskReport, task_labels, task_report
from auditor.statistics.pairwise_agreement import pairwise_agreement
from auditor.trace import ReadProblem

VERSION = 1
REPEATS = "repeats"
SYSTEM = "system level"


class RunReport(msgspec.Struct, frozen=True):
    """How consistent repeated runs are.

    Attributes:
        version: Of this form.
        level: `repeats` where every run of a task was given the same; `system level` where
            inputs differ, so that the figures measure model, user and world together.
        runs: Runs of repeated tasks.
        tasks: Each task with two or more runs.
        single: Tasks that were run once; nothing can be said of their consistency.
        ungrouped: Traces without a known input.
        runs_per_task: Fewest and most runs of a repeated task.
        headline: The level whose agreement is the headline: `success` where every whole run is
            scored, else `decision`.
        copies: Records that were left out because they repeat an earlier one to the letter.
        off_scale: Lowest and highest of the scores outside 0..1, for which no score was taken as
            success; None where there is none.
        undecided: Compared runs that show no decision, and take no part in that level.
        unrecorded: What repeats should have in common and some transcripts do not tell.
        levels: Agreement at each level.
        agreement_if_broken_differ: The headline's agreement if each run that broke off, left its
            tape or shows no decision had decided otherwise than all others; None without any.
        similarity: Mean edit similarity of the chains of two runs of one task.
        outcomes: Success over runs, where scored.
        pairs: What all pairs of runs are.
        batch: One-pass rate, review load, decisions by equal evidence; over all tasks, also
            those that were run once.
        findings: TA301 to TA306.
        problems: Records that could not be read.
        accepted: How many findings were left out as known, by why (`baseline`, `suppressed`).
    """

    version: int
    level: str
    runs: int
    tasks: list[TaskReport]
    single: int
    ungrouped: int
    runs_per_task: tuple[int, int]
    copies: int
    off_scale: tuple[float, float] | None
    undecided: int
    headline: Level
    unrecorded: list[str]
    levels: list[LevelAgreement]
    agreement_if_broken_differ: Estimate | None
    similarity: Estimate
    outcomes: OutcomeReport | None
    pairs: PairCounts
    batch: BatchReport
    findings: list[Finding]
    problems: Sequence[ReadProblem] = ()
    accepted: dict[str, int] = {}

    @property
    def agreement(self) -> LevelAgreement | None:
        """The headline, or None where no task was run twice."""
        return next((each for each in self.levels if each.level == self.headline), None)


def run_report(
    tasks: Iterable[Sequence[Run]],
    contract: Contract,
    *,
    ungrouped: int = 0,
    copies: int = 0,
    off_scale: tuple[float, float] | None = None,
    problems: Sequence[ReadProblem] = (),
) -> RunReport:
    """Compare the runs of each task and sum up; only one task's runs are held at a time.

    Args:
        tasks: The runs of each task.
        contract: What the tools promise.
        ungrouped: Traces that were left out for want of a known input.
        copies: Records that were left out as copies.
        off_scale: As in `Gathered`.
        problems: Records that could not be read.
    """
    batch = Batch(contract)
    reports, labels, findings, pairs, single = _compared(tasks, contract, batch)
    sizes = [report.runs for report in reports]
    levels = _levels(labels)
    headline: Level = "success" if _all_scored(labels) else "decision"
    return RunReport(
        VERSION,
        SYSTEM if any(not report.repeats for report in reports) else REPEATS,
        sum(sizes),
        reports,
        single,
        ungrouped,
        (min(sizes, default=0), max(sizes, default=0)),
        copies,
        off_scale,
        sum(task.undecided for task in labels),
        headline,
        sorted({name for report in reports for name in report.unrecorded}),
        [agreement_at(level, levels[level]) for level in LEVELS if level in levels],
        _if_broken_differ(labels, headline),
        mean_over_inputs(
            [each.similarity for each in reports if each.whole > 1], resamples=RESAMPLES
        ),
        _outcomes(labels),
        pairs,
        batch.report(),
        findings,
        problems,
    )


class _Compared(NamedTuple):
    """What the runs of all tasks, compared one task after another, come to."""

    reports: list[TaskReport]
    labels: list[TaskLabels]
    findings: list[Finding]
    pairs: PairCounts
    single: int


def _compared(tasks: Iterable[Sequence[Run]], contract: Contract, batch: Batch) -> _Compared:
    """Compare the runs of each task; a batch takes in all of them, also those that ran once."""
    opposites = opposites_of(contract.decision.opposites)
    found = _Compared([], [], [], PairCounts(), 0)
    single = 0
    for runs in tasks:
        batch.add(runs)
        if len(runs) < 2:  # noqa: PLR2004 - a comparison needs two
            single += 1
            continue
        report = task_report(runs, opposites)
        found.reports.append(report)
        found.labels.append(task_labels(runs))
        found.pairs.add(report.pairs)
        found.findings.extend(group_findings(runs, contract))
    return found._replace(single=single)


def _levels(labels: Sequence[TaskLabels]) -> dict[Level, list[list[int]]]:
    found: dict[Level, list[list[int]]] = defaultdict(list)
    for task in labels:
        for level, runs in task.levels.items():
            if len(runs) > 1:
                found[level].append(runs)
    return found


def _outcomes(labels: Sequence[TaskLabels]) -> OutcomeReport | None:
    scores, broken = [task.scores for task in labels], [task.broken for task in labels]
    return outcome_report(scores, broken, scored=any(task.scored for task in labels))


def _all_scored(labels: Sequence[TaskLabels]) -> bool:
    """Say whether every run that is compared has a score, and there is one."""
    return any(task.scores for task in labels) and all(
        len(task.scores) == task.whole for task in labels
    )


def _if_broken_differ(labels: Sequence[TaskLabels], level: Level) -> Estimate | None:
    """Return agreement with every run whose label is not known as a label of its own.

    Where no run of a task shows a decision, there is none from which it could differ.
    """
    apart = [
        task.broken + task.off_tape + (task.undecided if level in task.levels else 0)
        if level == "decision"
        else task.broken + task.off_tape
        for task in labels
    ]
    if not any(apart):
        return None
    groups: list[list[object]] = [
        [*task.levels.get(level, ()), *(object() for _ in range(unknown))]
        for task, unknown in zip(labels, apart, strict=True)
    ]
    found: Estimate = pairwise_agreement(groups, resamples=RESAMPLES)
    return found
