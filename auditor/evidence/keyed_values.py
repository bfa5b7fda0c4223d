"""What results tell of several things at once, under the name of each.

A look-up of several things returns an object whose keys are what was asked about: `{"Oak Inn":
"Rating: 4.2", "Elm Inn": "Rating: 3.9"}`, or plain values, `{"Oak Inn": 80.0}`, whose field only
the tool's name tells. What was asked about and is not among the keys was asked about in vain.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from auditor.evidence.source_texts import arguments_of, as_meant
from auditor.trace import ToolCall, ToolResult
from auditor.values.places import structure_of

_LONGEST_NAME, _SHORTEST_NAME = 60, 4
_MOST_NAMES = 60
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LINE = re.compile(r"[ \t>*-]*([A-Za-z][\w ]{1,29}?)[ \t]*:[ \t]*(\S[^\n]*)")
# Before it stands what is told, behind it of what: `get_price_for_inns`, `price_per_day`.
_ABOUT = re.compile(r"[_-](?:for|of|in|by|per|from)[_-]|(?:For|Of|In|By|Per|From)(?=[A-Z])")
# What a tool's name says of what it does, and of what it is asked with.
_IN_NAMES = (
    "get fetch list find search read look lookup check show query retrieve request load all any "
    "for in of by on at to from with and the a an per available details detail info information "
    "data name names id ids city day days value values result results tool api"
)
_NO_FIELD = frozenset(_IN_NAMES.split())


class Keyed(NamedTuple):
    """What one call told of one of the things that it was made for.

    Attributes:
        name: The thing, as the call writes it.
        fields: What the result tells of it by the words of each field; none where it was asked
            about in vain.
        asked: The words of what the tool tells, by its name.
        tool, event_index: Of the result.
    """

    name: str
    fields: dict[frozenset[str], str]
    asked: frozenset[str]
    tool: str
    event_index: int


def keyed_in(result: ToolResult, call: ToolCall) -> Iterator[Keyed]:
    """Yield what a result tells of each thing that its call names, where it gives nothing else."""
    arguments = arguments_of(call)
    if len({field.label for field in arguments}) != 1:
        return
    told = _told_under(result.output, call.name)
    asked = _asked_by(call.name)
    values = dict.fromkeys(as_meant(field.value.strip()) for field in arguments)
    for name in islice(filter(_can_name, values), _MOST_NAMES):
        yield Keyed(name, dict(told.get(name, ())), asked, call.name, result.index)


def _can_name(raw: str) -> bool:
    """Say whether a value names a thing, and is no word as any sentence has it."""
    if not _SHORTEST_NAME <= len(raw) <= _LONGEST_NAME or "\n" in raw:
        return False
    return raw != raw.lower() and any(sign.isalpha() for sign in raw)


def without_about(tool: str) -> str:
    """Return a tool's name up to what it is asked about: `get_rating` of `get_rating_for_inns`."""
    return _ABOUT.split(tool, maxsplit=1)[0]


def _asked_by(tool: str) -> frozenset[str]:
    """Return the words of what a tool tells: `rating` of `get_rating_for_inns`."""
    return singular_words(without_about(tool)) - _NO_FIELD


@lru_cache(maxsize=256)
def _told_under(output: str, tool: str) -> dict[str, tuple[tuple[frozenset[str], str], ...]]:
    """Return the fields of each key of an object of things."""
    given = structure_of(output) if output.lstrip()[:1] == "{" else None
    if not isinstance(given, dict):
        return {}
    named = parts_of_name(without_about(tool))
    last = next((w for w in reversed(named) if not singular_words(w) <= _NO_FIELD), "")
    return {
        str(key): tuple(_fields_of(value, singular_words(last))) for key, value in given.items()
    }


def _fields_of(given: Any, field: frozenset[str]) -> Iterator[tuple[frozenset[str], str]]:
    """Yield the fields of one thing by their words.

    Args:
        given: What the result has under its name.
        field: What plain values are, by the tool's name.
    """
    if isinstance(given, dict):
        for key, value in given.items():
            if isinstance(value, str | int | float):
                yield singular_words(str(key)), str(value)
        return
    if isinstance(given, list):
        given = ", ".join(map(str, given))
    labelled = [found for line in str(given).split("\n") if (found := _LINE.fullmatch(line))]
    for line in labelled:
        yield singular_words(line[1]), line[2].strip()
    if not labelled and given is not None and field:
        yield field, str(given)


@lru_cache(maxsize=512)
def singular_words(label: str) -> frozenset[str]:
    """Return the words of a label, each in the singular."""
    return frozenset(_singular(word.lower()) for word in parts_of_name(label))


def parts_of_name(name: str) -> list[str]:
    """Return the words that a name of code, or a label, is made of, as they are written."""
    return _NAME_PART.findall(name)


def _singular(word: str) -> str:
    if word.endswith("ss") or not word.endswith("s"):
        return word
    return word[:-2] if word.endswith("sses") else word[:-1]
