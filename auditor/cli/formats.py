"""`auditor formats`: what is read, and what a file is."""

import click


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
def command(paths: tuple[str, ...]) -> int:
    """List the transcript formats; with PATHs, say what each file is and why.

    Exit code 3 if a file is of no known format.
    """
    from auditor.formats import FORMATS

    if not paths:
        for format_ in FORMATS:
            click.echo(f"{format_.name:<20}  {format_.title}")
        return 0
    return _identify(paths)


def _identify(paths: tuple[str, ...]) -> int:
    from auditor import sources
    from auditor.errors import NothingAudited
    from auditor.intake.identity import identify
    from auditor.safe_text import one_line

    code = 0
    for file in sources.discover(paths):
        found = identify(file)
        name = one_line(sources.display_name(file))
        if found.format:
            said = f"{found.format}, read as {found.shape}: {found.reason}"
        else:
            said = f"unknown: {found.reason}"
            code = NothingAudited.exit_code
        click.echo(f"{name}: {one_line(said)}")
    return code
