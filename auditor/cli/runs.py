"""`auditor runs`: how consistent repeated runs are, and what lies between them."""

import sys
from typing import TYPE_CHECKING, Any

import click

from auditor.cli._options import settings_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.config import Loaded, Settings
    from auditor.runs.report import RunReport
    from auditor.trace import ReadProblem, Trace


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option(
    "--group-by",
    metavar="NORMALISER",
    help="Take inputs for one task that are the same but for what this ignores: uri, numbers, "
    "ids, words.",
)
@click.option(
    "--one-model",
    is_flag=True,
    help="Runs in several files that name no model are of one model: you vouch for it.",
)
@click.option("--store", metavar="URL", help="Compare the runs that a store knows of.")
@click.option("--task", "tasks", multiple=True, metavar="KEY", help="Report these tasks only.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Tasks to show in text.",
)
@click.option(
    "--plan",
    nargs=2,
    type=float,
    metavar="BEFORE AFTER",
    help="How many inputs and replays it takes to see success change; with PATHs for their "
    "intraclass correlation.",
)
@settings_options
def command(
    *,
    paths: tuple[str, ...],
    form: str,
    group_by: str | None,
    one_model: bool,
    store: str | None,
    tasks: tuple[str, ...],
    limit: int,
    plan: tuple[float, float] | None,
    **flags: Any,
) -> int:
    """Compare the repeated runs in transcripts: files, folders, globs, or - for standard input.

    Exit code: 0 nothing that counts, 1 a finding at or above --fail-on, 2 wrong usage or an
    internal error, 3 no two runs of a task can be compared.
    """
    from auditor.cli._output import colours_wanted, columns, print_pieces
    from auditor.cli._plan_text import plan_text, planned
    from auditor.cli._runs_text import report_text
    from auditor.config import load
    from auditor.intake.reading import read
    from auditor.report import Look
    from auditor.runs.as_json import as_json
    from auditor.safe_text import safe_json

    if paths and store:
        raise click.UsageError("Give either transcripts or --store URL.")
    if not (paths or store or plan):
        raise click.UsageError("Give transcripts, --store URL, or --plan BEFORE AFTER.")
    loaded = load(flags)
    options = {"config": loaded.contract, "group_by": group_by, "one_model": one_model}
    report = None
    if store:
        report = _of_store(store, tasks, options)
    elif paths:
        report = _compared(read(*paths), tasks, options)
    if plan:
        found = planned(*plan, report)
        print_pieces([safe_json(as_json(found)), "\n"] if form == "json" else plan_text(found))
        return 0
    assert report is not None  # noqa: S101 - without paths there is a plan
    report = without_accepted(report, loaded)
    if form == "json":
        print_pieces([safe_json(as_json(report)), "\n"])
    else:
        print_pieces(report_text(report, Look(colours_wanted(), columns()), limit))
    return exit_code(report, loaded.values)


def _of_store(url: str, tasks: tuple[str, ...], options: dict[str, Any]) -> "RunReport":
    from msgspec.structs import replace

    from auditor.cli._stored import open_existing
    from auditor.store import count_copies, read_traces

    with open_existing(url) as opened:
        report = _compared(read_traces(opened), tasks, options)
        # What a store was given twice it holds once.
        copies = count_copies(opened, tasks)
    return replace(report, copies=copies.records)


def _compared(
    items: "Iterable[Trace | ReadProblem]", tasks: tuple[str, ...], options: dict[str, Any]
) -> "RunReport":
    from auditor import api
    from auditor.cli._tasks import of_tasks

    return api.compare_runs(of_tasks(items, tasks), **options)


def without_accepted(report: "RunReport", loaded: "Loaded") -> "RunReport":
    """Return a report without the findings that people know, and how many those are."""
    from msgspec.structs import replace

    from auditor.cli._run import accepted_of

    accepted = accepted_of(loaded)
    kept = [finding for finding in report.findings if not accepted.why(finding)]
    return replace(report, findings=kept, accepted=dict(sorted(accepted.counts.items())))


def exit_code(report: "RunReport", settings: "Settings") -> int:
    """Return what the command line says of a report: 0, 1 or 3."""
    from auditor.errors import NothingAudited
    from auditor.finding import Gate

    if not report.tasks:
        click.echo(
            f"Nothing could be compared: no task was run twice ({report.single} run once). "
            "--group-by may put essentially the same inputs together.",
            err=True,
        )
        return NothingAudited.exit_code
    if not any(task.whole > 1 for task in report.tasks):
        click.echo(
            "Nothing could be compared: of no task two runs came to their own end.", err=True
        )
        return NothingAudited.exit_code
    sys.stdout.flush()
    if settings.strict and report.problems:
        return 1
    gate = Gate(settings.fail_on, settings.min_evidence)
    return int(any(gate.stops(finding) for finding in report.findings))
