"""A transport that reaches one host only and takes no more bytes and seconds than it should."""

import ssl
import time
from collections.abc import Iterator

import httpx2

from auditor.endpoints import Endpoint
from auditor.errors import ConfigError
from auditor.replaying.responding import NoReply

_HEADERS = {"host", "content-type", "content-length", "accept", "user-agent", "connection"}


class GuardedTransport(httpx2.BaseTransport):
    """Sends requests to the host of an endpoint and nowhere else.

    Headers are ours alone: the client adds what it finds in the environment (keys, organisations,
    whole headers), which belongs to another host.
    """

    def __init__(self, endpoint: Endpoint, key: str) -> None:
        self._endpoint = endpoint
        self._key = key
        self._origin = _origin(httpx2.URL(endpoint.base_url))
        self._inner = httpx2.HTTPTransport(
            verify=_trusted(endpoint.ca_file),
            trust_env=False,
            proxy=endpoint.proxy,
            limits=httpx2.Limits(max_connections=endpoint.concurrency + 1),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request.

        Raises:
            NoReply: It is for another host, or the response is packed.
        """
        if _origin(request.url) != self._origin:
            raise NoReply("a request to a host that the settings do not name was stopped")
        ends = time.monotonic() + self._endpoint.timeout
        response = self._inner.handle_request(self._ours(request))
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise NoReply("the response is packed, which was not asked for")
        assert isinstance(response.stream, httpx2.SyncByteStream)  # noqa: S101 - narrows
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Bounded(response.stream, self._endpoint.max_response, ends),
            extensions=response.extensions,
        )

    def _ours(self, request: httpx2.Request) -> httpx2.Request:
        given = request.headers.multi_items()
        headers = {name: value for name, value in given if name.lower() in _HEADERS}
        # A response out of a cache is one run told several times.
        headers |= {"cache-control": "no-cache, no-store", "accept-encoding": "identity"}
        if self._key:
            headers["authorization"] = f"Bearer {self._key}"
        return httpx2.Request(
            request.method,
            request.url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class _Bounded(httpx2.SyncByteStream):
    """A response's bytes, up to a number of them and a moment."""

    def __init__(self, inner: httpx2.SyncByteStream, most: int, ends: float) -> None:
        self._inner = inner
        self._most = most
        self._ends = ends

    def __iter__(self) -> Iterator[bytes]:
        taken = 0
        for piece in self._inner:
            taken += len(piece)
            if taken > self._most:
                raise NoReply(f"the response is larger than {self._most:,} bytes")
            if time.monotonic() > self._ends:
                raise NoReply("no whole response in time", again=True)
            yield piece

    def close(self) -> None:
        self._inner.close()


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _trusted(ca_file: str | None) -> bool | ssl.SSLContext:
    if ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise ConfigError(f"ca_file {ca_file} cannot be used: {error.strerror}.") from None
