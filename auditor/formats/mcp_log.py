"""MCP traffic: JSON-RPC messages between a client and a tool server, one on each line.

The runtime's side of the story: what was really called and returned. Messages may stand bare
or inside a logger's wrapper with time, direction and session. Ids restart with every session and
count apart in each direction, so a response belongs to the pending request of its session and of
the other direction. Only tool calls, their results and tool lists become part of a trace.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.dialects import decoded
from auditor.messages.parts import arguments_text, json_text, text_of, text_or_none, tools_of
from auditor.messages.times import utc
from auditor.trace import Note, Place, Trace

NAME = "mcp-log"

_HOLDERS = ("message", "msg", "data", "payload", "body", "rpc", "jsonrpc_message")
_SESSIONS = ("session", "session_id", "sessionId", "mcp-session-id", "connection", "connection_id")
_DIRECTIONS = ("direction", "dir", "from", "source", "type")
_RESULT_MARKS = frozenset({"isError", "structuredContent", "resultType"})
_PARAMS = frozenset({"name", "arguments", "_meta"})
_OTHER = "an MCP message other than a tool call"


class Wire(NamedTuple):
    """One JSON-RPC message and what its logger says of it."""

    message: dict[str, Any]
    session: str = ""
    direction: str = ""
    at: str | None = None


class Session(msgspec.Struct):
    """One connection in the making: `pending` holds (direction, id, method, tool) of requests."""

    name: str
    draft: Draft = msgspec.field(default_factory=Draft)
    pending: list[tuple[str, str, str, str]] = msgspec.field(default_factory=list)
    tools: list[Any] = msgspec.field(default_factory=list)
    notes: set[Note] = msgspec.field(default_factory=set)


def wires_of(value: Any) -> list[Wire]:
    """Return the JSON-RPC messages of a line: bare, wrapped, or a batch."""
    if isinstance(value, list):
        return [wire for member in value for wire in wires_of(member)] if _is_batch(value) else []
    if not isinstance(value, dict):
        return []
    if "jsonrpc" in value:
        return [Wire(value)]
    for key in _HOLDERS:
        inner = decoded(value.get(key))
        if isinstance(inner, dict) and "jsonrpc" in inner:
            return [
                Wire(inner, _text(value, _SESSIONS), _text(value, _DIRECTIONS), _time_of(value))
            ]
    return []


def _is_batch(value: list[Any]) -> bool:
    return all(isinstance(member, dict) for member in value)


def _text(value: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := text_or_none(value.get(key)))), "")


def _time_of(value: dict[str, Any]) -> str | None:
    times = (utc(value.get(key)) for key in ("timestamp", "ts", "time", "at"))
    return next(filter(None, times), None)


def recognise(value: Any) -> Recognition | None:
    """Recognise JSON-RPC, or the parameters or the result of a tool call alone."""
    if wires_of(value):
        return Recognition(0.8, "JSON-RPC 2.0 messages")
    if isinstance(value, dict) and _is_result(value):
        return Recognition(0.6, "an MCP tool result")
    if isinstance(value, dict) and _PARAMS >= value.keys() >= {"name", "_meta"}:
        return Recognition(0.6, "the parameters of an MCP tool call")
    return None


def _is_result(value: dict[str, Any]) -> bool:
    return isinstance(value.get("content"), list) and not _RESULT_MARKS.isdisjoint(value)


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the messages of one document."""
    if isinstance(value, dict) and not wires_of(value):
        key = "result" if _is_result(value) else "params"
        value = {"jsonrpc": "2.0", "id": None, key: value}
        if key == "params":
            value["method"] = "tools/call"
    members = value if isinstance(value, list) else [value]
    where = isinstance(value, list)
    placed = [
        (item if where else -1, wire) for item, m in enumerate(members) for wire in wires_of(m)
    ]
    yield from _traces(placed, place, "")


def _traces(placed: list[tuple[int, Wire]], place: Place, items: str | None) -> Iterator[Item]:
    sessions: list[Session] = []
    open_sessions: dict[str, Session] = {}
    for item, wire in placed:
        session = open_sessions.get(wire.session)
        if session is None or (wire.message.get("method") == "initialize" and session.draft.events):
            session = Session(wire.session)
            sessions.append(session)
            open_sessions[wire.session] = session
        if not _add(session, wire, item):
            yield Skipped(_OTHER)
    for session in sessions:
        if session.draft.events:
            yield _trace_of(session, place, items)


def _trace_of(session: Session, place: Place, items: str | None) -> Trace:
    events = session.draft.events
    return Trace(
        NAME,
        place,
        events,
        items,
        own_id=session.name or None,
        tools=tools_of(session.tools),
        notes=frozenset(session.notes),
        at=next((event.at for event in events if event.at), None),
    )


def _add(session: Session, wire: Wire, item: int) -> bool:
    """Add a message to its session; say whether it was of use."""
    message = wire.message
    method = message.get("method")
    if isinstance(method, str):
        return _add_request(session, wire, item, method)
    return ("result" in message or "error" in message) and _add_response(session, wire, item)


def _add_request(session: Session, wire: Wire, item: int, method: str) -> bool:
    params = wire.message["params"] if isinstance(wire.message.get("params"), dict) else {}
    call_id = text_or_none(wire.message.get("id"))
    name = str(params.get("name") or "")
    if call_id is not None:
        session.pending.append((wire.direction, call_id, method, name))
    if method != "tools/call":
        return False
    session.draft.step()
    session.draft.call(
        name,
        arguments_text(params.get("arguments")),
        item,
        call_id=call_id,
        source="unknown",
        at=wire.at,
    )
    return True


def _add_response(session: Session, wire: Wire, item: int) -> bool:
    call_id = text_or_none(wire.message.get("id"))
    asked = _take(session.pending, wire.direction, call_id)
    result = wire.message.get("result")
    method = asked[2] if asked else ""
    if method == "tools/list" and isinstance(result, dict):
        listed = result.get("tools")
        session.tools += listed if isinstance(listed, list) else []
        return True
    if asked is None:
        if not (isinstance(result, dict) and _is_result(result)):
            return False
        session.notes.add("truncated-head")
    elif method != "tools/call":
        return False
    error = wire.message.get("error")
    session.draft.result(
        _error_text(error) if error is not None else result_text(result),
        item,
        call_id=call_id,
        name=(asked[3] or None) if asked else None,
        is_error=error is not None or (isinstance(result, dict) and result.get("isError") is True),
        at=wire.at,
    )
    return True


def _take(
    pending: list[tuple[str, str, str, str]], direction: str, call_id: str | None
) -> tuple[str, str, str, str] | None:
    """Return and forget the latest request of this id that came from the other side."""
    for request in reversed(pending):
        if request[1] == call_id and (not direction or request[0] != direction):
            pending.remove(request)
            return request
    return None


def result_text(result: Any) -> str:
    """Return what a result says: its text, and its structured content where that says more."""
    if not isinstance(result, dict):
        return text_of(result)
    text = text_of(result.get("content"))
    structured = result.get("structuredContent")
    if structured is None or decoded(text) == structured:
        return text
    return f"{text}\n{json_text(structured)}" if text else json_text(structured)


def _error_text(error: Any) -> str:
    if isinstance(error, dict) and isinstance(error.get("message"), str) and "data" not in error:
        return str(error["message"])
    return text_of(error)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one JSON-RPC message on each line."""
    if values and all(map(wires_of, values)):
        return Recognition(0.8, "one JSON-RPC 2.0 message on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the messages of one or more connections."""
    placed: list[tuple[int, Wire]] = []
    for line in lines:
        wires = wires_of(line.value)
        if not wires:
            yield Skipped("no JSON-RPC message")
        placed += [(line.number, wire) for wire in wires]
    yield from _traces(placed, place, None)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="MCP JSON-RPC logs (the tool server's side)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
