"""Qwen and Hermes text: tool calls and results as tags inside chat messages.

Read only where no message has calls of its own beside the text, and either a system prompt
declares the tags or a user or tool message holds a `<tool_response>`. Such a response in an
assistant message is the model's own text.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.hermes_text import (
    TextParameters,
    add_model_text,
    declares_tools,
    holds_response,
    response_name,
    responses_in,
    text_parameters,
    tools_in,
)
from auditor.messages.openai import (
    MODEL_ROLES,
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
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    record = value if isinstance(value, dict) else {"messages": value}
    tools = tools_of(record.get("tools")) or _tools_of(record["messages"])
    draft, texts = Draft(), text_parameters(tools)
    for item, message in enumerate(record["messages"]):
        _add(draft, message, item, texts)
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


def _add(draft: Draft, message: Any, item: int, texts: TextParameters) -> None:
    if not isinstance(message, dict):
        draft.words("unknown", "", text_of(message), item)
        return
    role, content = text_of(message.get("role")), message.get("content")
    at = utc(message.get("timestamp"))
    if not isinstance(content, str):
        add_message(draft, message, item)
    elif role in MODEL_ROLES:
        draft.step()
        add_model_text(draft, content, item, at=at, texts=texts)
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
    draft, texts = Draft(), text_parameters(tools)
    for number, message in spoken:
        _add(draft, message, number, texts)
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
        title="Qwen and Hermes text (<tool_call>, <tool_response>)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
