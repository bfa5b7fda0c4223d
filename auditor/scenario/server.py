"""The scenario's tools as a real MCP server: `python -m auditor.scenario.server`.

Speaks stdio or streamable HTTP through the official SDK (extra `scenario`). The resource
`scenario://deeds` lists every acting call that was carried out, as JSON.
"""

import ipaddress
import json
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from auditor.errors import UsageError, installing
from auditor.listening import listening
from auditor.scenario.layouts import LANGUAGES, LAYOUT_CHOICES, Language, LayoutChoice
from auditor.scenario.reputation import SEED, build_base
from auditor.scenario.service import FAULTS, FaultKind, Service, Trouble
from auditor.scenario.tools import Desk, list_tools, read_contract

if TYPE_CHECKING:
    from socket import socket

    import mcp_types
    from mcp.server import Server, ServerRequestContext

    Context = ServerRequestContext[Any]

DEEDS = "scenario://deeds"


def build_server(service: Service) -> "Server[Any]":
    """Return an SDK server whose tools are the service's."""
    from mcp.server import Server

    return Server(
        "uri-reputation",
        on_list_tools=_list_tools,
        on_call_tool=partial(_call_tool, service),
        on_list_resources=_list_resources,
        on_read_resource=partial(_read_resource, service),
    )


async def serve_stdio(service: Service) -> None:
    """Serve one client over standard input and output until it leaves."""
    from mcp.server.stdio import stdio_server

    server = build_server(service)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


async def serve_http(service: Service, host: str, port: int) -> None:
    """Serve any number of clients over streamable HTTP; the address goes to standard error.

    Args:
        service: What answers.
        host: A loopback address.
        port: The port, or 0 for a free one.

    Raises:
        UsageError: The host is no loopback address, or the port is taken.
    """
    import uvicorn

    taken = _listen(host, port)
    url = f"http://{_shown(host)}:{taken.getsockname()[1]}/mcp"
    click.echo(f"listening on {url}", err=True)
    config = uvicorn.Config(build_server(service).streamable_http_app(host=host), log_level="error")
    await uvicorn.Server(config).serve(sockets=[taken])


async def _list_tools(
    _context: "Context", _params: "mcp_types.PaginatedRequestParams | None"
) -> "mcp_types.ListToolsResult":
    import mcp_types

    effects = {name: tool["effect"] for name, tool in read_contract()["tools"].items()}
    tools = [
        mcp_types.Tool(
            name=function["name"],
            description=function["description"],
            input_schema=function["parameters"],
            annotations=mcp_types.ToolAnnotations(
                read_only_hint=effects[function["name"]] == "read"
            ),
        )
        for function in (tool["function"] for tool in list_tools())
    ]
    return mcp_types.ListToolsResult(tools=tools)


async def _call_tool(
    service: Service, _context: "Context", params: "mcp_types.CallToolRequestParams"
) -> "mcp_types.CallToolResult":
    import anyio
    import mcp_types
    from mcp.shared.exceptions import MCPError

    reply = service.call(params.name, params.arguments or {})
    await anyio.sleep(reply.wait)
    if reply.is_protocol_error:
        raise MCPError(mcp_types.INTERNAL_ERROR, reply.answer.text)
    content = mcp_types.TextContent(text=reply.answer.text)
    return mcp_types.CallToolResult(content=[content], is_error=reply.answer.is_error)


async def _list_resources(
    _context: "Context", _params: "mcp_types.PaginatedRequestParams | None"
) -> "mcp_types.ListResourcesResult":
    import mcp_types

    deeds = mcp_types.Resource(uri=DEEDS, name="deeds", mime_type="application/json")
    return mcp_types.ListResourcesResult(resources=[deeds])


async def _read_resource(
    service: Service, _context: "Context", params: "mcp_types.ReadResourceRequestParams"
) -> "mcp_types.ReadResourceResult":
    import mcp_types
    from mcp.shared.exceptions import MCPError

    if str(params.uri) != DEEDS:
        raise MCPError(mcp_types.INVALID_PARAMS, f"There is only the resource {DEEDS}.")
    text = json.dumps([deed._asdict() for deed in service.deeds], ensure_ascii=False)
    contents = mcp_types.TextResourceContents(uri=DEEDS, mime_type="application/json", text=text)
    return mcp_types.ReadResourceResult(contents=[contents])


def _listen(host: str, port: int) -> "socket":
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise UsageError(f"{host} is no loopback address.", "Give 127.0.0.1 or ::1.")
    return listening(host, port)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@click.command()
@click.option("--transport", type=click.Choice(["stdio", "http"]), default="stdio")
@click.option("--host", default="127.0.0.1", help="Loopback address for http.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0: a free one.")
@click.option(
    "--layout", type=click.Choice(LAYOUT_CHOICES), default="json", help="Form of the results."
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en")
@click.option("--session", default="", help="Makes ticket numbers differ between runs.")
@click.option("--latency", type=click.FloatRange(0), default=0.0, help="Seconds per answer.")
@click.option("--fault-rate", type=click.FloatRange(0, 1), default=0.0, help="Share that fails.")
@click.option("--fault", "faults", type=click.Choice(FAULTS), multiple=True, help="Repeatable.")
@click.option("--fault-seed", type=int, default=0, help="Chooses which calls fail.")
def main(
    *,
    transport: str,
    host: str,
    port: int,
    layout: LayoutChoice,
    language: Language,
    session: str,
    latency: float,
    fault_rate: float,
    faults: tuple[FaultKind, ...],
    fault_seed: int,
) -> None:
    """Serve the URI-reputation tools to MCP clients."""
    kinds = faults or Trouble().kinds
    desk = Desk(build_base(SEED), layout, language, session)
    service = Service(desk, Trouble(fault_rate, kinds, fault_seed, latency))
    try:
        import anyio

        if transport == "stdio":
            anyio.run(serve_stdio, service)
        else:
            anyio.run(serve_http, service, host, port)
    except ModuleNotFoundError as error:
        raise click.UsageError(f"{error}. Install it: {installing('scenario')}.") from error
    except UsageError as error:
        raise click.UsageError(str(error)) from error


if __name__ == "__main__":
    main()
