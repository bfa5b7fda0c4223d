"""One JSONL line of plain OpenAI chat messages, decoded straight into its types.

Most logs are nothing but messages with texts and tool calls. Decoded by type, one line costs less
than decoding it without. Whatever is not exactly that (another field, content parts, a missing
role) is left to the lenient reader, so that both readers agree on every line that this one takes.
Duplicate keys are found by counting quotes, as in `strict_json`.
"""

from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType

from auditor import strict_json
from auditor.message_parts import tools_of
from auditor.trace import Event, Message, Tool, ToolCall, ToolResult


class _Function(Struct, forbid_unknown_fields=True, gc=False):
    name: str
    arguments: str


class _Call(Struct, forbid_unknown_fields=True, gc=False):
    function: _Function
    id: str | UnsetType = UNSET
    type: str | UnsetType = UNSET


class _System(Struct, forbid_unknown_fields=True, gc=False, tag="system", tag_field="role"):
    content: str


class _User(Struct, forbid_unknown_fields=True, gc=False, tag="user", tag_field="role"):
    content: str


class _Assistant(Struct, forbid_unknown_fields=True, gc=False, tag="assistant", tag_field="role"):
    content: str | UnsetType | None = UNSET
    tool_calls: list[_Call] | UnsetType | None = UNSET


class _Result(Struct, forbid_unknown_fields=True, gc=False, tag="tool", tag_field="role"):
    content: str
    tool_call_id: str | UnsetType = UNSET
    name: str | UnsetType = UNSET


class _Record(Struct, forbid_unknown_fields=True, gc=False):
    messages: list[_System | _User | _Assistant | _Result]
    tools: msgspec.Raw | UnsetType = UNSET
    id: str | UnsetType = UNSET
    task_id: str | UnsetType = UNSET
    model: str | UnsetType = UNSET


class Line(NamedTuple):
    """The events and tools of a line, and what it says of the run; None where it says nothing."""

    events: list[Event]
    tools: tuple[Tool, ...]
    own_id: str | None
    task_id: str | None
    model: str | None


class _Declared(NamedTuple):
    tools: tuple[Tool, ...]
    strings: int
    quotes: int


_decode = msgspec.json.Decoder(_Record).decode
_declared: dict[bytes, _Declared] = {}
_REMEMBERED = 64


def read_line(raw: bytes) -> Line | None:
    """Return the events of a line of plain chat messages, or None for any other line."""
    try:
        record = _decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    messages = record.messages
    if not any(type(message) is _Assistant and message.tool_calls for message in messages):
        # Without native calls it may be of a format that writes them as text.
        return None
    declared = _NOTHING if record.tools is UNSET else _tools_of(record.tools)
    if declared is None:
        return None
    events: list[Event] = []
    strings, quotes = 1 + declared.strings, declared.quotes
    run: list[str | None] = []
    for value in (record.id, record.task_id, record.model):
        if value is UNSET:
            run.append(None)
            continue
        strings += 2
        quotes += value.count('"')
        run.append(value or None)
    counted = _add_events(messages, events, strings, quotes)
    if not strict_json.quotes_add_up(raw, counted[0], counted[1]):
        return None
    return Line(events, declared.tools, *run)


_NOTHING = _Declared((), 0, 0)


def _tools_of(raw: Any) -> _Declared | None:
    key = bytes(raw)
    known = _declared.get(key)
    if known is None:
        try:
            value = strict_json.decode(key)
        except strict_json.JsonError:
            return None
        tally = strict_json.tally_of(value)
        if len(_declared) >= _REMEMBERED:
            _declared.clear()
        known = _declared[key] = _Declared(tools_of(value), tally.strings + 1, tally.quotes)
    return known


def _add_events(  # noqa: C901, PLR0912, PLR0915 - the hot loop of every chat log
    messages: list[Any], events: list[Event], strings: int, quotes: int
) -> tuple[int, int]:
    """Append the events of messages; return the strings and the quotes inside them.

    One loop does it all, since it runs for every message of every log.
    """
    add = events.append
    index = turn = 0
    step = -1
    users = 0
    for item, message in enumerate(messages):
        kind = type(message)
        if kind is _Result:
            text = message.content
            call_id, name = message.tool_call_id, message.name
            strings += 4
            if call_id is UNSET:
                call_id = None
            else:
                strings += 2
                if '"' in call_id:
                    quotes += call_id.count('"')
            if name is UNSET:
                name = None
            else:
                strings += 2
                if '"' in name:
                    quotes += name.count('"')
            add(ToolResult(index, turn, step, item, text, call_id or None, name or None))
            index += 1
        elif kind is _Assistant:
            step += 1
            text, calls = message.content, message.tool_calls
            strings += 2
            if text is UNSET:
                text = None
            else:
                strings += 1 if text is None else 2
            if calls is UNSET:
                calls = None
            else:
                strings += 1
            if text or not calls:
                add(Message(index, turn, step, item, "model", "assistant", text or ""))
                index += 1
            if calls:
                for position, call in enumerate(calls):
                    function, call_id = call.function, call.id
                    name, arguments = function.name, function.arguments
                    strings += 5
                    if call.type is not UNSET:
                        strings += 2
                        if '"' in call.type:
                            quotes += call.type.count('"')
                    if call_id is UNSET:
                        call_id = None
                    else:
                        strings += 2
                        if '"' in call_id:
                            quotes += call_id.count('"')
                    if '"' in arguments:
                        quotes += arguments.count('"')
                    if '"' in name:
                        quotes += name.count('"')
                    add(
                        ToolCall(
                            index, turn, step, item, name, arguments, call_id or None, position
                        )
                    )
                    index += 1
        else:
            text = message.content
            strings += 4
            if kind is _User:
                if users:
                    turn += 1
                users += 1
                add(Message(index, turn, step, item, "user", "user", text))
            else:
                add(Message(index, turn, step, item, "runtime", "system", text))
            index += 1
        if text and '"' in text:
            quotes += text.count('"')
    return strings, quotes
