"""Records of what a model or an agent was given and what came out: eval sets, logs, exports.

`{input, output}` and its spellings (`inputs` and `outputs`, `prompt` and `response`, `user_input`),
the input words or messages of any framework, the output words, messages or a reply in any form.
Seen in Langfuse's API reference (traces; dataset items with `expectedOutput`), Braintrust's (data
sets with `expected`), OpenAI's evals (samples with `ideal`; log events whose `data` holds `prompt`
and `sampled`; output items whose `sample` holds both), ragas (samples with `user_input`), PostHog's
events (`properties` with `$ai_input` and `$ai_output_choices`) and in LangChain's `AgentExecutor`,
whose `intermediate_steps` are calls and results. What was expected is no output and only kept
aside. Where no call is told, the note `condensed` says that the record may leave calls out.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.dialects import add_spoken, holds_messages, spoken
from auditor.messages.parts import (
    arguments_text,
    at_pointer,
    json_text,
    object_of,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.replies import Answered, answered_by, normal_reply, with_each_of
from auditor.messages.times import time_of
from auditor.trace import Message, Place, ToolCall, ToolResult, Trace

NAME = "input-output"

_GIVEN = ("input", "inputs", "prompt", "user_input", "$ai_input")
_ASKED = ("question", "query", "prompt", "text", "message", "input", "user_input")
_CAME = ("output", "outputs", "response", "completion", "sampled", "$ai_output_choices")
_HOLDERS = ("", "/data", "/sample", "/properties")
_STEPS = "intermediate_steps"
# What a span or the log of a tool has, each a part of a run; or what is to be taught.
_OTHERS = frozenset(
    {
        "span_id", "spanId", "span_attributes", "parent_id", "parent_run_id", "run_type", "op_name",
        "parentObservationId", "tool", "tool_name", "instruction", "chosen", "rejected", "label",
    }
)  # fmt: skip
_KNOWN = frozenset(
    {*_GIVEN, *_CAME, _STEPS, "id", "trace_id", "run_id", "event_id", "tools", "model", "data",
     "sample", "created_at", "createdAt", "created", "timestamp"}
)  # fmt: skip
_BESIDE = ("system", "instructions", "tools")
_PAIR = 2
_FRAMEWORKS_WORDS = ("Action:", "Invoking:")


def recognise(value: Any) -> Recognition | None:
    """Recognise messages that went in, or words that went in and a reply that came out."""
    if not isinstance(value, dict) or not value.keys().isdisjoint(_OTHERS):
        return None
    for pointer in _HOLDERS:
        holder = object_of(at_pointer(value, pointer))
        given = _key_of(holder, _GIVEN)
        if given and holds_messages(holder[given]):
            return Recognition(0.4, f"messages that went in at {pointer}/{given}")
        came = next((key for key in _CAME if key in holder), None)
        if given and came and _is_asked(holder[given]) and _is_reply(holder[came]):
            return Recognition(0.3, f"words at {pointer}/{given} and a reply at {pointer}/{came}")
    return None


def _key_of(holder: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((key for key in keys if holder.get(key) not in (None, "", [], {})), None)


def _first(holder: dict[str, Any], *keys: str) -> Any:
    key = _key_of(holder, keys)
    return holder[key] if key else None


def _is_asked(given: Any) -> bool:
    """Say whether a value is what a user asked: words, or an object whose key says so."""
    words = [given] if isinstance(given, str) else map(object_of(given).get, _ASKED)
    return any(isinstance(one, str) for one in words)


def _is_reply(came: Any) -> bool:
    return isinstance(came, str) or holds_messages(came) or normal_reply(came) is not None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one record."""
    held = ((p, object_of(at_pointer(value, p))) for p in _HOLDERS)
    pointer, holder = next(one for one in held if _key_of(one[1], _GIVEN))
    given = _key_of(holder, _GIVEN) or ""
    draft = Draft()
    items, tools = _add_given(draft, holder[given], f"{pointer}/{given}")
    _add_steps(draft, holder.get(_STEPS))
    came = holder.get(_key_of(holder, _CAME) or "")
    for each in _answered(draft, holder[given], came):
        told = any(isinstance(event, ToolCall | ToolResult) for event in each.draft.events)
        yield from each.told(
            Trace(
                NAME,
                place,
                each.draft.events,
                items,
                own_id=_id_of(value),
                tools=tools_of(_first(holder, "tools", "$ai_tools") or value.get("tools") or tools),
                notes=frozenset() if told else frozenset({"condensed"}),
                model=text_or_none(_first(holder, "model", "$ai_model") or value.get("model")),
                at=time_of(value, holder) or each.draft.first_time(),
                extra={
                    key: json_text(kept)
                    for key, kept in value.items()
                    if key not in _KNOWN or (key in _CAME and isinstance(kept, dict))
                },
            )
        )


def _id_of(value: dict[str, Any]) -> str | None:
    """Return the id of a record; of an event of OpenAI's evals within its run."""
    named = [text_or_none(value.get(key)) for key in ("run_id", "event_id")]
    if all(named):
        return "/".join(filter(None, named))
    return text_or_none(value.get("id")) or text_or_none(value.get("trace_id"))


def _messages_in(given: Any) -> tuple[list[Any], str]:
    """Return the messages of a value, and where in it they lie; none where it holds none."""
    held = object_of(given).get("messages")
    listed = held if isinstance(held, list) else given
    if isinstance(listed, list) and holds_messages(listed):
        return listed, "/messages" if listed is held else ""
    return [], ""


def _add_given(draft: Draft, given: Any, pointer: str) -> tuple[str, list[Any]]:
    """Add what went in; return the pointer of the list that items count in, and declared tools."""
    listed, inner = _messages_in(given)
    if not listed:
        only = next(iter(given.values())) if isinstance(given, dict) and len(given) == 1 else None
        return pointer, add_spoken(draft, only if isinstance(only, str) else given, "user")
    beside = {key: object_of(given)[key] for key in _BESIDE if object_of(given).get(key)}
    tools = add_spoken(draft, beside, "system") if beside else []
    for item, message in enumerate(listed):
        before = len(draft.events)
        tools += add_spoken(draft, [message], "user")
        new = draft.events[before:]
        draft.events[before:] = [msgspec.structs.replace(event, item=item) for event in new]
    return pointer + inner, tools


def _add_steps(draft: Draft, steps: Any) -> None:
    """Add the steps of LangChain's `AgentExecutor`: pairs of an action and what came of it."""
    for step in steps if isinstance(steps, list) else []:
        action, came = step if isinstance(step, list) and len(step) == _PAIR else (step, None)
        made = object_of(object_of(action).get("kwargs", action))
        words = text_of(made.get("log"))
        for mark in _FRAMEWORKS_WORDS:
            words = words.split(mark)[0]
        draft.step()
        if words.strip():
            draft.model(words.strip(), -1, channel="thinking")
        name, call_id = text_of(made.get("tool")), text_or_none(made.get("tool_call_id"))
        draft.call(name, arguments_text(made.get("tool_input")), -1, call_id=call_id)
        if came is not None:
            draft.result(text_of(came), -1, name=name, call_id=call_id)


def _answered(draft: Draft, given: Any, came: Any) -> list[Answered]:
    """Return what was said, with each answer that came out behind it."""
    if isinstance(came, list) and all(isinstance(one, str) for one in came):
        return answered_by(draft, came, _add_words) or [Answered(draft)]
    listed, _ = _messages_in(came)
    if listed:
        add_spoken(draft, _new_in(listed, _messages_in(given)[0]), "assistant")
        return [Answered(draft)]
    last = draft.events[-1] if draft.events else None
    if came is None or (isinstance(last, Message) and last.text == came):
        return [Answered(draft)]
    normal = normal_reply(came)
    if normal is None:
        add_spoken(draft, came, "assistant")
        return [Answered(draft)]
    return with_each_of(draft, normal) or [Answered(draft)]


def _add_words(draft: Draft, words: str) -> None:
    draft.step()
    draft.model(words, -1)


def _new_in(came: list[Any], given: list[Any]) -> list[Any]:
    """Return the messages that came out, without those that went in and stand there again."""
    if len(came) > len(given) and all(map(_same, given, came)):
        return came[len(given) :]
    return came


def _same(message: Any, other: Any) -> bool:
    return message == other or spoken([message], "user").events == spoken([other], "user").events


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Inputs and outputs of eval sets, logs and exports",
        recognise=recognise,
        read=read,
    ),
)
