"""One JSONL line of plain OpenAI chat messages, decoded straight into its types.

Most logs are nothing but messages with texts and tool calls. Decoded by type, one line costs less
than decoding it without. Whatever is not exactly that (another field, content parts, a missing
role) is left to the lenient reader, so that both readers agree on every line that this one takes.
Duplicate keys are found by counting strings, as in `strict_json`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType

from auditor import strict_json
from auditor.draft import is_reminder
from auditor.messages.parts import tools_of
from auditor.trace import Event, Message, Tool, ToolCall, ToolResult


class _Function(Struct, forbid_unknown_fields=True, gc=False):
    name: str
    arguments: str


class _Call(Struct, forbid_unknown_fields=True, gc=False):
    function: _Function
    id: str | UnsetType = UNSET
    type: str | UnsetType = UNSET


class SystemWords(Struct, forbid_unknown_fields=True, gc=False, tag="system", tag_field="role"):
    """Instructions of a chat."""

    content: str


class UserWords(Struct, forbid_unknown_fields=True, gc=False, tag="user", tag_field="role"):
    """Words of the user."""

    content: str


class Reply(Struct, forbid_unknown_fields=True, gc=False, tag="assistant", tag_field="role"):
    """Words and calls of the model."""

    content: str | UnsetType | None = UNSET
    tool_calls: list[_Call] | UnsetType | None = UNSET


class Result(Struct, forbid_unknown_fields=True, gc=False, tag="tool", tag_field="role"):
    """What a tool answered."""

    content: str
    tool_call_id: str | UnsetType = UNSET
    name: str | UnsetType = UNSET


class _Record(Struct, forbid_unknown_fields=True, gc=False):
    messages: list[SystemWords | UserWords | Reply | Result]
    tools: msgspec.Raw | UnsetType = UNSET
    id: str | UnsetType = UNSET
    task_id: str | UnsetType = UNSET
    model: str | UnsetType = UNSET


class Outline(NamedTuple):
    """What a walk over the messages of a chat shows.

    Attributes:
        strings: How many strings, keys included, the messages were decoded from.
        asked: The words of the user.
        words: What the model said, and the result of the same turn before it, if any.
        calls: Name and arguments of each call, in order.
        outputs: The result of each call, where the calls are in order.
        places: Turn and step of each call, one after the other.
        silent: How many replies say nothing.
        in_order: Every call has an id of its own and was answered once, after it was made, no
            reply is empty, and the user never says the same twice in a row: that may open no turn.
    """

    strings: int
    asked: list[str]
    words: list[tuple[str, str | None]]
    calls: list[tuple[str, str]]
    outputs: list[str | None]
    places: list[int]
    silent: int
    in_order: bool


class PlainChat(Struct, gc=False):
    """A line of plain chat messages as decoded; its events are made when somebody asks.

    Attributes:
        messages: The decoded messages.
        outline: What they hold.
        own_id, task_id, model: What the line says of the run; None where it says nothing.
        tools: The tools it declares.
    """

    messages: list[SystemWords | UserWords | Reply | Result]
    outline: Outline
    own_id: str | None
    task_id: str | None
    model: str | None
    tools: tuple[Tool, ...]

    def opened(self) -> list[Event]:
        """Return the events."""
        return _events_of(self.messages)

    def given(self) -> tuple[str, str]:
        """Return the system words before the first words of the user, and these."""
        system = ""
        for message in self.messages:
            if type(message) is UserWords:
                return system, message.content
            if type(message) is SystemWords:
                system += message.content
        return system, ""


class _Declared(NamedTuple):
    tools: tuple[Tool, ...]
    strings: int


_Messages = list[SystemWords | UserWords | Reply | Result]
_decode = msgspec.json.Decoder(_Record).decode
_declared: dict[bytes, _Declared] = {}
_REMEMBERED = 64
_NOTHING = _Declared((), 0)


def read_line(raw: bytes) -> PlainChat | None:
    """Return a line of plain chat messages, or None for any other line."""
    try:
        record = _decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    outline = _outline(record.messages)
    if not outline.calls:
        # Without native calls it may be of a format that writes them as text.
        return None
    declared = _NOTHING if record.tools is UNSET else _tools_of(record.tools)
    if declared is None:
        return None
    own_id, task_id, model = record.id, record.task_id, record.model
    named = (own_id is not UNSET) + (task_id is not UNSET) + (model is not UNSET)
    if strict_json.strings_in(raw) != 1 + outline.strings + declared.strings + 2 * named:
        return None
    return PlainChat(
        record.messages, outline, own_id or None, task_id or None, model or None, declared.tools
    )


def chat_in(messages: Sequence[Any]) -> PlainChat | None:
    """Return plain chat messages that are held in memory, or None for any others."""
    try:
        plain = msgspec.convert(messages, _Messages)
    except (msgspec.ValidationError, UnicodeError, RecursionError):
        return None
    outline = _outline(plain)
    return PlainChat(plain, outline, None, None, None, ()) if outline.calls else None


def _tools_of(raw: Any) -> _Declared | None:
    key = bytes(raw)
    known = _declared.get(key)
    if known is None:
        try:
            value = strict_json.decode(key)
        except strict_json.JsonError:
            return None
        strings = strict_json.tally_of(value).strings + 1
        if len(_declared) >= _REMEMBERED:
            _declared.clear()
        known = _declared[key] = _Declared(tools_of(value), strings)
    return known


def _outline(messages: list[Any]) -> Outline:  # noqa: C901 - the hot loop of every chat log
    asked: list[str] = []
    words: list[tuple[str, str | None]] = []
    calls: list[tuple[str, str]] = []
    outputs: dict[Any, str | None] = {}  # by the ids of calls; None as long as there is none
    places: list[int] = []
    in_order = True
    # Strings beyond a role and a content, the id of a result, and id, type, name and arguments.
    more = results = silent = turn = 0
    output: str | None = None
    for message in messages:
        kind = type(message)
        if kind is Reply:
            text, made = message.content, message.tool_calls
            if text:
                words.append((text, output))
            else:
                silent += 1
                if type(text) is not str:  # null is no string, and nothing has no key either
                    more -= 1 + (text is UNSET)
            if made is not UNSET:
                more += 1
            if not made:
                in_order = in_order and bool(text)
                continue
            for call in made:
                calls.append((call.function.name, call.function.arguments))
                outputs[call.id] = None
                places += turn, len(words) + silent - 1
                if call.id is UNSET or call.type is UNSET:
                    more -= 2 * ((call.id is UNSET) + (call.type is UNSET))
        elif kind is Result:
            results += 1
            output, answered = message.content, message.tool_call_id
            in_order = in_order and outputs.get(answered, "") is None
            outputs[answered] = output
            if answered is UNSET or message.name is not UNSET:
                more += 2 * ((message.name is not UNSET) - (answered is UNSET))
        elif kind is UserWords:
            output, turn = None, len(asked)
            in_order = in_order and message.content not in asked[-1:]
            asked.append(message.content)
    strings = 4 * len(messages) + 2 * results + 9 * len(calls) + more
    told = list(outputs.values())
    in_order = in_order and len(told) == len(calls) == results and _are_ids(outputs)
    return Outline(strings, asked, words, calls, told, places, silent, in_order)


def _are_ids(outputs: dict[Any, str | None]) -> bool:
    """Say whether each call of some has an id and a result."""
    return "" not in outputs and UNSET not in outputs and None not in outputs.values()


def _events_of(messages: list[Any]) -> list[Event]:
    events: list[Event] = []
    add = events.append
    turn = users = 0
    step = -1
    for item, message in enumerate(messages):
        kind = type(message)
        index = len(events)
        if kind is Result:
            name, answered = message.name or None, message.tool_call_id or None
            add(ToolResult(index, turn, step, item, message.content, answered, name))
        elif kind is Reply:
            step += 1
            _add_reply(message, events, turn, step, item)
        elif kind is UserWords:
            turn += users > 0 and not is_reminder(events, message.content)
            users += 1
            add(Message(index, turn, step, item, "user", "user", message.content))
        else:
            add(Message(index, turn, step, item, "runtime", "system", message.content))
    return events


def _add_reply(reply: Reply, events: list[Event], turn: int, step: int, item: int) -> None:
    text, calls = reply.content or "", reply.tool_calls or ()
    if text or not calls:
        events.append(Message(len(events), turn, step, item, "model", "assistant", text))
    for position, call in enumerate(calls):
        name, arguments = call.function.name, call.function.arguments
        events.append(
            ToolCall(len(events), turn, step, item, name, arguments, call.id or None, position)
        )
