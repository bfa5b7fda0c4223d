"""Records in one line without colons: `Origin PRG · Destination VIE · Price 225`.

Nothing in such a line says where a label ends; the labels that results have do.
"""

import re
from collections.abc import Container, Iterator

from auditor.values.blocks import Block, Field
from auditor.values.labels import label_key
from auditor.values.tables import lines_of

_SIGNS = (" · ", " | ", " • ")
_FEWEST = 3
_MOST_WORDS = 6
# `order_id`, `address.city`, or a name in another script than its value.
_NAME = re.compile(r"[a-z]\w*[_.]\w[\w.]*|[^\W\d_\x00-\u303f]{2,12}")
_QUESTION = re.compile(
    r"\s+(?:Is|Are|Shall|Should|Would|Do|Does|Can|Could|May|How|What|Which|Please|Let)\b.*\Z"
)
_MARKS = " \t*_`\"'"


def parted_records(text: str, known: Container[str]) -> Iterator[Block]:
    """Yield the lines that tell three or more fields between the same signs.

    Args:
        text: A text.
        known: The keys of the labels that results have.
    """
    for line in lines_of(text):
        for sign in _SIGNS:
            if line.text.count(sign) >= _FEWEST - 1:
                lead, fields = _fields(line.text.split(sign), known)
                if len(fields) >= _FEWEST:
                    yield Block("lines", tuple(fields), line.start + lead, line.end)
                break


def _fields(parts: list[str], known: Container[str]) -> tuple[int, list[Field]]:
    """Return where the first field begins, and the fields of a line; none if a part is no field.

    What stands before the first label leads up to it.
    """
    lead, first = _first(parts[0], known)
    told = [first, *(_field(part, known) for part in parts[1:])]
    fields = [field for field in told if field is not None]
    labels = {field.label for field in fields}
    if len(fields) < len(parts) or len(labels) < len(fields):
        return lead, []
    last = fields[-1]
    fields[-1] = last._replace(value=_QUESTION.sub("", last.value).rstrip(".。"))
    return lead, fields


def _first(part: str, known: Container[str]) -> tuple[int, Field | None]:
    """Return the first field of a line, behind the words that lead up to it."""
    places = [0, *(found.end() for found in re.finditer(r"(?::|\]|>) +(?=\S)|：\s*(?=\S)", part))]
    for place in reversed(places):
        field = _field(part[place:], known)
        if field is not None:
            return place, field
    return 0, None


def _field(part: str, known: Container[str]) -> Field | None:
    """Return the label and the value of a part that begins with a label; a known one if it may."""
    words = part.strip(_MARKS + "|").split()
    for size in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        label = " ".join(words[:size])
        if label_key(label) in known:
            return Field(label, " ".join(words[size:]).strip(_MARKS))
    if len(words) > 1 and _NAME.fullmatch(words[0]):
        return Field(words[0], " ".join(words[1:]).strip(_MARKS))
    return None
