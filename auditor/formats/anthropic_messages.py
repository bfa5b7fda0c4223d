"""Anthropic Messages: conversations of content blocks, as the API takes and gives them.

A list of messages; an object with `messages` and `system` or `system_prompt`, also with the reply
to them as `response`; requests in batches and logs; Cline's session files, which wrap the same. A
`tool_result` block stands in a message of role user, though the runtime wrote it: it opens no turn.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.anthropic import add_message, holds_blocks
from auditor.messages.exchanges import exchange_of
from auditor.messages.parts import (
    integer_or_none,
    json_text,
    object_of,
    own_id_of,
    score_or_none,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.replies import answers_to
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

NAME = "anthropic-messages"

_ROLES = frozenset({"user", "assistant", "system"})
_KNOWN = frozenset(
    {
        "messages", "system", "system_prompt", "tools", "model", "response", "id", "trace_id",
        "session_id", "sessionId", "conversation_id", "dataset", "task_id", "run_index", "trial",
        "reward", "prompt_version", "created_at", "timestamp", "updated_at",
    }
)  # fmt: skip


def recognise(value: Any) -> Recognition | None:
    """Recognise blocks of Anthropic's own kinds, or messages beside a `system`."""
    if isinstance(value, list):
        return _recognise_messages(value)
    if not isinstance(value, dict):
        return None
    value = exchange_of(value).record
    if not isinstance(value.get("messages"), list):
        return None
    found = _recognise_messages(value["messages"])
    if found or "role" in value:
        return found
    if isinstance(_system_of(value), str | list) and all(map(_is_plain, value["messages"])):
        return Recognition(0.6, "messages with `system` beside them")
    reply = object_of(value.get("response"))
    if reply.get("type") == "message" and all(map(_is_message, value["messages"])):
        return Recognition(0.7, "messages and the reply to them, of type `message`")
    return None


def _recognise_messages(messages: list[Any]) -> Recognition | None:
    if all(map(_is_message, messages)) and holds_blocks(messages):
        return Recognition(0.7, "messages with blocks such as tool_use, tool_result, thinking")
    return None


def _is_message(value: Any) -> bool:
    # A `tool_calls` beside the blocks is a gateway's mixture that keeps OpenAI's rules.
    return isinstance(value, dict) and text_of(value.get("role")) in _ROLES and _is_plain(value)


def _is_plain(value: Any) -> bool:
    return isinstance(value, dict) and "content" in value and not value.get("tool_calls")


def _system_of(record: dict[str, Any]) -> Any:
    system = record.get("system")
    return record.get("system_prompt") if system is None else system


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    draft = Draft()
    if isinstance(value, list):
        _add_messages(draft, value)
        yield Trace(NAME, place, draft.events)
        return
    value, pointer = exchange_of(value)
    system = _system_of(value)
    if system:
        draft.system(text_of(system), -1)
    _add_messages(draft, value["messages"])
    for each in answers_to(draft, value, place):
        yield from each.told(_wrap(value, place, each.draft, f"{pointer}/messages"))


def _add_messages(draft: Draft, messages: list[Any]) -> None:
    for item, message in enumerate(messages):
        if isinstance(message, dict):
            add_message(draft, message, item, at=time_of(message))
        else:
            draft.words("unknown", "", text_of(message), item)


def _wrap(record: dict[str, Any], place: Place, draft: Draft, items: str) -> Trace:
    trial = record.get("run_index", record.get("trial"))
    return Trace(
        NAME,
        place,
        draft.events,
        items,
        own_id=own_id_of(record),
        dataset=text_or_none(record.get("dataset")) or "",
        task_id=text_or_none(record.get("task_id")),
        run_index=integer_or_none(trial),
        tools=tools_of(record.get("tools")),
        reward=score_or_none(record.get("reward")),
        model=text_or_none(record.get("model")) or _model_of(record["messages"]),
        prompt_version=text_or_none(record.get("prompt_version")),
        at=time_of(record) or draft.first_time(),
        extra={key: json_text(kept) for key, kept in record.items() if key not in _KNOWN},
    )


def _model_of(messages: list[Any]) -> str | None:
    """Return the model that the first reply names, as Cline's files do."""
    for message in messages:
        if isinstance(message, dict):
            info = message.get("modelInfo")
            named = info.get("id") if isinstance(info, dict) else message.get("model")
            if isinstance(named, str):
                return named
    return None


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one such message per line: the file is one conversation."""
    messages = [value for value in values if isinstance(value, dict) and "role" in value]
    return _recognise_messages(messages) if 2 * len(messages) > len(values) else None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the messages of one conversation."""
    draft = Draft()
    for number, value in lines:
        if isinstance(value, dict) and "role" in value:
            add_message(draft, value, number, at=time_of(value))
        else:
            yield Skipped("no message")
    if draft.events:
        yield Trace(NAME, place, draft.events, None, at=draft.first_time())


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Anthropic Messages, also in Cline's session files",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        is_one_conversation=True,
    ),
)
