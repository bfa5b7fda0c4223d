"""Chats in which the model's calls stand in the text of its messages, turned into events.

Shared by the formats that carry such chats, as messages or as a prompt in one piece. The tags of
Qwen and Hermes, the tokens of other chat templates (`call_text`), OpenAI's harmony, and GLM's
messages whose `metadata` is the tool's name: `{role: assistant, metadata: name, content}`, seen in
zai-org/GLM-4-32B-0414, `chat_template.jinja`.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.messages import harmony
from auditor.messages.call_spellings import TextParameters, text_parameters
from auditor.messages.call_text import BARE, HERMES, PYTHONIC, Dialect, dialects_in
from auditor.messages.hermes_text import (
    add_model_text,
    answer_in,
    declares_tools,
    holds_response,
    response_name,
    responses_in,
    tools_in,
)
from auditor.messages.openai import (
    MODEL_ROLES,
    RESULT_ROLES,
    SYSTEM_ROLES,
    USER_ROLES,
    add_message,
)
from auditor.messages.parts import text_of
from auditor.messages.times import utc
from auditor.trace import Tool

_WHOLE = (BARE, PYTHONIC)
_TOOL_NAME = re.compile(r"[A-Za-z_][\w.-]{0,127}")


def calls_seen_in(messages: Sequence[Any]) -> str:
    """Say how the messages of a chat spell calls in their text, "" where they do not."""
    declared = answered = False
    for message in messages:
        if not isinstance(message, dict) or message.get("tool_calls"):
            return ""
        role, text = text_of(message.get("role")), message.get("content")
        if isinstance(text, str) and role in MODEL_ROLES and harmony.is_completion(text):
            return "<|channel|> in their text"
        if not isinstance(text, str) or "<tool" not in text or role in MODEL_ROLES:
            continue
        declared = declared or (role in SYSTEM_ROLES and declares_tools(text))
        answered = answered or holds_response(text)
    if declared or answered:
        tag = "<tool_response>" if answered else "<tools>"
        return f"{tag} in their text"
    for dialect in _answered_in(messages):
        told = dialect.opening or "a call as JSON"
        return f"{told} in their text"
    if any(_is_answered(one, after) and _named_beside(one) for one, after in pairwise(messages)):
        return "a tool's name as their metadata"
    return ""


def _answered_in(messages: Sequence[Any]) -> tuple[Dialect, ...]:
    """Return the dialects of the calls that a result follows."""
    found: dict[Dialect, None] = {}
    for message, following in pairwise(messages):
        if _is_answered(message, following):
            found |= dict.fromkeys(dialects_in(message["content"]))
    return tuple(found)


def _is_answered(message: Any, following: Any) -> bool:
    return (
        isinstance(message, dict)
        and isinstance(message.get("content"), str)
        and text_of(message.get("role")) in MODEL_ROLES
        and isinstance(following, dict)
        and (text_of(following.get("role")) in RESULT_ROLES or _is_told_by_user(following))
    )


def _is_told_by_user(message: dict[str, Any]) -> bool:
    """Say whether a message of role user is a result, by the marks around it."""
    content = message.get("content")
    is_user = text_of(message.get("role")) in USER_ROLES
    return is_user and isinstance(content, str) and answer_in(content) is not None


def _named_beside(message: dict[str, Any]) -> str:
    """Return the tool that a message of GLM's calls, with its content as arguments, or ""."""
    name = message.get("metadata")
    return name if isinstance(name, str) and _TOOL_NAME.fullmatch(name) else ""


class _Telling(NamedTuple):
    """How the messages of a chat spell calls.

    Attributes:
        dialects: Those of its marks; whether a message is a bare call, each tells itself.
        texts: The parameters of each tool that are text.
    """

    dialects: tuple[Dialect, ...]
    texts: TextParameters


def _telling_of(messages: Sequence[Any], tools: tuple[Tool, ...]) -> _Telling:
    dialects = dict.fromkeys((HERMES, *_answered_in(messages)))
    for whole in _WHOLE:
        dialects.pop(whole, None)
    return _Telling(tuple(dialects), text_parameters(tools))


def tools_among(messages: Iterable[Any]) -> tuple[Tool, ...]:
    """Return the tools that a system prompt of a chat lists."""
    for message in messages:
        if isinstance(message, dict) and message.get("role") in ("system", "developer"):
            tools = tools_in(text_of(message.get("content")))
            if tools:
                return tools
    return ()


def add_messages(
    draft: Draft, numbered: Sequence[tuple[int, Any]], tools: tuple[Tool, ...]
) -> None:
    """Add the messages of a chat, each with its place in the list or its line."""
    telling = _telling_of([message for _, message in numbered], tools)
    called = False
    for (item, message), (_, following) in pairwise((*numbered, (-1, None))):
        if not isinstance(message, dict):
            draft.words("unknown", "", text_of(message), item)
            continue
        if called and _is_told_by_user(message):
            told = answer_in(message["content"]) or ""
            draft.result(told, item, at=utc(message.get("timestamp")))
            continue
        is_answered = _is_answered(message, following)
        own = dialects_in(message["content"]) if is_answered else ()
        called = bool(own)
        name = _named_beside(message) if is_answered else ""
        if name:
            draft.step()
            draft.call(name, message["content"].strip(), item, at=utc(message.get("timestamp")))
        elif own and own[0] in _WHOLE:
            _add(draft, message, item, telling._replace(dialects=own))
        else:
            _add(draft, message, item, telling)


def _add(draft: Draft, message: dict[str, Any], item: int, telling: _Telling) -> None:
    role, content = text_of(message.get("role")), message.get("content")
    at = utc(message.get("timestamp"))
    if not isinstance(content, str):
        add_message(draft, message, item)
    elif role in MODEL_ROLES and harmony.is_completion(content):
        harmony.add_text(draft, content, lambda _: item, border=0, at=at)
    elif role in MODEL_ROLES:
        draft.step()
        add_model_text(draft, content, item, at=at, texts=telling.texts, dialects=telling.dialects)
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
