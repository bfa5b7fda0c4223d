"""Objects of Python that a logger wrote into JSON as text: `json.dumps(messages, default=str)`.

A client's reply is an object, and programs put it back into their list of messages as it came. What
stands there then is its `repr`, `ChatCompletionMessage(content=None, ...)` or
`ToolUseBlock(id=..., input={...})`, in the place of a message, a block or a call. It is read as the
object. A text of the model's is never taken for one: only what stands where no text belongs is, as
an element of a list or in the place of a reply, and a content that is nothing but a list of blocks.
"""

import re
from typing import Any

from stringzilla import find

from auditor.messages import python_repr

_MARKS = (
    b"Message(", b"Block(", b"ToolCall(", b'"ChatCompletion(', b'"Response',
    b'"GenerateContentResponse(',
)  # fmt: skip
_REPLIES = frozenset(
    {"response", "raw_response", "reply", "completion", "output", "message", "result", "choices"}
)
_CLASS = (
    r"(?:Beta|Parsed)?(?:ChatCompletion|ModelResponse|GenerateContentResponse|Response[A-Za-z]*|"
    r"Choices?|Candidate|Content|[A-Za-z]*(?:Message|MessageChunk|Block|ToolCall))"
)
_OBJECT = re.compile(_CLASS + r"\(\s*[a-z_]+=")
_BLOCKS = re.compile(r"\[(?:Beta)?(?:Text|ToolUse|Thinking|ToolResult|ServerToolUse)Block\(")
_NAMED_BLOCK = re.compile(r"(?:Beta)?([A-Z]\w*)Block")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_OF_LANGCHAIN = {
    "HumanMessage": "human", "AIMessage": "ai", "AIMessageChunk": "AIMessageChunk",
    "SystemMessage": "system", "ToolMessage": "tool", "FunctionMessage": "function",
}  # fmt: skip
_OF_AGENT_SDK = frozenset({"UserMessage", "AssistantMessage", "ResultMessage"})
_DEEPEST = 32


def with_objects(value: Any, raw: bytes) -> Any:
    """Return a decoded value with the objects that its texts print.

    Args:
        value: What was decoded.
        raw: Its JSON, which tells at little cost that there are none.
    """
    return _opened(value, 0) if any(find(raw, mark) >= 0 for mark in _MARKS) else value


def _opened(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        return [_object(one) or _opened(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {key: _member(value, key, depth) for key in value}
    return value


def _member(holder: dict[str, Any], key: str, depth: int) -> Any:
    told = holder[key]
    if not isinstance(told, str):
        return _opened(told, depth + 1)
    if key in _REPLIES:
        return _object(told) or told
    if key == "content" and "role" in holder and _BLOCKS.match(told):
        blocks = _constructed(told)
        if isinstance(blocks, list) and all(isinstance(block, dict) for block in blocks):
            return blocks
    return told


def _object(text: Any) -> dict[str, Any] | None:
    """Return the object that a text prints, None where it prints none."""
    if not isinstance(text, str) or not _OBJECT.match(text):
        return None
    value = _constructed(text)
    return value if isinstance(value, dict) and value else None


def _constructed(text: str) -> Any:
    try:
        return _named(python_repr.constructed(text))
    except ValueError:
        return None


def _named(value: Any) -> Any:
    """Return a printed value with the kinds that only its classes tell."""
    if isinstance(value, list):
        return [_named(one) for one in value]
    if not isinstance(value, dict):
        return value
    fields = {key: _named(one) for key, one in value.items() if key != "_type"}
    name = value.get("_type")
    block = _NAMED_BLOCK.fullmatch(name) if isinstance(name, str) else None
    if block:
        return {"type": _WORD.sub("_", block[1]).lower(), **fields}
    if name in _OF_LANGCHAIN and "content" in fields and "role" not in fields:
        return {"type": _OF_LANGCHAIN[name], **fields}
    return {"_type": name, **fields} if name in _OF_AGENT_SDK or "subtype" in fields else fields
