"""`auditor suppress`: accept a finding, a rule or some traces, with a reason."""

import re
from datetime import UTC, datetime
from pathlib import Path

import click

from auditor.cli._options import known_rules

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


@click.command()
@click.argument("fingerprints", nargs=-1, metavar="[FINGERPRINT]...")
@click.option("--reason", required=True, help="Why it is accepted; reports may quote it.")
@click.option("--rule", metavar="CODE", callback=known_rules, help="Only this rule, or all of it.")
@click.option("--trace", metavar="PATTERN", help="Only traces of these ids.")
@click.option("--file", metavar="PATTERN", help="Only files of these names.")
@click.option("--by", default="", help="Who decided.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which it holds.")
@click.option(
    "--to", "suppressions", metavar="FILE", help="Where to write. [auditor-suppressions.toml]"
)
def command(
    fingerprints: tuple[str, ...],
    reason: str,
    by: str,
    expires: datetime | None,
    suppressions: str | None,
    **scope: str | None,
) -> int:
    """Accept findings: `audit` leaves them out and counts them apart."""
    from pydantic import ValidationError

    from auditor.accepted import Suppression, load_suppressions, suppression_text
    from auditor.cli._output import write_file
    from auditor.config import load
    from auditor.errors import UsageError, reason_in
    from auditor.file_lock import alone_in_folder_of

    path = load({"suppressions": suppressions}).values.suppressions
    given = _given(fingerprints, scope)
    until = expires.date() if expires else None
    if until is not None and until < datetime.now(UTC).date():
        raise UsageError(f"--expires {until} is past.", "Give the last day on which it is to hold.")
    try:
        new = [
            Suppression(fingerprint=mark, reason=reason, by=by, expires=until, **given)
            for mark in fingerprints or ("",)
        ]
    except ValidationError as error:
        raise UsageError(
            f"A suppression {reason_in(error.errors()[0])}.", "See `auditor suppress --help`."
        ) from None
    with alone_in_folder_of(path):
        known = load_suppressions(path, required=False)
        write_file(path, [_grown(path, "\n".join(map(suppression_text, new)))])
    click.echo(f"{path}: {len(new)} added, {len(known) + len(new)} in all.")
    return 0


def _given(fingerprints: tuple[str, ...], scope: dict[str, str | None]) -> dict[str, str]:
    """Return what limits the suppressions.

    Raises:
        UsageError: An empty text was given, as by a variable that is not set: it limits nothing. Or
            a fingerprint is none, and would accept nothing.
    """
    from auditor.errors import UsageError

    empty = [f"--{name}" for name, pattern in scope.items() if pattern == ""]
    empty += ["FINGERPRINT"] * ("" in fingerprints)
    if empty:
        raise UsageError(f"{empty[0]} is an empty text.", "Leave it out, or say what is accepted.")
    for mark in fingerprints:
        if not _FINGERPRINT.fullmatch(mark):
            raise UsageError(
                f"`{mark}` is no fingerprint: these are 16 digits of 0-9 and a-f.",
                "Copy it from `auditor audit`.",
            )
    return {name: pattern for name, pattern in scope.items() if pattern}


def _grown(path: str, blocks: str) -> str:
    """Return the text of a file with more suppressions; what people wrote stays, comments too.

    Raises:
        ConfigError: Nothing can be added to it in this form.
    """
    from auditor.accepted import suppressions_in
    from auditor.errors import ConfigError

    try:
        before = Path(path).read_text(encoding="utf-8-sig").rstrip()
    except FileNotFoundError:
        return blocks
    text = f"{before}\n\n{blocks}" if before else blocks
    try:
        suppressions_in(text)
    except ValueError:
        cure = "Write each one under a `[[suppress]]` of its own."
        raise ConfigError(f"{path}: nothing can be added behind its end.", cure) from None
    return text
