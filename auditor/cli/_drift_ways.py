"""The three ways `auditor drift` looks: at transcripts, at a store, at two versions."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from auditor.cli._drift_input import (
    Aside,
    Items,
    Parted,
    Span,
    parted_by_day,
    parted_by_version,
    portraits,
    watched,
)
from auditor.cli._drift_text import time_text, turns_text
from auditor.cli._drift_training import joined, joined_text
from auditor.cli._drift_versions_text import comparison_text
from auditor.cli._output import colours_wanted, columns
from auditor.cli._tasks import known
from auditor.config import Loaded, setting_from
from auditor.drift.cells import Unit
from auditor.drift.chart import ChartRule
from auditor.drift.comparison import VERSION, compare_versions
from auditor.drift.over_time import Change, Series, changes
from auditor.drift.over_turns import Passed, turns_report
from auditor.drift.pictures import Picture, comparison_pictures, day_picture, turn_pictures
from auditor.errors import UsageError
from auditor.finding import Finding
from auditor.intake.reading import read
from auditor.report import Look
from auditor.runs.as_json import as_json
from auditor.summary_text import counted, unread_line
from auditor.training import read_report

if TYPE_CHECKING:
    from auditor.store.charting import Charted


class Told(NamedTuple):
    """What a way of looking found.

    Attributes:
        text: For reading.
        value: The same as JSON.
        findings: TA501 or TA502; `counting` are those that the exit code speaks of.
        pictures: The charts.
        looked_at: Traces; nothing could be looked at where there is none.
        aside: What was not looked at.
    """

    text: Iterable[str]
    value: dict[str, Any]
    findings: Sequence[Finding]
    counting: Sequence[Finding]
    pictures: Sequence[Picture]
    looked_at: int
    aside: Aside = Aside()


def look() -> Look:
    """Return how standard output wants its text."""
    return Look(colours_wanted(), columns())


def transcripts(
    items: Items,
    loaded: Loaded,
    rule: ChartRule,
    span: Span,
    *,
    unit: Unit | None,
    by_file: bool,
) -> Told:
    """Look at traces over turns and over time."""
    seen = watched(items, setting_from(loaded), rule, span, by_file=by_file)
    turns = turns_report(seen.passed, unit)
    found = changes(seen.series.days)
    text = [*turns_text(turns, look()), *time_text(seen.series, found, seen.findings, rule, look())]
    if seen.aside.problems:
        text.insert(0, unread_line(len(seen.aside.problems)) + "\n")
    return Told(
        text,
        {"version": VERSION, "turns": as_json(turns), **_time_value(seen.series, found)},
        seen.findings,
        seen.findings,
        [*turn_pictures(turns), day_picture(seen.series.days)],
        len(seen.passed),
        seen.aside,
    )


def stored(url: str, rule: ChartRule, span: Span, *, unit: Unit | None, over_turns: bool) -> Told:
    """Bring the charts of a store up to date and look at what it holds.

    The exit code speaks of the alarms that this update raised, or of all within the span.
    """
    from auditor.store.charting import courses, update_charts
    from auditor.store.database import open_existing

    aside = copies_of(url)
    with open_existing(url) as store:
        charted = update_charts(store, rule)
        turns = None
        if over_turns:
            passed = (Passed(*each) for each in courses(store, span.holds))
            turns = turns_report(passed, unit)
    new = {finding.fingerprint for finding in charted.new}
    wanted = [finding for finding, at in charted.findings if span.holds(at)]
    days = {
        key: day
        for key, day in charted.series.days.items()
        if not span.bounded or span.touches(key.day)
    }
    every, within = charted.series.charts, {key.chart for key in days}
    charts = {key: every[key] for key in every if key in within or not span.bounded}
    series, found = Series(charts, days), changes(days)
    text = [_updated(charted, len(new))]
    text += [] if turns is None else turns_text(turns, look())
    whole = Series(every, days)
    text += time_text(whole, found, wanted, rule, look(), narrowed=span.bounded)
    return Told(
        text,
        {
            "version": VERSION,
            "traces": charted.traces,
            "added": charted.added,
            "unknown": charted.unknown,
            "turns": as_json(turns),
            **_time_value(series, found),
        },
        wanted,
        wanted if span != Span() else [one for one in wanted if one.fingerprint in new],
        [*([] if turns is None else turn_pictures(turns)), day_picture(days)],
        charted.traces,
        aside,
    )


def copies_of(url: str) -> Aside:
    """Return what a store left out when it was filled."""
    from auditor.store import count_copies
    from auditor.store.database import open_existing

    with open_existing(url) as store:
        return Aside([], *count_copies(store))


def sides_of_paths(
    before: Sequence[str], after: Sequence[str], loaded: Loaded, span: Span
) -> tuple[Parted, Aside]:
    """Return the runs of two sets of transcripts, and what could not be read."""
    setting, aside = setting_from(loaded), Aside()
    sides = [portraits(read(*paths), setting, span, aside) for paths in (before, after)]
    return Parted(*sides), aside


def sides_of_items(
    items: Items,
    loaded: Loaded,
    span: Span,
    aside: Aside,
    *,
    split: str,
    between: tuple[str, str] | None,
) -> tuple[Parted, Aside]:
    """Return one set of runs in two: by a day, or by two versions; what is left out is added.

    Raises:
        UsageError: No run is of one of the versions.
    """
    found = portraits(items, setting_from(loaded), span, aside)
    names = {name for each in found for name in each.names}
    for name in between or ():
        if name not in names:
            raise UsageError(f"There is no version {name!r}.", known(names))
    parted = parted_by_version(found, *between) if between else parted_by_day(found, split, aside)
    return parted, aside


def versions(sides: Parted, aside: Aside, *, alpha: float, training: str | None) -> Told:
    """Compare two sets of runs, with the report of the training between them, if any."""
    between = read_report(training) if training else None
    for name, side in zip(("baseline", "candidate"), sides, strict=True):
        if not side:
            undated = f" ({aside.undated:,} have no time)" if aside.undated else ""
            click.echo(f"Nothing could be compared: the {name} holds no trace{undated}.", err=True)
            return Told((), {}, [], [], [], 0)
    comparison = compare_versions(
        *sides, alpha=alpha, problems=aside.problems, unseen=_unseen(aside)
    )
    text, value = list(comparison_text(comparison, look(), alpha)), as_json(comparison)
    if between is not None:
        rows = joined(comparison, between)
        text += joined_text(rows, between, look())
        value["training"] = as_json(rows)
    return Told(
        text,
        value,
        comparison.findings,
        comparison.findings,
        comparison_pictures(comparison),
        sum(map(len, sides)),
        aside,
    )


def _unseen(aside: Aside) -> list[str]:
    """Return what was left out of a comparison and might have changed it."""
    found = []
    if aside.undated:
        found.append(f"{counted(aside.undated, 'run')} without a time, on neither side")
    if aside.unnamed:
        found.append(
            f"{counted(aside.unnamed, 'record')} equal to an earlier one to the letter, copies or "
            "runs that nothing tells apart (give runs an id or a run index)"
        )
    return found


def _updated(charted: "Charted", new: int) -> str:
    how = "drawn anew from" if charted.anew else "brought up to date with"
    words = f"Charts {how} {counted(charted.added, 'trace')}; {counted(new, 'new alarm')}."
    if charted.unknown:
        words += (
            f" {counted(charted.unknown, 'trace')} of an earlier version of auditor say nothing of "
            "their tools: audit their files again."
        )
    return words + "\n"


def _time_value(series: Series, found: Sequence[Change]) -> dict[str, Any]:
    return {
        "charts": [
            {**as_json(chart), "evidence": chart.evidence} for chart in series.charts.values()
        ],
        "days": [
            {**as_json(key.chart), "day": key.day, **as_json(day)}
            for key, day in sorted(series.days.items(), key=lambda item: item[0])
        ],
        "changes": as_json(found),
    }
