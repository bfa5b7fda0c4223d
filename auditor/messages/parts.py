"""What chat formats share: text out of content parts, and names, ids and tools out of wrappers."""

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from auditor.messages.untold import untold
from auditor.trace import Channel, Place, Tool

_encode = msgspec.json.Encoder().encode

_DOCUMENTS = ("document", "source", "resource")
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
    trace sees that something stood there; parts of an unknown type are told as JSON.
    """
    if isinstance(content, str):
        yield Words("text", content)
        return
    if isinstance(content, dict):
        content = [content]
    for part in cited_whole(content) if isinstance(content, list) else []:
        if isinstance(part, str):
            yield Words("text", part)
        elif isinstance(part, dict):
            yield _words_of_part(part)
        elif part is not None:
            yield Words("text", json_text(part))


def cited_whole(parts: list[Any]) -> list[Any]:
    """Return parts, with text that only its citations parted (Anthropic) in one piece."""
    if not any(isinstance(part, dict) and "citations" in part for part in parts):
        return parts
    whole: list[Any] = []
    before_is_cited = False
    for part in parts:
        is_text = isinstance(part, dict) and part.get("type") == "text"
        is_cited = is_text and isinstance(part.get("citations"), list)
        last = whole[-1] if whole and isinstance(whole[-1], dict) else {}
        if is_text and last.get("type") == "text" and (is_cited or before_is_cited):
            joined = text_of(last.get("text")) + text_of(part.get("text"))
            whole[-1] = {**part, "text": joined}
        else:
            whole.append(part)
        before_is_cited = is_cited
    return whole


def _words_of_part(part: dict[str, Any]) -> Words:
    kind = part.get("type")
    if isinstance(kind, str) and kind in _THINKING:
        for key in ("thinking", "reasoning", "text", "summary"):
            if isinstance(part.get(key), str):
                return Words("thinking", part[key])
        return Words("thinking", text_of(objects_in(part.get("thinking"))))  # Mistral's
    for key in ("text", "refusal", "output_text", "input_text", "content"):
        if isinstance(part.get(key), str):
            return Words("text", part[key])
    return Words("text", _told_inside(part) or untold(part))


def _told_inside(part: dict[str, Any]) -> str:
    """Return the text of a document (Cohere, Anthropic), a search result, or a resource (MCP)."""
    for document in (part, *(object_of(part.get(key)) for key in _DOCUMENTS)):
        told = document.get("text")
        if isinstance(document.get("data"), str) and document.get("type", "text") == "text":
            told = document["data"]
        elif isinstance(document.get("content"), list):
            told = text_of(document["content"])
        if isinstance(told, str) and told:
            about = [part.get(key) for key in ("title", "source", "context")]
            return "\n".join([*(words for words in about if isinstance(words, str)), told])
    return ""


_tools_by_bytes: dict[bytes, tuple[Tool, ...]] = {}
_REMEMBERED = 256


def tools_of(declared: Any) -> tuple[Tool, ...]:
    """Return the tools that a transcript declares, in any of the common spellings.

    OpenAI `{type, function: {name, parameters}}`, flat `{name, parameters}`, Anthropic and MCP
    `{name, input_schema | inputSchema}`, Bedrock's `{toolSpec}`, Gemini's groups of
    `functionDeclarations`, a JSON string of any of these, or a mapping by name.
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
        group = _first(object_of(spec), "functionDeclarations", "function_declarations")
        if isinstance(group, list):
            yield from _each_tool(group)
            continue
        tool = _tool(spec)
        if tool is not None:
            yield tool


_SCHEMAS = (
    "parameters", "input_schema", "inputSchema", "schema", "parametersJsonSchema",
    "parameters_json_schema",
)  # fmt: skip


def _tool(spec: Any) -> Tool | None:
    if isinstance(spec, str):
        try:
            spec = msgspec.json.decode(spec)
        except msgspec.DecodeError:
            return None
    if not isinstance(spec, dict):
        return None
    function = _first(spec, "function", "toolSpec", "custom")
    inner = function if isinstance(function, dict) else spec
    name = inner.get("name")
    if not isinstance(name, str) or not name:
        return None
    schema = _first(inner, *_SCHEMAS)
    if isinstance(schema, dict) and list(schema) == ["json"]:  # Bedrock's
        schema = schema["json"]
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


def at_pointer(value: Any, pointer: str) -> Any:
    """Return what lies at a JSON pointer of plain keys, or None."""
    for key in _keys_of(pointer):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal():
            value = value[int(key)] if int(key) < len(value) else None
        else:
            return None
    return value


@lru_cache(maxsize=1024)
def _keys_of(pointer: str) -> tuple[str, ...]:
    return tuple(pointer.split("/")[1:])


def object_of(value: Any) -> dict[str, Any]:
    """Return an object as it is, anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def kind_in(value: Any) -> str:
    """Return the `type` of an object, "" where it has none that is a string."""
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""


def objects_in(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list, nothing of anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text_or_none(value: Any) -> str | None:
    """Return a string or number as text, anything else as None."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


# Python refuses to parse integers of thousands of digits.
_INTEGER_DIGITS = 18
_LARGEST = 2**63 - 1


def integer_or_none(value: Any) -> int | None:
    """Return an integer of 64 bits, also one written as digits, or None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if -_LARGEST <= value <= _LARGEST else None
    if isinstance(value, str) and value.isdecimal() and len(value) <= _INTEGER_DIGITS:
        return int(value)
    return None


def number_or_none(value: Any) -> float | None:
    """Return a number as float, or None; also None where a float cannot hold it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):
            return float(value)
    return None


def score_or_none(value: Any) -> float | None:
    """Return a score as float: a number, 1 and 0 for passed and not; None for anything else."""
    return float(value) if isinstance(value, bool) else number_or_none(value)


def inside(place: Place, *parts: str | int) -> Place:
    """Return the place of a value inside a record: its JSON pointer longer by the given parts."""
    steps = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return msgspec.structs.replace(place, pointer="/".join((place.pointer, *steps)))
