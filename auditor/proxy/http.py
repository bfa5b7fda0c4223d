"""The proxy over streamable HTTP: an endpoint of ours that forwards to the server's."""

import ipaddress
import itertools
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import NamedTuple, TypeVar

import anyio
import anyio.to_thread
import httpx2
import uvicorn
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from auditor.errors import UsageError
from auditor.ledger.writing import Execution, LedgerWriter
from auditor.proxy.events import Events, data_of
from auditor.proxy.watching import Label, Watch

MAX_BODY = 32 * 1024 * 1024
_SESSION = "mcp-session-id"
_METHODS = ["GET", "POST", "DELETE", "OPTIONS"]
# What concerns one hop only, and what our own client decides.
_OF_ONE_HOP = {
    b"accept-encoding", b"connection", b"content-encoding", b"content-length", b"host",
    b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te",
    b"trailer", b"transfer-encoding", b"upgrade",
}  # fmt: skip


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
            body = await _body_of(request)
        except ClientDisconnect:
            return _unheard()
        if body is None:
            return _fault(413, f"the request is longer than {MAX_BODY:,} bytes")
        link = self._link(request.headers.get(_SESSION))
        link.watch.from_client(body, link.scope)
        try:
            answer = await _while_heard(request, partial(self._forwarded, request, link, body))
            if answer is not None:
                return answer
            await self._let_go(link)
        except UsageError as error:
            return _fault(500, str(error))
        return _unheard()

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
            self.url.copy_with(query=request.url.query.encode() or self.url.query),
            headers=_passed_on(request.headers.raw),
            content=body,
        )
        try:
            answer = await self._client.send(sent, stream=True)
            return await self._answered(request, link, answer)
        except httpx2.TransportError as error:
            await self._let_go(link)
            return _fault(502, f"the MCP server cannot be reached: {error}")

    async def _answered(self, request: Request, link: _Link, answer: httpx2.Response) -> Response:
        if answer.has_redirect_location:
            await answer.aclose()
            place = answer.headers["location"]
            return _fault(502, f"the MCP server redirects to {place}; give that URL if it is meant")
        session = answer.headers.get(_SESSION)
        if link.scope and session is not None:
            begun = self._link(session)
            begun.watch.take_in(link.watch.take_out(link.scope))
            link = begun
        if answer.headers.get("content-type", "").lower().startswith("text/event-stream"):
            return _with_headers(
                StreamingResponse(self._events(link, answer), answer.status_code), answer
            )
        body = await _whole(answer)
        if body is None:
            return _fault(502, f"the MCP server's answer is longer than {MAX_BODY:,} bytes")
        await self._write(link.watch.from_server(body, link.scope))
        await self._let_go(link)
        if request.method == "DELETE" and answer.is_success and not link.scope:
            ended = self._sessions.pop(request.headers[_SESSION], None)
            await self._write(ended.end() if ended else [])
        return _with_headers(Response(body, answer.status_code), answer)

    async def _events(self, link: _Link, answer: httpx2.Response) -> AsyncIterator[bytes]:
        """Pass on server-sent events, each after its executions are entered."""
        events = Events()
        try:
            async for chunk in answer.aiter_bytes():
                for event in events.feed(chunk):
                    await self._write(link.watch.from_server(data_of(event), link.scope))
                    yield event
                if events.waiting > MAX_BODY:
                    return
        except httpx2.TransportError:
            return  # the stream breaks off for our client as it did for us
        finally:
            with anyio.CancelScope(shield=True):
                await answer.aclose()
                await self._let_go(link)

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


async def _while_heard(
    request: Request, answering: Callable[[], Awaitable[Response]]
) -> Response | None:
    """Return an answer, or None where the client left before it came.

    A client cancels a request by closing its connection, and ours to the server closes with it.
    """
    answer, fault = None, None
    async with anyio.create_task_group() as tasks:

        async def leave() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            tasks.cancel_scope.cancel()

        tasks.start_soon(leave)
        try:
            answer = await answering()
        except UsageError as error:  # outside of the group, which would wrap it
            fault = error
        tasks.cancel_scope.cancel()
    if fault is not None:
        raise fault
    return answer


async def _body_of(request: Request) -> bytes | None:
    """Return a request's body, or None where it is longer than `MAX_BODY`."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


async def _whole(answer: httpx2.Response) -> bytes | None:
    """Return an answer's body, or None where it is longer than `MAX_BODY`."""
    body = bytearray()
    try:
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > MAX_BODY:
                return None
    finally:
        with anyio.CancelScope(shield=True):
            await answer.aclose()
    return bytes(body)


def _passed_on(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower() not in _OF_ONE_HOP]


AnyResponse = TypeVar("AnyResponse", bound=Response)


def _with_headers(response: AnyResponse, answer: httpx2.Response) -> AnyResponse:
    """Give our response the server's headers, repeated ones included."""
    own = [(name, value) for name, value in response.raw_headers if name == b"content-length"]
    theirs = _passed_on(answer.headers.raw)
    response.raw_headers = [*own, *((name.lower(), value) for name, value in theirs)]
    return response


def _unheard() -> Response:
    """Return an answer to a client that left; nobody reads it."""
    return Response(status_code=499)


def _fault(status: int, words: str) -> JSONResponse:
    """Return an answer of our own; the proxy's words are to be told from the server's."""
    error = {"code": -32000, "message": f"auditor proxy: {words}"}
    return JSONResponse({"jsonrpc": "2.0", "id": None, "error": error}, status)


def _security(endpoint: Endpoint) -> TransportSecuritySettings | None:
    """Return which `Host` and `Origin` are accepted: a page that rebinds its name is refused."""
    if not _is_loopback(endpoint.host):
        return None
    names = ["127.0.0.1", "localhost", "[::1]"]
    return TransportSecuritySettings(
        allowed_hosts=[f"{name}:*" for name in names],
        allowed_origins=[f"http://{name}:*" for name in names],
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
    await uvicorn.Server(config).serve(sockets=[listening])
