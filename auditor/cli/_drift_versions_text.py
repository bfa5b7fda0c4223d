"""Two versions side by side, for reading."""

import math
from collections.abc import Iterator

from auditor.cli._drift_text import findings_text, turns_text
from auditor.drift.comparison import Change, Comparison, Side, name_of
from auditor.drift.mixes import MixChange
from auditor.drift.rates import MEANINGS, Figure, RateChange
from auditor.drift.single_inputs import InputsChange
from auditor.measure import Share
from auditor.report import Look
from auditor.safe_text import one_line
from auditor.summary_text import counted, unread_line
from auditor.terminal import Paint, prose

_CHANGED = 10
_WORST = 3


def comparison_text(comparison: Comparison, look: Look, alpha: float) -> Iterator[str]:
    """Yield the comparison: sides, rates, mixes, changed inputs, both over turns, findings."""
    paint = Paint(look.colour)
    for side in (comparison.before, comparison.after):
        yield from prose(_told(side), "", look.width)
    if comparison.problems:
        yield unread_line(len(comparison.problems)) + "\n"
    yield from prose(_compared(comparison), "", look.width)
    title = "Rates: mean over inputs of baseline and candidate [95%], change, p for the worse"
    yield "\n" + paint("bold", title) + "\n"
    for rate in comparison.rates:
        yield _rate_line(rate, comparison.q.get(name_of(rate)), alpha, paint)
    single = [each for each in comparison.inputs if each.least < 1]
    if single:
        yield (
            "\n" + paint("bold", "Single inputs: worse on some, whatever the rate over all") + "\n"
        )
    for change in single:
        yield _inputs_line(change, comparison.q.get(name_of(change)), alpha, paint)
    if comparison.mixes:
        yield "\n" + paint("bold", "Mixes: divergence beyond chance, what moved most") + "\n"
    for mix in comparison.mixes:
        yield from _mix_lines(mix, comparison.q.get(name_of(mix)), alpha, paint)
    yield f"  ! q <= {alpha:g}: p, adjusted for how much was tested\n"
    yield from _changed(comparison, paint)
    if any(version.fabricating for version in comparison.turns.versions):
        yield from turns_text(comparison.turns, look)
    yield from findings_text(comparison.findings, paint, look)


def _told(side: Side) -> str:
    versions = f" ({', '.join(side.versions)})" if side.versions else ""
    when = f", {side.first} to {side.last}" if side.first else ""
    size = f"{counted(side.traces, 'run')} of {counted(side.inputs, 'input')}"
    return f"{side.name}{versions}: {size}{when}"


def _compared(comparison: Comparison) -> str:
    if not comparison.paired:
        ran = "They ran different inputs"
        if comparison.shared:
            both = counted(comparison.shared, "input")
            ran = f"They share {both}, fewer than half of either side's"
        return (
            f"{ran}: all of both are compared, input by input. A change of the inputs looks like a "
            "change of the version."
        )
    words = f"Paired: compared on the {counted(comparison.shared, 'input')} that both ran."
    if comparison.dropped:
        words += f" {counted(len(comparison.dropped), 'input')} that only one ran left out."
    if comparison.reworded:
        words += (
            f" The user's first words differ on {comparison.reworded:,} of them: unless a "
            "simulated user varies them, these are other tasks under the same ids."
        )
    return words


def _rate_line(rate: RateChange, q: float | None, alpha: float, paint: Paint) -> str:
    mark = _mark(q, alpha, paint)
    tested = _tested(rate, q)
    sides = f"{_figure(rate.before)}  {_figure(rate.after)}"
    change = "      -" if math.isnan(rate.change) else f"{rate.change:+.4f}"
    return f" {mark}{rate.name:<19} {sides}  {change}  {tested}  {MEANINGS[rate.name]}\n"


def _inputs_line(change: InputsChange, q: float | None, alpha: float, paint: Paint) -> str:
    worst = ", ".join(
        f"{one_line(each.task_key)}: {each.before:.0%} -> {each.after:.0%}"
        for each in change.worst[:_WORST]
    )
    # Some input is always the worst: named are those of a change that is believed.
    most = f"  most on {worst}" if q is not None and q <= alpha else ""
    return f" {_mark(q, alpha, paint)}{change.rate:<19} {_tested(change, q)}{most}\n"


def _tested(change: Change, q: float | None) -> str:
    if q is not None:
        return f"p = {change.p:.3g}, q = {q:.3g}"
    if math.isnan(change.p):
        return "not measured on both sides"
    return "does not vary" if change.least == 1 else f"too little varies: p >= {change.least:.2g}"


def _mark(q: float | None, alpha: float, paint: Paint) -> str:
    return paint("medium", "!") if q is not None and q <= alpha else " "


def _figure(figure: Figure) -> str:
    if math.isnan(figure.value):
        return f"{'-':^22}"
    if figure.inputs < 2:  # noqa: PLR2004 - of one input there is no interval over inputs
        return f"{figure.value:.4f} {'(one input)':<14}"
    return f"{figure.value:.4f} [{figure.interval.low:.3f}, {figure.interval.high:.3f}]"


def _mix_lines(mix: MixChange, q: float | None, alpha: float, paint: Paint) -> Iterator[str]:
    name = f"{mix.kind}: {one_line(mix.name)}"
    within = "" if math.isnan(mix.within) else f" ({mix.within:+.4f} input by input)"
    yield (f" {_mark(q, alpha, paint)}{name:<44} {mix.excess:+.4f}{within}  {_tested(mix, q)}\n")
    moved = ", ".join(
        f"{one_line(each.label)}: {each.before:.0%} -> {each.after:.0%}" for each in mix.moved[:3]
    )
    yield f"    {moved}\n"


def _changed(comparison: Comparison, paint: Paint) -> Iterator[str]:
    if not comparison.changed:
        return
    yield "\n" + paint("bold", "Inputs that changed for themselves (Fisher, q <= .10)") + "\n"
    for each in comparison.changed[:_CHANGED]:
        before, after = _counts(each.before), _counts(each.after)
        yield f"  {one_line(each.task_key)}: {each.rate} {before} -> {after}, q = {each.q:.3g}\n"
    if len(comparison.changed) > _CHANGED:
        yield f"  and {len(comparison.changed) - _CHANGED} more\n"


def _counts(share: Share) -> str:
    return f"{share.hits} of {share.total}"
