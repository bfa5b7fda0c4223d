"""`auditor baseline`: what is found today is known; from now on only new findings count."""

from typing import Any

import click


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--contract", metavar="FILE", help="What the tools promise (TOML).")
@click.option(
    "--output", "baseline", metavar="FILE", help="Where to write. [auditor-baseline.json]"
)
def command(paths: tuple[str, ...], **flags: Any) -> int:
    """Write the fingerprints of all findings to a file that `audit` respects."""
    from auditor.accepted import Accepted, baseline_text
    from auditor.cli._output import check_outputs, write_file
    from auditor.cli._progress import Progress
    from auditor.cli._run import audit_paths, suppressions_of
    from auditor.config import load, setting_from
    from auditor.errors import NothingAudited
    from auditor.summary_text import counted

    loaded = load(flags)
    file = loaded.values.baseline
    others = loaded.values.model_copy(update={"baseline": ""}).files()
    check_outputs([file], (*paths, loaded.values.ledger), others)
    accepted = Accepted(suppressions=suppressions_of(loaded))
    report = audit_paths(paths, setting_from(loaded), accepted, Progress(shown=False))
    if not report.summary.traces:
        raise NothingAudited("Nothing could be audited, so no baseline was written.")
    write_file(file, [baseline_text(finding.fingerprint for finding in report.findings)])
    number = len(report.findings)
    known = f"{counted(number, 'finding')} {'is' if number == 1 else 'are'} known"
    click.echo(f"{file}: {known} from now on.")
    return 0
