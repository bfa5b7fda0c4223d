"""Calls as text inside chat messages: the tags of Qwen and Hermes, the tokens of other templates.

Read only where no message has calls of its own beside the text, and a system prompt declares the
tags, a user or tool message holds a `<tool_response>`, or a result follows a message that calls in
the marks of a chat template: of Qwen, Hermes, GLM, Kimi, DeepSeek, Mistral, Llama, Granite or Phi.
Such a response in an assistant message is the model's own text. A message that is nothing but the
JSON of a call counts as one where a result follows it, for some servers leave the marks out; so
does GLM's, whose `metadata` is the tool's name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.call_spellings import TextParameters, text_parameters
from auditor.messages.call_text import BARE, HERMES, Dialect, dialects_in
from auditor.messages.hermes_text import (
    add_model_text,
    declares_tools,
    holds_response,
    response_name,
    responses_in,
    tools_in,
)
from auditor.messages.openai import (
    MODEL_ROLES,
    RESULT_ROLES,
    SYSTEM_ROLES,
    USER_ROLES,
    add_message,
    is_message_list,
    messages_among,
)
from auditor.messages.parts import (
    integer_or_none,
    json_text,
    number_or_none,
    own_id_of,
    text_of,
    text_or_none,
    tools_of,
    utc,
)
from auditor.trace import Place, Tool, Trace

NAME = "hermes"

_TOOL_NAME = re.compile(r"[A-Za-z_][\w.-]{0,127}")

_KNOWN = frozenset(
    {
        "messages", "tools", "model", "id", "trace_id", "session_id", "conversation_id", "dataset",
        "task_id", "run_index", "trial", "reward", "prompt_version", "created_at", "timestamp",
    }
)  # fmt: skip


def recognise(value: Any) -> Recognition | None:
    """Recognise chat messages that declare or answer tools by tags."""
    messages = value.get("messages") if isinstance(value, dict) else value
    if not isinstance(messages, list) or not is_message_list(messages):
        return None
    return _recognise_messages(messages)


def _recognise_messages(messages: list[Any]) -> Recognition | None:
    declared = answered = False
    for message in messages:
        if not isinstance(message, dict) or message.get("tool_calls"):
            return None
        role, text = text_of(message.get("role")), message.get("content")
        if not isinstance(text, str) or "<tool" not in text or role in MODEL_ROLES:
            continue
        declared = declared or (role in SYSTEM_ROLES and declares_tools(text))
        answered = answered or holds_response(text)
    if declared or answered:
        tag = "<tool_response>" if answered else "<tools>"
        return Recognition(0.7, f"chat messages with {tag} in their text")
    for dialect in _answered_in(messages):
        told = dialect.opening or "a call as JSON"
        return Recognition(0.7, f"chat messages with {told} in their text")
    if any(_is_answered(one, after) and _named_beside(one) for one, after in pairwise(messages)):
        return Recognition(0.7, "chat messages with a tool's name as their metadata")
    return None


def _answered_in(messages: Sequence[Any]) -> tuple[Dialect, ...]:
    """Return the dialects of the calls that a result follows."""
    found: dict[Dialect, None] = {}
    for message, following in pairwise(messages):
        if _is_answered(message, following):
            found |= dict.fromkeys(dialects_in(message["content"]))
    return tuple(found)


def _is_answered(message: Any, following: Any) -> bool:
    return (
        isinstance(message, dict)
        and isinstance(message.get("content"), str)
        and text_of(message.get("role")) in MODEL_ROLES
        and isinstance(following, dict)
        and text_of(following.get("role")) in RESULT_ROLES
    )


def _named_beside(message: dict[str, Any]) -> str:
    """Return the tool that a message of GLM's calls, with its content as arguments, or ""."""
    name = message.get("metadata")
    return name if isinstance(name, str) and _TOOL_NAME.fullmatch(name) else ""


class _Telling(NamedTuple):
    """How the messages of a chat spell calls.

    Attributes:
        dialects: Those of its marks; whether a message is a bare call, each tells itself.
        texts: The parameters of each tool that are text.
    """

    dialects: tuple[Dialect, ...]
    texts: TextParameters


def _telling_of(messages: Sequence[Any], tools: tuple[Tool, ...]) -> _Telling:
    dialects = dict.fromkeys((HERMES, *_answered_in(messages)))
    dialects.pop(BARE, None)
    return _Telling(tuple(dialects), text_parameters(tools))


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    record = value if isinstance(value, dict) else {"messages": value}
    tools = tools_of(record.get("tools")) or _tools_of(record["messages"])
    draft = Draft()
    _add_messages(draft, list(enumerate(record["messages"])), tools)
    yield Trace(
        NAME,
        place,
        draft.events,
        "/messages" if record is value else "",
        own_id=own_id_of(record),
        dataset=text_or_none(record.get("dataset")) or "",
        task_id=text_or_none(record.get("task_id")),
        run_index=integer_or_none(record.get("run_index", record.get("trial"))),
        tools=tools,
        reward=number_or_none(record.get("reward")),
        model=text_or_none(record.get("model")),
        prompt_version=text_or_none(record.get("prompt_version")),
        at=utc(record.get("created_at")) or utc(record.get("timestamp")) or draft.first_time(),
        extra={key: json_text(kept) for key, kept in record.items() if key not in _KNOWN},
    )


def _tools_of(messages: Iterable[Any]) -> tuple[Tool, ...]:
    for message in messages:
        if isinstance(message, dict) and message.get("role") in ("system", "developer"):
            tools = tools_in(text_of(message.get("content")))
            if tools:
                return tools
    return ()


def _add_messages(
    draft: Draft, numbered: Sequence[tuple[int, Any]], tools: tuple[Tool, ...]
) -> None:
    telling = _telling_of([message for _, message in numbered], tools)
    for (item, message), (_, following) in pairwise((*numbered, (-1, None))):
        if not isinstance(message, dict):
            draft.words("unknown", "", text_of(message), item)
            continue
        is_answered = _is_answered(message, following)
        name = _named_beside(message) if is_answered else ""
        if name:
            draft.step()
            draft.call(name, message["content"].strip(), item, at=utc(message.get("timestamp")))
        elif is_answered and BARE in dialects_in(message["content"]):
            _add(draft, message, item, telling._replace(dialects=(BARE,)))
        else:
            _add(draft, message, item, telling)


def _add(draft: Draft, message: dict[str, Any], item: int, telling: _Telling) -> None:
    role, content = text_of(message.get("role")), message.get("content")
    at = utc(message.get("timestamp"))
    if not isinstance(content, str):
        add_message(draft, message, item)
    elif role in MODEL_ROLES:
        draft.step()
        add_model_text(draft, content, item, at=at, texts=telling.texts, dialects=telling.dialects)
    elif role not in SYSTEM_ROLES and holds_response(content):
        _add_responses(draft, role, content, item, at)
    else:
        add_message(draft, message, item)


def _add_responses(draft: Draft, role: str, content: str, item: int, at: str | None) -> None:
    for kind, text in responses_in(content):
        if kind == "result":
            draft.result(text, item, name=response_name(text), at=at)
        elif role in USER_ROLES:
            draft.user(text, item, role=role, at=at)
        else:
            draft.words("runtime", role, text, item, at=at)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one such message per line: the file is one conversation."""
    messages = messages_among(values)
    return _recognise_messages(messages) if messages else None


def read_session(lines: Iterable[Line], place: Place, incomplete: bool) -> Iterator[Item]:
    """Read a file whose lines are the messages of one conversation."""
    spoken: list[Line] = []
    for line in lines:
        if isinstance(line.value, dict) and "role" in line.value:
            spoken.append(line)
        else:
            yield Skipped("no message")
    tools = _tools_of(line.value for line in spoken)
    draft = Draft()
    _add_messages(draft, spoken, tools)
    if draft.events:
        yield Trace(
            NAME,
            place,
            draft.events,
            None,
            incomplete=incomplete,
            tools=tools,
            at=draft.first_time(),
        )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Calls as text in chat messages (Qwen, Hermes, Kimi, DeepSeek, Llama, ...)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
