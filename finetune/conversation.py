"""Messages to text and back, by the chat template with which the model will be served.

Messages and tools have the form of the OpenAI interface; a call's arguments are the JSON text as
it was emitted. Templates want an object, so text that holds one is parsed for them, and text that
does not (a broken call, on a rejected side) goes through as it is.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from auditor.errors import UsageError
from auditor.messages.call_spellings import call_in

Message = Mapping[str, Any]
Tool = Mapping[str, Any]

_CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)
_THOUGHT = re.compile(r"\s*<think>(.*?)</think>\s*", re.DOTALL)


def prompt_text(
    tokenizer: Any, messages: Sequence[Message], tools: Sequence[Tool], thinking: bool | None
) -> str:
    """Return what the model reads before it answers."""
    return _rendered(tokenizer, messages, tools, thinking, answers=True)


def answer_text(
    tokenizer: Any,
    messages: Sequence[Message],
    answer: Message,
    tools: Sequence[Tool],
    thinking: bool | None,
) -> str:
    """Return what the model must write to give an answer, up to and with the stop token.

    What was thought before it is no part of it where thinking is off: such a model writes none.

    Raises:
        UsageError: The template renders the conversation otherwise once it has an answer, so that
            what is trained would not be what is served.
    """
    prompt = prompt_text(tokenizer, messages, tools, thinking)
    if thinking is False:
        answer = {key: value for key, value in answer.items() if key != "reasoning_content"}
    whole = _rendered(tokenizer, [*messages, answer], tools, thinking, answers=False)
    if not whole.startswith(prompt):
        raise UsageError(
            "The chat template renders the prompt otherwise when an answer follows.",
            "Set thinking to the mode that is served, or take a template that does not.",
        )
    stop = tokenizer.eos_token
    words, found, rest = whole[len(prompt) :].rpartition(stop)
    if not found or rest.strip():
        raise UsageError(f"The chat template does not end an answer with {stop}.")
    return f"{words}{stop}"


def answer_message(text: str, number: int = 0) -> dict[str, Any]:
    """Return the message that a model's text is, its calls parsed.

    What stands in a tag but is no call stays text, as servers leave it.

    Args:
        text: Without the stop token.
        number: Makes the ids of calls differ between the answers of one conversation.
    """
    message: dict[str, Any] = {"role": "assistant"}
    thought = _THOUGHT.match(text)
    if thought:
        message["reasoning_content"] = thought[1].strip()
        text = text[thought.end() :]
    calls: list[dict[str, Any]] = []
    words = ""
    end = 0
    for match in _CALL.finditer(text):
        call = _call_of(match[1], f"call_{number}_{len(calls)}")
        if call is not None:
            calls.append(call)
            words += text[end : match.start()]
            end = match.end()
    words = (words + text[end:]).strip()
    message["content"] = words or None
    if calls:
        message["tool_calls"] = calls
    return message


def calls_of(message: Message) -> list[tuple[str, Any]]:
    """Return name and arguments of a message's calls; arguments that are no JSON stay text."""
    found = []
    for call in message.get("tool_calls") or ():
        called = call.get("function") or call
        found.append((called.get("name", ""), _parsed(called.get("arguments"))))
    return found


def _call_of(text: str, call_id: str) -> dict[str, Any] | None:
    found = call_in(text.strip())
    if not found.name or not isinstance(_parsed(found.arguments_raw), dict):
        return None
    function = {"name": found.name, "arguments": found.arguments_raw}
    return {"id": call_id, "type": "function", "function": function}


def _rendered(
    tokenizer: Any,
    messages: Sequence[Message],
    tools: Sequence[Tool],
    thinking: bool | None,
    *,
    answers: bool,
) -> str:
    from jinja2 import TemplateError

    mode = {} if thinking is None else {"enable_thinking": thinking}
    try:
        text: str = tokenizer.apply_chat_template(
            [_for_template(message) for message in messages],
            tools=list(tools) or None,
            tokenize=False,
            add_generation_prompt=answers,
            **mode,
        )
    except TemplateError as error:
        raise UsageError(f"The chat template refuses the conversation: {error}") from None
    return text


def _for_template(message: Message) -> dict[str, Any]:
    """Return a message without empty parts, its calls' arguments parsed.

    A developer's message is the system's: few templates know the newer name, and some leave out
    what stands under it without a word.
    """
    kept = {key: value for key, value in message.items() if value is not None}
    if kept.get("role") == "developer":
        kept["role"] = "system"
    kept.setdefault("content", "")
    if kept.pop("tool_calls", None):
        kept["tool_calls"] = [
            {
                "type": "function",
                "function": {**(call.get("function") or call), "arguments": arguments},
            }
            for call, (_, arguments) in zip(message["tool_calls"], calls_of(message), strict=True)
        ]
    return kept


def _parsed(arguments: Any) -> Any:
    if not isinstance(arguments, str):
        return {} if arguments is None else arguments
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments
