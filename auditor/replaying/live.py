"""Real tools for a live replay: MCP servers of the settings, each call in a ledger.

Only tools that the settings allow are ever called; all others are answered from the record or end
the run. Servers on which tools may act are started anew for each run, so that no run meets another
one's acts; those that only read serve all runs. Each call stands in the ledger before the model
hears of its result, under the run's id.
"""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor import strict_json
from auditor.contract import Contract
from auditor.endpoints import ToolServer
from auditor.errors import AuditorError, ConfigError, UsageError, installing
from auditor.ledger.writing import Execution, LedgerWriter
from auditor.messages.parts import json_text
from auditor.replaying.plan import now
from auditor.replaying.responding import NoReply, Tools
from auditor.replaying.tape import Answer, Playing
from auditor.runs.chain import effect_of

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal
    from mcp.client import Client
    from mcp_types import CallToolResult

_CALL_ID = "agent-trace-auditor/call-id"


class _Outcome(NamedTuple):
    """What a call came to: what the ledger keeps, and what the model is told.

    Attributes:
        text: What the server said, as JSON; None where it never answered.
    """

    text: str | None
    answer: Answer


class Desk:
    """The tools of one run.

    Args:
        workshop: Where they come from.
        clients: The session with each server, by its name.
        run_id: Under which calls stand in the ledger.
        playing: The record, for all tools that are not allowed.
    """

    def __init__(
        self,
        workshop: "Workshop",
        clients: Mapping[str, "Client"],
        run_id: str,
        playing: Playing,
    ) -> None:
        self._workshop = workshop
        self._clients = clients
        self._run_id = run_id
        self._playing = playing

    def __call__(self, name: str, arguments_raw: str, call_id: str) -> Answer:
        """Answer a call: by the tool itself where it is allowed, else from the record.

        Raises:
            OffTape: The tool is not allowed, and the record holds no result.
            NoReply: The server gave no answer; what it did is unknown.
        """
        server = self._workshop.server_of(name)
        if server is None:
            return self._playing(name, arguments_raw, call_id)
        self._playing.note(name, arguments_raw)
        arguments = _object_in(arguments_raw)
        if arguments is None:
            # As an agent's runtime does it: there is nothing that a server could be sent.
            return Answer(f"Error: the arguments of {name} are no JSON object.", True)
        client = self._clients[server]
        began = now()
        outcome: _Outcome = self._workshop.portal.call(
            _called, client, name, arguments, call_id, self._workshop.servers[server].timeout
        )
        known = client.server_info
        self._workshop.ledger.write(
            Execution(
                began,
                known.name if known else server,
                self._run_id,
                name,
                arguments_raw,
                outcome.text,
                outcome.answer.is_error,
                call_id,
            )
        )
        if outcome.text is None:
            raise NoReply(f"the tool {name} gave no answer")
        return outcome.answer


class Workshop:
    """The servers of a live replay, open for as long as it lasts.

    Attributes:
        portal: Runs what is asynchronous, in a thread of its own.
        servers: As the settings name them.
        ledger: Where each call is written down.
        only_reads: Every allowed tool is one that the contract calls `read`.
    """

    def __init__(
        self,
        portal: "BlockingPortal",
        servers: Mapping[str, ToolServer],
        ledger: LedgerWriter,
        only_reads: bool,
    ) -> None:
        self.portal = portal
        self.servers = servers
        self.ledger = ledger
        self.only_reads = only_reads
        self._shared: dict[str, Client] = {}
        self._homes = {name: key for key, server in servers.items() for name in server.allow}

    def server_of(self, tool: str) -> str | None:
        """Return the server on which a tool may be called, or None."""
        return self._homes.get(tool)

    def share(self, stack: ExitStack) -> None:
        """Open the sessions that serve all runs."""
        if self.only_reads:
            self._shared = self._sessions(stack)

    def tools(self) -> Tools:
        """Return the allowed tools as the servers describe them, in OpenAI's form.

        Raises:
            ConfigError: A server lacks a tool that is allowed on it.
        """
        with ExitStack() as stack:
            clients = self._shared or self._sessions(stack)
            described: Tools = []
            for name, server in self.servers.items():
                described += self.portal.call(_described, clients[name], name, server)
            return described

    @contextmanager
    def opened(self, run_id: str, playing: Playing) -> Iterator[Desk]:
        """Give the tools of a run, for as long as the block lasts."""
        with ExitStack() as stack:
            yield Desk(self, self._shared or self._sessions(stack), run_id, playing)

    def _sessions(self, stack: ExitStack) -> "dict[str, Client]":
        return {
            name: stack.enter_context(_session(self.portal, name, server))
            for name, server in self.servers.items()
        }


@contextmanager
def workshop(
    servers: Mapping[str, ToolServer], contract: Contract, ledger: str
) -> Iterator[Workshop]:
    """Open the servers that the settings allow, for as long as the block lasts.

    Args:
        servers: By name.
        contract: Says which tools only read.
        ledger: The file that each call is written to.

    Raises:
        UsageError: There is no server, the SDK is missing, or the ledger cannot be written.
        ConfigError: A server cannot be reached, or two allow a tool of one name.
    """
    allowed = [name for server in servers.values() for name in server.allow]
    if not allowed:
        raise UsageError(
            "A live replay needs tools.", "Write [mcp.NAME] with command or url, and allow."
        )
    twice = sorted({name for name in allowed if allowed.count(name) > 1})
    if twice:
        raise ConfigError(f"Two [mcp] servers allow a tool of one name: {', '.join(twice)}.")
    try:
        import mcp  # noqa: F401 - to say at once that it is missing
        from anyio.from_thread import start_blocking_portal
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Live tools need the MCP SDK ({error}).",
            f"Install it: {installing('replay')}.",
        ) from None
    only_reads = all(effect_of(name, contract) == "read" for name in allowed)
    with start_blocking_portal() as portal, ExitStack() as stack:
        writer = LedgerWriter(ledger, at=now(), server="replay", session="replay")
        stack.callback(writer.close)
        opened = Workshop(portal, servers, writer, only_reads)
        opened.share(stack)
        yield opened


@contextmanager
def _session(portal: "BlockingPortal", name: str, server: ToolServer) -> Iterator["Client"]:
    """Open a session with a server.

    What goes wrong inside the block is none of the session's business: it would come back wrapped.
    """
    fault: BaseException | None = None
    with ExitStack() as stack:
        try:
            client = stack.enter_context(portal.wrap_async_context_manager(_client(server)))
        except Exception as error:  # whatever the SDK raises, the server did not start
            raise ConfigError(
                f"The tool server {name} cannot be reached ({_innermost(error)}).",
                f"See [mcp.{name}].",
            ) from error
        try:
            yield client
        except BaseException as error:  # noqa: BLE001 - it is raised again below
            fault = error
    if fault is not None:
        raise fault


@asynccontextmanager
async def _client(server: ToolServer) -> AsyncIterator["Client"]:
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters

    if server.url is None:
        named = {name: os.environ[name] for name in server.env if name in os.environ}
        program, *arguments = server.command
        parameters = StdioServerParameters(command=program, args=arguments, env=named)
        async with Client(parameters) as client:
            yield client
        return
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    async with httpx2.AsyncClient(
        trust_env=False, follow_redirects=False, timeout=server.timeout
    ) as web:
        transport = streamable_http_client(server.url, http_client=web)
        async with Client(transport) as client:
            yield client


async def _called(
    client: "Client", name: str, arguments: dict[str, Any], call_id: str, seconds: float
) -> _Outcome:
    from mcp.shared.exceptions import MCPError

    meta: Any = {_CALL_ID: call_id}
    try:
        result = await client.call_tool(name, arguments, read_timeout_seconds=seconds, meta=meta)
    except MCPError as error:
        if error.error.code in _no_answer():
            return _Outcome(None, Answer("", True))
        told = error.error.model_dump(mode="json", by_alias=True, exclude_none=True)
        return _Outcome(json_text({"error": told}), Answer(f"Error: {error.error.message}", True))
    except (OSError, TimeoutError):
        return _Outcome(None, Answer("", True))
    return _Outcome(
        json_text(result.model_dump(mode="json", by_alias=True, exclude_none=True)),
        Answer(_text_of(result), bool(result.is_error)),
    )


def _no_answer() -> tuple[int, int]:
    """Return the codes by which the SDK says that nothing came back."""
    from mcp_types import CONNECTION_CLOSED, REQUEST_TIMEOUT

    return int(CONNECTION_CLOSED), int(REQUEST_TIMEOUT)


def _text_of(result: "CallToolResult") -> str:
    """Return a result as the model reads it: its texts, else its structured content."""
    texts = [text for part in result.content if (text := getattr(part, "text", None)) is not None]
    if not texts and result.structured_content is not None:
        return json_text(result.structured_content)
    return "\n".join(texts)


async def _described(client: "Client", name: str, server: ToolServer) -> Tools:
    listed = {tool.name: tool for tool in (await client.list_tools()).tools}
    missing = [tool for tool in server.allow if tool not in listed]
    if missing:
        raise ConfigError(
            f"`mcp.{name}.allow`: the server has no tool {', '.join(missing)}.",
            f"It has {', '.join(listed)}.",
        )
    return [
        {
            "type": "function",
            "function": {
                "name": tool,
                "description": listed[tool].description or "",
                "parameters": listed[tool].input_schema,
            },
        }
        for tool in server.allow
    ]


def _object_in(arguments_raw: str) -> dict[str, Any] | None:
    try:
        value = strict_json.decode(arguments_raw.strip().encode() or b"{}")
    except (strict_json.JsonError, UnicodeEncodeError):
        return None
    return value if isinstance(value, dict) else None


def _innermost(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    told = error.message if isinstance(error, AuditorError) else str(error)
    return f"{type(error).__name__}: {told}" if told else type(error).__name__
