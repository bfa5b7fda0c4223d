"""Tool results as records: what fields they hold, and the same record with other values."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from auditor.pairing import pair
from auditor.trace import Event, ToolCall, ToolResult, Trace

Path = tuple[str | int, ...]
Scalar = str | int | float | bool | None

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})\Z")
_DECIMAL = re.compile(r"-?\d{1,12}\.\d{1,6}\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATA_KEY = re.compile(r".*\d{3}|.*@|#")
_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": ""}


class Leaf(NamedTuple):
    """One value of a record and the way to it."""

    path: Path
    value: Scalar


class Lookup(NamedTuple):
    """An executed call whose result is a record or a list of records.

    Attributes:
        entity: The argument that the call is about, where a single string tells it.
        value: The decoded result, cut to what a message would show.
        whole: All of it.
    """

    call: ToolCall
    result: ToolResult
    entity: str
    value: Any
    whole: Any


def parse(text: str) -> Any:
    """Return the decoded record(s) of a result, or None where it holds none."""
    stripped = text.strip()
    if stripped[:1] in "{[":
        try:
            value = json.loads(stripped)
        except ValueError:
            return None
    elif ":" in stripped and len(stripped) < 8000:
        try:
            value = _typed(yaml.load(stripped, Loader=yaml.BaseLoader))  # noqa: S506 - strings only
        except yaml.YAMLError:
            return None
    else:
        return None
    if isinstance(value, dict) and value:
        return value
    if isinstance(value, list) and value and all(isinstance(row, dict) and row for row in value):
        return value
    return None


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    if _INTEGER.match(value):
        return int(value)
    if _DECIMAL.match(value):
        return float(value)
    return _PLAIN.get(value, value)


def leaves(value: Any, path: Path = ()) -> Iterator[Leaf]:
    """Yield the leaves of a decoded record in order."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield Leaf(path, value)


def replaced(value: Any, by: Mapping[Any, Scalar]) -> Any:
    """Return the record with every leaf, and every key that is data, exchanged."""
    if isinstance(value, dict):
        return {_key(key, by): replaced(inner, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, by) for inner in value]
    # True == 1 as a key of a dict, so types are part of it.
    return by.get(typed_key(value), value)


def _key(key: str, by: Mapping[Any, Scalar]) -> str:
    return str(by.get(typed_key(key), key)) if is_data_key(key) else key


def typed_key(value: Scalar) -> Any:
    """Return what a value is looked up by; 1, 1.0 and True are different values."""
    return (type(value).__name__, value)


def is_data_key(key: str) -> bool:
    """Say whether a key of an object is data, as in `{"gift_card_81": {...}}`."""
    return bool(_DATA_KEY.match(key))


def data_keys(value: Any) -> Iterator[str]:
    """Yield the keys that are data."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if is_data_key(key):
                yield key
            yield from data_keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from data_keys(inner)


def trimmed(value: Any, rows: int = 4, fields: int = 18) -> Any:
    """Return a record small enough for a message: the first rows, the first fields of each."""
    if isinstance(value, list):
        return [trimmed(row, rows, fields) for row in value[:rows]]
    kept: dict[str, Any] = {}
    room = fields
    for key, inner in value.items():
        short = inner[:3] if isinstance(inner, list) else inner
        found = [leaf.value for leaf in leaves(short)]
        size = len(found)
        # Pages of text are no fields: a record holds values.
        long = any(isinstance(one, str) and len(one) > 160 for one in found)
        if size <= room and not long:
            kept[key] = short
            room -= size
    return kept


def lookups_of(trace: Trace) -> list[Lookup]:
    """Return the executed calls of a trace whose results are records of a usable size."""
    found = []
    pairing = pair(trace.events)
    for result in pairing.results:
        call = pairing.answered.get(result.index)
        if call is None or result.is_error or call.source != "model":
            continue
        whole = parse(result.output)
        if whole is None or sum(1 for _ in leaves(whole)) > 200:
            continue
        value = trimmed(whole)
        if sum(1 for _ in leaves(value)) >= 3:
            found.append(Lookup(call, result, entity_of(call), value, whole))
    return found


def entity_of(call: ToolCall) -> str:
    """Return the one id-like string argument of a call, or ""."""
    try:
        arguments = json.loads(call.arguments_raw)
    except ValueError:
        return ""
    if not isinstance(arguments, dict):
        return ""
    names = [v for v in arguments.values() if isinstance(v, str) and 3 <= len(v) <= 60]
    ids = [v for v in names if any(c.isdigit() for c in v) and " " not in v and not _DATE.match(v)]
    return ids[0] if len(ids) == 1 else ""


def text_of(events: list[Event]) -> str:
    """Return all words of a trace, to keep made-up values apart from them."""
    parts = []
    for event in events:
        if isinstance(event, ToolCall):
            parts.append(event.arguments_raw)
        elif isinstance(event, ToolResult):
            parts.append(event.output)
        else:
            parts.append(event.text)
    return "\n".join(parts).casefold()
