"""What `auditor drift` found over turns and over time, for reading."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from auditor.drift.chart import Chart, ChartKey, ChartRule, limit_for, run_length
from auditor.drift.hazard import CallRow, HazardRow
from auditor.drift.inertia import Inertia, Persistence
from auditor.drift.over_time import UNDATED, Change, Day, DayKey, Series
from auditor.drift.over_turns import TurnsReport, VersionTurns
from auditor.drift.rate_drift import evidence_text
from auditor.finding import Finding
from auditor.measure import Interval, Share
from auditor.report import Look
from auditor.safe_text import one_line
from auditor.statistics.disagreement_bound import disagreement_bound
from auditor.statistics.wilson_interval import wilson_interval
from auditor.summary_text import counted, place_of
from auditor.terminal import Paint, prose

_BAR = 20
_ROWS = 12
_RASTER = 16
_LEVELS = "▁▂▃▄▅▆▇█"
_DAYS = 60
NOT_PROVEN = (
    "Logs alone do not prove that one made-up result brings the next: traces that are harder than "
    "others and a hazard that rises may together look the same."
)


def turns_text(report: TurnsReport, look: Look) -> Iterator[str]:
    """Yield the report over turns: per version hazard, calls, persistence, inertia, raster."""
    paint = Paint(look.colour)
    for version in report.versions:
        yield from _version(version, report.unit, paint, look)
    ranked = report.log_rank
    if ranked is not None and not math.isnan(ranked.p):
        told = "; ".join(
            f"{version.version} {events} ({expected:.1f} expected)"
            for version, events, expected in zip(
                report.versions, ranked.events, ranked.expected, strict=True
            )
        )
        yield "\n" + paint("bold", "First made-up result: versions against each other") + "\n"
        words = (
            f"log-rank {ranked.statistic:.2f}, two-sided p = {ranked.p:.3g} by permutation; {told}"
        )
        yield from prose(words, "  ", look.width)


def _version(version: VersionTurns, unit: str, paint: Paint, look: Look) -> Iterator[str]:
    yield "\n" + paint("bold", f"Over {unit}s: {one_line(version.version)}") + "\n"
    yield (
        f"  {counted(version.traces, 'trace')}, {version.watched:,} with a call or a made-up "
        f"result; {version.fabrications:,} of {version.opportunities:,} opportunities made up, in "
        f"{counted(version.fabricating, 'trace')}{_at_most(version)}\n"
    )
    if version.fabricating:
        yield "  first made-up result, by opportunity\n"
        yield from _hazard(version.by_opportunity, lambda row: f"{row.place}")
        yield "  first made-up result, by tokens before it\n"
        yield from _hazard(version.by_context, lambda row: f"{row.place:,}-{row.until - 1:,}")
    yield from _calls(version.calls, unit)
    if version.fabricating:
        yield from _persistence(version.persistence)
        yield from _inertia(version.inertia, look)
        yield from _raster(version)


def _at_most(version: VersionTurns) -> str:
    """Return what is still possible where nothing was made up."""
    if version.fabricating or not version.watched:
        return ""
    return f" (such traces may still be up to {disagreement_bound(version.watched):.1%}, 95%)"


def _hazard(rows: Sequence[HazardRow], label: Callable[[HazardRow], str]) -> Iterator[str]:
    top = max((row.hazard for row in rows if row.at_risk), default=0.0) or 1.0
    shown = rows if len(rows) <= _ROWS + 1 else rows[:_ROWS]
    for row in shown:
        bar = "█" * round(_BAR * row.hazard / top) if row.at_risk else ""
        counts = f"{row.onsets:>6,} of {row.at_risk:>7,}"
        line = f"  {label(row):>14} {counts}  {row.hazard:.4f} {_interval(row.interval)} {bar}"
        yield line.rstrip() + "\n"
    rest = rows[len(shown) :]
    if rest:
        onsets, at_risk = sum(row.onsets for row in rest), sum(row.at_risk for row in rest)
        yield f"  {'later':>14} {onsets:>6,} of {at_risk:>7,}\n"


def _interval(interval: Interval) -> str:
    return f"[{interval.low:.4f}, {interval.high:.4f}]"


def _calls(rows: Sequence[CallRow], unit: str) -> Iterator[str]:
    if not rows:
        return
    checked = any(row.valid.total for row in rows)
    yield f"  calls by {unit}: genuine, made up" + (", valid arguments\n" if checked else "\n")
    for row in rows[:_ROWS]:
        valid = f"  {_share(row.valid)}" if checked else ""
        yield f"  {row.place:>14} {_share(row.called)}  {_share(row.fabricated)}{valid}\n"
    if len(rows) > _ROWS:
        yield f"  {'':>14} … {len(rows) - _ROWS} more {unit}s\n"


def _share(share: Share) -> str:
    if not share.total:
        return f"{'-':>6} of {0:>6}       "
    return f"{share.hits:>6,} of {share.total:>6,} {share.value:.3f}"


def _persistence(found: Persistence) -> Iterator[str]:
    def line(what: str, share: Share) -> str:
        interval = _interval(wilson_interval(*share))
        value = "   -  " if math.isnan(share.value) else f"{share.value:.4f}"
        return f"  {what:<46} {value} {interval} {share.hits:,} of {share.total:,}\n"

    yield "  going on\n"
    yield line("  made up, right after a made-up one", found.after_fabrication)
    yield line("  made up, right after a genuine call", found.after_clean)
    yield line("  made up, none before", found.before_any)
    yield line("  genuine again, right after a made-up one", found.recovery)
    yield line("  traces with another one later", found.recurrence)
    yield (
        f"    risk ratio {found.risk_ratio:.1f}; runs of {found.mean_run:.1f} on average, "
        f"{found.longest} at most\n"
    )


def _inertia(found: Inertia, look: Look) -> Iterator[str]:
    place, within = found
    low, high, _ = place.interval
    if math.isnan(place.odds_ratio) or not within.pairs:
        yield "  inertia: too few results made up one after the other to tell\n"
        return
    words = (
        f"inertia: odds ratio {place.odds_ratio:.1f} [{low:.1f}, {high:.1f}] at equal places "
        f"(Mantel-Haenszel, {_p(place.p)}); {within.pairs:,} side by side within traces, "
        f"{within.expected:.1f} by chance (permutation, {_p(within.p)}). "
    )
    if found.both_agree:
        words += f"Both speak for self-imitation. {NOT_PROVEN}"
    else:
        words += "They do not agree: no inertia is claimed."
    yield from prose(words, "  ", look.width)


def _p(p: float) -> str:
    """Return a p-value; one too small for a float is not 0."""
    return f"p = {p:.2g}" if p else "p < 1e-300"


def _raster(version: VersionTurns) -> Iterator[str]:
    yield "  raster (a row a trace, · genuine call, █ made up, blank no call)\n"
    for row in version.raster[:_RASTER]:
        if row.onset is not None:
            yield f"    {row.marks[: 2 * _DAYS]}  {one_line(row.trace_id)}\n"
    rest = version.fabricating - sum(row.onset is not None for row in version.raster[:_RASTER])
    if rest > 0:
        yield f"    … {counted(rest, 'more trace')} with a made-up result\n"


def time_text(
    series: Series,
    changes: Sequence[Change],
    findings: Sequence[Finding],
    rule: ChartRule,
    look: Look,
    *,
    narrowed: bool = False,
) -> Iterator[str]:
    """Yield the report over time: charts, daily series, change points, findings.

    Args:
        series: Charts and days.
        changes: When each chart's rate changed, in these days.
        findings: The alarms.
        rule: When charts alarm.
        look: How the text is wanted.
        narrowed: The charts rest on more than the days shown.
    """
    paint = Paint(look.colour)
    watching = [chart for chart in series.charts.values() if chart.watched]
    yield "\n" + paint("bold", f"Over time: {counted(len(series.charts), 'chart')}") + "\n"
    waiting = len(series.charts) - len(watching)
    if waiting:
        one = waiting == 1
        yield (
            f"  {waiting} of them {'has' if one else 'have'} no trace beyond the first "
            f"{rule.clean:,} and {'watches' if one else 'watch'} nothing yet\n"
        )
    if watching:
        yield from prose(_stated(watching, rule), "  ", look.width)
    days = _by_chart(series.days)
    if narrowed:
        silent = len(series.charts.keys() - {key.chart for key in series.days})
        words = (
            f"{counted(silent, 'chart')} without a trace in the days asked for. " if silent else ""
        )
        words += "Scores, rates in order and alarms are of all traces so far."
        yield from prose(words, "  ", look.width)
    when = {change.key: change for change in changes}
    for chart in sorted(series.charts.values(), key=lambda one: (-one.watched, one.key)):
        shown = days.get(chart.key, [])
        if (chart.watched or chart.hits) and (shown or not narrowed):
            learnt = "" if rule.p0 is not None else f" (its first {rule.clean:,})"
            change = when.get(chart.key)
            yield from _chart(chart, shown, change, paint, learnt, narrowed=narrowed)
    yield from findings_text(findings, paint, look)


def _stated(watching: Sequence[Chart], rule: ChartRule) -> str:
    limit = limit_for(rule, len(watching))
    lengths = [run_length(chart.p0, rule, limit) for chart in watching if chart.p0 is not None]
    total = len(lengths) / sum(1 / length for length in lengths)
    return (
        f"A chart alarms at the score {limit:.2f} ({rule.limit:g} + ln {len(watching)}): in order, "
        f"once in {total:,.0f} of its traces on average."
    )


def _by_chart(days: Mapping[DayKey, Day]) -> dict[ChartKey, list[tuple[str, Day]]]:
    found: dict[ChartKey, list[tuple[str, Day]]] = defaultdict(list)
    for key, day in sorted(days.items(), key=lambda item: item[0]):
        if key.day != UNDATED:
            found[key.chart].append((key.day, day))
    return found


def _chart(
    chart: Chart,
    days: Sequence[tuple[str, Day]],
    change: Change | None,
    paint: Paint,
    learnt: str,
    *,
    narrowed: bool,
) -> Iterator[str]:
    tool = one_line(chart.key.tool) or "(no tool named)"
    state = f"score {chart.score:.2f}" if chart.watched else "watches nothing yet"
    if chart.standing:
        state = paint("medium", "alarm stands")
    order = f", in order {chart.p0:.2%}{learnt}" if chart.p0 is not None else ""
    evidence = f", e-detector {evidence_text(chart.evidence)}" if chart.watched else ""
    made_up = f"{chart.hits:,} of {counted(chart.traces, 'trace')} made up"
    if narrowed:
        total = sum(day.traces for _, day in days)
        hits = sum(day.fabricated for _, day in days)
        made_up = f"{hits:,} of {counted(total, 'trace')} made up, {made_up} in all"
    yield f"  {tool} by {one_line(chart.key.version)}: {made_up}{order}; {state}{evidence}\n"
    if len(days) > 1:
        line, top = sparkline(days)
        yield f"    {days[0][0]} {line} {days[-1][0]}  (█ = {top:.1%} of a day's traces)\n"
    undated = chart.traces - sum(day.traces for _, day in days)
    if days and undated and not narrowed:
        yield f"    {counted(undated, 'trace')} without a time, on no day\n"
    if change is not None and change.day and change.found.p < 0.05:  # noqa: PLR2004 - usual level
        found = change.found
        yield (
            f"    looking back, the rate changed on {change.day}: {found.before:.2%} before, "
            f"{found.after:.2%} since (p = {found.p:.3g} by permuting days)\n"
        )


def sparkline(days: Sequence[tuple[str, Day]]) -> tuple[str, float]:
    """Return daily rates as a line of bars, neighbours joined beyond 60, and the highest rate."""
    size = math.ceil(len(days) / _DAYS)
    groups = [days[start : start + size] for start in range(0, len(days), size)]
    rates = []
    for group in groups:
        traces = sum(day.traces for _, day in group)
        rates.append(sum(day.fabricated for _, day in group) / traces if traces else 0.0)
    top = max(rates)
    if not top:
        return _LEVELS[0] * len(rates), 0.0
    return "".join(_LEVELS[round(rate / top * (len(_LEVELS) - 1))] for rate in rates), top


def findings_text(findings: Sequence[Finding], paint: Paint, look: Look) -> Iterator[str]:
    """Yield findings: the code, what drifted, how strong the evidence is, and where."""
    yield "\n"
    for finding in findings:
        yield f"{paint.severity(finding.severity)} {finding.code} {finding.name} ({finding.kind})\n"
        yield from prose(finding.message, "  ", look.width)
        for evidence in finding.evidence:
            yield from prose(f"{evidence.role}: {evidence.quote}", "    ", look.width)
        yield f"    at {place_of(finding)}  fingerprint {finding.fingerprint}\n"
    yield f"{counted(len(findings), 'finding')}.\n" if findings else "No finding.\n"
