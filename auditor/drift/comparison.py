"""Two versions or windows compared: rates and mixes, on the same inputs where there are such."""

from collections.abc import Sequence

import msgspec

from auditor.drift.mix_drift import Drifted, mix_finding, unmeasured_finding
from auditor.drift.mixes import MixChange, mix_changes
from auditor.drift.over_turns import Passed, TurnsReport, turns_report
from auditor.drift.portrait import LOWER_IS_BETTER, Portrait
from auditor.drift.rates import ChangedInput, RateChange, changed_inputs, rate_changes
from auditor.drift.sides import Sides, sides_of
from auditor.drift.unmeasured import unmeasured
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
        shared: How many both ran; `dropped` names inputs that only one side ran.
        reworded: Of the inputs compared, those that begin with other words of the user on either
            side: other tasks under the same ids, or a simulated user.
        rates, mixes: Before and after, with p-values; `q` has the adjusted p-value of each, by
            name: Benjamini-Hochberg over the rates and mixes that can reach `alpha` at all.
        changed: Inputs that changed for themselves.
        unmeasured: What the comparison could not see, see `unmeasured`.
        turns: Both sides over turns, with the log-rank test.
        findings: TA502.
    """

    version: int
    before: Side
    after: Side
    paired: bool
    shared: int
    reworded: int
    dropped: list[str]
    rates: list[RateChange]
    mixes: list[MixChange]
    q: dict[str, float]
    changed: list[ChangedInput]
    unmeasured: list[str]
    turns: TurnsReport
    findings: list[Finding]
    problems: Sequence[ReadProblem] = ()


def compare_versions(
    before: Sequence[Portrait],
    after: Sequence[Portrait],
    *,
    alpha: float = ALPHA,
    problems: Sequence[ReadProblem] = (),
    undated: int = 0,
) -> Comparison:
    """Compare two sets of runs.

    Args:
        before: The runs of the baseline.
        after: The runs of the candidate.
        alpha: The share of false findings to accept among all rates and mixes.
        problems: Records that could not be read.
        undated: Runs that are on neither side, as they have no time.
    """
    sides = sides_of(before, after)
    rates, mixes = rate_changes(sides), mix_changes(sides)
    changes: list[Change] = [*rates, *mixes]
    # What cannot reach alpha whatever happened (nothing varies, or too little) is no test
    # (Tarone 1990): counted as one it would hide what the others see.
    tested = {name_of(each): p_of(each) for each in changes if each.least <= alpha}
    q = dict(zip(tested, benjamini_hochberg(list(tested.values())), strict=True))
    drifted = [change for change in changes if q.get(name_of(change), 1.0) <= alpha]
    blind = unmeasured(sides, rates, alpha)
    if undated:
        runs = "run" if undated == 1 else "runs"
        blind.append(f"{undated:,} {runs} without a time, on neither side")
    findings = [
        mix_finding(_drifted(change, q[name_of(change)], sides, after)) for change in drifted
    ]
    if blind:
        findings.append(unmeasured_finding(blind, after[0]))
    return Comparison(
        VERSION,
        _side(BEFORE, before),
        _side(AFTER, after),
        sides.paired,
        sides.shared,
        sides.reworded,
        [*sides.only_before, *sides.only_after],
        rates,
        mixes,
        q,
        changed_inputs(sides) if sides.paired else [],
        blind,
        turns_report(
            [
                Passed(each.trace_id, name, each.course)
                for name, side in ((BEFORE, before), (AFTER, after))
                for each in side
            ]
        ),
        findings,
        problems,
    )


def name_of(change: Change) -> str:
    """Return the name under which a change's p-value is adjusted."""
    return change.name if isinstance(change, RateChange) else f"{change.kind}: {change.name}"


def p_of(change: Change) -> float:
    """Return the p-value of a change: of a rate for the worse."""
    return change.p_worse if isinstance(change, RateChange) else change.p


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
