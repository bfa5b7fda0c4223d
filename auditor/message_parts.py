"""What chat formats share: text out of content parts, and names, ids and tools out of wrappers."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.trace import Channel, Tool

_encode = msgspec.json.Encoder().encode

_THINKING = {"thinking", "reasoning", "reasoning_content", "redacted_thinking"}


class Words(NamedTuple):
    """One stretch of text of a message and its channel."""

    channel: Channel
    text: str


def json_text(value: Any) -> str:
    """Return compact JSON of a decoded value, keys in their order."""
    return _encode(value).decode()


def arguments_text(arguments: Any) -> str:
    """Return call arguments as the string they were emitted as, or as JSON where an object."""
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else json_text(arguments)


def text_of(content: Any) -> str:
    """Return the plain text of a content value: string, list of parts, object or null."""
    if isinstance(content, str):
        return content
    if content is None:
        return ""
    if isinstance(content, list):
        return "\n".join(words.text for words in words_of(content))
    return json_text(content)


def words_of(content: Any) -> Iterator[Words]:
    """Yield the stretches of text of a content value, in order, each with its channel.

    Parts that hold no text (images, audio, files) are named in brackets, so that a reader of the
    trace sees that something stood there.
    """
    if isinstance(content, str):
        yield Words("text", content)
        return
    if isinstance(content, dict):
        content = [content]
    for part in content if isinstance(content, list) else []:
        if isinstance(part, str):
            yield Words("text", part)
        elif isinstance(part, dict):
            yield _words_of_part(part)
        elif part is not None:
            yield Words("text", json_text(part))


def _words_of_part(part: dict[str, Any]) -> Words:
    kind = part.get("type")
    if kind in _THINKING:
        for key in ("thinking", "reasoning", "text", "summary"):
            if isinstance(part.get(key), str):
                return Words("thinking", part[key])
        return Words("thinking", "")
    for key in ("text", "refusal", "output_text", "input_text", "content"):
        if isinstance(part.get(key), str):
            return Words("text", part[key])
    if kind is None:
        return Words("text", json_text(part))
    return Words("text", f"[{kind}]")


_tools_by_bytes: dict[bytes, tuple[Tool, ...]] = {}
_REMEMBERED = 256


def tools_of(declared: Any) -> tuple[Tool, ...]:
    """Return the tools that a transcript declares, in any of the common spellings.

    OpenAI `{type, function: {name, parameters}}`, flat `{name, parameters}`, Anthropic and MCP
    `{name, input_schema | inputSchema}`, a JSON string of any of these, or a mapping by name.
    Equal declarations are read once: real logs repeat them on every line.
    """
    if not declared:
        return ()
    key = declared.encode() if isinstance(declared, str) else _encode(declared)
    known = _tools_by_bytes.get(key)
    if known is None:
        known = tuple(_each_tool(declared))
        if len(_tools_by_bytes) >= _REMEMBERED:
            _tools_by_bytes.clear()
        _tools_by_bytes[key] = known
    return known


def _each_tool(declared: Any) -> Iterator[Tool]:
    if isinstance(declared, str):
        try:
            declared = msgspec.json.decode(declared)
        except msgspec.DecodeError:
            return
    if isinstance(declared, dict):
        declared = [
            {"name": name, **spec} for name, spec in declared.items() if isinstance(spec, dict)
        ]
    for spec in declared if isinstance(declared, list) else []:
        tool = _tool(spec)
        if tool is not None:
            yield tool


def _tool(spec: Any) -> Tool | None:
    if isinstance(spec, str):
        try:
            spec = msgspec.json.decode(spec)
        except msgspec.DecodeError:
            return None
    if not isinstance(spec, dict):
        return None
    function = spec.get("function")
    inner = function if isinstance(function, dict) else spec
    name = inner.get("name")
    if not isinstance(name, str) or not name:
        return None
    schema = _first(inner, "parameters", "input_schema", "inputSchema", "schema")
    output = _first(inner, "output_schema", "outputSchema", "returns")
    return Tool(
        name,
        json_text(schema) if isinstance(schema, dict) else "",
        json_text(output) if isinstance(output, dict) else "",
        str(inner.get("description") or ""),
    )


def _first(holder: dict[str, Any], *keys: str) -> Any:
    for key in keys:
        if holder.get(key) is not None:
            return holder[key]
    return None


def own_id_of(record: dict[str, Any]) -> str | None:
    """Return the id that a wrapper gives its conversation, or None."""
    for key in ("trace_id", "id", "run_id", "session_id", "sessionId", "conversation_id", "uuid"):
        value = record.get(key)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def text_or_none(value: Any) -> str | None:
    """Return a string or number as text, anything else as None."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def integer_or_none(value: Any) -> int | None:
    """Return an integer, also one written as digits, or None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return None


def number_or_none(value: Any) -> float | None:
    """Return a number as float, or None."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None
