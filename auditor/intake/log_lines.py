r"""JSON out of the lines of logs: behind a prefix, and inside what a container's runtime wraps.

A log is a stream of lines that may be wrapped, by Docker as `{"log": "...\n", "stream", "time"}`,
by the runtimes of Kubernetes as `TIME stdout F ...`, by loggers as `{"level", "message": "..."}`.
What is inside is cut as any stream of values is, over as many lines as a value takes; what stands
before and after a value of the same line is the logger's.
"""

import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from auditor import sources
from auditor.intake.cutting import Cut, Cutter, Piece
from auditor.sources import RawRecord

# Time, stream, whether the line is whole or goes on. Source: Kubernetes, CRI logging format.
_CRI = re.compile(rb"\d{4}-\d\d-\d\dT\S+ (stdout|stderr) ([FP])(?::\S*)? ")
# `[INFO]` begins no value, and `{` none unless a key follows, be it on the next line.
# Nor does what Python prints, but for a message, and a request that the clients of OpenAI and
# Anthropic log (`{'method': 'post', ...}`): programs log many a dict that is none.
_FIRST = rb"""\{\s*(?:"|'(?:role|messages|content|type|method)':)"""
_JSON = re.compile(_FIRST + rb"|\[\s*" + _FIRST)
_OPENING = re.compile(_JSON.pattern + rb"|[\[{]\s*\Z")


LINE_OF_A_LOG = "a line of a log without a record"
# What else a logger writes; a row that names its conversation is no line of a log.
_LOGGED = frozenset({
    "level", "levelname", "severity", "time", "timestamp", "@timestamp", "asctime", "ts", "logger",
})  # fmt: skip
_SPEAKS = frozenset({"role", "sender", "from", "author", "speaker", "content", "text", "type"})
_NAMES_ONE = frozenset({"session_id", "conversation_id", "thread_id", "chat_id", "sessionId"})


class _Wrapped(msgspec.Struct, gc=False):
    """A line of a log as a JSON object; the text is under one of these keys."""

    log: str | UnsetType = UNSET
    message: str | UnsetType = UNSET
    msg: str | UnsetType = UNSET
    textPayload: str | UnsetType = UNSET  # noqa: N815 - spelt by Google Cloud
    stream: str = ""


class _Inner(NamedTuple):
    """What a line wraps, as lines of which stream; the last may go on in the stream's next."""

    stream: str
    lines: list[bytes]


class LogCutter(Cutter):
    """Cuts values out of one stream of a log, in which other lines may stand between them."""

    opening = _OPENING
    begins_anew = True

    def made(self, record: RawRecord) -> Cut:
        """Take what only ended a line like a value for words."""
        return Cut(record, _JSON.match(record.raw) is not None)

    def beside(self, piece: Piece, start: int, end: int) -> Iterator[Cut]:
        """Yield lines without a value; what stands beside one belongs to it."""
        if start == 0 and end == len(piece.text):
            yield from super().beside(piece, start, end)


_decode = msgspec.json.Decoder(_Wrapped).decode


def log_values_of(path: str, most: int = sys.maxsize) -> Iterator[Cut]:
    """Yield the JSON values that the lines of a log hold, and the lines that hold none.

    Args:
        most: Bytes after which no further line is read.
    """
    # What is said on one stream goes on after what was said on another.
    cutters: dict[str, LogCutter] = {}
    for record in sources.records_of(path):
        if record.offset > most:
            break
        inner = _unwrapped(record.raw)
        cutter = cutters.setdefault(inner.stream, LogCutter())
        for text in inner.lines:
            yield from cutter.feed(Piece(text, record.line, record.offset, record.length))
    for cutter in cutters.values():
        yield from cutter.finish()


def is_wrapped(value: Any) -> bool:
    """Say whether a decoded line looks like a log's, with the text as one of its strings."""
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("log"), str):
        return True
    texts = [value.get(key) for key in ("message", "msg", "textPayload")]
    of_log = not _LOGGED.isdisjoint(value) and _NAMES_ONE.isdisjoint(value)
    return of_log and any(isinstance(one, str) and _JSON.search(one.encode()) for one in texts)


def is_words(value: Any) -> bool:
    """Say whether a decoded line of a log holds words and plain values alone."""
    if not isinstance(value, dict) or any(isinstance(told, dict | list) for told in value.values()):
        return False
    texts = [value.get(key) for key in ("message", "msg", "textPayload", "MESSAGE", "log")]
    timed = not _LOGGED.isdisjoint(value) or "__REALTIME_TIMESTAMP" in value
    spoken = not _NAMES_ONE.isdisjoint(value) or not _SPEAKS.isdisjoint(value)
    return timed and not spoken and any(isinstance(text, str) and "{" not in text for text in texts)


def _unwrapped(raw: bytes) -> _Inner:
    if found := _CRI.match(raw):
        text = raw[found.end() :]
        return _Inner(found[1].decode(), [text if found[2] == b"P" else text + b"\n"])
    if raw[:1] == b"{":
        try:
            return _unwrapped_object(_decode(raw)) or _Inner("", [raw + b"\n"])
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            pass
    return _Inner("", [raw + b"\n"])


def _unwrapped_object(wrapped: _Wrapped) -> _Inner | None:
    if wrapped.log is not UNSET:
        return _Inner(wrapped.stream, wrapped.log.encode().splitlines(keepends=True))
    for text in (wrapped.message, wrapped.msg, wrapped.textPayload):
        if text is not UNSET and _JSON.search(text.encode()):
            return _Inner("", f"{text}\n".encode().splitlines(keepends=True))
    return None
