"""`auditor suppress`: accept a finding, a rule or some traces, with a reason."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from auditor.cli._options import known_rules


@click.command()
@click.argument("fingerprints", nargs=-1, metavar="[FINGERPRINT]...")
@click.option("--reason", required=True, help="Why it is accepted; reports may quote it.")
@click.option(
    "--rule",
    default="",
    metavar="CODE",
    callback=known_rules,
    help="Only this rule, or all of it.",
)
@click.option("--trace", default="", metavar="PATTERN", help="Only traces of these ids.")
@click.option("--file", "files", default="", metavar="PATTERN", help="Only files of these names.")
@click.option("--by", default="", help="Who decided.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which it holds.")
@click.option(
    "--to", "suppressions", metavar="FILE", help="Where to write. [auditor-suppressions.toml]"
)
def command(
    fingerprints: tuple[str, ...],
    reason: str,
    files: str,
    expires: datetime | None,
    suppressions: str | None,
    **scope: Any,
) -> int:
    """Accept findings: `audit` leaves them out and counts them apart."""
    from pydantic import ValidationError

    from auditor.accepted import Suppression, load_suppressions, suppression_text
    from auditor.cli._output import write_file
    from auditor.config import load
    from auditor.errors import UsageError

    path = load({"suppressions": suppressions}).values.suppressions
    until = expires.date() if expires else None
    if until is not None and until < datetime.now(UTC).date():
        raise UsageError(f"--expires {until} is past.", "Give the last day on which it is to hold.")
    try:
        new = [
            Suppression(fingerprint=mark, reason=reason, file=files, expires=until, **scope)
            for mark in fingerprints or ("",)
        ]
    except ValidationError as error:
        raise UsageError(f"{error.errors()[0]['msg']}.", "See `auditor suppress --help`.") from None
    known = load_suppressions(path, required=False)
    blocks = "\n".join(map(suppression_text, new))
    # What people wrote there, comments included, stays as it is.
    write_file(
        path, [f"{Path(path).read_text(encoding='utf-8').rstrip()}\n\n" if known else "", blocks]
    )
    click.echo(f"{path}: {len(new)} added, {len(known) + len(new)} in all.")
    return 0
