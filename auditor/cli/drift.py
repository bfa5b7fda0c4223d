"""`auditor drift`: over turns, over time, and between versions."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from auditor.cli._options import Number, judging_options

if TYPE_CHECKING:
    from auditor.cli._drift_input import Aside, Items, Span
    from auditor.cli._drift_ways import Told
    from auditor.config import Loaded
    from auditor.drift.cells import Unit


def _day(_context: click.Context, parameter: click.Parameter, text: str) -> str:
    """Return a day or time in the form of the times of traces; without a zone it is UTC."""
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(
            f"--{parameter.name} {text}: no day or time; write 2026-03-01."
        ) from None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


_SURGERY = ("endpoint", "respond", "tools", "runs", "temperature", "seed", "pairs")
_OF_VERSIONS = ("alpha", "training")
_TWO_VERSIONS = "--baseline and --candidate, --split or --versions"
_OF_WATCHING = ("unit", "turns", "limit", "p0", "clean")


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option(
    "--baseline", "before", multiple=True, metavar="PATH", help="Runs to compare with; repeatable."
)
@click.option(
    "--candidate", "after", multiple=True, metavar="PATH", help="Runs to judge; repeatable."
)
@click.option("--store", metavar="URL", help="Follow a store; goes on where it stopped.")
@click.option(
    "--since", default="", metavar="DAY", callback=_day, help="From this day or time on (ISO 8601)."
)
@click.option("--until", default="", metavar="DAY", callback=_day, help="Before this day or time.")
@click.option(
    "--split",
    default="",
    metavar="DAY",
    callback=_day,
    help="Compare what was before a day with what came from then on.",
)
@click.option(
    "--versions",
    "between",
    nargs=2,
    metavar="OLD NEW",
    help="Compare two versions, by the model or prompt version that traces record.",
)
@click.option(
    "--by",
    type=click.Choice(["version", "file"]),
    default="version",
    help="What a version is: model and prompt version as recorded, or the file. [version]",
)
@click.option(
    "--unit", type=click.Choice(["turn", "step"]), help="What opportunities are counted in."
)
@click.option("--turns", is_flag=True, help="With --store: the report over turns, too.")
@click.option(
    "--limit",
    type=Number(0, min_open=True),
    default=5.0,
    show_default=True,
    help="Score at which a single chart alarms.",
)
@click.option(
    "--p0",
    type=Number(0, 1, min_open=True, max_open=True),
    help="Rate of made-up results in order. [of the first traces]",
)
@click.option(
    "--clean",
    type=click.IntRange(1),
    default=300,
    show_default=True,
    help="Traces that this rate is taken from.",
)
@click.option(
    "--alpha",
    type=Number(0, 1, min_open=True, max_open=True),
    default=0.05,
    show_default=True,
    help="Share of false findings to accept between versions.",
)
@click.option(
    "--training", metavar="FILE", help="The report of the training between baseline and candidate."
)
@click.option(
    "--surgery", is_flag=True, help="Ask a model whether a made-up result brings the next one."
)
@click.option(
    "--endpoint", metavar="NAME", help="With --surgery: [endpoints.NAME] of the settings."
)
@click.option(
    "--respond", metavar="MODULE:FUNCTION", help="With --surgery: a callable in a model's place."
)
@click.option(
    "--tools",
    metavar="MODULE:FUNCTION",
    help="With --surgery: gives the result of a call (name, arguments) that no transcript holds.",
)
@click.option(
    "--runs", type=click.IntRange(1), default=5, show_default=True, help="Draws with --surgery."
)
@click.option("--temperature", type=Number(0), help="Of these draws.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of these draws.")
@click.option("--pairs", metavar="FILE", help="With --surgery: write preference pairs (JSONL).")
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonl"]), default="text")
@click.option("--charts", metavar="FILE", help="Write the charts as Vega-Lite (JSON).")
@judging_options
def command(  # noqa: PLR0913 - one parameter an option
    *,
    paths: tuple[str, ...],
    before: tuple[str, ...],
    after: tuple[str, ...],
    store: str | None,
    since: str,
    until: str,
    split: str,
    between: tuple[str, str] | None,
    by: str,
    unit: "Unit | None",
    turns: bool,
    limit: float,
    p0: float | None,
    clean: int,
    alpha: float,
    training: str | None,
    surgery: bool,
    form: str,
    charts: str | None,
    **flags: Any,
) -> int:
    """Watch made-up results over turns and time, or compare two versions.

    PATH... (files, folders, globs, -) or --store: hazard by turn, survival, control charts.
    --baseline A --candidate B: rates and mixes of two versions, or of the logs before and after a
    training (--training); a release gate with --fail-on medium. PATH... or --store with --split DAY
    or --versions OLD NEW does the same within one set.
    PATH... or --store with --surgery: histories with and without a made-up result, put to a model.

    Exit code: 0 nothing that counts, 1 a finding at or above --fail-on, 2 wrong usage or an
    internal error, 3 nothing could be looked at.
    """
    from auditor.cli import _drift_ways as ways
    from auditor.cli._drift_input import Aside
    from auditor.cli._output import check_outputs
    from auditor.config import load
    from auditor.drift.chart import ChartRule

    operating = {name: flags.pop(name) for name in _SURGERY}
    loaded = load({**flags, "store": store})
    url = loaded.values.store
    _check(paths, before, after, url)
    check_outputs([charts, operating["pairs"]], (*paths, *before, *after))
    if sum(map(bool, (before, split, between, surgery))) > 1:
        raise click.UsageError("Give one of --baseline, --split, --versions and --surgery.")
    _check_fitting(surgery=surgery, versions=bool(before or split or between))
    span = _span(since, until)
    rule = ChartRule(limit=limit, p0=p0, clean=clean)
    with ExitStack() as stack:
        if before:
            sides = ways.sides_of_paths(before, after, loaded, span)
            told = ways.versions(*sides, alpha=alpha, training=training)
        elif split or between:
            items = _items(paths, url, stack)
            aside = Aside() if paths else ways.copies_of(url)
            sides = ways.sides_of_items(items, loaded, span, aside, split=split, between=between)
            told = ways.versions(*sides, alpha=alpha, training=training)
        elif surgery:
            from auditor.cli import _drift_surgery as operation

            items = _items(paths, url, stack)
            told = operation.surgery(items, loaded, span, operation.Asked(**operating))
        elif paths:
            items = _items(paths, url, stack)
            by_file = by == "file"
            told = ways.transcripts(items, loaded, rule, span, unit=unit, by_file=by_file)
        else:
            told = ways.stored(url, rule, span, unit=unit, over_turns=turns)
    if charts:
        _write_charts(charts, told)
    accepted = _accepted(told, loaded)
    _print(told, form, accepted)
    return _exit_code(told, loaded, accepted)


def _check(
    paths: tuple[str, ...],
    before: tuple[str, ...],
    after: tuple[str, ...],
    url: str,
) -> None:
    if bool(before) != bool(after):
        raise click.UsageError("Give both --baseline and --candidate.")
    if before and paths:
        raise click.UsageError("Give either PATHs or --baseline and --candidate.")
    if not (before or paths or url):
        raise click.UsageError("Give transcripts, --store URL, or --baseline and --candidate.")


def _check_fitting(*, surgery: bool, versions: bool) -> None:
    """Refuse an option that says nothing to what is asked for: nobody would see it ignored."""
    context = click.get_current_context()
    ways = ((_SURGERY, surgery, "--surgery"), (_OF_VERSIONS, versions, _TWO_VERSIONS))
    unfit = {name: fit for names, there, fit in ways if not there for name in names}
    if surgery or versions:
        unfit |= dict.fromkeys(_OF_WATCHING, "transcripts or a store that are watched")
    for name, fit in unfit.items():
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name} goes with {fit}.")


def _items(paths: tuple[str, ...], url: str, stack: ExitStack) -> "Items":
    """Return the traces of transcripts, or else of the store."""
    if paths:
        from auditor.intake.reading import read

        return read(*paths)
    from auditor.store import read_traces
    from auditor.store.database import open_existing

    return read_traces(stack.enter_context(open_existing(url)))


def _span(since: str, until: str) -> "Span":
    from auditor.cli._drift_input import Span

    return Span(since, until)


def _write_charts(file: str, told: "Told") -> None:
    from auditor.cli._output import write_file
    from auditor.drift.pictures import with_data
    from auditor.safe_text import safe_json

    specs = {picture.name: with_data(picture) for picture in told.pictures}
    write_file(file, [safe_json(specs), "\n"])


def _accepted(told: "Told", loaded: "Loaded") -> dict[str, str]:
    """Return why findings are accepted, by fingerprint."""
    from auditor.cli._run import accepted_of

    accepted = accepted_of(loaded)
    whys = {finding.fingerprint: accepted.why(finding) for finding in told.findings}
    return {name: why for name, why in whys.items() if why}


def _print(told: "Told", form: str, accepted: dict[str, str]) -> None:
    from auditor.cli._output import print_pieces
    from auditor.runs.as_json import as_json
    from auditor.safe_text import safe_json

    if form == "text":
        print_pieces(_left_out(told.aside))
        print_pieces(told.text)
        if accepted:
            print_pieces(_told_accepted(accepted))
    elif form == "json":
        value = {**told.value, "findings": as_json(list(told.findings)), "accepted": accepted}
        aside = told.aside
        value["left_out"] = {
            "copies": aside.copies, "unnamed": aside.unnamed, "undated": aside.undated,
        }  # fmt: skip
        print_pieces([safe_json(value), "\n"])
    else:
        print_pieces(f"{safe_json(finding)}\n" for finding in told.findings)


def _left_out(aside: "Aside") -> Iterator[str]:
    from auditor.summary_text import counted

    if aside.copies:
        yield (
            f"{counted(aside.copies, 'record')} left out, equal to an earlier one to the letter"
            f"{_nothing_apart(aside)}.\n"
        )
    if aside.undated:
        yield f"{counted(aside.undated, 'trace')} without a time left out.\n"


def _nothing_apart(aside: "Aside") -> str:
    if not aside.unnamed:
        return ""
    some = "" if aside.unnamed == aside.copies else f" of {aside.unnamed:,} of them"
    return f": nothing says{some} that it was another run; give repeats an id or a run index"


def _told_accepted(accepted: dict[str, str]) -> Iterator[str]:
    from auditor.summary_text import counted

    names = ", ".join(f"{name} ({why})" for name, why in accepted.items())
    yield f"{counted(len(accepted), 'finding')} accepted, no reason to fail: {names}.\n"


def _exit_code(told: "Told", loaded: "Loaded", accepted: dict[str, str]) -> int:
    from auditor.errors import NothingAudited
    from auditor.finding import Gate

    values = loaded.values
    if not told.looked_at:
        click.echo("Nothing could be looked at: no trace.", err=True)
        return NothingAudited.exit_code
    if values.strict and told.aside.problems:
        return 1
    gate = Gate(values.fail_on, values.min_evidence)
    return int(any(gate.stops(one) and one.fingerprint not in accepted for one in told.counting))
