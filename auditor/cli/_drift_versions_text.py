"""Two versions side by side, for reading."""

import math
from collections.abc import Iterator

from auditor.cli._drift_text import findings_text, turns_text
from auditor.drift.comparison import Comparison, Side, name_of, p_of
from auditor.drift.mixes import MixChange
from auditor.drift.rates import MEANINGS, Figure, RateChange
from auditor.measure import Share
from auditor.report import Look
from auditor.safe_text import one_line
from auditor.summary_text import counted
from auditor.terminal import Paint, prose

_CHANGED = 10


def comparison_text(comparison: Comparison, look: Look, alpha: float) -> Iterator[str]:
    """Yield the comparison: sides, rates, mixes, changed inputs, both over turns, findings."""
    paint = Paint(look.colour)
    for side in (comparison.before, comparison.after):
        yield from prose(_told(side), "", look.width)
    if comparison.problems:
        yield f"{counted(len(comparison.problems), 'record')} could not be read.\n"
    yield from prose(_compared(comparison), "", look.width)
    yield "\n" + paint("bold", "Rates: baseline, candidate, change to the worse") + "\n"
    for rate in comparison.rates:
        yield _rate_line(rate, comparison.q.get(name_of(rate)), alpha, paint)
    if comparison.mixes:
        yield "\n" + paint("bold", "Mixes: divergence beyond chance, what moved most") + "\n"
    for mix in comparison.mixes:
        yield from _mix_lines(mix, comparison.q.get(name_of(mix)), alpha, paint)
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


def _tested(change: RateChange | MixChange, q: float | None) -> str:
    p = p_of(change)
    if q is not None:
        return f"p = {p:.3g}, q = {q:.3g}"
    if math.isnan(p):
        return "not measured on both sides"
    return "does not vary" if change.least == 1 else f"too little varies: p >= {change.least:.2g}"


def _mark(q: float | None, alpha: float, paint: Paint) -> str:
    return paint("medium", "!") if q is not None and q <= alpha else " "


def _figure(figure: Figure) -> str:
    if math.isnan(figure.value):
        return f"{'-':^22}"
    return f"{figure.value:.4f} [{figure.interval.low:.3f}, {figure.interval.high:.3f}]"


def _mix_lines(mix: MixChange, q: float | None, alpha: float, paint: Paint) -> Iterator[str]:
    name = f"{mix.kind}: {one_line(mix.name)}"
    within = "" if math.isnan(mix.within) else f" ({mix.within:+.4f} input by input)"
    yield (f" {_mark(q, alpha, paint)}{name:<44} {mix.excess:+.4f}{within}  {_tested(mix, q)}\n")
    moved = ", ".join(
        f"{one_line(each.label)} {each.before:.0%} -> {each.after:.0%}" for each in mix.moved[:3]
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
