"""What a request to a served model asks for; a wrong one is refused with the key that is wrong."""

import json
from typing import Any, NamedTuple

from auditor.errors import UsageError
from finetune.conversation import Message, Tool
from finetune.respond import Manner

_MOST = 2**63


class ChatRequest(NamedTuple):
    """A conversation to answer, and how."""

    messages: list[Message]
    tools: list[Tool]
    manner: Manner


def chat_request_in(body: bytes, usual: Manner) -> ChatRequest:
    """Return what the body of a request for a chat completion asks for.

    Raises:
        UsageError: It is no JSON object, or a key of it is wrong or not offered.
    """
    try:
        given = json.loads(body)
    except ValueError:
        raise UsageError("The body is no JSON.") from None
    if not isinstance(given, dict):
        raise UsageError("The body is no JSON object.")
    if given.get("stream"):
        raise UsageError("`stream` is not offered.")
    messages, tools = given.get("messages"), given.get("tools") or []
    if not _are_objects(messages) or not messages:
        raise UsageError("`messages` must be a list of objects, with one at least.")
    if not all(isinstance(message.get("role"), str) for message in messages):
        raise UsageError("Each of `messages` must have a `role`.")
    if not _are_objects(tools):
        raise UsageError("`tools` must be a list of objects.")
    return ChatRequest(messages, tools, _manner(given, usual))


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _manner(given: dict[str, Any], usual: Manner) -> Manner:
    most = _number(given, "max_completion_tokens") or _number(given, "max_tokens")
    return usual._replace(
        new_tokens=int(most) or usual.new_tokens,
        temperature=float(_number(given, "temperature")),
        seed=int(_number(given, "seed")),
    )


def _number(given: dict[str, Any], key: str) -> float:
    value = given.get(key)
    if value is None:
        return 0
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < _MOST:
        raise UsageError(f"`{key}` must be a number that is not negative.")
    return value
