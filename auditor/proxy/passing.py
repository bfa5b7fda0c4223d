"""How requests and answers of HTTP are taken from one side and given to the other."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import anyio
import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auditor.errors import UsageError

MAX_BODY = 32 * 1024 * 1024
# What concerns one hop only, and what our own client decides.
_OF_ONE_HOP = {
    b"accept-encoding", b"connection", b"content-encoding", b"content-length", b"host",
    b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te",
    b"trailer", b"transfer-encoding", b"upgrade",
}  # fmt: skip


async def while_heard(
    request: Request, answering: Callable[[], Awaitable[Response]]
) -> Response | None:
    """Return an answer, or None where the client left before it came.

    A client cancels a request by closing its connection, and ours to the server closes with it.
    """
    answer, refused = None, None
    async with anyio.create_task_group() as tasks:

        async def leave() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            tasks.cancel_scope.cancel()

        tasks.start_soon(leave)
        try:
            answer = await answering()
        except UsageError as error:  # outside of the group, which would wrap it
            refused = error
        tasks.cancel_scope.cancel()
    if refused is not None:
        raise refused
    return answer


async def body_of(request: Request) -> bytes | None:
    """Return a request's body, or None where it is longer than `MAX_BODY`."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


async def whole(answer: httpx2.Response) -> bytes | None:
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


def passed_on(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers that the other side is to see, byte for byte."""
    return [(name, value) for name, value in headers if name.lower() not in _OF_ONE_HOP]


AnyResponse = TypeVar("AnyResponse", bound=Response)


def with_headers(response: AnyResponse, answer: httpx2.Response) -> AnyResponse:
    """Give our response the server's headers, repeated ones included."""
    own = [(name, value) for name, value in response.raw_headers if name == b"content-length"]
    theirs = passed_on(answer.headers.raw)
    response.raw_headers = [*own, *((name.lower(), value) for name, value in theirs)]
    return response


def fault(status: int, words: str) -> JSONResponse:
    """Return an answer of our own; the proxy's words are to be told from the server's."""
    error = {"code": -32000, "message": f"auditor proxy: {words}"}
    return JSONResponse({"jsonrpc": "2.0", "id": None, "error": error}, status)
