"""A version behaves otherwise than the one before.

What it does:
    Compares two sets of runs (`auditor drift --baseline A --candidate B`): two versions, two
    windows of time, or the logs before and after a training run. Where both ran the same inputs
    it compares on these, input by input. Rates (made-up results, success, valid arguments, the
    four metrics, consistency) are tested by flipping signs over inputs, for a change to the worse;
    mixes (tools called, decisions, values of arguments, lengths) by their Jensen-Shannon
    divergence, permuting runs within inputs. All p-values together are adjusted after Benjamini
    and Hochberg; a finding has q <= 0.05. Its kind says what changed: `rate`, `tools`, `decisions`,
    `arguments` or `lengths`. It stands at a run of the candidate that shows the change.

Why it matters:
    A new prompt or model that does as well on average may have stopped calling a tool, or decide
    otherwise. A mean over all runs does not show it, and thresholds of similarity that ignore the
    number of runs cry wolf or stay silent.

Example:
    On 200 shared inputs lookup_uri falls from 62% to 41% of all calls, and 3% of the runs hold a
    made-up result where 1% did.

Known false alarms:
    One in twenty comparisons of equal versions, at most. A change that was meant is found as well.
    On different inputs a change of the inputs looks like a change of the version: the report says
    whether the comparison is paired.

How to fix or suppress:
    Compare on the same inputs (`auditor replay`). `--alpha` sets how many false findings to accept,
    `--fail-on` whether findings of this severity fail the check.
"""

from typing import NamedTuple

from auditor.drift.mixes import MixChange
from auditor.drift.portrait import Portrait
from auditor.drift.rates import MEANINGS, Figure, RateChange
from auditor.finding import Evidence, Finding, fingerprint
from auditor.rules import declare

RULE = declare("TA502", "mix-drift", "medium", "series", __doc__ or "")
_SHOWN = 3


class Drifted(NamedTuple):
    """A change that chance hardly explains.

    Attributes:
        q: Its adjusted p-value.
        paired: Whether it was seen on the same inputs.
        witness: A run of the candidate that shows it.
    """

    change: RateChange | MixChange
    q: float
    paired: bool
    witness: Portrait


def mix_finding(drifted: Drifted) -> Finding:
    """Return the finding of a change between two versions."""
    change, witness = drifted.change, drifted.witness
    if isinstance(change, RateChange):
        kind, tool, message = "rate", "", _rate_message(change)
    else:
        kind, message = change.kind, _mix_message(change)
        tool = change.name.partition(".")[0] if kind == "arguments" else ""
    inputs = "on the same inputs" if drifted.paired else "on different inputs"
    strength = f"{_strength(change)}, q = {drifted.q:.3g}, {inputs}"
    return Finding(
        RULE.code,
        RULE.name,
        RULE.severity,
        "suspected",
        1 - drifted.q,
        witness.trace_id,
        witness.task_key,
        witness.run_index,
        None,
        None,
        None,
        witness.place.file,
        witness.place.line,
        tool,
        message,
        (Evidence(None, strength, "comparison"),),
        fingerprint(RULE.code, "", None, tool, f"{kind} {change.name}"),
        None,
        kind,
        witness.place.pointer,
    )


def _rate_message(change: RateChange) -> str:
    return (
        f"{change.name} ({MEANINGS[change.name]}) went from {_shown(change.before)} to "
        f"{_shown(change.after)}."
    )


def _shown(figure: Figure) -> str:
    counts = f" ({figure.hits:,} of {figure.total:,})" if figure.total else ""
    return f"{figure.value:.1%}{counts}"


def _mix_message(change: MixChange) -> str:
    moved = ", ".join(
        f"{each.label} {each.before:.0%} -> {each.after:.0%}" for each in change.moved[:_SHOWN]
    )
    return f"The mix of {change.name} changed: {moved}."


def _strength(change: RateChange | MixChange) -> str:
    if isinstance(change, RateChange):
        return (
            f"change {change.change:+.4f} over {change.inputs:,} inputs, one-sided p = "
            f"{change.p_worse:.3g}"
        )
    return (
        f"Jensen-Shannon divergence {change.divergence:.4f}, {change.excess:.4f} more than chance "
        f"gives, p = {change.p:.3g}"
    )
