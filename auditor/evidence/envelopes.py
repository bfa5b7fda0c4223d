r"""What a result says inside of the envelope in which a protocol or framework hands it on.

`{"content": [{"type": "text", "text": "{\"score\": 88}"}]}` says `{"score": 88}`.
"""

import ast
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from auditor.trace import Event, ToolResult, Trace

_DEEPEST = 4
_LONGEST_KEPT = 2000
_NEAR = 200
_WIDEST_FRAME = 100
_BESIDE = frozenset(
    ("content", "isError", "is_error", "structuredContent", "structured_content", "_meta", "meta",
     "type", "id", "role", "name", "tool_call_id", "tool_use_id", "status", "artifact")
)  # fmt: skip
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
_HOLDS_MORE = re.compile(r'^"\s*(?:\{|\[|\\")')
_HELD = re.compile(r"\{\\[\"n]")
# As Python shows the objects of MCP's SDK.
_SHOWN = re.compile(
    r"TextContent\((?:\w+=[^=(]*, )?text=('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", re.DOTALL
)


def opened_trace(trace: Trace) -> Trace:
    """Return a trace with its results out of their envelopes: itself where none is in one."""
    events = opened_events(trace.events)
    return (
        trace
        if events is trace.events
        else msgspec.structs.replace(trace, _events=events, own_id=trace.trace_id)
    )


def opened_events(events: list[Event]) -> list[Event]:
    """Return events with the results among them out of their envelopes: the list itself if none is.

    What the model's words are held against is then what the tool said.
    """
    changed: dict[int, Event] = {}
    for place, event in enumerate(events):
        if type(event) is ToolResult:
            says = opened(event.output)
            if says is not event.output:
                changed[place] = msgspec.structs.replace(event, output=says)
    if not changed:
        return events
    return [changed.get(place, event) for place, event in enumerate(events)]


def opened(output: str) -> str:
    """Return what a result says without its envelope, or the result itself.

    JSON in a string is read as JSON, however deep it lies; an envelope that reports a failure, or
    holds a part that is no text, stays as it is.
    """
    if "TextContent(" in output[:_NEAR]:
        return _out_of_objects(output)
    if "\\" not in output and '"text"' not in output[:_NEAR]:
        return output
    return _kept(output) if len(output) <= _LONGEST_KEPT else _opened(output, 0)


@lru_cache(maxsize=512)
def _kept(output: str) -> str:
    return _opened(output, 0)


def _opened(output: str, depth: int) -> str:
    try:
        value = json.loads(output)
    except (ValueError, RecursionError):
        return output if depth or not _HELD.search(output) else _out_of_frame(output)
    return _says(value, output, depth)


def _says(value: Any, output: str, depth: int) -> str:
    """Return what decoded JSON says.

    Args:
        value: The JSON.
        output: The same as written.
        depth: In how many envelopes it lay.
    """
    if depth == _DEEPEST or not isinstance(value, str | list | dict):
        return output
    if isinstance(value, str):
        return _opened(value, depth + 1)
    texts = _texts_of(value)
    if texts:
        return "\n".join(_opened(text, depth + 1) for text in texts)
    if "\\" not in output or (isinstance(value, dict) and _is_failure(value)):
        return output
    return _LITERAL.sub(lambda found: _inside(found[0], depth), output)


def _inside(literal: str, depth: int) -> str:
    """Return the JSON that a string holds, or the string."""
    if not _HOLDS_MORE.match(literal):
        return literal
    text = json.loads(literal)
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return literal
    return _says(held, text, depth + 1) if isinstance(held, dict | list) and held else literal


def _texts_of(value: dict[str, Any] | list[Any]) -> Sequence[str]:
    """Return the texts of a content list, bare or in the result of a call; none if it is none."""
    parts: object = value
    if isinstance(value, dict):
        if _is_failure(value) or not value.keys() <= _BESIDE:
            return ()
        parts = value.get("content") or ()
    if not isinstance(parts, list):
        return ()
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    found = [text for text in texts if isinstance(text, str)]
    whole = len(found) == len(parts) and all(part.get("type", "text") == "text" for part in parts)
    return found if whole else ()


def _is_failure(value: dict[str, Any]) -> bool:
    return bool(value.get("isError") or value.get("is_error") or value.get("error"))


def _out_of_frame(output: str) -> str:
    """Return a result whose JSON stands between a few words or tags, with this JSON opened."""
    start = min((place for mark in "{[" if (place := output.find(mark)) >= 0), default=-1)
    end = max(output.rfind("}"), output.rfind("]")) + 1
    if start < 0 or end <= start or start + len(output) - end > _WIDEST_FRAME:
        return output
    says = _opened(output[start:end], 1)
    return output if says == output[start:end] else output[:start] + says + output[end:]


def _out_of_objects(output: str) -> str:
    texts = [ast.literal_eval(found) for found in _SHOWN.findall(output)]
    if not texts or len(texts) != output.count("Content(") or "isError=True" in output:
        return output
    return "\n".join(_opened(text, 1) for text in texts)
