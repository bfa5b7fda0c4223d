"""`auditor convert`: transcripts of any known format in the form of another tool."""

from collections import Counter
from collections.abc import Iterator

import click

_TRACES = "traces converted"
_UNREADABLE = "records could not be read; `auditor audit` names them"


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--to",
    "target",
    required=True,
    metavar="TARGET",
    help="openai (messages and tools), atif (trajectories) or jsonl (our own form, whole).",
)
@click.option("--output", "file", metavar="FILE", help="Write to a file. [standard output]")
def command(paths: tuple[str, ...], target: str, file: str | None) -> int:
    """Write traces as JSONL for another tool; say on stderr what it cannot carry.

    Exit code 3 if no trace could be read.
    """
    from auditor.cli._output import check_outputs, print_pieces, write_file

    check_outputs([file], paths)
    lost: Counter[str] = Counter()
    lines = _lines(paths, target, lost)
    if file is None:
        print_pieces(lines)
    else:
        write_file(file, lines)
    return _report(lost)


def _lines(paths: tuple[str, ...], target: str, lost: Counter[str]) -> Iterator[str]:
    """Yield a line for each trace; count traces, losses and unreadable records in `lost`."""
    from auditor.exports.convert import convert
    from auditor.intake.reading import read
    from auditor.safe_text import escaped_json
    from auditor.trace import ReadProblem

    for item in read(*paths):
        if isinstance(item, ReadProblem):
            lost[_UNREADABLE] += 1
            continue
        converted = convert(item, target)
        lost[_TRACES] += 1
        lost.update(converted.lost)
        yield f"{escaped_json(converted.text)}\n"


def _report(lost: Counter[str]) -> int:
    from auditor.errors import NothingAudited
    from auditor.safe_text import one_line
    from auditor.summary_text import counted

    click.echo(f"{counted(lost[_TRACES], 'trace')} converted", err=True)
    for phrase, number in lost.items():
        if phrase != _TRACES:
            click.echo(f"{number:,} x {one_line(phrase)}", err=True)
    return 0 if lost[_TRACES] else NothingAudited.exit_code
