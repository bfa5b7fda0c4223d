"""Arguments and results in one spelling, without what differs from run to run by nature."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec

from auditor.canonical import UNPARSED, parsed_arguments, sorted_json
from auditor.contract import ToolContract
from auditor.strict_json import JsonError

_URL = re.compile(r"(https?|ftp|wss?)://(?:([^/?#\s@]*)@)?([^/?#\s@]+)(\S*)", re.IGNORECASE)
_HOST_ARGUMENTS = frozenset({"uri", "url", "host", "hostname", "domain", "ip", "link", "href"})
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,24}\.?|[0-9a-f:.]+", re.IGNORECASE)
# Arguments in which a model gives its reasons in its own words; they say nothing of what is done.
_REMARKS = frozenset(
    [
        "note",
        "notes",
        "comment",
        "comments",
        "remark",
        "remarks",
        "reason",
        "reasons",
        "reasoning",
        "rationale",
        "justification",
        "explanation",
        "memo",
        "备注",
        "备注信息",
        "原因",
        "理由",
        "说明",
        "备註",
        "說明",
    ]
)
_REMEMBERED = 4096
_SHORT = 4096


class Spelt(msgspec.Struct, frozen=True):
    """The arguments of a call in one spelling.

    Attributes:
        arguments: All but the volatile ones, as canonical JSON.
        key: Those that say what the call is about: the contract's `key_args`, else all that are
            no remark in the model's own words.
        entity: The value of the argument that names the entity, or `key`.
    """

    arguments: str
    key: str
    entity: str


def spell(raw: str, tool: ToolContract | None) -> Spelt:
    """Return the one spelling of a call's arguments."""
    if tool is None:
        return _spell(raw, (), (), "")
    return _spell(raw, tool.volatile, tool.key_args, tool.entity_arg or "")


@lru_cache(_REMEMBERED)
def _spell(
    raw: str, volatile: tuple[str, ...], key_args: tuple[str, ...], entity_arg: str
) -> Spelt:
    try:
        value = _normal(parsed_arguments(raw), "", volatile)
    except JsonError:
        return Spelt(UNPARSED + raw, UNPARSED + raw, raw)
    arguments = sorted_json(value)
    if not isinstance(value, dict):
        return Spelt(arguments, arguments, arguments)
    named = {name: value[name] for name in key_args if name in value}
    key = sorted_json(named) if key_args else _without_remarks(value, arguments)
    entity = value.get(entity_arg)
    if entity is None and len(named) == 1:
        entity = next(iter(named.values()))
    if entity is None and not key_args:
        entity = _likely_entity(value)
    if entity is None:
        return Spelt(arguments, key, key)
    return Spelt(arguments, key, entity if isinstance(entity, str) else sorted_json(entity))


def _without_remarks(value: dict[str, Any], arguments: str) -> str:
    """Return the arguments that are no remark; all of them where nothing else would be left."""
    if not any(name.lower() in _REMARKS for name in value):
        return arguments
    told = {name: member for name, member in value.items() if name.lower() not in _REMARKS}
    return sorted_json(told) if told else arguments


def _likely_entity(value: dict[str, Any]) -> Any:
    """Return the only argument whose name says that it names a thing, or None."""
    found = [
        member
        for name, member in value.items()
        if isinstance(member, str | int)
        and (name.lower() in _HOST_ARGUMENTS or name.lower() == "id" or name.endswith("_id"))
    ]
    return found[0] if len(found) == 1 else None


def _normal(value: Any, name: str, volatile: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {
            key: _normal(member, key, volatile)
            for key, member in value.items()
            if key not in volatile
        }
    if isinstance(value, list):
        return [_normal(member, name, volatile) for member in value]
    return normal_string(value, name) if isinstance(value, str) else value


def normal_string(text: str, name: str = "") -> str:
    """Return a string with composed characters; URLs and hosts with a lower-case host.

    Args:
        text: A value of an argument.
        name: The argument's name; a bare host is known as one only by names such as `uri`.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "://" in text:
        url = _URL.fullmatch(text)
        if url:
            scheme, user, host, rest = url.groups()
            start = f"{scheme.lower()}://{f'{user}@' if user else ''}{host.lower()}"
            return start if rest == "/" else start + rest
    elif name.lower() in _HOST_ARGUMENTS and _HOST.fullmatch(text):
        return text.lower().removesuffix(".")
    return text


def result_key(output: str, volatile: Iterable[str] = ()) -> int:
    """Return a number that is equal for results that say the same.

    Key order and the spelling of numbers do not matter in a JSON result. Volatile fields are left
    out of JSON objects and of `label: value` lines.
    """
    fields = tuple(volatile)
    # Replays read the same results again; only short ones are worth their place in memory.
    return (_short_result_key if len(output) <= _SHORT else _result_key)(output, fields)


def _result_key(output: str, fields: tuple[str, ...]) -> int:
    text = output.strip()
    if text[:1] in ("{", "["):
        try:
            value = parsed_arguments(text)
        except JsonError:
            pass
        else:
            return hash(sorted_json(_without(value, fields) if fields else value))
    if fields:
        lines = (line for line in text.splitlines() if _label(line) not in fields)
        text = "\n".join(lines)
    return hash(text)


_short_result_key = lru_cache(_REMEMBERED)(_result_key)


def _without(value: Any, fields: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {k: _without(member, fields) for k, member in value.items() if k not in fields}
    return [_without(member, fields) for member in value] if isinstance(value, list) else value


def _label(line: str) -> str:
    return line.replace("：", ":").partition(":")[0].strip(" -*|\t")
