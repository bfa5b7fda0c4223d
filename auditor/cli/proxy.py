"""`auditor proxy`: an MCP proxy that writes the ledger."""

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from auditor.ledger.writing import LedgerWriter
    from auditor.proxy.watching import Label, Watch

_LOOPBACK = "127.0.0.1"


@click.command()
@click.argument("command_line", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND...]")
@click.option("--http", "url", metavar="URL", help="Forward to this streamable HTTP endpoint.")
@click.option("--ledger", default="ledger.jsonl", show_default=True, help="File to append to.")
@click.option("--session", default="", help="Name of the session: the trace's own id. [random]")
@click.option("--server", default="", help="Name of the server. [as it calls itself]")
@click.option("--mark-span", is_flag=True, help="Also enter when the session began and ended.")
@click.option("--host", help="Address to listen on, with --http. [127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Likewise the port. [a free one]")
def command(
    *,
    command_line: tuple[str, ...],
    url: str | None,
    ledger: str,
    session: str,
    server: str,
    mark_span: bool,
    host: str | None,
    port: int | None,
) -> int:
    """Pass everything between an MCP client and its server, and write down every call.

    Give either a server's command behind -- (stdio), or --http URL. The ledger is what
    `auditor audit --ledger FILE` holds transcripts against.
    """
    from uuid import uuid4

    from auditor.errors import UsageError
    from auditor.ledger.writing import LedgerWriter
    from auditor.proxy.watching import Label, Watch, now

    if bool(command_line) == bool(url):
        raise UsageError("Give either a COMMAND behind -- or --http URL.")
    if command_line and (host is not None or port is not None):
        raise UsageError(
            "--host and --port are of use only with --http: a COMMAND is talked to over its pipes.",
            "Leave them out.",
        )
    if host == "":
        raise UsageError("--host is an empty text, which is every address.", "Name one.")
    otherwise = os.path.basename(command_line[0]) if command_line else _host_of(url or "")
    _ask_for_sdk()
    label = Label(server, session or uuid4().hex, otherwise, mark_span)
    writer = LedgerWriter(ledger, at=now(), server=server or otherwise, session=label.session)
    try:
        if url:
            endpoint = (_LOOPBACK if host is None else host, port or 0)
            return _serve_http(url, label, writer, endpoint=endpoint, named=bool(session))
        return _serve_stdio(command_line, Watch(label), writer)
    finally:
        writer.close()


def _serve_stdio(command_line: tuple[str, ...], watch: "Watch", writer: "LedgerWriter") -> int:
    import anyio

    from auditor.proxy import stdio

    return anyio.run(stdio.run, command_line, watch, writer)


def _serve_http(
    url: str, label: "Label", writer: "LedgerWriter", *, endpoint: tuple[str, int], named: bool
) -> int:
    import anyio

    from auditor.listening import listening
    from auditor.proxy import http

    here = http.Endpoint(*endpoint)
    taken = listening(*here)
    port = taken.getsockname()[1]
    host = f"[{here.host}]" if ":" in here.host else here.host
    click.echo(f"listening on http://{host}:{port}{urlsplit(url).path or '/'}", err=True)
    forwarder = http.Forwarder(url, label, writer, here, named=named)
    anyio.run(http.run, forwarder, taken)
    return 0


def _host_of(url: str) -> str:
    """Return the host of a URL.

    Raises:
        UsageError: It is no http or https URL.
    """
    from auditor.errors import UsageError

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url} is no http or https URL.")
    return parts.hostname


def _ask_for_sdk() -> None:
    """Ask for the MCP SDK before anything is written.

    Raises:
        UsageError: It is not installed.
    """
    from auditor.errors import UsageError, installing

    try:
        import mcp  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(
            f"The proxy needs the MCP SDK ({error}).", f"Install it: {installing('proxy')}."
        ) from None
