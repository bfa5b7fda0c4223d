"""Messages of Amazon Bedrock's Converse API, turned into events.

Shared by every format that carries them. A message is `{role, content: [{text} | {toolUse} |
{toolResult} | {reasoningContent} | ...]}`: the kind of a block is its key.
"""

from typing import Any

from auditor.draft import Draft
from auditor.messages.parts import arguments_text, json_text, object_of, text_of, text_or_none

_CALL, _RESULT, _THOUGHT = "toolUse", "toolResult", "reasoningContent"
_NO_WORDS = frozenset({_RESULT, "cachePoint"})
_KINDS = frozenset(
    {
        "text", _CALL, _RESULT, _THOUGHT, "image", "document", "video", "audio", "guardContent",
        "cachePoint", "citationsContent", "searchResult",
    }
)  # fmt: skip


def is_message(value: Any) -> bool:
    """Say whether a value is a message of blocks whose kind is their key."""
    return (
        isinstance(value, dict)
        and value.get("role") in ("user", "assistant", "system")
        and isinstance(value.get("content"), list)
        and "meta" not in value  # Haystack's
        and all(_is_block(block) for block in value["content"])
    )


def _is_block(value: Any) -> bool:
    return isinstance(value, dict) and "type" not in value and bool(value.keys() & _KINDS)


def holds_blocks(value: dict[str, Any]) -> bool:
    """Say whether a message has a block at all: its spelling is the mark."""
    return bool(value.get("content"))


def add_message(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add one message: words, calls and results in the order of its blocks."""
    if message["role"] == "assistant":
        draft.step()
        _add_model(draft, message["content"], item)
        return
    words = [_text(block) for block in message["content"] if not block.keys() & _NO_WORDS]
    for block in message["content"]:
        if _RESULT in block:
            _add_result(draft, object_of(block[_RESULT]), item)
    if message["role"] == "system":
        draft.system("\n".join(words), item)
    elif words:
        draft.user("\n".join(words), item)


def _add_model(draft: Draft, blocks: list[dict[str, Any]], item: int) -> None:
    if not blocks:
        draft.model("", item)
    for block in blocks:
        if _CALL in block:
            call = object_of(block[_CALL])
            draft.call(
                text_of(call.get("name")),
                arguments_text(call.get("input")),
                item,
                call_id=text_or_none(call.get("toolUseId")),
                position=draft.calls_in_step,
                hosted=call.get("type") == "server_tool_use",
            )
        elif _RESULT in block:
            _add_result(draft, object_of(block[_RESULT]), item)
        elif _THOUGHT in block:
            thought = object_of(object_of(block[_THOUGHT]).get("reasoningText"))
            draft.model(text_of(thought.get("text")), item, channel="thinking")
        elif "cachePoint" not in block:
            draft.model(_text(block), item)


def _text(block: dict[str, Any]) -> str:
    if "text" in block:
        return text_of(block["text"])
    cited = object_of(block.get("citationsContent")).get("content")
    if isinstance(cited, list):
        return text_of(cited)
    return f"[{next((key for key in block if key in _KINDS), 'empty block')}]"


def _add_result(draft: Draft, result: dict[str, Any], item: int) -> None:
    content = result.get("content")
    parts = content if isinstance(content, list) else [content]
    draft.result(
        "\n".join(_output(part) for part in parts if part is not None),
        item,
        call_id=text_or_none(result.get("toolUseId")),
        is_error=result.get("status") == "error",
    )


def _output(part: Any) -> str:
    if isinstance(part, dict) and "json" in part:
        return json_text(part["json"])
    return _text(part) if isinstance(part, dict) else text_of(part)
