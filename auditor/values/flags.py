"""Fields of a record that say that something is so or not, and whether words may tell them."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from auditor.values.literals import parse_value
from auditor.values.one_pass import in_one_pass

_LONGEST, _LONGEST_RESULT = 1500, 6000
_SHORTEST, _MOST_WORDS = 4, 4
_PARTS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
_IDLE = frozenset(("is", "has", "can", "are", "be", "was", "allows", "does"))
_MAY_HOLD = in_one_pass(r":\s*(?:true|false|True|False)")
may_link = in_one_pass(
    r"(?i)\b(?:is|are|has been|have been|isn['’]t|aren['’]t|includes?|has|have|offers?|"
    r"comes? with|provides?|supports?|allows?|features?|won['’]t|does|don['’]t|doesn['’]t|do not|"
    r"ist|sind|es|son|est|sont)\b"
)
"""Say whether a text may say of something what it is."""


class Flag(NamedTuple):
    """A field that is true or false.

    Attributes:
        words: Those of its name, in small letters, but for `is` and the like.
        key: Its name.
        holds: What it says.
    """

    words: tuple[str, ...]
    key: str
    holds: bool


def record_in(output: str) -> dict[str, Any]:
    """Return the record that a result is, or holds beside counts only; {} where it is none."""
    record = parse_value(output)
    while (inner := _only_inner(record)) is not None:
        record = inner
    return record if type(record) is dict else {}


def _only_inner(record: object) -> object | None:
    """Return the only record inside another, or the only row of its only list; None for neither."""
    if type(record) is list:
        return record[0] if len(record) == 1 and type(record[0]) is dict else None
    if type(record) is not dict:
        return None
    inner = [value for value in record.values() if type(value) in (dict, list)]
    counts = all(type(value) in (int, dict, list) for value in record.values())
    return inner[0] if len(inner) == 1 and counts else None


@lru_cache(maxsize=64)
def flags_of(output: str) -> tuple[Flag, ...]:
    """Return the flags of a record, not of those inside it."""
    if not _MAY_HOLD(output) or len(output) > _LONGEST_RESULT:
        return ()
    found = (
        Flag(_words_of(key), key, value)
        for key, value in record_in(output).items()
        if type(value) is bool
    )
    return tuple(
        one
        for one in found
        if len(one.words) <= _MOST_WORDS and len("".join(one.words)) > _SHORTEST
    )


def _words_of(key: str) -> tuple[str, ...]:
    parts = (part.lower() for part in _PARTS.split(key))
    return tuple(part for part in parts if part and part not in _IDLE)


def are_told(words: tuple[str, ...], lowered: str) -> bool:
    """Say whether words in small letters hold all of some others, or their stems."""
    return all(stem_of(word) in lowered for word in words)


def stem_of(word: str) -> str:
    """Return a word without its last letter, where enough is left of it."""
    return word[:-1] if len(word) > _SHORTEST else word


def may_tell_flags(text: str) -> bool:
    """Say whether words may tell that something is so or not."""
    return len(text) <= _LONGEST and may_link(text)


def may_be_told_otherwise(text: str, output: str) -> bool:
    """Say whether a text may tell a field that a result says is so, or not so.

    Args:
        text: Words of the model.
        output: The latest result before them.
    """
    if not _MAY_HOLD(output) or not may_tell_flags(text):
        return False
    lowered = text.lower()
    return any(are_told(one.words, lowered) for one in flags_of(output))
