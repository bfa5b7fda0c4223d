"""`auditor replay`: recorded inputs run again, N times, and how far the runs agree."""

import sys
from typing import TYPE_CHECKING, Any

import click

from auditor.cli._options import Number, settings_options

if TYPE_CHECKING:
    pass


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--store", metavar="URL", help="Take the inputs from the traces of a store.")
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="NAME",
    help="[endpoints.NAME] of the settings; several are versions, asked in turn.",
)
@click.option(
    "--respond", metavar="MODULE:FUNCTION", help="A Python callable in an endpoint's place."
)
@click.option(
    "--mode",
    type=click.Choice(["frozen", "teacher-forced", "live"]),
    default="frozen",
    show_default=True,
    help="Results from the record; the next action only; or allow-listed real tools.",
)
@click.option(
    "--at",
    type=click.Choice(["every", "end"]),
    default="every",
    show_default=True,
    help="Every recorded turn, or only what follows the open end of conversations.",
)
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True, help="Per input.")
@click.option("--out", default="replays", show_default=True, help="Folder; goes on where it stood.")
@click.option("--again", is_flag=True, help="Make runs that failed before once more.")
@click.option("--task", "tasks", multiple=True, metavar="KEY", help="Replay these tasks only.")
@click.option("--first", type=click.IntRange(1), help="Replay so many inputs only.")
@click.option("--temperature", type=Number(0), help="As the server takes it.")
@click.option("--top-p", type=Number(0, 1), help="As the server takes it.")
@click.option("--max-tokens", type=click.IntRange(1), help="The longest reply.")
@click.option("--max-steps", type=click.IntRange(1), default=20, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Each run draws its own.")
@click.option("--concurrency", type=click.IntRange(1, 256), help="Runs at a time. [endpoint's]")
@click.option("--max-tokens-total", type=click.IntRange(1), help="Stop at so many tokens.")
@click.option("--max-cost", type=Number(0), help="Stop at this cost; needs prices.")
@click.option("--retries", type=click.IntRange(0), default=4, show_default=True)
@click.option("--deadline", type=Number(0), default=900.0, show_default=True, help="s a run.")
@click.option(
    "--min-valid",
    type=Number(0, 1),
    default=0.5,
    show_default=True,
    help="The least share of comparable runs that a score may rest on.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Tasks to show in text.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@settings_options
def command(**flags: Any) -> int:
    """Run the inputs of transcripts again and report how consistent the runs are.

    Runs are written as transcripts into --out. Called again with the same arguments, a replay
    goes on where it stood.

    Exit code: 0 nothing that counts, 1 a finding at or above --fail-on, 2 wrong usage or an
    internal error, 3 too few valid runs for a score, or nothing to replay.
    """
    from auditor.cli._replaying import Asked, exit_code, print_report, replayed

    names = set(Asked._fields)
    asked = Asked(**{name: flags.pop(name) for name in names})
    done = replayed(asked, flags)
    print_report(done, asked)
    sys.stdout.flush()
    return exit_code(done, asked)
