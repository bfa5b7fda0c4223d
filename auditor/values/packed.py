"""JSON in the strings of JSON, as tool servers wrap what they return, and lines of a log.

What stands behind `text` in the answer of such a server sets out a record of its own.
"""

import re
from typing import Any

from auditor.values.blocks import Field, parse_value

_SIGNS = ('{\\"', "{\\n", "{\\'")
_DEEPEST = 6
_WIDEST_FRAME = 100
_MOST_LINES = 40
_LOGGED = re.compile(
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.,]*\S* [^=\n]{0,60}?"
    r"(?<![\w.])([A-Za-z_]\w{1,40})=(\S[^=\n]*)"
)


def unpacked(value: Any, text: str) -> Any:
    """Return a decoded value with the objects and lists that its strings are.

    Args:
        value: What the text sets out; None where it does not as a whole, but for a frame around it.
        text: The text: hardly any has a sign of such a string.
    """
    if not any(sign in text for sign in _SIGNS):
        return value
    if value is None:
        start, end = text.find("{"), text.rfind("}") + 1
        is_framed = start + len(text) - end <= _WIDEST_FRAME
        value = parse_value(text[start:end]) if is_framed else None
    return _unpacked(value, 0)


def _unpacked(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        return value
    if isinstance(value, dict):
        return {key: _unpacked(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_unpacked(one, depth + 1) for one in value]
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        inner = parse_value(value)
        return inner if isinstance(inner, dict | list) else value
    return value


def logged(text: str) -> tuple[Field, ...]:
    """Return what the lines of a log say, each of them one label and value; () for other texts."""
    if "=" not in text or not text.lstrip("[")[:4].isdecimal():
        return ()
    lines = [line for line in text.split("\n") if line.strip()]
    found = [_LOGGED.fullmatch(line.strip()) for line in lines[:_MOST_LINES]]
    fields = tuple(Field(one[1], one[2]) for one in found if one)
    labels = {field.label for field in fields}
    return fields if 1 < len(labels) == len(fields) == len(lines) else ()
