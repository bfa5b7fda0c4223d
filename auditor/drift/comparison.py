"""Two versions or windows compared: rates and mixes, on the same inputs where there are such."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from auditor.drift.adjusting import Family, adjusted, drawn_enough, draws_for, levels
from auditor.drift.mix_drift import Drifted, mix_finding, unmeasured_finding
from auditor.drift.mixes import MixChange, mix_change, mix_changes
from auditor.drift.over_turns import Passed, TurnsReport, turns_report
from auditor.drift.portrait import LOWER_IS_BETTER, Portrait
from auditor.drift.rates import ChangedInput, RateChange, changed_inputs, rate_changes
from auditor.drift.sides import Sides, sides_of
from auditor.drift.single_inputs import InputsChange, input_change, input_changes
from auditor.drift.unmeasured import unmeasured
from auditor.finding import Finding
from auditor.trace import ReadProblem

VERSION = 1
ALPHA = 0.05
BEFORE, AFTER = "baseline", "candidate"


Change = RateChange | InputsChange | MixChange


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
        rates, inputs, mixes: Before and after, with p-values; `q` has the adjusted p-value of each,
            by `name_of`: Benjamini-Hochberg within each of the three, which share `alpha`, over
            what can reach its level at all.
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
    inputs: list[InputsChange]
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
    unseen: Sequence[str] = (),
) -> Comparison:
    """Compare two sets of runs.

    Args:
        before: The runs of the baseline.
        after: The runs of the candidate.
        alpha: The share of false findings to accept among all rates and mixes.
        problems: Records that could not be read.
        unseen: What was left out beforehand and might have been a finding, in words.
    """
    off_scale = sum(run.off_scale for run in (*before, *after))
    if off_scale:
        before, after = _unscored(before), _unscored(after)
    sides = sides_of(before, after)
    judged = _judged(sides, alpha)
    q = judged.q
    changes: list[Change] = [*judged.rates, *judged.inputs, *judged.mixes]
    drifted = [change for change in changes if q.get(name_of(change), 1.0) <= alpha]
    blind = [*unmeasured(sides, judged.rates, judged.inputs, alpha), *unseen]
    if off_scale:
        scores = "1 score lies" if off_scale == 1 else f"{off_scale:,} scores lie"
        blind.append(f"success, as {scores} outside 0..1, where none is known")
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
        *judged,
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


def _unscored(runs: Sequence[Portrait]) -> list[Portrait]:
    """Return runs without their scores: on another scale than 0..1 a score of 1 says nothing."""
    return [
        msgspec.structs.replace(
            run, rates={name: share for name, share in run.rates.items() if name != "success"}
        )
        for run in runs
    ]


class _Judged(NamedTuple):
    rates: list[RateChange]
    inputs: list[InputsChange]
    mixes: list[MixChange]
    q: dict[str, float]


def _judged(sides: Sides, alpha: float) -> _Judged:
    """Return all changes with their adjusted p-values."""
    draws = draws_for(alpha)
    rates = rate_changes(sides)
    inputs, mixes = input_changes(sides, resamples=draws), mix_changes(sides, resamples=draws)
    level = levels({"rates": rates, "inputs": inputs, "mixes": mixes}, alpha)
    if "inputs" in level:
        inputs = drawn_enough(
            inputs,
            level["inputs"],
            draws,
            lambda each, wanted: input_change(each.rate, sides, resamples=wanted) or each,
        )
    if "mixes" in level:
        mixes = drawn_enough(
            mixes,
            level["mixes"],
            draws,
            lambda each, wanted: mix_change(each.kind, each.name, sides, resamples=wanted) or each,
        )
    families: dict[Family, Sequence[Change]] = {"rates": rates, "inputs": inputs, "mixes": mixes}
    q: dict[str, float] = {}
    for name, changes in families.items():
        if name in level:
            q |= adjusted({name_of(each): each for each in changes}, level[name], alpha)
    return _Judged(rates, inputs, mixes, q)


def name_of(change: Change) -> str:
    """Return the name under which a change's p-value is adjusted."""
    if isinstance(change, RateChange):
        return change.name
    if isinstance(change, InputsChange):
        return f"inputs: {change.rate}"
    return f"{change.kind}: {change.name}"


def _drifted(change: Change, q: float, sides: Sides, after: Sequence[Portrait]) -> Drifted:
    return Drifted(change, q, sides.paired, _witness(change, after))


def _witness(change: Change, after: Sequence[Portrait]) -> Portrait:
    """Return a run of the candidate that shows what changed: the first with the grown label."""
    if isinstance(change, MixChange):
        grown = [moved.label for moved in change.moved if moved.after > moved.before][:1]
        mix = (change.kind, change.name)
        shows = (run for run in after if any(label in run.mixes.get(mix, {}) for label in grown))
    elif isinstance(change, RateChange):
        shows = (run for run in after if _is_worse(run, change.name))
    else:
        here = [run for run in after if run.task_key == change.worst[0].task_key]
        shows = (run for run in [*(r for r in here if _is_worse(r, change.rate)), *here])
    return next(shows, after[0])


def _is_worse(run: Portrait, rate: str) -> bool:
    """Say whether a run falls short of a rate."""
    share = run.rates.get(rate)
    if share is None or not share.total:
        return False
    return share.hits > 0 if rate in LOWER_IS_BETTER else share.hits < share.total


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
