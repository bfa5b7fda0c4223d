"""Which executions pass: requests of the client, linked with the answers of the server."""

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from auditor.ledger.mcp_log import call_id_in
from auditor.ledger.writing import Execution
from auditor.messages.parts import json_text

_SERVER_INFO = "io.modelcontextprotocol/serverInfo"


class Label(NamedTuple):
    """Under which names executions are entered.

    Attributes:
        server: "" to take the name by which the server introduces itself.
        otherwise: The server's name where it does not introduce itself.
        marked: Also enter when the session began and ended.
    """

    server: str
    session: str
    otherwise: str
    marked: bool = False


class _Key(NamedTuple):
    """What an answer must share with its request."""

    scope: int
    kind: str
    request: str


class _Call(NamedTuple):
    """A call that the server has not answered yet."""

    at: str
    name: str
    arguments_raw: str
    call_id: str | None


class Watch:
    """Watches one session. What it can't read is none of its business: it is passed on anyway.

    A `scope` sets apart requests whose ids mean nothing to each other: each HTTP request, where
    there are no sessions.

    Attributes:
        server: The server's name as far as it is known.
    """

    def __init__(self, label: Label) -> None:
        self.label = label
        self.server = label.server or label.otherwise
        self._unmarked = now() if label.marked else ""
        self._waiting: defaultdict[_Key, list[_Call]] = defaultdict(list)
        self._tasks: dict[str, _Call] = {}

    @property
    def begun(self) -> bool:
        """Something was entered, or no mark is wanted."""
        return not self._unmarked

    def from_client(self, raw: bytes, scope: int = 0) -> None:
        """Take note of the calls in what the client sends."""
        for message in messages_in(raw):
            method, params = message.get("method"), message.get("params")
            if "id" not in message or not isinstance(params, dict):
                continue
            if method == "tools/call":
                call = _call(params)
            elif method == "tasks/result" and str(params.get("taskId")) in self._tasks:
                call = self._tasks.pop(str(params["taskId"]))
            else:
                continue
            self._waiting[_key(scope, message["id"])].append(call)

    def from_server(self, raw: bytes, scope: int = 0) -> list[Execution]:
        """Return the executions that end with what the server sends, in its order."""
        found = []
        for message in messages_in(raw):
            result = message.get("result")
            if isinstance(result, dict):
                self._learn_name(result)
            if "method" in message or "id" not in message:
                continue
            calls = self._waiting.pop(_key(scope, message["id"]), None)
            if not calls:
                continue
            call = calls.pop(0)
            if calls:
                self._waiting[_key(scope, message["id"])] = calls
            if isinstance(result, dict) and self._goes_on(call, result):
                continue
            found.append(self._execution(call, message))
        # Before the first answer the server's name is not known, under which the mark belongs.
        return [*self._opening(), *found] if found else []

    def take_out(self, scope: int) -> dict[_Key, list[_Call]]:
        """Return the calls of a scope, which another watch may take in, and forget them."""
        keys = [key for key in self._waiting if key.scope == scope]
        return {key._replace(scope=0): self._waiting.pop(key) for key in keys}

    def take_in(self, waiting: dict[_Key, list[_Call]]) -> None:
        """Watch for the answers of calls that were sent before their session had a name."""
        for key, calls in waiting.items():
            self._waiting[key] += calls

    def give_up(self, scope: int) -> list[Execution]:
        """Return the calls of a scope that were sent and never answered, when it ends."""
        calls = [call for some in self.take_out(scope).values() for call in some]
        found = [self._execution(call, None) for call in sorted(calls, key=lambda call: call.at)]
        return [*self._opening(), *found] if found else []

    def end(self) -> list[Execution]:
        """Return what is to be entered when the session ends: calls never answered, and a mark."""
        calls = [call for some in self._waiting.values() for call in some] + [*self._tasks.values()]
        self._waiting.clear()
        self._tasks.clear()
        found = [self._execution(call, None) for call in sorted(calls, key=lambda call: call.at)]
        closing = [self._mark("closed", now())] if self.label.marked else []
        return [*self._opening(), *found, *closing]

    def _opening(self) -> list[Execution]:
        """Return the mark of the beginning, once."""
        begun, self._unmarked = self._unmarked, ""
        return [self._mark("opened", begun)] if begun else []

    def _mark(self, words: str, at: str) -> Execution:
        return Execution(at, self.server, self.label.session, "", "", words)

    def _goes_on(self, call: _Call, result: dict[str, Any]) -> bool:
        """Say whether an answer is none yet: it asks for input first, or starts a task."""
        if result.get("resultType") == "input_required":
            return True
        task = result.get("task")
        if isinstance(task, dict) and "taskId" in task and "content" not in result:
            self._tasks[str(task["taskId"])] = call
            return True
        return False

    def _learn_name(self, result: dict[str, Any]) -> None:
        meta = result.get("_meta")
        info = result.get("serverInfo") or (isinstance(meta, dict) and meta.get(_SERVER_INFO))
        if not self.label.server and isinstance(info, dict) and isinstance(info.get("name"), str):
            self.server = info["name"]

    def _execution(self, call: _Call, answer: dict[str, Any] | None) -> Execution:
        result, failed = None, True
        if answer is not None:
            body = answer.get("result")
            failed = "error" in answer or (isinstance(body, dict) and body.get("isError") is True)
            result = _text({"error": answer["error"]} if "error" in answer else body)
        return Execution(
            call.at, self.server, self.label.session, call.name, call.arguments_raw, result, failed,
            call.call_id,
        )  # fmt: skip


def now() -> str:
    """Return the time as the ledger writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def messages_in(raw: bytes) -> list[dict[str, Any]]:
    """Return the JSON-RPC messages of a line or body, a batch included.

    As lenient as any client may be: what one could understand must not pass unseen.
    """
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            value = json.loads(raw.decode("utf-8-sig", errors="replace"))
        except (ValueError, RecursionError):
            return []
    messages = value if isinstance(value, list) else [value]
    return [message for message in messages if isinstance(message, dict)]


def _call(params: dict[str, Any]) -> _Call:
    name, arguments = params.get("name"), params.get("arguments")
    return _Call(
        now(),
        name if isinstance(name, str) and name else "?",
        "{}" if arguments is None else _text(arguments),
        call_id_in(params.get("_meta")),
    )


def _text(value: Any) -> str:
    try:
        return json_text(value)
    except (UnicodeEncodeError, msgspec.EncodeError):
        return json.dumps(value)


def _key(scope: int, value: Any) -> _Key:
    """Return a key under which 1 and "1" are two ids."""
    return _Key(scope, type(value).__name__, str(value))
