"""`auditor audit`: transcripts in, findings out."""

import gc
import importlib.util
import pkgutil
import sys
from typing import TYPE_CHECKING, Any

import click

from auditor.cli._options import settings_options

if TYPE_CHECKING:
    from auditor.accepted import Accepted
    from auditor.audit_report import AuditReport
    from auditor.cli._progress import Progress
    from auditor.config import Settings
    from auditor.finding import Gate
    from auditor.setting import Setting

    _Work = tuple[Setting, Accepted, Progress]

_OBJECTS_BETWEEN_COLLECTIONS = 20_000
_NAMED = 5


def format_names() -> list[str]:
    """Return the names of the output formats without importing them."""
    spec = importlib.util.find_spec("auditor.report")
    folders = spec.submodule_search_locations if spec else None
    return sorted(module.name for module in pkgutil.iter_modules(folders))


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", type=click.Choice(format_names()), help="How to print. [full]")
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Also write the report to a file; may be repeated.",
)
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of the HTML report. [en]")
@settings_options
@click.option("--store", metavar="URL", help="Keep the audit in a database; go on where it stood.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Processes that read and judge; the report is the same for any number. Of no use with "
    "--store or --ledger. [1]",
)
@click.option("--progress/--no-progress", default=None, help="Bar on stderr. [on a terminal]")
def command(
    paths: tuple[str, ...], outputs: tuple[str, ...], progress: bool | None, jobs: int, **flags: Any
) -> int:
    """Audit transcripts: files, folders, globs, or - for standard input.

    Exit code: 0 nothing that counts, 1 a finding at or above --fail-on, 2 wrong usage or an
    internal error, 3 nothing could be audited.
    """
    from auditor.cli import _output as out
    from auditor.cli._progress import Progress
    from auditor.cli._run import accepted_of
    from auditor.config import load, setting_from
    from auditor.report import REPORTS, Look

    targets = [out.target(spec, format_names()) for spec in outputs]
    loaded = load(flags)
    outs = (one.file for one in targets)
    out.check_outputs(outs, (*paths, loaded.values.ledger), loaded.values.files())
    render = REPORTS[loaded.values.format]
    shown = sys.stderr.isatty() if progress is None else progress
    accepted = accepted_of(loaded)
    work = setting_from(loaded), accepted, Progress(shown)
    # What is imported by now is never thrown away: no collection need go through it.
    gc.freeze()
    # What an audit throws away holds itself but seldom.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    drawn = "html" in {loaded.values.format, *(one.format for one in targets)}
    if jobs > 1:
        _mention_one_process(loaded.values, jobs)
    if loaded.values.store:
        report = _audited_into_store(paths, work, loaded.values.store, drawn=drawn)
    else:
        report = _audited(paths, work, jobs, drawn=drawn)
    look = Look(gate=gate_of(loaded.values), language=loaded.values.lang)
    for format_, file in targets:
        out.write_file(file, REPORTS[format_](report, look))
    shown_as = look._replace(colour=out.colours_wanted(), width=out.columns())
    out.print_pieces(render(report, shown_as))
    _mention_stale(accepted, loaded.values.suppressions)
    return exit_code(report, look.gate, strict=loaded.values.strict)


def _mention_one_process(settings: "Settings", jobs: int) -> None:
    why = "one process holds a ledger against all traces" if settings.ledger else ""
    why = "one process fills a store" if settings.store else why
    if why:
        click.echo(f"--jobs {jobs} changes nothing: {why}.", err=True)


def _audited(paths: tuple[str, ...], work: "_Work", jobs: int, *, drawn: bool) -> "AuditReport":
    """Audit paths; what is to be drawn is read once more."""
    from auditor.cli._run import audit_files
    from auditor.discovery import held

    with held(paths) as files:
        report = audit_files(files, *work, jobs)
        if drawn:
            from auditor.cli._drift_input import followed

            report.followed = followed(files, work[0])
    return report


def _audited_into_store(
    paths: tuple[str, ...], work: "_Work", url: str, *, drawn: bool
) -> "AuditReport":
    """Audit paths into a store; of standard input, which can't be read twice, nothing is drawn."""
    from auditor.cli._stored import audit_into_store
    from auditor.discovery import held
    from auditor.sources import STDIN

    report = audit_into_store(paths, *work, url)
    lying = [path for path in paths if path != STDIN]
    if drawn and lying:
        from auditor.cli._drift_input import followed

        with held(lying) as files:
            report.followed = followed(files, work[0])
    return report


def _mention_stale(accepted: "Accepted", file: str) -> None:
    from auditor.safe_text import one_line
    from auditor.summary_text import counted

    for suppression in accepted.expired:
        covered = one_line(suppression.scope())
        click.echo(
            f"{file}: the suppression of {covered} expired on {suppression.expires}.", err=True
        )
    if unused := accepted.unused():
        number = counted(len(unused), "suppression")
        named = one_line(", ".join(one.scope() for one in unused[:_NAMED]))
        more = ", ..." if len(unused) > _NAMED else ""
        click.echo(f"{file}: {number} without a match here: {named}{more}.", err=True)


def gate_of(settings: "Settings") -> "Gate":
    """Return which findings the settings let fail the audit."""
    from auditor.finding import Gate

    return Gate(settings.fail_on, settings.min_evidence)


def exit_code(report: "AuditReport", gate: "Gate", *, strict: bool) -> int:
    """Return what the command line says of a report: 0, 1 or 3."""
    from auditor.errors import NothingAudited

    if not report.summary.traces:
        _say_why_nothing(report)
        return NothingAudited.exit_code
    if strict and report.summary.problems:
        return 1
    return int(any(gate.stops(finding) for finding in report.findings))


def _say_why_nothing(report: "AuditReport") -> None:
    from auditor.safe_text import one_line
    from auditor.summary_text import ignored_line

    first = next(iter(report.problems), None)
    if first is None and report.summary.records.get("duplicate"):
        reason = (
            "the store holds every trace of the input already, from another file, under which it "
            "counts (TA905)."
        )
    elif first is None:
        reason = f"the input holds no trace. {ignored_line(report.summary)}"
    else:
        place = f"{first.place.file}:{first.place.line}" if first.place.line else first.place.file
        reason = f"{place}: {first.reason}. {first.cure}"
    click.echo(f"Nothing could be audited: {one_line(reason.strip())}", err=True)
