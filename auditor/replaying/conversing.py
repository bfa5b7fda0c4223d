"""One run: what the model is told, what it answers, and what its calls get."""

from collections.abc import Callable
from typing import Literal, NamedTuple
from uuid import uuid4

from auditor.draft import Draft
from auditor.messages.call_spellings import text_parameters
from auditor.messages.hermes_text import add_model_text
from auditor.messages.openai import calls_of
from auditor.messages.parts import text_of, tools_of
from auditor.replaying.inputs import Input, rounds_of
from auditor.replaying.responding import Message, NoReply, Reply, Tools
from auditor.replaying.tape import Answers, OffTape
from auditor.trace import Message as Words
from auditor.trace import ToolCall

State = Literal["valid", "off-tape", "cut", "failed"]
Ask = Callable[[list[Message], int], Reply]
"""Gets the model's reply to a conversation at a step; raises `NoReply`."""

_KEPT = ("content", "refusal", "reasoning_content", "reasoning")
_CUT_OFF = {
    "length": "the reply was cut off at the length limit",
    "content_filter": "the server's content filter withheld the reply",
}
_SENT = ("role", "content", "tool_calls", "tool_call_id", "name")


class Call(NamedTuple):
    """A call that a reply asks for."""

    call_id: str
    name: str
    arguments_raw: str


class Ended(NamedTuple):
    """A run that is over.

    Attributes:
        messages: The whole conversation.
        state: `valid`; `off-tape` (the record has no answer to a call); `cut` (a length or step
            limit); `failed` (no usable reply: it says nothing of the model).
        reason: Why, where it is not valid.
        replies: The model's replies, in order, with what is said beside the messages.
        unsent: What users would have said yet.
    """

    messages: list[Message]
    state: State
    reason: str
    replies: list[Reply]
    unsent: tuple[str, ...] = ()


def converse(given: Input, ask: Ask, answers: Answers, max_steps: int) -> Ended:
    """Run a conversation again, or on from where it is open, the users' words as recorded.

    Args:
        given: The conversation.
        ask: Gets the model's replies.
        answers: Answers its calls.
        max_steps: The most replies to one message of a user.
    """
    run = Ended([], "valid", "", [])
    rounds = rounds_of(given.messages) if given.step is None else [given.messages]
    for number, round_ in enumerate(rounds, 1):
        run.messages.extend(round_)
        left = tuple(text for later in rounds[number:] for text in _users_words(later))
        try:
            _answered(run, given.tools, ask, answers, max_steps)
        except OffTape as miss:
            return run._replace(state="off-tape", reason=str(miss), unsent=left)
        except _CutError as limit:
            return run._replace(state="cut", reason=str(limit), unsent=left)
        except NoReply as failure:
            return run._replace(state="failed", reason=failure.reason, unsent=left)
    return run


def _users_words(messages: list[Message]) -> list[str]:
    return [text_of(message["content"]) for message in messages if message["role"] == "user"]


def act_once(given: Input, ask: Ask) -> Ended:
    """Ask for the next action of a conversation only."""
    run = Ended(list(given.messages), "valid", "", [])
    try:
        _step(run, given.tools, ask, given.step or 0)
    except _CutError as limit:
        return run._replace(state="cut", reason=str(limit))
    except NoReply as failure:
        return run._replace(state="failed", reason=failure.reason)
    return run


class _CutError(Exception):
    """The run met a limit that was set for it."""


def _answered(run: Ended, tools: Tools, ask: Ask, answers: Answers, max_steps: int) -> None:
    """Let the model act until it calls nothing more."""
    for _ in range(max_steps):
        calls = _step(run, tools, ask, len(run.replies))
        if not calls:
            return
        for call in calls:
            answer = answers(call.name, call.arguments_raw, call.call_id)
            result = {"role": "tool", "tool_call_id": call.call_id, "name": call.name}
            result["content"] = answer.output
            run.messages.append({**result, "is_error": True} if answer.is_error else result)
    raise _CutError(f"no answer after {max_steps} steps")


def _step(run: Ended, tools: Tools, ask: Ask, step: int) -> list[Call]:
    reply = ask(as_sent(run.messages), step)
    message, calls = taken(reply.message, tools)
    run.replies.append(reply)
    run.messages.append(message)
    if reply.finish_reason in _CUT_OFF:
        raise _CutError(_CUT_OFF[reply.finish_reason])
    return calls


def as_sent(messages: list[Message]) -> list[Message]:
    """Return messages as a server takes them: without thoughts and marks of our own."""
    return [{key: message[key] for key in _SENT if key in message} for message in messages]


def taken(message: Message, tools: Tools) -> tuple[Message, list[Call]]:
    """Return a reply as a transcript holds it, and the calls it asks for.

    Calls without an id get one. Where a server without a parser left calls in the text
    (`<tool_call>`), they are lifted out, as a server with one does; a call that cannot be read
    stays text.

    Args:
        message: The reply's message.
        tools: What the model may call.
    """
    words = {key: message[key] for key in _KEPT if message.get(key) is not None}
    native = list(calls_of(message))
    calls = [Call(call.call_id or _new_id(), call.name, call.arguments_raw) for call in native]
    text = message.get("content")
    if not native and isinstance(text, str) and "<tool_call>" in text:
        calls, rest = _lifted(text, tools)
        words["content"] = rest
    body: Message = {"role": "assistant", "content": None, **words}
    if not calls:
        silent = body["content"] is None and "refusal" in body
        return body if silent else {**body, "content": text_of(body["content"])}, []
    body["tool_calls"] = [
        {
            "id": call.call_id,
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments_raw},
        }
        for call in calls
    ]
    return body, calls


def _new_id() -> str:
    """Return an id for a call; equal ids in two runs would look like one reply told twice."""
    return f"call_{uuid4().hex[:16]}"


def _lifted(text: str, tools: Tools) -> tuple[list[Call], str | None]:
    draft = Draft()
    draft.step()
    add_model_text(draft, text, 0, texts=text_parameters(tools_of(tools)))
    calls = [
        Call(_new_id(), event.name, event.arguments_raw)
        for event in draft.events
        if type(event) is ToolCall
    ]
    if not all(call.name for call in calls):
        return [], text
    words = [event.text for event in draft.events if type(event) is Words]
    return calls, "\n".join(words) or None
