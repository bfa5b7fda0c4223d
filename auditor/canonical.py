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
    try:
        return sorted_json(parsed_arguments(raw))
    except strict_json.JsonError:
        return UNPARSED + raw


def parsed_arguments(raw: str) -> Any:
    """Return what the raw argument string of a call holds, whole numbers as integers.

    Raises:
        JsonError: It is no strict JSON.
    """
    if not raw.strip():
        return {}
    try:
        return _with_whole_numbers(strict_json.decode(raw.encode()))
    except UnicodeEncodeError:
        raise strict_json.JsonError("lone surrogate") from None


def canonical_value(value: Any) -> str:
    """Return one JSON text for equal values: keys sorted, whole numbers without a point."""
    return sorted_json(_with_whole_numbers(value))


def sorted_json(value: Any) -> str:
    """Return compact JSON with sorted keys."""
    return msgspec.json.encode(value, order="sorted").decode()


def _with_whole_numbers(value: Any) -> Any:
    """Return the value with whole floats as ints; its depth is bounded by strict reading."""
    if isinstance(value, dict):
        return {key: _with_whole_numbers(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_with_whole_numbers(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
