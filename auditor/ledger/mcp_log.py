"""Executions out of logged MCP messages.

A response belongs to the request of the same connection, the opposite direction and the same id;
ids begin anew with each session, and both sides number their own requests. A log without
connections is cut into sessions at each `initialize`; where it gives no direction, the shape of
the result tells an answer to `tools/call` from one to the server's own requests.
"""

from typing import Any, NamedTuple

import msgspec

from auditor.ledger_entry import LedgerEntry
from auditor.messages.parts import json_text
from auditor.messages.times import utc
from auditor.trace import Place

_WRAPPERS = ("message", "payload", "data", "msg", "json", "body")
_TIMES = ("at", "timestamp", "time", "ts", "@timestamp")
_CONNECTIONS = ("connection", "connection_id", "session", "session_id", "sessionId")
_CALL_ID_KEYS = {"tooluseid", "toolcallid", "callid"}


class Logged(NamedTuple):
    """A JSON-RPC message and what the log says around it.

    Attributes:
        direction: Any text that tells the two directions apart; "" where not given.
    """

    message: dict[str, Any]
    at: str | None = None
    connection: str = ""
    direction: str = ""
    server: str = ""


class _Pending(NamedTuple):
    """A `tools/call` request that is not yet answered."""

    place: Place
    logged: Logged
    session: str


class McpLog:
    """Collects the executions of one file of logged messages.

    Args:
        file: Its name, which stands for a server that does not name itself.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._pending: dict[tuple[str, Any], list[_Pending]] = {}
        self._sessions: dict[str, int] = {}
        self._servers: dict[str, str] = {}
        self._finished: list[tuple[_Pending, dict[str, Any] | None]] = []
        self.tools: dict[str, set[str]] = {}

    def feed(self, logged: Logged, place: Place) -> None:
        """Take in the next message."""
        message, connection = logged.message, logged.connection
        method = message.get("method")
        if method == "initialize":
            self._sessions[connection] = self._sessions.get(connection, 0) + 1
        elif method == "tools/call" and "id" in message:
            waiting = _Pending(place, logged, self._session(connection))
            self._pending.setdefault((connection, _id_key(message["id"])), []).append(waiting)
        elif method is None and "id" in message:
            self._answer(logged)

    def _session(self, connection: str) -> str:
        number = self._sessions.get(connection, 1)
        if not connection:
            return f"session {number}"
        return connection if number == 1 else f"{connection} {number}"

    def _answer(self, logged: Logged) -> None:
        message = logged.message
        result = message.get("result")
        if isinstance(result, dict):
            self._learn(logged.connection, result)
        waiting = self._pending.get((logged.connection, _id_key(message.get("id"))))
        if not waiting or not _answers_a_call(message):
            return
        if logged.direction and logged.direction == waiting[0].logged.direction:
            return
        self._finished.append((waiting.pop(0), message))

    def _learn(self, connection: str, result: dict[str, Any]) -> None:
        """Note the server's name and the tools it lists."""
        info = result.get("serverInfo")
        if isinstance(info, dict) and isinstance(info.get("name"), str):
            self._servers[connection] = info["name"]
        tools = result.get("tools")
        if isinstance(tools, list):
            names = {tool["name"] for tool in tools if isinstance(tool, dict) and "name" in tool}
            self.tools.setdefault(connection, set()).update(filter(_is_text, names))

    def server_of(self, connection: str, said: str = "") -> str:
        """Return the name of the server behind a connection."""
        return said or self._servers.get(connection, self._file)

    def entries(self) -> list[LedgerEntry]:
        """Return the executions in order of their requests; unanswered ones have no result."""
        unanswered = [(one, None) for some in self._pending.values() for one in some]
        every = sorted([*self._finished, *unanswered], key=lambda pair: pair[0].place.line or 0)
        return [self._entry(number, *pair) for number, pair in enumerate(every)]

    def _entry(self, number: int, request: _Pending, answer: dict[str, Any] | None) -> LedgerEntry:
        params = request.logged.message.get("params")
        params = params if isinstance(params, dict) else {}
        arguments = params.get("arguments")
        result, is_error = _outcome(answer)
        name = params.get("name")
        return LedgerEntry(
            number,
            self.server_of(request.logged.connection, request.logged.server),
            request.session,
            name if isinstance(name, str) else "?",
            request.place,
            "{}" if arguments is None else json_text(arguments),
            request.logged.at,
            call_id_in(params.get("_meta")),
            result,
            "",
            is_error,
        )


def unwrapped(value: Any) -> list[Logged]:
    """Return the JSON-RPC messages of a logged value; none where it holds none."""
    if isinstance(value, list):
        return [one for item in value for one in unwrapped(item)]
    if not isinstance(value, dict):
        return []
    if "jsonrpc" in value:
        return [Logged(value, *_around(value))]
    for key in _WRAPPERS:
        inner = _decoded(value.get(key))
        messages = inner if isinstance(inner, list) else [inner]
        if messages and all(isinstance(one, dict) and "jsonrpc" in one for one in messages):
            return [Logged(one, *_around(value)) for one in messages]
    return []


def _decoded(value: Any) -> Any:
    """Return a message that the log holds as text."""
    if not isinstance(value, str) or '"jsonrpc"' not in value:
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return None


def _around(record: dict[str, Any]) -> tuple[str | None, str, str, str]:
    at = next((utc(record[key]) for key in _TIMES if key in record), None)
    connection = next((str(record[key]) for key in _CONNECTIONS if record.get(key)), "")
    direction = record.get("direction") or record.get("from") or ""
    server = record.get("server") or record.get("server_name") or ""
    return at, connection, str(direction), server if isinstance(server, str) else ""


def call_id_in(meta: Any) -> str | None:
    """Return the caller's id of a call where the client put it into `_meta`."""
    if not isinstance(meta, dict):
        return None
    for key, value in meta.items():
        last = key.rsplit("/", 1)[-1].replace("_", "").replace("-", "").casefold()
        if last in _CALL_ID_KEYS and isinstance(value, str):
            return value
    return None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _id_key(value: Any) -> tuple[str, str]:
    """Return a key under which 1 and "1" are two ids."""
    return type(value).__name__, str(value)


def _answers_a_call(message: dict[str, Any]) -> bool:
    if "error" in message:
        return True
    result = message.get("result")
    # Answers to the server's own requests: sampling has a role, roots and elicitation these keys.
    own = {"role", "roots", "action"}
    return (
        isinstance(result, dict)
        and ("content" in result or own.isdisjoint(result))
        and ("role" not in result)
    )


def _outcome(answer: dict[str, Any] | None) -> tuple[str | None, bool]:
    """Return what the server answered as JSON text, and whether it is a failure."""
    if answer is None:
        return None, False
    if "error" in answer:
        return json_text({"error": answer["error"]}), True
    result = answer.get("result")
    failed = isinstance(result, dict) and result.get("isError") is True
    return json_text(result), failed
