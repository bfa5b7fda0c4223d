"""Messages of the Vercel AI SDK, turned into events.

Shared by every format that carries them. A model message has `content` parts `{type: text |
reasoning | tool-call | tool-result}`; a UI message has `parts`, in which one part of type
`tool-NAME` (`dynamic-tool`, in version 4 `tool-invocation`) is a call together with its result. A
call is `{toolCallId, toolName, input | args}`. Mastra's memory keeps the parts of a UI message as
`content: {format: 2, parts}`.
Source: ai-sdk.dev, `ModelMessage` and `UIMessage`, versions 4 to 6.
"""

from typing import Any

from auditor.draft import Draft
from auditor.messages.genai import add_words
from auditor.messages.openai import MODEL_ROLES
from auditor.messages.parts import arguments_text, json_text, objects_in, text_of, text_or_none

_KINDS = ("tool-call", "tool-result", "tool-error")
_UI_KINDS = ("dynamic-tool", "step-start", "source-url", "source-document")
_INVOCATION = "tool-invocation"
_FAILED = ("output-error", "output-denied")


def ui_form(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message of Mastra's memory as the UI message that it holds, any other as it is."""
    held = message.get("content")
    if isinstance(held, dict) and isinstance(held.get("parts"), list) and "parts" not in message:
        return {**message, "parts": held["parts"]}
    return message


def is_parts_message(value: Any) -> bool:
    """Say whether a message has a part that only the AI SDK spells so."""
    content = value.get("content") if isinstance(value, dict) else None
    return isinstance(content, list) and any(
        isinstance(part, dict) and part.get("type") in _KINDS for part in content
    )


def is_ui_message(value: Any) -> bool:
    """Say whether a value is a UI message: parts with the text in `text`, or tools inside."""
    if not isinstance(value, dict) or not isinstance(value.get("role"), str):
        return False
    parts = objects_in(value.get("parts"))
    return bool(objects_in(value.get("toolInvocations"))) or any(map(_is_ui_part, parts))


def _is_ui_part(part: dict[str, Any]) -> bool:
    kind = part.get("type")
    if not isinstance(kind, str):
        return False
    if kind in ("text", "reasoning"):
        return isinstance(part.get("text"), str) and "content" not in part
    return kind in _UI_KINDS or kind.startswith("tool-")


def is_call(value: Any) -> bool:
    """Say whether a value is a call that stands alone, outside a message."""
    return isinstance(value, dict) and "toolCallId" in value and "toolName" in value


def add_message(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add one model message: words, calls and results in the order of its parts."""
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


def add_ui_message(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add one UI message; what the model did after a result is a step of its own."""
    role = str(message.get("role") or "")
    parts = objects_in(message.get("parts")) or _parts_of_old(message)
    if role not in MODEL_ROLES:
        add_words(draft, role, text_of(parts), item, None)
        return
    draft.step()
    answered = said = False
    for part in parts:
        kind = str(part.get("type"))
        if kind == "step-start":
            continue
        if answered and not _is_tool(kind):
            draft.step()
            answered = False
        said = True
        if _is_tool(kind):
            answered = _add_tool(draft, part, item) or answered
        elif kind == "reasoning":
            draft.model(text_of(part.get("text", part.get("reasoning"))), item, channel="thinking")
        else:
            draft.model(text_of([part]), item)
    if not said:
        draft.model("", item)


def _is_tool(kind: str) -> bool:
    return kind == "dynamic-tool" or kind.startswith("tool-")


def _parts_of_old(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of a message that has none: version 3 kept the tools beside the text."""
    tools = [
        {"type": _INVOCATION, "toolInvocation": tool}
        for tool in objects_in(message.get("toolInvocations"))
    ]
    words = text_of(message.get("content"))
    return [*tools, {"type": "text", "text": words}] if words or not tools else tools


def _add_tool(draft: Draft, part: dict[str, Any], item: int) -> bool:
    """Add a call and what came of it; say whether anything came."""
    kind = str(part["type"])
    inner = part.get("toolInvocation")
    if kind == _INVOCATION and isinstance(inner, dict):
        part = inner
    elif "toolName" not in part:
        part = {**part, "toolName": kind.removeprefix("tool-")}
    if "input" not in part and "rawInput" in part:
        part = {**part, "input": part["rawInput"]}
    add_call(draft, part, item, draft.calls_in_step)
    state = part.get("state")
    if state not in ("output-available", "result", *_FAILED):
        return False
    if state in _FAILED:
        part = {**part, "output": part.get("errorText"), "isError": True}
    _add_result(draft, {**part, "type": "tool-result"}, item)
    return True
