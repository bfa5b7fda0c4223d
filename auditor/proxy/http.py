"""The proxy over streamable HTTP: an endpoint of ours that forwards to the server's."""

import ipaddress
import itertools
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import NamedTuple

import anyio
import anyio.to_thread
import httpx2
import uvicorn
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from auditor.errors import UsageError
from auditor.ledger.writing import Execution, LedgerWriter
from auditor.proxy.events import Events, data_of
from auditor.proxy.passing import (
    MAX_BODY,
    body_of,
    fault,
    passed_on,
    while_heard,
    whole,
    with_headers,
)
from auditor.proxy.watching import Label, Watch

_SESSION = "mcp-session-id"
_METHODS = ["GET", "POST", "DELETE", "OPTIONS"]


class Endpoint(NamedTuple):
    """Where we listen.

    Attributes:
        port: 0 for a free one.
    """

    host: str
    port: int


class _Link(NamedTuple):
    """Where the ids of a request and its answer mean something."""

    watch: Watch
    scope: int = 0


class Forwarder:
    """Forwards requests to one URL and enters the executions.

    Args:
        url: The server's endpoint.
        label: Names for the ledger; a session that the server names is entered under that name
            unless people named it.
        named: Whether they did.
        endpoint: Where we listen, which decides which `Host` is accepted.
    """

    def __init__(
        self, url: str, label: Label, ledger: LedgerWriter, endpoint: Endpoint, *, named: bool
    ) -> None:
        self.url = httpx2.URL(url)
        self.label, self.ledger, self.named = label, ledger, named
        self._sessions: dict[str, Watch] = {}
        self._without_session = Watch(label)
        self._any_session = False
        self._scopes = itertools.count(1)
        self._open: set[anyio.CancelScope] | None = set()
        self._guard = TransportSecurityMiddleware(_security(endpoint))
        self._client = httpx2.AsyncClient(
            # What one client is given must not be sent for another.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=httpx2.Timeout(None, connect=10.0),
            follow_redirects=False,
            trust_env=not _is_loopback(self.url.host),
        )
        # Only the headers of the real client are to arrive.
        self._client.headers.clear()

    async def handle(self, request: Request) -> Response:
        """Forward one request and return the server's answer."""
        refusal = await self._guard.validate_request(request, is_post=request.method == "POST")
        if refusal is not None:
            return refusal
        try:
            body = await body_of(request)
        except ClientDisconnect:
            return fault(400, "the request breaks off")
        if body is None:
            return fault(413, f"the request is longer than {MAX_BODY:,} bytes")
        link = self._link(request.headers.get(_SESSION))
        link.watch.from_client(body, link.scope)
        try:
            with self._until_end():
                answer = await while_heard(request, partial(self._forwarded, request, link, body))
                if answer is not None:
                    return answer
            await self._let_go(link)
        except UsageError as error:
            return fault(500, str(error))
        return fault(503, "it stops, or nobody waits for the answer")

    def end(self) -> None:
        """Break off what is under way and take on nothing more."""
        under_way, self._open = self._open or set(), None
        for scope in under_way:
            scope.cancel()

    @contextmanager
    def _until_end(self) -> Iterator[None]:
        """Leave what is awaited within as soon as `end` is called."""
        with anyio.CancelScope() as scope:
            if self._open is None:
                scope.cancel()
            else:
                self._open.add(scope)
            try:
                yield
            finally:
                if self._open is not None:
                    self._open.discard(scope)

    async def close(self) -> None:
        """Enter what was never answered and let go of the connections."""
        for watch in self._sessions.values():
            await self._write(watch.end())
        if self._without_session.begun or not self._any_session:
            await self._write(self._without_session.end())
        await self._client.aclose()

    async def _forwarded(self, request: Request, link: _Link, body: bytes) -> Response:
        sent = self._client.build_request(
            request.method,
            self.url.copy_with(query=request.url.query.encode() or self.url.query or None),
            headers=passed_on(request.headers.raw),
            content=body,
        )
        try:
            answer = await self._client.send(sent, stream=True)
            return await self._answered(request, link, answer)
        except httpx2.RequestError as error:
            await self._let_go(link)
            return fault(502, f"the MCP server cannot be reached: {error}")

    async def _answered(self, request: Request, link: _Link, answer: httpx2.Response) -> Response:
        if answer.has_redirect_location:
            await answer.aclose()
            place = answer.headers["location"]
            return fault(502, f"the MCP server redirects to {place}; give that URL if it is meant")
        session = answer.headers.get(_SESSION)
        if link.scope and session is not None:
            begun = self._link(session)
            begun.watch.take_in(link.watch.take_out(link.scope))
            link = begun
        if answer.headers.get("content-type", "").lower().startswith("text/event-stream"):
            return with_headers(
                StreamingResponse(self._events(link, answer), answer.status_code), answer
            )
        body = await whole(answer)
        if body is None:
            return fault(502, f"the MCP server's answer is longer than {MAX_BODY:,} bytes")
        await self._write(link.watch.from_server(body, link.scope))
        await self._let_go(link)
        if request.method == "DELETE" and answer.is_success and not link.scope:
            ended = self._sessions.pop(request.headers[_SESSION], None)
            await self._write(ended.end() if ended else [])
        return with_headers(Response(body, answer.status_code), answer)

    async def _events(self, link: _Link, answer: httpx2.Response) -> AsyncIterator[bytes]:
        """Pass on server-sent events, each after its executions are entered."""
        events = Events()
        try:
            async for chunk in self._chunks(answer):
                for event in events.feed(chunk):
                    await self._write(link.watch.from_server(data_of(event), link.scope))
                    yield event
                if events.waiting > MAX_BODY:
                    return
        except httpx2.RequestError:
            return  # the stream breaks off for our client as it did for us
        except UsageError as error:
            sys.stderr.write(f"{error}\n")
        finally:
            with anyio.CancelScope(shield=True):
                await answer.aclose()
                await self._let_go(link)

    async def _chunks(self, answer: httpx2.Response) -> AsyncIterator[bytes]:
        chunks = answer.aiter_bytes()
        while True:
            chunk = None
            with self._until_end():
                chunk = await anext(chunks, None)
            if chunk is None:
                return
            yield chunk

    def _link(self, session: str | None) -> _Link:
        """Return the watch of a session; requests without one are linked within themselves."""
        if session is None:
            return _Link(self._without_session, next(self._scopes))
        if session not in self._sessions:
            label = self.label if self.named else self.label._replace(session=session)
            self._sessions[session] = Watch(label)
            self._any_session = True
        return _Link(self._sessions[session])

    async def _let_go(self, link: _Link) -> None:
        """Enter what a request without session left unanswered; a session may still answer."""
        if link.scope:
            await self._write(link.watch.give_up(link.scope))

    async def _write(self, executions: list[Execution]) -> None:
        # Who leaves now must not take along what the server has just answered.
        with anyio.CancelScope(shield=True):
            for said in executions:
                await anyio.to_thread.run_sync(self.ledger.write, said)


def _security(endpoint: Endpoint) -> TransportSecuritySettings | None:
    """Return which `Host` and `Origin` are accepted: a page that rebinds its name is refused."""
    if not _is_loopback(endpoint.host):
        return None
    names = ["127.0.0.1", "localhost", "[::1]"]
    return TransportSecuritySettings(
        # A client leaves out the port where it is the usual one.
        allowed_hosts=[*names, *(f"{name}:*" for name in names)],
        allowed_origins=[f"http://{name}{port}" for name in names for port in ("", ":*")],
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def run(forwarder: Forwarder, listening: socket.socket) -> None:
    """Serve until a signal ends it."""
    path = forwarder.url.path or "/"

    # uvicorn ends the process by the signal it was sent as soon as it has shut down: what is to be
    # done at the end belongs into its shutdown.
    @asynccontextmanager
    async def until_shutdown(_app: Starlette) -> AsyncIterator[None]:
        yield
        await forwarder.close()

    app = Starlette(
        routes=[Route(path, forwarder.handle, methods=_METHODS)], lifespan=until_shutdown
    )
    config = uvicorn.Config(
        app, log_level="error", timeout_graceful_shutdown=2, server_header=False, date_header=False
    )
    await _Server(config, forwarder).serve(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that waits for no stream when it is to stop: some never end by themselves."""

    def __init__(self, config: uvicorn.Config, forwarder: Forwarder) -> None:
        super().__init__(config)
        self._forwarder = forwarder

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._forwarder.end()
        await super().shutdown(sockets)
