"""Traces that agents send while they run: OTLP over HTTP, kept on disk, audited when they rest.

What is answered with 200 is on disk. Each trace has a file of its own in the form of
OpenTelemetry's file exporter; the store reads it as any other, so nothing is counted twice however
often an exporter sends it.
"""

import contextlib
import gzip
import hashlib
import io
import json
import os
import re
import threading
import time
import traceback
import zlib
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from auditor.errors import AuditorError
from auditor.safe_text import safe_text
from auditor.setting import Setting
from auditor.store import Store, ingest
from auditor.strict_json import decode

LARGEST = 32 * 1024 * 1024
"""Bytes of one request, unpacked."""

_QUIET_SECONDS = 1.0
_LOOK_SECONDS = 0.25
_AGAIN_SECONDS = 5.0
_OWN_FILE = re.compile(r"[0-9a-f]{1,64}\.jsonl")
_TRACE_ID = re.compile(r"[0-9a-fA-F]{1,64}")
_JSON = "application/json"


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A request that is not taken: the status, and why in one sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Inbox:
    """Keeps what was sent and audits each trace once nothing of it came for a second.

    Args:
        folder: Where the files of traces are.
        store: What they are audited into.
        setting: What the audit is told.
    """

    def __init__(self, folder: str, store: Store, setting: Setting) -> None:
        self._folder = folder
        self._store = store
        self._setting = setting
        self._lock = threading.Lock()
        self._changed: dict[str, float] = {}
        self._failure = ""
        os.makedirs(folder, exist_ok=True)
        for name in filter(_OWN_FILE.fullmatch, sorted(os.listdir(folder))):
            self._changed[os.path.join(folder, name)] = 0.0

    @property
    def state(self) -> dict[str, Any]:
        """What `/healthz` tells."""
        with self._lock:
            waiting = len(self._changed)
        return {
            "status": "failing" if self._failure else "ok",
            "waiting": waiting,
            "failure": self._failure,
        }

    def take(self, body: bytes) -> int:
        """Keep the spans of a request; return how many.

        Raises:
            Refused: It is no OTLP in JSON, or the disk refuses.
        """
        by_trace = _by_trace(body)
        spans = 0
        with self._lock:
            for trace_id, parts in by_trace.items():
                path = os.path.join(self._folder, f"{_file_name(trace_id)}.jsonl")
                line = json.dumps({"resourceSpans": parts}, ensure_ascii=True)
                try:
                    _append(path, line.encode() + b"\n")
                except OSError as error:
                    raise Refused(503, f"It could not be kept: {error.strerror}.") from error
                self._changed[path] = time.monotonic()
                spans += sum(len(scope["spans"]) for part in parts for scope in part["scopeSpans"])
        return spans

    def start(self) -> None:
        """Audit in the background what was sent, as long as the process lives."""
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            try:
                self.audit_quiet()
            except Exception as error:  # noqa: BLE001 - later traces must not go unaudited in silence
                traceback.print_exc()
                self._failure = f"A fault of auditor: {safe_text(repr(error))}"
            time.sleep(_AGAIN_SECONDS if self._failure else _LOOK_SECONDS)

    def audit_quiet(self, quiet: float = _QUIET_SECONDS) -> int:
        """Audit the traces of which nothing came for some seconds; return how many.

        A file that somebody took away is let go; one that cannot be opened is tried again.
        """
        now = time.monotonic()
        with self._lock:
            resting = {path: at for path, at in self._changed.items() if now - at >= quiet}
        there = [path for path in sorted(resting) if os.path.lexists(path)]
        closed: dict[str, str] = {}
        if there:
            try:
                done = ingest(there, self._store, self._setting)
            except AuditorError as error:
                self._failure = safe_text(str(error))
                return 0
            pairs = zip(there, done, strict=True)
            closed = {path: one.problem.reason for path, one in pairs if one.problem}
        told = next(iter(closed.items()), None)
        self._failure = safe_text(f"{told[0]}: {told[1]}") if told else ""
        with self._lock:
            for path in resting.keys() - closed.keys():
                if self._changed.get(path) == resting[path]:
                    del self._changed[path]
        return len(there) - len(closed)


def routes_of(inbox: Inbox) -> list[Route]:
    """Return `POST /v1/traces` and `GET /healthz`."""

    async def traces(request: Request) -> Response:
        try:
            body = await _body(request)
            inbox.take(body)
        except Refused as refusal:
            return JSONResponse({"message": str(refusal)}, refusal.status)
        return JSONResponse({"partialSuccess": {}})

    async def health(_: Request) -> Response:
        state = inbox.state
        return JSONResponse(state, 200 if state["status"] == "ok" else 503)

    return [
        Route("/v1/traces", traces, methods=["POST"]),
        Route("/healthz", health, methods=["GET"]),
    ]


async def _body(request: Request) -> bytes:
    """Return what was sent, unpacked.

    A page of another site cannot send this type of content without asking first, and nobody
    answers that question.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise Refused(
            415, "Send OTLP as JSON: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json in the exporter."
        )
    if "origin" in request.headers:
        raise Refused(403, "Pages in a browser may not send traces.")
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > LARGEST:
            raise Refused(413, f"One request may have {LARGEST >> 20} MiB.")
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding == "gzip":
        return _unpacked(bytes(taken))
    if coding not in ("", "identity"):
        raise Refused(415, "Only gzip is unpacked.")
    return bytes(taken)


def _unpacked(packed: bytes) -> bytes:
    try:
        body = gzip.GzipFile(fileobj=io.BytesIO(packed)).read(LARGEST + 1)
    except EOFError:
        raise Refused(400, "The gzip breaks off.") from None
    except (OSError, zlib.error) as error:
        raise Refused(400, f"It is no gzip: {error}.") from None
    if len(body) > LARGEST:
        raise Refused(413, f"One request may have {LARGEST >> 20} MiB, unpacked.")
    return body


def _by_trace(body: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the `resourceSpans` of a request for each trace, with resource and scope kept."""
    try:
        value = decode(body)
    except ValueError as error:
        raise Refused(400, f"It is no JSON: {safe_text(str(error))}.") from None
    found: dict[str, list[dict[str, Any]]] = {}
    for part in _list(value, "resourceSpans"):
        for scope in _list(part, "scopeSpans"):
            of_scope: dict[str, list[Any]] = {}
            for span in _list(scope, "spans"):
                trace_id = span.get("traceId") if isinstance(span, dict) else None
                if not isinstance(trace_id, str) or not trace_id:
                    raise Refused(400, "A span has no traceId.")
                of_scope.setdefault(trace_id, []).append(span)
            for trace_id, spans in of_scope.items():
                rest = {key: member for key, member in part.items() if key != "scopeSpans"}
                rest["scopeSpans"] = [{**scope, "spans": spans}]
                found.setdefault(trace_id, []).append(rest)
    return found


def _list(value: Any, key: str) -> list[Any]:
    if not isinstance(value, dict):
        raise Refused(400, f"It is no OTLP: {key} is no list.")
    members = value.get(key)
    if members is None:
        # Spans under another name would be answered with 200 and lost.
        other = next((name for name, held in value.items() if held and isinstance(held, list)), "")
        if other:
            raise Refused(400, f"It is no OTLP of traces: it has {safe_text(other)}, not {key}.")
        return []
    if not isinstance(members, list):
        raise Refused(400, f"It is no OTLP: {key} is no list.")
    return members


def _file_name(trace_id: str) -> str:
    """Return the name of a trace's file; an id that is none of OpenTelemetry's becomes a digest."""
    if _TRACE_ID.fullmatch(trace_id):
        return trace_id.lower()
    return hashlib.sha256(trace_id.encode("utf-8", "surrogatepass")).hexdigest()


def _append(path: str, line: bytes) -> None:
    """Add a line that is on disk when this returns, or not there at all."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line  # what a power cut broke off must not spoil it
        try:
            if os.write(descriptor, line) != len(line):
                raise OSError(28, "the disk is full")
            os.fsync(descriptor)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
