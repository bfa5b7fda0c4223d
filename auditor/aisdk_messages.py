"""Messages of the Vercel AI SDK, turned into events.

Shared by every format that carries them. Parts are `{type: text | reasoning | tool-call |
tool-result}`; a call is `{toolCallId, toolName, input | args}`.
"""

from typing import Any

from auditor.draft import Draft
from auditor.genai_messages import add_words
from auditor.message_parts import arguments_text, json_text, text_of, text_or_none
from auditor.openai_messages import MODEL_ROLES

_KINDS = ("tool-call", "tool-result", "tool-error")


def is_parts_message(value: Any) -> bool:
    """Say whether a message has a part that only the AI SDK spells so."""
    content = value.get("content") if isinstance(value, dict) else None
    return isinstance(content, list) and any(
        isinstance(part, dict) and part.get("type") in _KINDS for part in content
    )


def is_call(value: Any) -> bool:
    """Say whether a value is a call that stands alone, outside a message."""
    return isinstance(value, dict) and "toolCallId" in value and "toolName" in value


def add_message(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add one message: words, calls and results in the order of its parts."""
    role = str(message.get("role") or "")
    by_model = role in MODEL_ROLES
    if by_model:
        draft.step()
    position = 0
    words: list[str] = []
    for part in message["content"]:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "tool-call":
            add_call(draft, part, item, position)
            position += 1
        elif kind in ("tool-result", "tool-error"):
            _add_result(draft, part, item)
        elif by_model and kind == "reasoning":
            draft.model(text_of(part.get("text")), item, channel="thinking")
        elif by_model:
            draft.model(text_of([part]), item)
        else:
            words.append(text_of([part]))
    if words:
        add_words(draft, role, "\n".join(words), item, None)


def add_call(draft: Draft, part: dict[str, Any], item: int, position: int) -> None:
    """Add one call to the open step."""
    draft.call(
        str(part.get("toolName") or ""),
        arguments_text(part.get("input", part.get("args"))),
        item,
        call_id=text_or_none(part.get("toolCallId")),
        position=position,
        hosted=part.get("providerExecuted") is True,
    )


def _add_result(draft: Draft, part: dict[str, Any], item: int) -> None:
    output = part.get("output", part.get("result", part.get("error")))
    kind = ""
    if isinstance(output, dict) and isinstance(output.get("type"), str) and "value" in output:
        kind, output = output["type"], output["value"]
    draft.result(
        output if isinstance(output, str) else "" if output is None else json_text(output),
        item,
        call_id=text_or_none(part.get("toolCallId")),
        name=text_or_none(part.get("toolName")),
        is_error=part.get("type") == "tool-error"
        or kind.startswith("error")
        or part.get("isError") is True,
    )
