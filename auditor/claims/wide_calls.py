"""Calls that may act on more than they name: by a filter, a range, a flag, or no argument."""

import re

from auditor.evidence.source_texts import fields_of_arguments
from auditor.trace import ToolCall
from auditor.values.blocks import Field
from auditor.values.kept_answers import kept

_LABEL_WORD = re.compile(r"[A-Z]?[a-z]+")
_WIDE_VALUES = frozenset({"true", "yes", "all", "any", "*"})
_WIDE_VALUE = re.compile(r"\*|\.\.|(?:\d{1,3}\.){3}\d{1,3}/\d{1,2}\b")
_LONGEST = 80
_NARROW_VALUES = frozenset({"false", "no", "none", "null", ""})
_WIDE = (
    "all count limit max range until through cascade recursive filter query where pattern prefix "
    "include related linked children"
)
_WIDE_LABELS = frozenset(_WIDE.split())


def may_stand_for_more(call: ToolCall) -> bool:
    """Say whether a call may act on more than its arguments name."""
    return _are_wide(call.arguments_raw)


@kept
def _are_wide(raw: str) -> bool:
    fields = fields_of_arguments(raw)
    return not fields or any(map(_is_wide, fields))


def words_of_label(label: str) -> set[str]:
    """Return the words of an argument's label, in lower case."""
    return {word.casefold() for word in _LABEL_WORD.findall(label)}


def _is_wide(field: Field) -> bool:
    value = field.value.casefold()
    if value in _WIDE_VALUES or (len(value) <= _LONGEST and _WIDE_VALUE.search(value)):
        return True
    return value not in _NARROW_VALUES and not _WIDE_LABELS.isdisjoint(words_of_label(field.label))
