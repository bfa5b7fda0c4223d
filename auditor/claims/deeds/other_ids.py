"""Deeds done under an id that nobody gave, where a look-up had given the id of what they name.

"I've updated Ines Olmo's record" is untrue where a result has `record_id: C-71` beside her name,
and the one call that updated anything did it to a `record_id` that no result and no user told.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from auditor.claims.deeds.phrases import Deed
from auditor.evidence.source_texts import arguments_of, said_in
from auditor.trace import Event, ToolCall, ToolResult
from auditor.values.blocks import Field, fields_of
from auditor.values.labels import ID_WORDS, label_key
from auditor.values.literals import parse_value

# Of arguments, which may hold several; that the value is a code is asked, too.
_ID = re.compile(rf"(?:.*[_\W])?(?:{ID_WORDS}|ids|nr|code|uuid)|.*I[dD]")
_CODE = re.compile(r"(?=\S*\d)[\w#.:/-]{5,64}")
_MARK = re.compile(r"[\W_]+")
_SHORTEST_NAME = 5


def names_under_another_id(deed: Deed, worked: Sequence[ToolCall], events: Sequence[Event]) -> str:
    """Return what a deed names whose id no call had, while all had ids that nobody told, or "".

    Args:
        deed: The deed.
        worked: The calls that may have done it.
        events: All events before the words.
    """
    used = [[one for one in arguments_of(call) if _is_id(one)] for call in worked]
    if not used or not all(used):
        return ""
    if any(_is_told(one.value, worked[0].index, events) for ids in used for one in ids):
        return ""
    labels = {label_key(one.label) for ids in used for one in ids}
    for event in events:
        if type(event) is ToolResult and event.index < worked[0].index:
            for record in records_in(parse_value(event.output)):
                name = _named(deed.sentence, record)
                if name and any(_is_id(one) and label_key(one.label) in labels for one in record):
                    return name
    return ""


def _is_id(field: Field) -> bool:
    return _ID.fullmatch(field.label) is not None and _CODE.fullmatch(field.value) is not None


def _is_told(value: str, before: int, events: Sequence[Event]) -> bool:
    """Say whether a result or words told a value, with other marks or none between its parts."""
    told = [said_in(event) for event in events if event.index < before]
    if any(value in words for words in told):
        return True
    core = _core(value)
    return any(core in _core(words) for words in told)


def _core(text: str) -> str:
    return _MARK.sub("", text).casefold()


def _named(sentence: str, record: Sequence[Field]) -> str:
    """Return the first words of a record, no code, that a sentence repeats, or ""."""
    for _, value in record:
        if len(value) >= _SHORTEST_NAME and not _CODE.fullmatch(value) and value in sentence:
            return value
    return ""


def records_in(value: Any) -> Iterator[list[Field]]:
    """Yield the objects of a decoded value, each with its own scalars."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            children = list(node.values())
            stack.extend(one for one in reversed(children) if isinstance(one, list | dict))
            flat = {key: one for key, one in node.items() if not isinstance(one, list | dict)}
            yield list(fields_of(flat))
