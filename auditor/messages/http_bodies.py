"""Requests and responses as recorders of HTTP keep them, and the bodies in them.

HAR of browsers and proxies (`postData.text`, `content.text`), cassettes of VCR in Python and Ruby
(`body.string`, `body.base64_string`, or `parsed_body` where it was decoded) and of Polly,
recordings of nock, flows as add-ons of mitmproxy dump them (`content`, `body`). A body is JSON, the
text of a stream, or bytes in base64, which may be packed.
"""

import base64
import binascii
import zlib
from typing import Any, NamedTuple

from auditor import strict_json
from auditor.messages.converse_stream import events_in, is_framed
from auditor.messages.parts import object_of, text_or_none
from auditor.messages.times import utc

_HTTP = frozenset({"url", "uri", "method", "path", "pretty_url", "http_version", "httpVersion"})
_BODIES = ("postData", "body", "parsed_body", "content", "text", "body_raw", "bodyRaw")
_WRITTEN = ("text", "string", "base64_string", "value")
_ABOUT = frozenset(
    {*_WRITTEN, "mimeType", "mime_type", "size", "encoding", "compression", "params", "encoded",
     "charset", "contentType", "comment", "_isBinary", "isBase64"}
)  # fmt: skip
_TIMES = ("startedDateTime", "recorded_at", "timestamp", "timestamp_start", "started_at", "ts")
_GZIP = 31
_FAILED = 400
MAX_BODY = 64 * 1024 * 1024
"""Bytes of a packed body that are unpacked at the most."""


class Recorded(NamedTuple):
    """One exchange.

    Attributes:
        asked: The body of the request as it was kept; see `body_of`.
        answered: The body of the response, likewise.
        at: When it began, in UTC.
        failed: The response's status says that it failed.
    """

    asked: Any
    answered: Any
    at: str | None
    failed: bool


def is_recorded(value: Any) -> bool:
    """Say whether a value is a request with its response, told with what HTTP alone has."""
    if not isinstance(value, dict):
        return False
    request = value.get("request")
    if isinstance(request, dict):
        marked = request if not _HTTP.isdisjoint(request) else value
        return "response" in value and not _HTTP.isdisjoint(marked)
    # nock's
    return {"scope", "path", "body", "response"} <= value.keys()


def recorded(value: dict[str, Any]) -> Recorded:
    """Return what a recorder keeps of an exchange."""
    request, response = value.get("request"), value.get("response")
    if not isinstance(request, dict):
        asked, answered, status = value.get("body"), response, value.get("status")
    else:
        asked, answered = _first_body(request), _first_body(object_of(response))
        status = _status_of(object_of(response))
    times = (h.get(key) for h in (value, object_of(request)) for key in _TIMES)
    at = next(filter(None, map(utc, times)), None)
    return Recorded(asked, answered, at, isinstance(status, int) and status >= _FAILED)


def _status_of(response: dict[str, Any]) -> Any:
    status = response.get("status_code", response.get("status"))
    return status.get("code") if isinstance(status, dict) else status


def _first_body(message: dict[str, Any]) -> Any:
    held = (message[key] for key in _BODIES if message.get(key) not in (None, "", {}))
    return next(held, None)


def body_of(given: Any) -> Any:
    """Return a body out of what a recorder wraps around it: decoded JSON, else its text.

    Raises:
        JsonError: It is JSON that readers would understand differently, or cannot be unpacked.
    """
    if isinstance(given, dict) and given.keys() <= _ABOUT:
        text = next((given[key] for key in _WRITTEN if isinstance(given.get(key), str)), None)
        packed = "base64_string" in given or _is_base64(given)
        return _of_bytes(_unpacked(text)) if packed and text else body_of(text)
    if isinstance(given, list) and given and all(isinstance(one, str) for one in given):
        return body_of("".join(given))
    return _of_text(given) if isinstance(given, str) else given


def _is_base64(wrapper: dict[str, Any]) -> bool:
    named = text_or_none(wrapper.get("encoding")) or ""
    return named.lower() == "base64" or wrapper.get("isBase64") is True


def _unpacked(text: str) -> bytes:
    """Return the bytes that a text in base64 stands for, or Polly's list of such texts."""
    pieces = [text]
    if text.startswith("["):
        listed = strict_json.decode(text.encode())
        pieces = [one for one in listed if isinstance(one, str)]
    try:
        raw = b"".join(base64.b64decode(piece, validate=True) for piece in pieces)
        return _unzipped(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (binascii.Error, ValueError, zlib.error) as error:
        raise strict_json.JsonError(f"a body in base64 cannot be unpacked: {error}") from None


def _unzipped(raw: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    whole = unpacker.decompress(raw, MAX_BODY)
    if unpacker.unconsumed_tail:
        raise ValueError(f"it has more than {MAX_BODY:,} bytes")
    return whole


def _of_bytes(raw: bytes) -> Any:
    if is_framed(raw):
        return events_in(raw)
    try:
        return _of_text(raw.decode())
    except UnicodeDecodeError:
        raise strict_json.JsonError("a body is packed in a way that is not read") from None


def _of_text(text: str) -> Any:
    if text.lstrip()[:1] not in ("{", "["):
        return text or None
    try:
        return strict_json.decode(text.encode())
    except UnicodeError as error:
        raise strict_json.JsonError(str(error)) from None
