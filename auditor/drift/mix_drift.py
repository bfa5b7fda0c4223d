"""A version behaves otherwise than the one before.

What it does:
    Compares two sets of runs (`auditor drift --baseline A --candidate B`): two versions, two
    windows of time, or the logs before and after a training run. Where both ran the same inputs
    it compares on these, input by input. Rates (made-up results, success, valid arguments, the
    four metrics, consistency) are tested by flipping signs over inputs, for a change to the worse,
    or, where few inputs vary, by exchanging runs within them. Where inputs were run more than once
    it also tests whether some of them got worse, whatever the others did. Mixes (tools called,
    decisions, values of arguments, lengths) are tested by their Jensen-Shannon divergence over all
    and input by input, permuting runs within inputs. Rates have half of the level, single inputs
    and mixes a quarter each; within these all p-values that can reach it are adjusted after
    Benjamini and Hochberg; a finding has q <= 0.05. Its kind says what changed: `rate`, `inputs`,
    `tools`, `decisions`, `arguments` or `lengths`. It stands at a run of the candidate that
    shows the change. A finding of the kind `not measured` says what the comparison could not see
    and might have been one: inputs that the candidate did not run, scores that it lacks or that lie
    outside 0..1, copies that may be runs, too few runs.

Why it matters:
    A new prompt or model that does as well on average may have stopped calling a tool, or decide
    otherwise. A mean over all runs does not show it, and thresholds of similarity that ignore the
    number of runs cry wolf or stay silent.

Example:
    On 200 shared inputs lookup_uri falls from 62% to 41% of all calls, and 3% of the runs hold a
    made-up result where 1% did.

Known false alarms:
    One in twenty comparisons of equal versions, at most. A change that was meant is found as well.
    Single inputs are judged by their runs, taken as independent of each other: where a version that
    is always the same (temperature 0) answers some inputs otherwise, it got worse on some of them.
    On different inputs a change of the inputs looks like a change of the version: the report says
    whether the comparison is paired.

How to fix or suppress:
    Compare on the same inputs (`auditor replay`). `--alpha` sets how many false findings to accept,
    `--fail-on` whether findings of this severity fail the check. An accepted finding is accepted at
    about its size: where the odds of a share have doubled, it is another one.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from auditor.drift.mixes import MixChange
from auditor.drift.portrait import Portrait
from auditor.drift.rates import MEANINGS, Figure, RateChange
from auditor.drift.single_inputs import InputsChange
from auditor.finding import Evidence, Finding, fingerprint
from auditor.rules import declare

RULE = declare("TA502", "mix-drift", "medium", "series", __doc__ or "")
_SHOWN = 3
_ALIKE = 0.01
_EDGE = 0.001
_EXCHANGED = {"inputs": "inputs", "signs": "signs of inputs", "runs": "the runs of each input"}


class Drifted(NamedTuple):
    """A change that chance hardly explains.

    Attributes:
        q: Its adjusted p-value.
        paired: Whether it was seen on the same inputs.
        witness: A run of the candidate that shows it.
    """

    change: RateChange | InputsChange | MixChange
    q: float
    paired: bool
    witness: Portrait


class _Told(NamedTuple):
    """What a finding says.

    Attributes:
        what: What is accepted where the finding is: equal for changes of the same things by about
            as much.
    """

    kind: str
    tool: str
    message: str
    strength: str
    what: str


def mix_finding(drifted: Drifted) -> Finding:
    """Return the finding of a change between two versions."""
    change = drifted.change
    if isinstance(change, RateChange):
        kind, tool, message = "rate", "", _rate_message(change)
        sizes = [str(_odds(change.after.value))]
        name = change.name
    elif isinstance(change, InputsChange):
        kind, tool, message, name = "inputs", "", _inputs_message(change), change.rate
        sizes = sorted(each.task_key for each in change.worst)
    else:
        kind, message, name = change.kind, _mix_message(change), change.name
        tool = change.name.partition(".")[0] if kind == "arguments" else ""
        sizes = sorted(f"{each.label} {_odds(each.after)}" for each in change.moved[:_SHOWN])
    inputs = "on the same inputs" if drifted.paired else "on different inputs"
    strength = f"{_strength(change)}, q = {drifted.q:.3g}, {inputs}"
    what = "\n".join([f"{kind} {name}", *sizes])
    return _finding(_Told(kind, tool, message, strength, what), drifted.witness, 1 - drifted.q)


def unmeasured_finding(unmeasured: Sequence[str], witness: Portrait) -> Finding:
    """Return the finding that a comparison could not see all that the baseline shows."""
    where = "; ".join(unmeasured)
    message = f"Not measured of the candidate: {where}."
    strength = "no test can tell: what was not measured is no pass"
    return _finding(
        _Told("not measured", "", message, strength, f"not measured {where}"), witness, 1.0
    )


def _finding(told: _Told, witness: Portrait, score: float) -> Finding:
    return Finding(
        RULE.code,
        RULE.name,
        RULE.severity,
        "suspected",
        score,
        witness.trace_id,
        witness.task_key,
        witness.run_index,
        None,
        None,
        None,
        witness.place.file,
        witness.place.line,
        told.tool,
        told.message,
        (Evidence(None, told.strength, "comparison"),),
        fingerprint(RULE.code, "", None, told.tool, told.what),
        None,
        told.kind,
        witness.place.pointer,
    )


def _odds(share: float) -> int:
    """Return the class of a share: one to the next where its odds double.

    A change that people accepted is one of about this size; chance between two draws of the same
    runs is not to ask them again.
    """
    kept = min(max(share, _EDGE), 1 - _EDGE)
    return round(math.log2(kept / (1 - kept)))


def _rate_message(change: RateChange) -> str:
    return (
        f"{change.name} ({MEANINGS[change.name]}) went from {_shown(change.before)} to "
        f"{_shown(change.after)}."
    )


def _inputs_message(change: InputsChange) -> str:
    worst = ", ".join(
        f"{each.task_key}: {each.before:.0%} -> {each.after:.0%}" for each in change.worst[:_SHOWN]
    )
    return (
        f"{change.rate} ({MEANINGS[change.rate]}) got worse on single inputs, whatever it did over "
        f"all: most on {worst}."
    )


def _shown(figure: Figure) -> str:
    return f"{figure.value:.1%}"


def _mix_message(change: MixChange) -> str:
    moved = ", ".join(
        f"{each.label}: {each.before:.0%} -> {each.after:.0%}" for each in change.moved[:_SHOWN]
    )
    if change.within > change.excess + _ALIKE:
        where = ", ".join(change.inputs[:_SHOWN])
        return (
            f"The mix of {change.name} changed within inputs, most in {where}; over all: {moved}."
        )
    return f"The mix of {change.name} changed: {moved}."


def _strength(change: RateChange | InputsChange | MixChange) -> str:
    if isinstance(change, InputsChange):
        return (
            f"falls of each input, cubed and summed over {change.inputs:,} inputs, p = "
            f"{change.p:.3g} by exchanging the runs of each input"
        )
    if isinstance(change, RateChange):
        return (
            f"change {change.change:+.4f} over {change.inputs:,} inputs, one-sided p = "
            f"{change.p_worse:.3g} by exchanging {_EXCHANGED[change.by]}"
        )
    within = "" if math.isnan(change.within) else f", {change.within:.4f} input by input"
    return (
        f"Jensen-Shannon divergence {change.divergence:.4f}, {change.excess:.4f} more than chance "
        f"gives{within}, p = {change.p:.3g}"
    )
