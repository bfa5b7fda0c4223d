"""A conversation in any framework's dialect, turned into events.

Tracing products store what a framework handed them: messages of OpenAI, Anthropic, Gemini,
LangChain, the Responses API, OpenTelemetry or the AI SDK, inside one wrapper or another, as a
value, as a JSON string, as a JSON string inside a JSON string, or as Python's `repr`.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.draft import Draft
from auditor.messages import genai_plain, python_repr
from auditor.messages.framework_messages import add_message, is_message
from auditor.messages.parts import at_pointer, json_text, text_of, tools_of
from auditor.trace import Event, Tool

_DEEPEST = 8
_LOOKED_AT = 8
_SHORTEST_REMEMBERED = 512
_TOOLS = "tools"


class Spoken(NamedTuple):
    """What a value says: events in order, and the tools that it declares."""

    events: tuple[Event, ...]
    tools: tuple[Tool, ...]


class _Told(NamedTuple):
    """A list that was read as text, and what it said.

    Attributes:
        stem: The text without its closing bracket, with which a longer list begins.
    """

    stem: str
    role: str
    spoken: Spoken


class _Part(NamedTuple):
    """One message, or a text with the role that its wrapper gives it."""

    value: Any
    role: str


_SILENCE = Spoken((), ())
_REMEMBERED = 8
_recent: list[_Told] = []
_MOST_SHORT = 256
_short: dict[tuple[str, str], Spoken] = {}


def spoken(value: Any, role: str) -> Spoken:
    """Return the events of a conversation in any dialect.

    Where a text goes on from one that was read lately, as the histories of successive spans do, the
    events of the common beginning are those of that text.

    Args:
        value: Messages, one message, a wrapper of them, or any of these as text.
        role: Who speaks where nothing says so: `user` for an input, `assistant` for an output.
    """
    if value is None or value == "":
        return _SILENCE
    if not isinstance(value, str):
        return _read(value, role)
    if len(value) < _SHORTEST_REMEMBERED:
        return _read_short(value, role)
    if value[-1] != "]":
        return _read(value, role)
    found = _read_on(value, role)
    _recent.insert(0, _Told(value[:-1], role, found))
    del _recent[_REMEMBERED:]
    return found


def _read_short(text: str, role: str) -> Spoken:
    """Return what a short text says; every span of an agent repeats its instructions."""
    known = _short.get((text, role))
    if known is None:
        if len(_short) >= _MOST_SHORT:
            _short.clear()
        known = _short[text, role] = _read(text, role)
    return known


def _read_on(text: str, role: str) -> Spoken:
    """Return what a list of messages says, reading only what no recent text begins with."""
    for earlier in _recent:
        if earlier.role == role and text.startswith(earlier.stem):
            rest = text[len(earlier.stem) :].lstrip()
            if rest == "]":
                return earlier.spoken
            if rest[:1] == ",":
                before = earlier.spoken
                last = before.events[-1].step if before.events else -1
                after = _read("[" + rest[1:], role, last)
                return Spoken((*before.events, *after.events), before.tools or after.tools)
    return _read(text, role)


def _read(value: Any, role: str, step: int = -1) -> Spoken:
    """Return what a value says.

    Args:
        value: As in `spoken`.
        role: As in `spoken`.
        step: The last step before.
    """
    events = genai_plain.plain_events(value, step) if isinstance(value, str) else None
    if events is not None:
        return Spoken(tuple(events), ())
    draft = Draft(step)
    tools = add_spoken(draft, value, role)
    return Spoken(tuple(draft.events), tools_of(tools))


def add_spoken(draft: Draft, value: Any, role: str) -> list[Any]:
    """Add what a conversation in any dialect says; return the tools that it declares.

    Args:
        draft: What was said before.
        value: As in `spoken`.
        role: As in `spoken`.
    """
    tools: list[Any] = []
    for part in _parts_of(decoded(value), role, 0):
        if part.role == _TOOLS:
            tools += part.value if isinstance(part.value, list) else [part.value]
        elif _is_declaration(part.value):
            tools.append(part.value["content"])
        else:
            add_message(draft, part.value, part.role)
    return tools


def holds_messages(value: Any) -> bool:
    """Say whether a value is a message, a list of messages, or such a list under `messages`."""
    value = decoded(value)
    if isinstance(value, dict) and isinstance(value.get("messages"), list):
        value = value["messages"]
    if isinstance(value, list):
        return bool(value) and all(map(is_message, _unnested(value)[:_LOOKED_AT]))
    return is_message(value)


def decoded(value: Any) -> Any:
    """Return the value behind text that is JSON, JSON inside JSON, or a Python literal."""
    for _ in range(3):
        if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "[", '"'):
            return value
        try:
            inner = msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return _python_value(value)
        if isinstance(inner, str) and inner.lstrip()[:1] not in ("{", "["):
            return inner
        value = inner
    return value


def _python_value(text: str) -> Any:
    if "'" not in text:
        return text
    try:
        value = python_repr.literal(text)
        json_text(value)
    except (ValueError, TypeError, RecursionError):
        return text
    return value


def _is_declaration(value: Any) -> bool:
    """Say whether a message declares a tool instead of saying something (Langfuse's SDK)."""
    if not isinstance(value, dict) or value.get("role") != "tool":
        return False
    content = value.get("content")
    return isinstance(content, dict) and isinstance(content.get("function"), dict)


def _parts_of(value: Any, role: str, depth: int) -> Iterator[_Part]:
    """Yield the messages inside a value."""
    if value is None or value in ("", [], {}) or depth > _DEEPEST:
        return
    if isinstance(value, list):
        for member in _unnested(value):
            if is_message(member):
                yield _Part(member, role)
            else:
                yield from _parts_of(_of_text(member), role, depth + 1)
    elif isinstance(value, dict) and not is_message(value):
        yield from _inside(value, role, depth)
    else:
        yield _Part(value, role)


def _of_text(member: Any) -> Any:
    """Return the message that a string in a list of messages spells, if it spells one."""
    if not isinstance(member, str):
        return member
    if member.startswith("role="):
        return python_repr.fields(member)
    return decoded(member)


def _unnested(value: list[Any]) -> list[Any]:
    """Return a batch's one conversation: `[[message, ...]]` is `[message, ...]`."""
    if len(value) == 1 and isinstance(value[0], list) and not is_message(value[0]):
        return value[0]
    return value


def _inside(wrapper: dict[str, Any], role: str, depth: int) -> Iterator[_Part]:
    """Yield the messages of a wrapper: instructions first, then what it holds."""
    config = wrapper["config"] if isinstance(wrapper.get("config"), dict) else {}
    for key, holder in (
        ("system", wrapper),
        ("instructions", wrapper),
        ("system_instruction", wrapper),
        ("systemInstruction", wrapper),
        ("system_instruction", config),
    ):
        if holder.get(key):
            yield _Part(text_of(_plain(holder[key])), "system")
    declared = (
        wrapper.get("tools") or config.get("tools") or at_pointer(wrapper, "/toolConfig/tools")
    )
    if declared:
        yield _Part(declared, _TOOLS)
    for key in _HOLDERS:
        if wrapper.get(key) not in (None, "", [], {}):
            yield from _parts_of(decoded(wrapper[key]), role, depth + 1)
            return
    if "content" in wrapper:
        # Words without a role are nobody's, unless they came out of the model.
        yield _Part(wrapper["content"], role if role == "assistant" else "")
    elif not wrapper.keys() & {"system", "instructions", "tools"}:
        yield _Part(json_text(wrapper), role)


_HOLDERS = (
    "messages", "contents", "new_message", "choices", "candidates", "generations", "message",
    "output", "input", "prompt", "completion", "text", "response", "kwargs",
)  # fmt: skip


def _plain(value: Any) -> Any:
    """Return the text of a Gemini system instruction, which may be a content of its own."""
    if isinstance(value, dict) and isinstance(value.get("parts"), list):
        return value["parts"]
    return value
