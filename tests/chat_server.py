"""A small OpenAI-compatible server on loopback, well-behaved or not; a stand-in for a network."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = ("rate-limit", "error", "timeout", "cut", "malformed", "shape")


class ChatServer(ThreadingHTTPServer):
    """Answers by `answer(body)`; `fault(n)` names what goes wrong with the n-th request, if any.

    Attributes:
        asked: The bodies of all requests.
        headers: Their headers.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, answer, fault=lambda _n: ""):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.fault = fault
        self.asked = []
        self.headers = []
        self.lock = threading.Lock()

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request, client_address):
        """Say nothing when a client goes away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            number = len(self.server.asked)
            self.server.asked.append(body)
            self.server.headers.append(dict(self.headers))
        fault = self.server.fault(number)
        reply = self.server.answer(body)
        if isinstance(reply, tuple):
            return self._send(*reply)
        whole = json.dumps(reply).encode()
        if fault == "rate-limit":
            return self._send(429, b'{"error": {"code": "busy"}}', {"Retry-After": "0"})
        if fault == "error":
            return self._send(500, b"<html>oh no</html>")
        if fault == "timeout":
            time.sleep(0.8)
            return None
        if fault == "cut":
            self._send(200, whole, length=len(whole) + 100)
            self.close_connection = True
            return None
        if fault == "malformed":
            return self._send(200, whole[: len(whole) // 2])
        if fault == "shape":
            return self._send(200, b'{"object": "error"}')
        return self._send(200, whole)

    def _send(self, status, body, headers=None, length=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Keep quiet."""


def completion(message, **more):
    """Return a chat completion around a message."""
    return {
        "id": more.pop("id", None),
        "object": "chat.completion",
        "model": "tiny",
        "choices": [
            {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        **more,
    }


@contextlib.contextmanager
def serving(answer, fault=lambda _n: ""):
    """Run a server in a thread for as long as the block lasts."""
    server = ChatServer(answer, fault)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
