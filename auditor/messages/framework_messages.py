"""One message of any framework: what tells it, and what it adds to a draft."""

from collections.abc import Callable
from typing import Any

from auditor.draft import Draft
from auditor.messages import (
    aisdk,
    anthropic,
    bedrock,
    gemini,
    genai,
    langchain,
    openai,
    pydantic_ai,
    responses,
)
from auditor.messages.parts import text_of

_Add = Callable[[Draft, Any, str], None]


def _plainly(add: Callable[[Draft, Any, int], object]) -> _Add:
    """Return an adder of messages that say themselves who speaks."""

    def added(draft: Draft, value: Any, _: str) -> None:
        add(draft, value, -1)

    return added


def _holds_blocks(value: Any) -> bool:
    return anthropic.holds_blocks([value])


def _is_gemini_reply(value: Any) -> bool:
    return isinstance(value, dict) and gemini.is_content(value.get("content"))


def _add_gemini(draft: Draft, value: Any, role: str) -> None:
    gemini.add_content(draft, value, -1, role=role)


def _add_gemini_reply(draft: Draft, value: Any, role: str) -> None:
    gemini.add_content(draft, value["content"], -1, role=role)


def _add_call(draft: Draft, value: Any, _: str) -> None:
    aisdk.add_call(draft, value, -1, responses.open_step(draft))


# What tells a framework's messages, and what adds them; the first that fits.
_FRAMEWORKS: tuple[tuple[Callable[[Any], bool], _Add], ...] = (
    (_holds_blocks, _plainly(anthropic.add_message)),
    (responses.is_item, _plainly(responses.add_item)),
    (pydantic_ai.is_message, _plainly(pydantic_ai.add_message)),
    (aisdk.is_ui_message, _plainly(aisdk.add_ui_message)),
    (genai.is_parts_message, _plainly(genai.add_message)),
    (gemini.is_content, _add_gemini),
    (_is_gemini_reply, _add_gemini_reply),
    (bedrock.is_message, _plainly(bedrock.add_message)),
    (aisdk.is_call, _add_call),
    (aisdk.is_parts_message, _plainly(aisdk.add_message)),
)


def is_message(value: Any) -> bool:
    """Say whether a value is one message of some framework."""
    if isinstance(value, dict) and isinstance(value.get("role"), str):
        return True
    return langchain.message_of(value) is not None or any(fits(value) for fits, _ in _FRAMEWORKS)


def add_message(draft: Draft, value: Any, role: str) -> None:
    """Add one message of whatever dialect.

    Args:
        draft: What was said before.
        value: The message, or words.
        role: Who speaks where the message does not say so.
    """
    said = _langchain(value)
    if said is not None:
        langchain.add_message(draft, said, -1)
        return
    if not isinstance(value, dict):
        _add_text(draft, text_of(value), role)
        return
    for fits, add in _FRAMEWORKS:
        if fits(value):
            add(draft, value, role)
            return
    openai.add_message(draft, _with_call_id(value), -1)


def _with_call_id(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message; the `id` of a tool's, where it has no other, is that of its call."""
    if message.get("role") != "tool" or "tool_call_id" in message or "call_id" in message:
        return message
    return {**message, "tool_call_id": message.get("id")}


def _langchain(value: Any) -> langchain.Said | None:
    said = langchain.message_of(value)
    if said is None and isinstance(value, dict) and "additional_kwargs" in value:
        return langchain.message_of({"type": value.get("role"), **value})
    return said


def _add_text(draft: Draft, text: str, role: str) -> None:
    if role == "assistant":
        draft.step()
        draft.model(text, -1)
    else:
        genai.add_words(draft, role, text, -1, None)
