"""Options that several commands share; each is a setting of the same name."""

import math
from collections.abc import Callable
from typing import Any

import click


class Number(click.FloatRange):
    """A number of a range; `nan` and `inf`, which no comparison keeps out, are none."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number that an option was given."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


def _only_one(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> str | None:
    """Refuse several ledgers: all but one would go unread, and their calls count as not logged."""
    if len(given) > 1:
        raise click.BadParameter("give one folder or glob that names all logs.")
    return given[0] if given else None


ledger_option = click.option(
    "--ledger",
    metavar="FILE",
    multiple=True,
    callback=_only_one,
    help="The tool servers' own log, or a folder or glob of them.",
)
_JUDGING = (
    click.option("--contract", metavar="FILE", help="What the tools promise (TOML)."),
    click.option("--profiles", metavar="FILE", help="Layouts of results, from `auditor learn`."),
    click.option("--expectations", metavar="FILE", help="Calls that are due by task (JSONL)."),
    ledger_option,
    click.option(
        "--fail-on",
        type=click.Choice(["high", "medium", "low", "info", "never"]),
        help="Lowest severity that makes the exit code 1. [high]",
    ),
    click.option(
        "--min-evidence",
        type=click.Choice(["proven", "suspected"]),
        help="Lowest grade that makes the exit code 1. [suspected]",
    ),
    click.option(
        "--strict/--no-strict",
        default=None,
        help="A record or file that cannot be read makes the exit code 1, too.",
    ),
)

_KNOWN = (
    click.option("--baseline", metavar="FILE", help="Known findings. [auditor-baseline.json]"),
    click.option(
        "--suppressions", metavar="FILE", help="Accepted findings. [auditor-suppressions.toml]"
    ),
)


def known_rules(
    _context: click.Context, _parameter: click.Parameter, given: str | tuple[str, ...] | None
) -> str | tuple[str, ...] | None:
    """Return the codes of rules, given by code or name; refuse others. An option's callback."""
    from auditor.rules import rule_named

    if isinstance(given, str):
        return rule_named(given).code if given else given
    return given and tuple(rule_named(code).code for code in given)


def judging_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how traces are judged and which findings count."""
    for option in reversed(_JUDGING):
        command = option(command)
    return command


def settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of an audit's settings to a command."""
    for option in reversed(_KNOWN):
        command = option(command)
    return judging_options(command)
