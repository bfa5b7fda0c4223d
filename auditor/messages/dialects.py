"""A conversation in any framework's dialect, turned into events.

Tracing products store what a framework handed them: messages of OpenAI, Anthropic, Gemini,
LangChain, the Responses API, OpenTelemetry or the AI SDK, inside one wrapper or another, as a
value, as a JSON string, as a JSON string inside a JSON string, or as Python's `repr`.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.draft import Draft
from auditor.messages import (
    aisdk,
    anthropic,
    bedrock,
    gemini,
    genai,
    genai_plain,
    langchain,
    openai,
    pydantic_ai,
    python_repr,
    responses,
)
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
            _add(draft, part.value, part.role)
    return tools


def holds_messages(value: Any) -> bool:
    """Say whether a value is a message, a list of messages, or such a list under `messages`."""
    value = decoded(value)
    if isinstance(value, dict) and isinstance(value.get("messages"), list):
        value = value["messages"]
    if isinstance(value, list):
        return bool(value) and all(map(_is_message, _unnested(value)[:_LOOKED_AT]))
    return _is_message(value)


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
            if _is_message(member):
                yield _Part(member, role)
            else:
                yield from _parts_of(_of_text(member), role, depth + 1)
    elif isinstance(value, dict) and not _is_message(value):
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
    if len(value) == 1 and isinstance(value[0], list) and not _is_message(value[0]):
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


_Add = Callable[[Draft, Any, str], None]


def _plainly(add: Callable[[Draft, Any, int], object]) -> _Add:
    """Return an adder of messages that say themselves who speaks."""

    def added(draft: Draft, value: Any, _: str) -> None:
        add(draft, value, -1)

    return added


def _holds_blocks(value: Any) -> bool:
    return anthropic.holds_blocks([value])


def _is_gemini_reply(value: Any) -> bool:
    return isinstance(value, dict) and gemini.is_content(value.get("content"))


def _add_gemini(draft: Draft, value: Any, role: str) -> None:
    gemini.add_content(draft, value, -1, role=role)


def _add_gemini_reply(draft: Draft, value: Any, role: str) -> None:
    gemini.add_content(draft, value["content"], -1, role=role)


def _add_call(draft: Draft, value: Any, _: str) -> None:
    aisdk.add_call(draft, value, -1, responses.open_step(draft))


# What tells a framework's messages, and what adds them; the first that fits.
_FRAMEWORKS: tuple[tuple[Callable[[Any], bool], _Add], ...] = (
    (_holds_blocks, _plainly(anthropic.add_message)),
    (responses.is_item, _plainly(responses.add_item)),
    (pydantic_ai.is_message, _plainly(pydantic_ai.add_message)),
    (aisdk.is_ui_message, _plainly(aisdk.add_ui_message)),
    (genai.is_parts_message, _plainly(genai.add_message)),
    (gemini.is_content, _add_gemini),
    (_is_gemini_reply, _add_gemini_reply),
    (bedrock.is_message, _plainly(bedrock.add_message)),
    (aisdk.is_call, _add_call),
    (aisdk.is_parts_message, _plainly(aisdk.add_message)),
)


def _is_message(value: Any) -> bool:
    if isinstance(value, dict) and isinstance(value.get("role"), str):
        return True
    return langchain.message_of(value) is not None or any(fits(value) for fits, _ in _FRAMEWORKS)


def _add(draft: Draft, value: Any, role: str) -> None:
    """Add one message of whatever dialect."""
    said = _langchain(value)
    if said is not None:
        langchain.add_message(draft, said, -1)
        return
    if not isinstance(value, dict):
        _add_text(draft, text_of(value), role)
        return
    for fits, add in _FRAMEWORKS:
        if fits(value):
            add(draft, value, role)
            return
    openai.add_message(draft, _with_call_id(value), -1)


def _with_call_id(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message; the `id` of a tool's, where it has no other, is that of its call."""
    if message.get("role") != "tool" or "tool_call_id" in message or "call_id" in message:
        return message
    return {**message, "tool_call_id": message.get("id")}


def _langchain(value: Any) -> langchain.Said | None:
    said = langchain.message_of(value)
    if said is None and isinstance(value, dict) and "additional_kwargs" in value:
        return langchain.message_of({"type": value.get("role"), **value})
    return said


def _add_text(draft: Draft, text: str, role: str) -> None:
    if role == "assistant":
        draft.step()
        draft.model(text, -1)
    else:
        genai.add_words(draft, role, text, -1, None)
