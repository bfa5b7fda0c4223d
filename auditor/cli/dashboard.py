"""`auditor dashboard`: look at findings and judge them in the browser."""

import click

from auditor.cli._dashboard import server_options


@click.command()
@server_options
def command(
    *,
    address: str,
    port: int,
    url: str | None,
    contract: str | None,
    reviewer: str | None,
    training: str | None,
    open_browser: bool,
) -> int:
    """Show the findings of a store in the browser: review queue, traces, runs, figures.

    It listens on this machine only, loads and sends nothing, and shows what transcripts hold as
    text. Any other address needs a login (docs/dashboard.md).
    """
    from auditor.cli._dashboard import Shown, module, prepare

    prepare(Shown(url, contract, reviewer, training))
    module("dashboard.serving").serve(address, port, open_browser=open_browser)
    return 0
