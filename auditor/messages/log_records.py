"""Records of logs that teams write themselves, taken apart into what was said and done.

What was said stands in a record whose kind or role tells the speaker (`log_kinds`), or under a name
that tells it (`question`, `answer`). It may stand in the record or in what the record wraps
(`data`, `payload`), and calls may stand in a list of it.
"""

from collections.abc import Iterator
from typing import Any

from auditor.messages.dialects import decoded
from auditor.messages.log_calls import (
    GIVEN,
    IDS,
    NAMES,
    THOUGHTS,
    Executed,
    Part,
    What,
    first_of,
    has_failed,
)
from auditor.messages.log_kinds import PIECES, kind_in, names_in, words_of
from auditor.messages.openai import calls_of
from auditor.messages.parts import json_text, object_of, objects_in, text_of, text_or_none

_PAYLOADS = (
    "data", "payload", "event_data", "attributes", "details", "properties", "extra", "metadata",
)  # fmt: skip
_CONTENTS = ("content", "message", "body", "text")
_LISTS = (
    "steps", "tool_calls", "toolCalls", "calls", "actions", "usedTools", "used_tools", "tools_used",
    "tool_executions", "intermediate_steps", "intermediateSteps", "agent_thoughts",
    "content_blocks", "contents", "value", "tools",
)  # fmt: skip
_OF_PARTS = ("content_blocks", "contents", "value", "tools")
_OF_CALLS = ("tool_calls", "toolCalls", "calls")
_OF_RESULTS = ("tool_results", "toolResults", "tool_outputs", "toolOutputs")
_WORDS: dict[str, tuple[str, ...]] = {
    "user": (
        "content", "text", "message", "input", "query", "question", "prompt", "task", "goal",
        "value", "user_input", "utterance", "body",
    ),
    "model": (
        "content", "text", "message", "output", "answer", "final_answer", "response", "reply",
        "value", "result", "completion", "final_output", "body", "delta", "return_values",
    ),
    "thought": (*THOUGHTS, "content", "text", "message", "value", "output", "delta"),
    "system": ("content", "text", "message", "prompt", "instructions", "value"),
    "begin": ("input", "inputs", "query", "question", "prompt", "task", "goal", "user_input"),
    "end": (
        "output", "outputs", "answer", "final_answer", "response", "result", "final_output",
        "return_values", "content",
    ),
    "other": ("content", "text", "message", "output", "result", "documents", "context", "error"),
}  # fmt: skip
_SPEAKERS: dict[str, What] = {
    "user": "user", "begin": "user", "model": "model", "end": "model", "thought": "thought",
    "system": "system",
}  # fmt: skip
_ASKED = ("question", "query", "task", "user_input", "user_message", "prompt")
_ANSWERED = ("final_answer", "finalAnswer", "final_output", "answer", "agent_response")
_REPLIED = ("response", "completion", "assistant_response", "reply")
_AGENTS = ("agent", "agent_name", "agentName")
_TOLD = ("message", "content", "text", "summary")
_ALTERNATE = ("assistant", "bot", "agent", "ai", "model")


def parts_of(value: Any, *, is_call: bool = False, listed_as: str = "") -> list[Part]:
    """Return what a record tells, nothing of what is no record of a log.

    Args:
        is_call: It stands in a list of calls, so that its `name` is a tool's.
        listed_as: What the list that it stands in says it is, whatever it says of itself.
    """
    if not isinstance(value, dict) or "jsonrpc" in value:
        return []
    kind = listed_as or kind_in(value)
    wrapped = _wrapped_in(value, kind)
    kind = kind or kind_in(wrapped)
    label = " ".join(names_in(value, wrapped))
    fields = {**value, **wrapped}
    made = Executed(value, fields, "call" if is_call and kind in ("", "executed") else kind, label)
    if kind == "call" and not made.name and (steps := list(steps_in(fields))):
        return steps
    if made.is_any() and (made.name or not is_call):
        return list(_with_words(made, fields, kind, label))
    if kind in _WORDS or kind == "outcome":
        return list(_spoken(fields, "end" if kind == "outcome" else kind, label))
    return list(_unnamed(fields, label))


def _wrapped_in(record: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return what a record wraps: an object, of a call also JSON in a string.

    What a result holds is its output, unless it tells the output as one thing among others.
    """
    for key in _PAYLOADS if kind == "result" else (*_PAYLOADS, *_CONTENTS):
        held = record.get(key)
        held = decoded(held) if kind == "call" and isinstance(held, str) else held
        if isinstance(held, dict) and held:
            told = kind != "result" or not held.keys().isdisjoint((*GIVEN, *NAMES, *IDS))
            return held if told else {}
    return {}


def _with_words(made: Executed, fields: dict[str, Any], kind: str, label: str) -> Iterator[Part]:
    """Yield a call or a result; of a whole run in one record also what was asked and answered."""
    asked = first_of(fields, _ASKED) if not kind else None
    if isinstance(asked, str) and asked is not made.passed:
        yield Part("user", asked, label)
    yield from _thought(fields, label)
    words = first_of(fields, ("content", "text")) if kind == "model" else None
    if isinstance(words, str) and words.strip() and words not in (made.given, made.passed):
        yield Part("model", words, label)
    yield from made.parts()
    answer = first_of(fields, _ANSWERED) if not kind else None
    if answer is None and asked is not None:
        answer = first_of(fields, _REPLIED)
    if answer is not None and answer is not made.given:
        yield Part("model", text_of(answer), label)


def _unnamed(fields: dict[str, Any], label: str) -> Iterator[Part]:
    """Yield what a record tells that does not say what it is: by the names of its fields."""
    asked, answer = first_of(fields, _ASKED), first_of(fields, _ANSWERED)
    replied = first_of(fields, _ALTERNATE)
    if isinstance(fields.get("user"), str) and isinstance(replied, str):
        asked, answer = fields["user"], replied
    if isinstance(asked, str):
        yield Part("user", asked, label)
    yield from _thought(fields, label)
    steps = list(steps_in(fields))
    yield from steps
    came = first_of(fields, ("observations", "observation"))
    if came is not None and steps and steps[-1].what == "call":
        yield Part("result", text_of(came), label, is_error=has_failed(fields, label))
    if answer is not None:
        yield Part("model", text_of(answer), label)
    elif asked is None and not steps:
        told = first_of(fields, _TOLD)
        if isinstance(told, str) and told.strip():
            by_agent = any(isinstance(fields.get(key), str) for key in _AGENTS)
            yield Part("model" if by_agent else "beside", told, label)


def _thought(fields: dict[str, Any], label: str) -> Iterator[Part]:
    told = first_of(fields, THOUGHTS)
    if isinstance(told, str) and told.strip():
        yield Part("thought", told, label)


def _spoken(fields: dict[str, Any], kind: str, label: str) -> Iterator[Part]:
    """Yield what was said, and the steps or calls that stand in the same record."""
    words = _words_in(first_of(fields, _WORDS[kind]))
    is_piece = "delta" in fields or not words_of(label).isdisjoint(PIECES)
    if kind == "other":
        if words.strip():
            yield Part("beside", words, label)
    elif kind == "model":
        own = text_or_none(first_of(fields, ("message_id", "messageId")))
        yield from _replied(fields, Part("model", words, label, own_id=own, is_piece=is_piece))
    elif words:
        yield Part(_SPEAKERS[kind], words, label, is_piece=is_piece)


def _replied(fields: dict[str, Any], words: Part) -> Iterator[Part]:
    """Yield a reply: before its words what was run for them, after them what it calls for."""
    yield from _thought(fields, words.label)
    steps = list(steps_in(fields))
    was_run = any(step.what == "result" for step in steps)
    yield from steps if was_run else ()
    if words.text:
        yield words
    yield from () if was_run else steps
    for call in () if steps else calls_of(fields):
        yield Part("call", call.arguments_raw, words.label, call.name, call.call_id)


def _words_in(told: Any) -> str:
    """Return words; some writers wrap the text of a part in an object of its own."""
    if isinstance(told, dict):
        inner = first_of(told, ("content", "text"))
        inner = next(iter(told.values())) if inner is None and len(told) == 1 else inner
        return inner if isinstance(inner, str) else json_text(told)
    if not isinstance(told, list):
        return text_of(told)
    parts = [
        {**part, "text": part["text"].get("content")}
        if isinstance(part, dict) and isinstance(part.get("text"), dict)
        else part
        for part in told
        if kind_in(object_of(part)) not in ("call", "executed")
    ]
    return text_of(parts)


def steps_in(fields: dict[str, Any], depth: int = 0) -> Iterator[Part]:
    """Yield what the first list of an object that holds calls tells, at most two lists deep.

    Results may stand in a list of their own.
    """
    for key in _LISTS:
        found: list[Part] = []
        listed_as = "call" if key in _OF_CALLS else ""
        for one in objects_in(decoded(fields.get(key))):
            told = parts_of(one, is_call=key not in _OF_PARTS, listed_as=listed_as)
            if key in _OF_PARTS:  # what was said stands beside the calls, too
                told = [part for part in told if part.what in ("call", "result")]
            found += told if told or depth else steps_in(one, depth + 1)
        if any(part.what == "call" or part.name for part in found):
            yield from found
            break
    for key in _OF_RESULTS:
        for one in objects_in(decoded(fields.get(key))):
            yield from parts_of(one, listed_as="result")
