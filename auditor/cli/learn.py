"""`auditor learn`: what the results of each tool look like, from genuine ones."""

import click


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--output", "-o", "file", metavar="FILE", help="Write to a file. [standard output]")
def command(paths: tuple[str, ...], file: str | None) -> int:
    """Learn the layouts of tool results, for `audit --profiles FILE`.

    The file holds names of fields and no value. Learn from runs that you trust: what a tool never
    returned there is not known. Exit code 3 if no trace could be read.
    """
    from auditor.cli._output import check_outputs, print_pieces, write_file
    from auditor.errors import NothingAudited
    from auditor.evidence.profiles import Learner, profiles_text
    from auditor.intake.reading import read
    from auditor.summary_text import counted
    from auditor.trace import Trace

    check_outputs([file], paths)
    learner = Learner()
    traces = unreadable = 0
    for item in read(*paths):
        if isinstance(item, Trace):
            traces += 1
            learner.add(item)
        else:
            unreadable += 1
    if not traces:
        raise NothingAudited("No trace could be read, so nothing was learnt.")
    profiles = learner.profiles()
    text = profiles_text(profiles)
    if file is None:
        print_pieces([text])
    else:
        write_file(file, [text])
    results = sum(tool.count for tool in profiles.tools.values())
    click.echo(
        f"{counted(len(profiles.tools), 'tool')} from {counted(results, 'result')} of "
        f"{counted(traces, 'trace')}; {counted(unreadable, 'record')} could not be read",
        err=True,
    )
    return 0
