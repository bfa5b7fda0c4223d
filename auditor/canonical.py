"""One spelling for equal arguments of tool calls."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from auditor import strict_json

UNPARSED = "unparsed:"
"""Stands before arguments that are no strict JSON; no JSON text begins so."""


def canonical_arguments(arguments: str | Mapping[str, Any] | None) -> str:
    """Return one text for all spellings of the same arguments.

    Key order, white space, escapes and the spelling of a number (`1`, `1.0`, `1e0`) do not
    matter. Types do: `1`, `"1"` and `true` are three values. No arguments at all (None or blank)
    is the empty object, as every client means it. What is no strict JSON keeps its raw text
    behind `UNPARSED`, so that it equals no parsed value.

    Args:
        arguments: The raw argument string of a call, or arguments that were parsed already.
    """
    raw = json.dumps(dict(arguments)) if isinstance(arguments, Mapping) else arguments or ""
    if not raw.strip():
        return "{}"
    try:
        value = strict_json.decode(raw.encode())
    except (strict_json.JsonError, UnicodeEncodeError):
        return UNPARSED + raw
    return canonical_value(value)


def canonical_value(value: Any) -> str:
    """Return one JSON text for equal values: keys sorted, whole numbers without a point."""
    return msgspec.json.encode(_with_whole_numbers(value), order="sorted").decode()


def _with_whole_numbers(value: Any) -> Any:
    """Return the value with whole floats as ints; its depth is bounded by strict reading."""
    if isinstance(value, dict):
        return {key: _with_whole_numbers(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_with_whole_numbers(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
