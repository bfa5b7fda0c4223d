"""Values of a sentence with words of the sentence around them: `currently delivered`, `显示为 UPS`.

No grammar says where a value begins and ends; what a result holds under the label does.
"""

import re
from collections.abc import Iterator

from auditor.evidence.provenance import holders_of
from auditor.evidence.records import Records
from auditor.values.blocks import Block, Field
from auditor.values.labels import label_key
from auditor.values.order_words import NEGATES
from auditor.values.values import value_of

_MOST_BEFORE = 4
_MOST_BEHIND = 2
_MOST_SIGNS = 6
_SMALL_WORD = re.compile(r"[^\W\d_A-Z]+")
_WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7a3]+")


def without_own_words(block: Block, records: Records) -> Block:
    """Return a record in sentences with each value as a result holds it under its label.

    A word that denies is one of the value.
    """
    return block._replace(fields=tuple(_bare(field, records) for field in block.fields))


def _bare(field: Field, records: Records) -> Field:
    key = label_key(field.label)
    if holders_of(records, key, value_of(field.value)):
        return field
    for cut, value in _cut(field.value):
        if not NEGATES.stands_in(cut) and holders_of(records, key, value_of(value)):
            return Field(field.label, value)
    return field


def _cut(raw: str) -> Iterator[tuple[str, str]]:
    """Yield small words around a value, and the rest."""
    words = raw.split(" ")
    before = _small(words[:_MOST_BEFORE])
    behind = _small(words[::-1][:_MOST_BEHIND])
    for first in range(min(before, len(words) - 1) + 1):
        for last in range(min(behind, len(words) - first - 1) + 1):
            if first or last:
                end = len(words) - last
                yield " ".join((*words[:first], *words[end:])), " ".join(words[first:end])
    wide = _WIDE.match(raw)
    for size in range(1, min(len(wide[0]) if wide else 0, _MOST_SIGNS, len(raw) - 1) + 1):
        yield raw[:size], raw[size:].strip()


def _small(words: list[str]) -> int:
    """Return how many words at a beginning are small."""
    return next((n for n, one in enumerate(words) if not _SMALL_WORD.fullmatch(one)), len(words))
