"""Values that some exporter printed with Python's `repr` instead of JSON."""

import ast
import re
import warnings
from typing import Any

_LONGEST = 4 * 1024 * 1024
_FIELD = re.compile(r"\s*,?\s*([A-Za-z_]\w*)=")
_OPENING, _CLOSING = "([{", ")]}"


def literal(text: str) -> Any:
    """Return the value of a Python literal.

    Raises:
        ValueError: The text is no literal, or longer than 4 MiB.
    """
    if len(text) > _LONGEST or "\x00" in text:
        raise ValueError("too long for a literal")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.literal_eval(text)
    except (SyntaxError, MemoryError, RecursionError, TypeError) as error:
        raise ValueError(str(error)) from None


def constructed(text: str) -> Any:
    """Return the value of a literal that may construct objects: `Point(x=1)` is an object, too.

    An object's class is its `_type`. What is neither literal nor construction by names, such as a
    moment, is its text.

    Raises:
        ValueError: The text is no such expression, or longer than 4 MiB.
    """
    if len(text) > _LONGEST or "\x00" in text:
        raise ValueError("too long for a literal")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _value_of(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError(str(error)) from None


def _value_of(node: ast.expr) -> Any:
    if isinstance(node, ast.Call) and not node.args and isinstance(node.func, ast.Name):
        named = {one.arg: _value_of(one.value) for one in node.keywords if one.arg}
        return {"_type": node.func.id, **named}
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [_value_of(one) for one in node.elts]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {_key_of(key): _value_of(value) for key, value in pairs if key is not None}
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError):
        return ast.unparse(node)
    plain = isinstance(value, str | int | float | None)
    return value if plain else ast.unparse(node)


def _key_of(node: ast.expr) -> str:
    value = _value_of(node)
    return value if isinstance(value, str) else ast.unparse(node)


def end_of_construction(text: str, start: int) -> int:
    """Return where the construction that begins at a place ends; the text's length if nowhere."""
    at = text.find("(", start)
    depth = 0
    while 0 <= at < len(text):
        char = text[at]
        if char in "'\"":
            at = _end_of_string(text, at)
            continue
        depth += (char in _OPENING) - (char in _CLOSING)
        at += 1
        if not depth:
            return at
    return len(text)


def fields(text: str) -> dict[str, Any]:
    """Return what `role='user' content='hi' metrics=Metrics(n=0)` says, by name.

    Strings, numbers, lists and None become values; what is no literal stays text. Text that does
    not begin with a field gives an empty mapping.
    """
    found: dict[str, Any] = {}
    at = 0
    while (match := _FIELD.match(text, at)) is not None:
        at = _end_of_value(text, match.end())
        raw = text[match.end() : at]
        try:
            found[match[1]] = literal(raw)
        except ValueError:
            found[match[1]] = raw
    return found


def _end_of_value(text: str, at: int) -> int:
    """Return where a value ends: at a blank or comma outside quotes and brackets."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char in "'\"":
            at = _end_of_string(text, at)
            continue
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth -= 1
        elif char in " ," and depth <= 0:
            return at
        at += 1
    return at


def _end_of_string(text: str, at: int) -> int:
    quote = text[at]
    at += 1
    while at < len(text) and text[at] != quote:
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, len(text))
