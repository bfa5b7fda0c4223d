"""Calls that models write as a program would: `[get_order(id="7"), get_user(name="Ana")]`.

So Llama 3.2 and 4 write them, Gemma between fences of `tool_code`, and the data sets made for them,
whose tools may have spaces in their names.
"""

import ast
import re
from typing import Any, NamedTuple

from auditor.messages.parts import json_text

_NAME = re.compile(r"\s*([A-Za-z_][\w.\-/ ]{0,127}?)\(")
_BETWEEN = re.compile(r"\s*(?:,\s*|;\s*|\n\s*|\Z)")
_PRINTED = re.compile(r"\s*print\((.*)\)\s*\Z", re.DOTALL)
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_LONGEST = 20_000


class Made(NamedTuple):
    """A call: the tool, and what is passed as JSON, or as it was written where that fails."""

    name: str
    arguments_raw: str


def pythonic_calls(text: str) -> list[Made]:
    """Return the calls of which a text consists, in a list or alone; none of any other text."""
    inner = text.strip()
    if len(inner) > _LONGEST:
        return []
    if inner[:1] == "[" and inner[-1:] == "]":
        inner = inner[1:-1]
    elif printed := _PRINTED.match(inner):
        inner = printed[1]
    found: list[Made] = []
    place = 0
    while place < len(inner):
        opens = _NAME.match(inner, place)
        end = _closing(inner, opens.end()) if opens else -1
        after = _BETWEEN.match(inner, end + 1) if end >= 0 else None
        if opens is None or after is None:
            return []
        passed = _passed(inner[opens.end() : end])
        if passed is None:
            return []
        found.append(Made(opens[1].strip(), passed))
        place = max(after.end(), end + 1)
    return found


def _closing(text: str, place: int) -> int:
    """Return where the bracket that was opened before a place is closed, -1 where nowhere."""
    waiting = [")"]
    quote = ""
    while place < len(text):
        sign = text[place]
        if quote:
            place += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in _PAIRS:
            waiting.append(_PAIRS[sign])
        elif sign == waiting[-1]:
            waiting.pop()
            if not waiting:
                return place
        place += 1
    return -1


def _passed(written: str) -> str | None:
    """Return what is passed by name as JSON; None where it is passed in another way."""
    try:
        call = ast.parse(f"f({written})", mode="eval").body
        assert isinstance(call, ast.Call)  # noqa: S101 - so it was written
        if call.args or any(one.arg is None for one in call.keywords):
            return None
        passed: dict[str, Any] = {str(one.arg): _value(one.value) for one in call.keywords}
        return json_text(passed)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Name) and node.id in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[node.id]
    return ast.literal_eval(node)
