"""Texts in YAML, decoded to what JSON can hold.

Bytes become text, or `{base64_string}` where they are none; days become strings. A document that
two readers could understand differently, or that aliases make larger than it is, is refused.
PyYAML reads it, which is no part of the core.
"""

import base64
import datetime as dt
from collections.abc import Hashable
from typing import Any

from auditor.strict_json import JsonError

_BYTES = "base64_string"


def value_of_yaml(text: str) -> Any:
    """Return what one document in YAML holds.

    Raises:
        JsonError: It is no YAML, ambiguous or inflated, or PyYAML is missing.
    """
    try:
        import yaml
    except ImportError:
        raise JsonError("YAML is read by PyYAML, which is not installed") from None
    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """Refuses a key that stands twice in one mapping."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT002 - PyYAML calls it so
            keys = [key.value for key, _ in node.value if isinstance(key.value, Hashable)]
            if len(set(keys)) < len(keys):
                raise JsonError(f"a key stands twice at line {node.start_mark.line + 1}")
            return super().construct_mapping(node, deep)

    try:
        value = yaml.load(text, Loader)  # noqa: S506 - a subclass of the safe loader
        if _size(value, {}) > max(len(text), 1):
            raise JsonError("its aliases make it larger than it is")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise JsonError(f"invalid YAML: {str(error).splitlines()[0]}") from None
    return _plain(value)


def _size(value: Any, known: dict[int, int]) -> int:
    """Return how many values there are when every alias is written out."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = 1 << 62  # of one that holds itself
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(one, known) for one in inner)
    return known[id(value)]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        held = {str(key): _plain(inner) for key, inner in value.items()}
        packed = held.get("string")  # VCR's, around a body
        return packed if isinstance(packed, dict) and packed.keys() == {_BYTES} else held
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return {_BYTES: base64.b64encode(value).decode()}
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, str | bool | int | float | None) else str(value)
