"""`auditor formats`: what is read, and what a file is."""

import click


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
def command(paths: tuple[str, ...]) -> int:
    """List the transcript formats; with PATHs, say what each file is and why.

    Exit code 3 if a file is of no known format or cannot be read.
    """
    from auditor.formats import FORMATS

    if not paths:
        for format_ in FORMATS:
            click.echo(f"{format_.name:<20}  {format_.title}")
        return 0
    return _identify(paths)


def _identify(paths: tuple[str, ...]) -> int:
    from auditor import discovery
    from auditor.errors import NothingAudited
    from auditor.intake.identity import Identity, identify
    from auditor.intake.unread import broken_off
    from auditor.safe_text import one_line

    code = 0
    with discovery.held(paths) as files:
        for path, called in files:
            name = one_line(called)
            try:
                found = identify(path)
            except (OSError, EOFError) as error:
                found = Identity("", "unknown", broken_off(name, error).reason)
            if found.format:
                said = f"{found.format}, read as {found.shape}: {found.reason}"
            else:
                said = f"unknown: {found.reason}"
                code = NothingAudited.exit_code
            click.echo(f"{name}: {one_line(said)}")
    return code
