"""Messages made of Anthropic's content blocks, turned into events.

Shared by every format that carries such messages (API logs, coding agents' session files).
"""

from typing import Any

from auditor.draft import Draft
from auditor.messages.parts import (
    arguments_text,
    cited_whole,
    json_text,
    kind_in,
    object_of,
    text_of,
    text_or_none,
    words_of,
)

_CALLS = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})
_RESULT = "tool_result"
_THOUGHTS = frozenset({"thinking", "redacted_thinking"})


def holds_blocks(messages: Any) -> bool:
    """Say whether a list of messages has blocks that only Anthropic's form knows."""
    return isinstance(messages, list) and any(
        isinstance(block, dict) and _is_own_kind(block.get("type"))
        for message in messages
        if isinstance(message, dict)
        for block in _blocks(message.get("content"))
    )


def holds_calls(content: Any) -> bool:
    """Say whether a content has a block that calls a tool, or that holds what one returned."""
    kinds = {kind_in(block) for block in _blocks(content)}
    return bool(kinds & _CALLS) or any(map(_is_result, kinds))


def _is_own_kind(kind: Any) -> bool:
    return isinstance(kind, str) and (kind in _CALLS or kind in _THOUGHTS or _is_result(kind))


def _is_result(kind: str) -> bool:
    # Hosted tools answer with a kind of their own each: web_search_tool_result, ...
    return kind == _RESULT or kind.endswith("_tool_result")


def _blocks(content: Any) -> list[Any]:
    return content if isinstance(content, list) else []


def add_message(draft: Draft, message: dict[str, Any], item: int, *, at: str | None = None) -> None:
    """Add one message: a model's opens a step; a user's opens a turn if it holds words."""
    role = message.get("role")
    content = message.get("content")
    if role == "assistant":
        draft.step()
        add_model(draft, content, item, at=at)
    elif role == "user":
        add_user(draft, content, item, at=at)
    elif role in ("system", "developer"):
        draft.system(text_of(content), item, role=str(role), at=at)
    else:
        draft.words("unknown", text_of(role), text_of(content), item, at=at)


def add_user(draft: Draft, content: Any, item: int, *, at: str | None = None) -> None:
    """Add a user message: its results are the runtime's, and only its words open a turn."""
    spoken = False
    for block in _blocks(content) if isinstance(content, list) else [content]:
        if isinstance(block, dict) and _is_result(text_of(block.get("type"))):
            _add_result(draft, block, item, at)
        elif spoken:
            draft.words("user", "user", text_of([block]), item, at=at)
        else:
            draft.user(text_of([block]), item, at=at)
            spoken = True


def add_model(
    draft: Draft, content: Any, item: int, *, at: str | None = None, position: int = 0
) -> int:
    """Add a model message to the open step, in the order of its blocks.

    Args:
        position: Of the first call in its batch, where a reply comes in several records.

    Returns:
        The position of the next call.
    """
    blocks = cited_whole(content) if isinstance(content, list) else [text_of(content)]
    for block in blocks or [""]:
        kind = text_of(block.get("type")) if isinstance(block, dict) else ""
        if not isinstance(block, dict) or not (kind in _CALLS or _is_result(kind)):
            for channel, text in words_of([block]):
                draft.model(text, item, channel=channel, at=at)
        elif kind in _CALLS:
            draft.call(
                text_of(block.get("name")),
                arguments_text(block.get("input")),
                item,
                call_id=text_or_none(block.get("id")),
                position=position,
                hosted=kind != "tool_use",
                at=at,
            )
            position += 1
        else:
            _add_result(draft, block, item, at)
    return position


def _add_result(draft: Draft, block: dict[str, Any], item: int, at: str | None) -> None:
    content = block.get("content")
    run = object_of(block.get("run"))  # Amp's
    if run:
        content = run.get("result", run.get("error"))
    draft.result(
        text_of(content) if block.get("type") == _RESULT else _hosted_text(content),
        item,
        call_id=text_or_none(block.get("tool_use_id")) or text_or_none(block.get("toolUseID")),
        name=text_or_none(block.get("name")),
        is_error=block.get("is_error") is True or _is_error_kind(content) or "error" in run,
        at=at,
    )


def _hosted_text(content: Any) -> str:
    """Return what a hosted tool found; its parts hold titles and addresses rather than text."""
    if all(isinstance(part, dict) and part.get("type") == "text" for part in _blocks(content)):
        return text_of(content)
    return json_text(content)


def _is_error_kind(content: Any) -> bool:
    return isinstance(content, dict) and text_of(content.get("type")).endswith("_error")
