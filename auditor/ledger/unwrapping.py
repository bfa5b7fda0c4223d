"""What a result says once it is taken out of what it came in: content lists, errors, coded JSON.

Of a transcript's result only such wrappings are taken off as hide nothing else: what stands beside
the words is a part of what the agent was shown. Of a logged result any part may be all that a
client shows.
"""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from auditor import strict_json

_OF_PARTS = {
    "type", "text", "annotations", "meta", "_meta", "id", "index", "citations", "cache_control",
}  # fmt: skip
_OF_RESULTS = {
    "content", "structuredContent", "structured_content", "isError", "is_error", "meta", "_meta",
    "resultType",
}  # fmt: skip
# How Python prints the parts of a content list.
_PRINTED = re.compile(
    r"""TextContent\(type='text', text=('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")[,)]"""
)


def told(text: str) -> list[str]:
    """Return what a transcript's result says: as it stands, and out of its wrappings."""
    value = decoded(text)
    if isinstance(value, str):
        return [text, value]
    return [text, *_unwrapped(value), *_printed(text)]


def views(text: str) -> list[str]:
    """Return what a client may show of a logged result: all of it, or one of its parts."""
    value = decoded(text)
    found = told(text)
    if not isinstance(value, dict):
        return found
    if isinstance(value.get("content"), list):
        found += _joined(value["content"])
    structured = value.get("structuredContent")
    if structured is not None:
        found += [json.dumps(structured), *_only(structured, "result")]
    found += _complaint(value.get("error"))
    if "code" in value:
        found += _complaint(value)
    return found


def decoded(text: str) -> Any:
    """Return the value of a text that is strict JSON, or None."""
    if text.lstrip()[:1] not in ("{", "[", '"', "-") and not text.lstrip()[:1].isdigit():
        return None
    try:
        return strict_json.decode(text.encode())
    except (strict_json.JsonError, UnicodeEncodeError):
        return None


def part_text(part: Any) -> str | None:
    """Return the text of one part of a content list; None where it has none or is no part."""
    if not isinstance(part, dict):
        return None
    if isinstance(part.get("text"), str) and part.keys() <= _OF_PARTS:
        return str(part["text"])
    resource = part.get("resource")
    if isinstance(resource, dict) and isinstance(resource.get("text"), str):
        return str(resource["text"])
    return None


def _unwrapped(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        yield from _joined(value)
    elif isinstance(value, dict):
        if (text := part_text(value)) is not None:  # an only part, without its list
            yield text
        if isinstance(value.get("content"), list) and value.keys() <= _OF_RESULTS:
            yield from _whole(value)
        yield from _only(value, "result")
        if value.keys() == {"error"}:
            error = value["error"]
            yield from _complaint(error if isinstance(error, str) else _bare(error))
        yield from _complaint(_bare(value))


def _whole(result: dict[str, Any]) -> Iterator[str]:
    """Yield the words of a result; together with its structured content where it has one."""
    structured = result.get("structuredContent", result.get("structured_content"))
    for words in _joined(result["content"]):
        yield words if structured is None else json.dumps([words, structured])


def _only(value: Any, key: str) -> Iterator[str]:
    """Yield what stands under the only key of an object, as the SDK's servers wrap no objects."""
    if isinstance(value, dict) and value.keys() == {key}:
        yield value[key] if isinstance(value[key], str) else json.dumps(value[key])


def _bare(error: Any) -> Any:
    """Return an error that is no more than its code and its words, else None."""
    return error if isinstance(error, dict) and error.keys() <= {"code", "message"} else None


def _complaint(error: Any) -> Iterator[str]:
    if isinstance(error, str):
        yield error
    elif isinstance(error, dict) and isinstance(error.get("message"), str):
        yield error["message"]
        yield json.dumps(error)


def _joined(parts: list[Any]) -> Iterator[str]:
    """Yield the text of a content list in the ways that clients join its parts."""
    texts = [part_text(part) for part in parts]
    if any(text is None for text in texts):
        return
    whole = [text for text in texts if text is not None]
    yield "\n".join(whole)
    if len(whole) > 1:
        yield "".join(whole)


def _printed(text: str) -> Iterator[str]:
    """Yield what a content list says that a client printed as Python objects."""
    found = _PRINTED.findall(text)
    if found:
        yield from _joined([{"text": ast.literal_eval(one)} for one in found])
