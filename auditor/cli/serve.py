"""`auditor serve`: the dashboard, and traces taken from agents while they run."""

import os

import click

from auditor.cli._dashboard import server_options


@click.command()
@server_options
@click.option("--inbox", metavar="DIR", help="Where sent traces are kept. [auditor-inbox]")
def command(
    *,
    address: str,
    port: int,
    url: str | None,
    contract: str | None,
    reviewer: str | None,
    training: str | None,
    inbox: str | None,
    open_browser: bool,
) -> int:
    """Take traces by OTLP/JSON at /v1/traces, audit them, and show the dashboard.

    Point an OpenTelemetry exporter at it: OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:8501 and
    OTEL_EXPORTER_OTLP_PROTOCOL=http/json. It listens on loopback only; /healthz says how it is.
    """
    from auditor.cli._dashboard import Shown, module, prepare_new

    serving = module("dashboard.serving")
    prepare_new(Shown(url, contract, reviewer, training))
    folder = inbox or "auditor-inbox"
    serving.serve_receiving(address, port, os.path.abspath(folder), open_browser=open_browser)
    return 0
