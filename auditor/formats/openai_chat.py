"""OpenAI chat messages and their dialects.

A list of messages; an object with `messages` (and `tools`); a request with its `choices`; one
message per line; a request beside its response, as batches and loggers keep them; a completion
alone; `prompt` + `completion`. Tool calls with arguments as string or object, as JSON
strings, flat as `{id, function: "name", args}`, legacy `function_call`; results with or without
`tool_call_id`, or with the whole call inside.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages import chat_lines
from auditor.messages.exchanges import exchange_of, reply_in
from auditor.messages.openai import (
    add_message,
    add_messages,
    is_message_list,
    is_searched,
    messages_among,
)
from auditor.messages.parts import (
    at_pointer,
    integer_or_none,
    json_text,
    objects_in,
    own_id_of,
    score_or_none,
    text_or_none,
    tools_of,
)
from auditor.messages.replies import Answered, answers_to
from auditor.messages.times import time_of
from auditor.trace import Note, Place, Trace

NAME = "openai-chat"

_KNOWN = frozenset(
    {
        "messages", "prompt", "completion", "tools", "functions", "choices", "model", "dataset",
        "task_id", "run_index", "trial", "epoch", "reward", "prompt_version", "created_at",
        "timestamp", "id", "trace_id", "session_id", "conversation_id", "run_id",
    }
)  # fmt: skip

_TOOLS = (
    "/model_parameters/tools", "/optional_params/tools", "/proxy_server_request/tools",
    "/proxy_server_request/body/tools",
)  # fmt: skip

# Anthropic's blocks, Qwen's and Hermes' tags, tokens of chat templates, mini-swe-agent's results,
# ReAct, Bedrock's blocks, the AI SDK's parts, Haystack's, XML of Anthropic's kind, Llama's and
# Gemma's marks.
_SURER_MARKS = (
    b'"tool_use"', b"<tool_", b"<|tool_", b"<|python_tag|>", b"[TOOL_CALLS]", "<｜tool".encode(),
    rb"<\uff5ctool", b'"ipython"', b"<returncode>", b"Observation", b'"toolUse',
    b"toolInvocation", b'"tool-call"', b'"tool_call_result"', b"invoke name=", b"<function=",
    b"```tool_code",
)  # fmt: skip


def recognise(value: Any) -> Recognition | None:
    """Recognise a conversation: message objects with role and content."""
    if is_message_list(value):
        return Recognition(0.5, "a list of messages with role and content")
    if not isinstance(value, dict):
        return None
    if is_message_list(exchange_of(value).record.get("messages")):
        return Recognition(0.5, "an object whose `messages` have role and content")
    if is_message_list(value.get("completion")):
        return Recognition(0.6, "an object with `prompt` and `completion` messages")
    if _choices_of(value):
        return Recognition(0.5, "a completion with its choices")
    if list(value) == ["metadata"]:
        return Recognition(0.1, "an object with nothing but metadata")
    return None


def _choices_of(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the choices of a completion, alone or in a line of a batch's output."""
    choices = record.get("choices") or reply_in(record).get("choices")
    return [choice for choice in objects_in(choices) if isinstance(choice.get("message"), dict)]


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    if isinstance(value, list):
        draft = Draft()
        add_messages(draft, value)
        notes = _notes_of({"messages": value})
        yield Trace(NAME, place, draft.events, notes=notes, at=draft.first_time())
        return
    if list(value) == ["metadata"]:
        yield Skipped("metadata without messages")
        return
    yield from _read_wrapped(value, place)


def _read_wrapped(record: dict[str, Any], place: Place) -> Iterator[Item]:
    draft = Draft()
    record, pointer = exchange_of(record)
    items = f"{pointer}/messages"
    messages = record.get("messages")
    if isinstance(messages, list):
        add_messages(draft, messages)
        answered = answers_to(draft, record, place)
    elif "completion" not in record:
        yield from _completion(record, place)
        return
    else:
        prompt = record.get("prompt")
        prompt = prompt if isinstance(prompt, list) else [{"role": "user", "content": prompt}]
        for message in prompt:
            # Beside the list that items count in.
            add_messages(draft, [message], -1)
        add_messages(draft, record["completion"])
        items = "/completion"
        answered = [Answered(draft)]
    for each in answered:
        yield from each.told(wrap(record, place, each.draft, items))


def _completion(record: dict[str, Any], place: Place) -> Iterator[Item]:
    """Return a completion whose request was not kept, or only as its `input`."""
    draft = Draft()
    given = record.get("input")
    known = isinstance(given, list) and is_message_list(given)
    if isinstance(given, list) and known:
        add_messages(draft, given)
    items = "/input" if known else ""
    for each in answers_to(draft, {"choices": _choices_of(record)}, place):
        trace = wrap({**reply_in(record), **record}, place, each.draft, items)
        if not known:
            trace.notes = frozenset({"truncated-head"})
        yield from each.told(trace)


def wrap(record: dict[str, Any], place: Place, draft: Draft, items: str) -> Trace:
    """Return the trace with what the wrapper says of the run."""
    meta = record["metadata"] if isinstance(record.get("metadata"), dict) else {}
    info = record["info"] if isinstance(record.get("info"), dict) else {}

    def given(*keys: str) -> Any:
        for holder in (record, meta):
            for key in keys:
                if holder.get(key) is not None:
                    return holder[key]
        return None

    return Trace(
        NAME,
        place,
        draft.events,
        items,
        # LiteLLM's `trace_id` is that of all calls of one request.
        own_id=own_id_of({**record, "trace_id": None} if "call_type" in record else record),
        dataset=text_or_none(given("dataset")) or "",
        task_id=text_or_none(given("task_id")),
        run_index=integer_or_none(given("run_index", "trial", "epoch")),
        tools=tools_of(given("tools", "functions") or info.get("oai_tools") or _passed_on(record)),
        notes=_notes_of(record),
        reward=score_or_none(given("reward")),
        model=text_or_none(given("model")),
        prompt_version=text_or_none(given("prompt_version")),
        at=time_of(record, meta) or draft.first_time() or time_of(record.get("response")),
        extra={key: json_text(value) for key, value in record.items() if key not in _KNOWN},
    )


def _passed_on(record: dict[str, Any]) -> Any:
    """Return the tools that LiteLLM's records keep beside the messages."""
    held = (at_pointer(record, pointer) for pointer in _TOOLS)
    return next(filter(None, held), None)


def _notes_of(record: dict[str, Any]) -> frozenset[Note]:
    notes: set[Note] = {"truncated-tail"} if record.get("truncated") else set()
    messages = [*objects_in(record.get("messages")), *(c["message"] for c in _choices_of(record))]
    if "web_search_options" in record or any(map(is_searched, messages)):
        notes.add("hosted-search")
    return frozenset(notes)


def read_line(raw: bytes, place: Place) -> Trace | None:
    """Read a line of plain messages at once; None leaves it to `read`."""
    chat = chat_lines.read_line(raw)
    if chat is None:
        return None
    return Trace(
        NAME,
        place,
        [],
        "/messages",
        own_id=chat.own_id,
        task_id=chat.task_id,
        tools=chat.tools,
        model=chat.model,
        unopened=chat,
    )


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one message per line: the file is one conversation."""
    if messages_among(values):
        return Recognition(0.5, "one message with role and content on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the messages of one conversation."""
    draft = Draft()
    for line in lines:
        if isinstance(line.value, dict) and "role" in line.value:
            add_message(draft, line.value, line.number)
        else:
            yield Skipped("no message")
    if draft.events:
        yield Trace(NAME, place, draft.events, None, at=draft.first_time())


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="OpenAI chat messages (all dialects)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        is_one_conversation=True,
        read_line=read_line,
        yields_to=_SURER_MARKS,
    ),
)
