"""Two versions or windows compared: rates and mixes, on the same inputs where there are such."""

import math
from collections.abc import Sequence

import msgspec

from auditor.drift.mix_drift import Drifted, mix_finding
from auditor.drift.mixes import MixChange, mix_changes
from auditor.drift.over_turns import Passed, TurnsReport, turns_report
from auditor.drift.portrait import LOWER_IS_BETTER, Portrait
from auditor.drift.rates import ChangedInput, RateChange, changed_inputs, rate_changes
from auditor.drift.sides import Sides, sides_of
from auditor.finding import Finding
from auditor.statistics.benjamini_hochberg import benjamini_hochberg
from auditor.trace import ReadProblem

VERSION = 1
ALPHA = 0.05
BEFORE, AFTER = "baseline", "candidate"


Change = RateChange | MixChange


class Side(msgspec.Struct, frozen=True):
    """One of the two sets.

    Attributes:
        versions: Model and prompt version, as recorded.
        first, last: Times of its first and last trace, where recorded.
    """

    name: str
    traces: int
    inputs: int
    versions: list[str]
    first: str | None
    last: str | None


class Comparison(msgspec.Struct, frozen=True):
    """Everything that lies between two sets of runs.

    Attributes:
        version: Of this form.
        paired: Compared on the inputs that both ran.
        shared: How many these are; `dropped` names inputs that only one side ran.
        rates, mixes: Before and after, with p-values; `q` has the adjusted p-value of each, by
            name: Benjamini-Hochberg over all rates and mixes.
        changed: Inputs that changed for themselves.
        turns: Both sides over turns, with the log-rank test.
        findings: TA502.
    """

    version: int
    before: Side
    after: Side
    paired: bool
    shared: int
    dropped: list[str]
    rates: list[RateChange]
    mixes: list[MixChange]
    q: dict[str, float]
    changed: list[ChangedInput]
    turns: TurnsReport
    findings: list[Finding]
    problems: Sequence[ReadProblem] = ()


def compare_versions(
    before: Sequence[Portrait],
    after: Sequence[Portrait],
    *,
    alpha: float = ALPHA,
    problems: Sequence[ReadProblem] = (),
) -> Comparison:
    """Compare two sets of runs.

    Args:
        before: The runs of the baseline.
        after: The runs of the candidate.
        alpha: The share of false findings to accept among all rates and mixes.
        problems: Records that could not be read.
    """
    sides = sides_of(before, after)
    rates, mixes = rate_changes(sides), mix_changes(sides)
    tested = {
        **{rate.name: rate.p_worse for rate in rates if not math.isnan(rate.p_worse)},
        **{f"{mix.kind}: {mix.name}": mix.p for mix in mixes},
    }
    q = dict(zip(tested, benjamini_hochberg(list(tested.values())), strict=True))
    changes: list[Change] = [*rates, *mixes]
    drifted = [change for change in changes if q.get(name_of(change), 1.0) <= alpha]
    return Comparison(
        VERSION,
        _side(BEFORE, before),
        _side(AFTER, after),
        sides.paired,
        len(sides.inputs),
        [*sides.only_before, *sides.only_after],
        rates,
        mixes,
        q,
        changed_inputs(sides) if sides.paired else [],
        turns_report(
            [
                Passed(each.trace_id, name, each.course)
                for name, side in ((BEFORE, before), (AFTER, after))
                for each in side
            ]
        ),
        [mix_finding(_drifted(change, q[name_of(change)], sides, after)) for change in drifted],
        problems,
    )


def name_of(change: Change) -> str:
    """Return the name under which a change's p-value is adjusted."""
    return change.name if isinstance(change, RateChange) else f"{change.kind}: {change.name}"


def _drifted(change: Change, q: float, sides: Sides, after: Sequence[Portrait]) -> Drifted:
    return Drifted(change, q, sides.paired, _witness(change, after))


def _witness(change: Change, after: Sequence[Portrait]) -> Portrait:
    """Return a run of the candidate that shows what changed: the first with the grown label."""
    if isinstance(change, MixChange):
        grown = [moved.label for moved in change.moved if moved.after > moved.before]
        name = (change.kind, change.name)
        for run in after:
            if any(label in run.mixes.get(name, {}) for label in grown[:1]):
                return run
        return after[0]
    for run in after:
        share = run.rates.get(change.name)
        if share is not None and share.total:
            worse = share.hits if change.name in LOWER_IS_BETTER else share.hits < share.total
            if worse:
                return run
    return after[0]


def _side(name: str, runs: Sequence[Portrait]) -> Side:
    times = sorted(run.at for run in runs if run.at)
    return Side(
        name,
        len(runs),
        len({run.task_key for run in runs}),
        sorted({run.version for run in runs if run.version}),
        times[0] if times else None,
        times[-1] if times else None,
    )
