"""Calls as text inside chat messages: the tags of Qwen and Hermes, the tokens of other templates.

Read only where no message has calls of its own beside the text, and a system prompt declares the
tags, a user or tool message holds a `<tool_response>`, or a result follows a message that calls in
the marks of a chat template: of Qwen, Hermes, GLM, Kimi, DeepSeek, Mistral, Llama, Granite, Phi,
Gemma or MiniMax, or in Anthropic's XML. A result may be a user's message in marks of its own then.
A `<tool_response>` in an assistant message is the model's own text. A message that is nothing but
the JSON of a call counts as one where a result follows it, for some servers leave the marks out; so
does GLM's, whose `metadata` is the tool's name.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.openai import is_message_list, messages_among
from auditor.messages.parts import (
    integer_or_none,
    json_text,
    own_id_of,
    score_or_none,
    text_or_none,
    tools_of,
)
from auditor.messages.text_chats import add_messages, calls_seen_in, tools_among
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

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
    return _recognition_of(messages)


def _recognition_of(messages: list[Any]) -> Recognition | None:
    seen = calls_seen_in(messages)
    return Recognition(0.7, f"chat messages with {seen}") if seen else None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    record = value if isinstance(value, dict) else {"messages": value}
    tools = tools_of(record.get("tools")) or tools_among(record["messages"])
    draft = Draft()
    add_messages(draft, list(enumerate(record["messages"])), tools)
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
        reward=score_or_none(record.get("reward")),
        model=text_or_none(record.get("model")),
        prompt_version=text_or_none(record.get("prompt_version")),
        at=time_of(record) or draft.first_time(),
        extra={key: json_text(kept) for key, kept in record.items() if key not in _KNOWN},
    )


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one such message per line: the file is one conversation."""
    messages = messages_among(values)
    return _recognition_of(messages) if messages else None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the messages of one conversation."""
    spoken: list[Line] = []
    for line in lines:
        if isinstance(line.value, dict) and "role" in line.value:
            spoken.append(line)
        else:
            yield Skipped("no message")
    tools = tools_among(line.value for line in spoken)
    draft = Draft()
    add_messages(draft, spoken, tools)
    if draft.events:
        yield Trace(
            NAME,
            place,
            draft.events,
            None,
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
