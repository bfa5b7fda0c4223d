"""A call rebuilt from the contract: each argument stands verbatim in the user's words, just once.

What could be meant in two ways is not rebuilt at all. A guess in a training target is worse than a
pair too few.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from auditor.arguments import faults_of
from auditor.contract import Contract
from auditor.pairs.form import json_of
from auditor.trace import Tool
from auditor.values.values import value_of

_TOKEN = re.compile(r"[^\s，。；、！？（）「」『』“”\"'`<>()]+")
_END_MARKS = ".,;:!?)]}"
_HOST_NAMES = frozenset(
    {"uri", "url", "host", "hostname", "domain", "ip", "ip_address", "address", "link", "target"}
)


class Refused(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """Why no call could be rebuilt."""


def rebuilt_arguments(tool: Tool, said: str, contract: Contract) -> str:
    """Return the arguments of the call that a user's words ask for, as JSON text.

    Args:
        tool: What is to be called; its schema says which arguments are required.
        said: The user's words.
        contract: Names the argument that says what a call is about.

    Raises:
        Refused: A required argument stands nowhere in the words, or more than one value could be
            meant, or the call would break the schema.
    """
    schema = msgspec.json.decode(tool.schema) if tool.schema else {}
    required = schema.get("required") or []
    properties = schema.get("properties") or {}
    if not required:
        raise Refused(f"{tool.name} requires no argument that the user's words could name")
    spec = contract.tools.get(tool.name)
    entity = spec.entity_arg if spec is not None else None
    arguments: dict[str, str | int] = {}
    for name in required:
        wanted = properties.get(name) or {}
        found = sorted(set(_candidates(name, wanted, said, is_entity=name == entity)), key=str)
        if len(found) != 1:
            what = "no value" if not found else f"{len(found)} values"
            raise Refused(f"the user's words hold {what} for `{name}` of {tool.name}")
        arguments[name] = found[0]
    if len(set(arguments.values())) < len(arguments):
        raise Refused(f"one value would serve for several arguments of {tool.name}")
    raw = json_of(arguments)
    faults = faults_of(tool, raw)
    if faults:
        raise Refused(f"the call of {tool.name} would break its schema: {faults[0].reason}")
    return raw


def names_an_entity(tool: Tool, said: str, contract: Contract) -> bool:
    """Say whether a user's words hold anything that the tool could be called for."""
    schema = msgspec.json.decode(tool.schema) if tool.schema else {}
    properties: Mapping[str, Any] = schema.get("properties") or {}
    spec = contract.tools.get(tool.name)
    entity = spec.entity_arg if spec is not None else None
    return any(
        True
        for name in schema.get("required") or ()
        for _ in _candidates(name, properties.get(name) or {}, said, is_entity=name == entity)
    )


def _candidates(
    name: str, wanted: Mapping[str, Any], said: str, *, is_entity: bool
) -> Iterator[str | int]:
    choices = wanted.get("enum")
    if isinstance(choices, list):
        words = set(bare_words(said))
        yield from (choice for choice in choices if isinstance(choice, str) and choice in words)
        return
    kind = wanted.get("type")
    if kind == "integer":
        yield from (int(word) for word in bare_words(said) if word.isascii() and word.isdigit())
    elif kind in ("string", None):
        yield from (word for word in bare_words(said) if _fits(name, word, wanted, is_entity))


def _fits(name: str, word: str, wanted: Mapping[str, Any], is_entity: bool) -> bool:
    pattern = wanted.get("pattern")
    if isinstance(pattern, str):
        return _matches(pattern, word)
    kind = "host" if "://" in word else value_of(word).kind
    if name.lower() in _HOST_NAMES:
        return kind == "host"
    return kind == "host" or (kind == "id" and (is_entity or "id" in name.lower()))


def _matches(pattern: str, word: str) -> bool:
    try:
        return re.fullmatch(pattern, word) is not None
    except re.error:
        return False


def bare_words(said: str) -> Iterator[str]:
    """Yield the words of a text without the marks around them."""
    for match in _TOKEN.finditer(said):
        word = match[0].rstrip(_END_MARKS).lstrip("([{")
        if word:
            yield word
