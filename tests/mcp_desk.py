"""A small real MCP server with all that a proxy must pass on: `python tests/mcp_desk.py [http]`."""

import socket
import sys

import anyio
import uvicorn
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel

desk = MCPServer("desk")


class Sure(BaseModel):
    """What the user is asked."""

    sure: bool


@desk.tool()
def lookup(uri: str) -> dict[str, str]:
    """Look a URI up."""
    return {"uri": uri, "verdict": "malicious" if "evil" in uri else "benign"}


@desk.tool()
def fail() -> str:
    """Fail as a tool."""
    raise ValueError("the base is offline")


@desk.tool()
def refuse() -> str:
    """Fail as a protocol."""
    raise MCPError(-32050, "not today", {"retry": 5})


@desk.tool()
async def count(to: int, context: Context) -> int:
    """Count with progress."""
    for number in range(to):
        await context.report_progress(number + 1, to, f"at {number + 1}")
    return to


@desk.tool()
async def ask(context: Context) -> str:
    """Ask the user, back through the proxy."""
    answer = await context.elicit("Sure?", Sure)
    return f"{answer.action}: {answer.data.sure}"


@desk.tool()
async def sleep(seconds: float) -> str:
    """Take a while."""
    await anyio.sleep(seconds)
    return "awake"


@desk.tool()
def big(size: int) -> str:
    """Return much."""
    return "x" * size


@desk.resource("desk://manual")
def manual() -> str:
    """The manual."""
    return "Turn it off and on again. 关掉再打开。"


@desk.prompt()
def triage(uri: str) -> str:
    """How to begin."""
    return f"Triage {uri}."


def main():
    if "http" not in sys.argv:
        desk.run("stdio")
        return
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
    sys.stderr.write(f"listening on {url}\n")
    sys.stderr.flush()
    config = uvicorn.Config(desk.streamable_http_app(), log_level="error")
    anyio.run(lambda: uvicorn.Server(config).serve(sockets=[listening]))


if __name__ == "__main__":
    main()
