"""`auditor review`: judge findings one by one."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from auditor.cli._options import known_rules

if TYPE_CHECKING:
    from auditor.finding import Finding
    from auditor.report import Look
    from auditor.review import Event, Opinions, Queue, Vote
    from auditor.store import Store

_UNDO = "undo"


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--store", "url", metavar="URL", help="Which database. [auditor.db]"),
        click.option(
            "--reviewer", metavar="NAME", envvar="AUDITOR_REVIEWER", help="Who judges. [the user]"
        ),
    ):
        command = option(command)
    return command


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--rule",
            "codes",
            multiple=True,
            metavar="CODE",
            callback=known_rules,
            help="Only these rules.",
        ),
        click.option(
            "--severity",
            "severities",
            multiple=True,
            type=click.Choice(["high", "medium", "low", "info"]),
            help="Only these severities.",
        ),
        click.option("--tool", "tools", multiple=True, help="Only these tools."),
        click.option(
            "--reviewers",
            "needed",
            type=click.IntRange(1),
            default=1,
            help="How many equal verdicts decide. [1]",
        ),
    ):
        command = option(command)
    return command


@click.group()
def command() -> None:
    """Judge findings: confirmed, dismissed or unsure. Nothing is overwritten, all can be undone."""


@command.command("next")
@_options
@_filters
def next_command(url: str | None, reviewer: str | None, needed: int, **filters: Any) -> int:
    """Show the gravest finding that waits for your verdict."""
    from auditor.cli._stored import open_existing
    from auditor.review import next_item, progress

    name, queue = _name(reviewer), _queue(needed, filters)
    with open_existing(url) as store:
        item = next_item(store, name, queue)
        done = progress(store, queue)
        if item is not None:
            _print(_shown(store, item.listed.finding, name))
    if not done.total:
        click.echo("No finding fits." if any(filters.values()) else "The store has no finding.")
        return 0
    judged = done.reviewers.get(name, 0)
    click.echo(f"{judged:,} of {done.total:,} judged by {name}.")
    return 0


@command.command("show")
@click.argument("fingerprint")
@_options
def show_command(fingerprint: str, url: str | None, reviewer: str | None) -> int:
    """Show a finding, your verdict, and, once you gave one, everybody else's."""
    from auditor.cli._stored import open_existing

    name = _name(reviewer)
    with open_existing(url) as store:
        _print(_shown(store, _finding(store, fingerprint), name))
    return 0


@command.command("verdict")
@click.argument("fingerprint")
@click.argument("verdict", type=click.Choice(["confirmed", "dismissed", "unsure", _UNDO]))
@click.option("--note", metavar="TEXT", help="Why. Left out, your earlier note stays.")
@click.option(
    "--corrected",
    metavar="TEXT",
    help="What the model should have said. Left out, your earlier correction stays.",
)
@_options
def verdict_command(
    fingerprint: str,
    verdict: str,
    note: str | None,
    corrected: str | None,
    url: str | None,
    reviewer: str | None,
) -> int:
    """Give a verdict on a finding; `undo` takes the last one back.

    A second verdict keeps your note and your correction; an empty text takes them away.
    """
    from auditor.cli._stored import open_existing
    from auditor.review import opinions, record, undo
    from auditor.safe_text import one_line

    name = _name(reviewer)
    with open_existing(url) as store:
        if verdict == _UNDO:
            done = undo(store, fingerprint, name)
        else:
            seen = opinions(store, fingerprint, name)
            done = record(store, _vote(fingerprint, name, verdict, seen, (note, corrected)))
        _print(_opinion_lines(opinions(store, fingerprint, name), name))
    if told := done.told():
        click.echo(one_line(told))
    return 0


def _vote(
    fingerprint: str, name: str, verdict: Any, seen: "Opinions", words: tuple[str | None, ...]
) -> "Vote":
    from auditor.review import Vote

    before = (seen.own.note, seen.own.corrected) if seen.own else ("", None)
    note, corrected = (old if new is None else new for new, old in zip(words, before, strict=True))
    corrected = corrected if (corrected or "").strip() else None
    return Vote(fingerprint, name, verdict, seen.version, note or "", corrected)


@command.command("status")
@_options
@_filters
def status_command(url: str | None, reviewer: str | None, needed: int, **filters: Any) -> int:
    """Show how far the review is, how far people agree, and how often each rule is right."""
    from auditor.cli._stored import open_existing
    from auditor.review import agreement, precision, progress
    from auditor.safe_text import one_line
    from auditor.summary_text import counted

    del reviewer
    with open_existing(url) as store:
        queue = _queue(needed, filters)
        done = progress(store, queue)
        agreed, right = agreement(store, queue.wanted), precision(store, queue.wanted)
    states = ", ".join(f"{number:,} {state}" for state, number in done.states.items() if number)
    click.echo(f"{counted(done.total, 'finding')}{': ' if states else ''}{states}.")
    for name, number in done.reviewers.items():
        click.echo(f"  {one_line(name)}: {number:,}")
    if agreed.findings:
        judged_twice = counted(agreed.findings, "finding")
        click.echo(f"{judged_twice} judged by two or more, by their first verdicts:")
        click.echo(f"  agreement  {_estimate(agreed.raw)}")
        click.echo(f"  Gwet's AC1 {_estimate(agreed.ac1)}")
    for rule in right:
        low, high, _ = rule.interval
        judged = rule.confirmed + rule.dismissed
        share = f"right in {rule.share:.2f} [{low:.2f}, {high:.2f}]"
        if not judged:
            share = "none is decided" if rule.conflict else "nobody was sure"
        click.echo(
            f"{rule.code}  {share}: {rule.confirmed:,} confirmed, "
            f"{rule.dismissed:,} dismissed, {rule.unsure:,} unsure, {rule.conflict:,} in conflict"
        )
    return 0


def _estimate(estimate: Any) -> str:
    import math

    low, high, level = estimate.interval
    if math.isnan(low):
        return f"{estimate.value:.2f} (no interval: the findings do not differ)"
    return f"{estimate.value:.2f} [{low:.2f}, {high:.2f}] at {level:.0%}"


def _name(reviewer: str | None) -> str:
    from auditor.review import reviewer_named

    return reviewer_named(reviewer)


def _queue(needed: int, filters: dict[str, tuple[Any, ...]]) -> "Queue":
    from auditor.review import Queue
    from auditor.store import Wanted

    return Queue(Wanted(**filters), reviewers_needed=needed)


def _finding(store: "Store", fingerprint: str) -> "Finding":
    from auditor.errors import UsageError
    from auditor.store import Wanted, findings_page

    found = findings_page(store, Wanted(fingerprints=(fingerprint,)), size=1)
    if not found:
        raise UsageError(f"The store has no finding {fingerprint}.")
    return found[0].finding


def _shown(store: "Store", finding: "Finding", name: str) -> Iterator[str]:
    from auditor.report.full import finding_lines
    from auditor.review import opinions
    from auditor.terminal import Paint

    look = _look()
    yield from finding_lines(finding, look, Paint(look.colour))
    seen = opinions(store, finding.fingerprint, name)
    yield from _opinion_lines(seen, name)
    if seen.own is None:
        yield f"  auditor review verdict {finding.fingerprint} confirmed|dismissed|unsure\n"


def _opinion_lines(seen: "Opinions", name: str) -> Iterator[str]:
    from auditor.terminal import prose

    if seen.own is None:
        others = " Others' verdicts show once you gave yours." if seen.hidden else ""
        yield from prose(f"No verdict of {name} stands.{others}", "  ", _look().width)
        return
    for event in (seen.own, *seen.others):
        yield from _event_lines(event)


def _event_lines(event: "Event") -> Iterator[str]:
    from auditor.terminal import block, prose

    width = _look().width
    note = f": {event.note}" if event.note else ""
    at = f"{event.at[:10]} {event.at[11:16]} UTC"
    yield from prose(f"{event.verdict} by {event.reviewer}, {at}{note}", "  ", width)
    if event.corrected is not None:
        yield "    should have said:\n"
        yield from block(event.corrected, "      > ", width)


def _look() -> "Look":
    from auditor.cli._output import colours_wanted, columns
    from auditor.report import Look

    return Look(colours_wanted(), columns())


def _print(pieces: Iterator[str]) -> None:
    from auditor.cli._output import print_pieces

    print_pieces(pieces)
