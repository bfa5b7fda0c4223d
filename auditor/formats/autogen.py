"""AutoGen group chats, and the Who&When logs made of them.

`{history: [{content, role, name}]}`: agents speak in turn, and a terminal runs the code blocks of
the message before it. Such a message holds a call, its arguments the code as written, and the
terminal's `exitcode: ...` is the result. The first message is the task, whatever its role.
Chats whose tools are called natively (`chat_history`, or a list alone) hold OpenAI's calls, and all
results of a message in its `tool_responses`. Roles there tell only who of two spoke: an agent is
whoever is not the one that set the task.
AgentChat (version 0.4 on) writes typed messages, in a list or one a line; its calls and results are
explicit. Of a saved state each agent's `llm_context` is a trace; where it keeps none, the team's
`message_thread` is.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.agentchat import HUMAN, add_typed, contexts_in, is_typed
from auditor.messages.openai import add_message, calls_of, is_message
from auditor.messages.parts import (
    inside,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.trace import Note, Place, Source, ToolCall, ToolResult, Trace

NAME = "autogen"

_BLOCK = re.compile(r"```[ \t]*[\w+-]*[ \t\r]*\n(.*?)\r?\n?[ \t]*```", re.DOTALL)
_RAN = re.compile(r"\s*exitcode: (-?\d+)")
_TERMINAL = re.compile(r"computer_?terminal|executor|^terminal$", re.IGNORECASE)
_KNOWN = frozenset(
    {"history", "messages", "chat_history", "question_ID", "question_id", "system_prompt"}
)


def recognise(value: Any) -> Recognition | None:
    """Recognise a history with named speakers, or AgentChat's typed messages."""
    record = value if isinstance(value, dict) else {"messages": value}
    history = objects_in(record.get("history"))
    if history and all("content" in message and "role" in message for message in history):
        if "mistake_agent" in record or "question" in record:
            return Recognition(0.9, "`history` of speakers with a question")
        if any("name" in message for message in history):
            return Recognition(0.7, "`history` of speakers with role and name")
    messages = objects_in(record.get("messages"))
    if messages and all(map(is_typed, messages)):
        return Recognition(0.85, "messages of AgentChat's types")
    if contexts_in(record):
        return Recognition(0.9, "the saved state of an agent or a team")
    if _is_logged(record):
        return Recognition(0.7, "an event of the log beside the model's calls")
    chat = _chat_in(record)
    if chat == "chat_history":
        return Recognition(0.8, "a chat's result: `chat_history`")
    return Recognition(0.8, "messages with `tool_responses`") if chat else None


def _chat_in(record: dict[str, Any]) -> str | None:
    """Return the key of a chat whose tools are called natively."""
    chat = record.get("chat_history")
    if "summary" in record and isinstance(chat, list) and chat and all(map(is_message, chat)):
        return "chat_history"
    return next((k for k in ("chat_history", "messages") if _has_responses(record.get(k))), None)


def _has_responses(messages: Any) -> bool:
    spoken = objects_in(messages)
    return any(objects_in(one.get("tool_responses")) for one in spoken) and all(
        "role" in one and "content" in one for one in spoken
    )


def _is_logged(record: dict[str, Any]) -> bool:
    kind = record.get("type")
    return (kind == "ToolCall" and "tool_name" in record and "arguments" in record) or (
        kind in ("Message", "MessageDropped") and {"payload", "sender", "receiver"} <= record.keys()
    )


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one chat, or the chats of a saved state."""
    record = value if isinstance(value, dict) else {"messages": value}
    contexts = contexts_in(record)
    for context in contexts:
        draft = Draft()
        add_typed(draft, enumerate(context.messages))
        yield Trace(
            NAME,
            inside(place, *context.path),
            draft.events,
            at=draft.first_time(),
            extra={"agent": context.agent} if context.agent else {},
        )
    if _is_logged(record):
        yield Skipped("an event that the next request tells")
    elif not contexts:
        yield from _read_chat(record, value, place)


def _read_chat(record: dict[str, Any], value: Any, place: Place) -> Iterator[Item]:
    draft = Draft()
    history = record.get("history")
    if isinstance(history, list) and history:
        if record.get("system_prompt"):
            draft.system(text_of(record["system_prompt"]), -1)
        _add_history(draft, history)
        items = "/history"
    elif chat := _chat_in(record):
        _add_chat(draft, record[chat])
        items = f"/{chat}" if record is value else ""
    else:
        add_typed(draft, enumerate(record.get("messages") or ()))
        items = "/messages" if record is value else ""
    if not draft.events:
        yield Skipped("a chat without messages")
        return
    task_id = text_or_none(record.get("question_ID") or record.get("question_id"))
    yield Trace(
        NAME,
        place,
        draft.events,
        items,
        dataset="who-when" if task_id else "",
        task_id=task_id,
        notes=_notes_of(draft),
        at=draft.first_time(),
        extra={key: json_text(kept) for key, kept in record.items() if key not in _KNOWN},
    )


def _notes_of(draft: Draft) -> frozenset[Note]:
    """Note results whose code could not be found, and calls that are code."""
    calls = sum(isinstance(event, ToolCall) for event in draft.events)
    results = sum(isinstance(event, ToolResult) for event in draft.events)
    notes: set[Note] = {"calls-not-recorded"} if results > calls else set()
    if any(isinstance(event, ToolCall) and event.call_id is None for event in draft.events):
        notes.add("free-text-arguments")
    return frozenset(notes)


def _add_chat(draft: Draft, messages: list[Any]) -> None:
    """Add a chat in which tools are called natively."""
    first = object_of(messages[0])
    human = text_of(first.get("name")) or text_of(first.get("role"))
    agents = {text_of(one.get("name")) for one in objects_in(messages) if _calls(one)}
    for item, message in enumerate(messages):
        if not isinstance(message, dict):
            draft.words("unknown", "", text_of(message), item)
            continue
        speaker = text_of(message.get("name")) or text_of(message.get("role"))
        if message.get("tool_responses") or message.get("role") in ("tool", "function", "system"):
            add_message(draft, message, item)
        elif item == 0 or (speaker not in agents and speaker.lower() in {*HUMAN, human.lower()}):
            draft.user(text_of(message.get("content")), item, role=speaker)
        else:
            add_message(draft, {**message, "role": "assistant"}, item)


def _calls(message: dict[str, Any]) -> bool:
    return next(calls_of(message), None) is not None


def _add_history(draft: Draft, history: list[Any]) -> None:
    for item, message in enumerate(history):
        if not isinstance(message, dict):
            draft.words("unknown", "", text_of(message), item)
            continue
        speaker = text_of(message.get("name")) or text_of(message.get("role"))
        text = text_of(message.get("content"))
        if item == 0 or speaker.lower() in HUMAN:
            draft.user(text, item, role=speaker)
            _add_code(draft, text, history[item + 1 : item + 2], item, source="user")
        elif _TERMINAL.search(speaker):
            _add_terminal(draft, speaker, text, item)
        else:
            draft.step()
            draft.model(text, item, role=speaker)
            _add_code(draft, text, history[item + 1 : item + 2], item, source="model")


def _add_terminal(draft: Draft, speaker: str, text: str, item: int) -> None:
    ran = _RAN.match(text)
    if ran:
        draft.result(text, item, name=speaker, is_error=ran[1] != "0")
    else:
        # "There is no code from the last 1 message for me to execute."
        draft.words("runtime", speaker, text, item)


def _add_code(draft: Draft, text: str, after: list[Any], item: int, *, source: Source) -> None:
    """Add the message's code as a call, if the terminal ran it next; a task may hold code, too."""
    answer = object_of(after[0]) if after else {}
    terminal = text_of(answer.get("name")) or text_of(answer.get("role"))
    blocks = _BLOCK.findall(text)
    if blocks and _TERMINAL.search(terminal) and _RAN.match(text_of(answer.get("content"))):
        draft.call(terminal, "\n".join(blocks), item, source=source)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one typed message per line."""
    if values and all(isinstance(value, dict) and is_typed(value) for value in values):
        return Recognition(0.85, "one message of AgentChat's types on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the messages of one chat."""
    draft = Draft()
    spoken: list[Line] = []
    for line in lines:
        if isinstance(line.value, dict) and is_typed(line.value):
            spoken.append(line)
        else:
            yield Skipped("no message")
    add_typed(draft, spoken)
    if draft.events:
        yield Trace(
            NAME,
            Place(place.file, spoken[0].number),
            draft.events,
            None,
            notes=_notes_of(draft),
            at=draft.first_time(),
        )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="AutoGen group chats, Who&When",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
