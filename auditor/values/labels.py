"""Names of fields, brought to one spelling."""

import re
import string
from functools import lru_cache

from auditor.values.values import SPECIFIC, value_of

_COUNTED = re.compile(r"[A-Za-z_]{3,}[-_]?\d{1,2}(?:[-_][A-Za-z_]+)?")
_SPACES_AND_MARKS = {
    code: None for code in range(128) if chr(code) not in string.ascii_letters + string.digits
}
_RELATED = re.compile(r"[→/÷]|=>|\b(?:per|pro|por|par|vs\.?|to)\b|每")
MOST_WORDS = 6
"""A label in a sentence has no more words."""
ID_WORDS = r"id|no|number|key|ref(?:erence)?"
"""What an id is called, or the last word of its label."""
_DIGITS = {ord(digit): None for digit in string.digits}


@lru_cache(maxsize=4096)
def label_key(label: str) -> str:
    """Return a label without case, spaces and punctuation: `Order ID` and `order_id` are one."""
    if label.isascii():
        return label.lower().translate(_SPACES_AND_MARKS)
    return "".join(character for character in label.casefold() if character.isalnum())


@lru_cache(maxsize=4096)
def field_key(label: str) -> str:
    """Return a label's key without its numbers: `passengers 2 name` is a field of any passenger."""
    return label_key(label).translate(_DIGITS)


@lru_cache(maxsize=4096)
def is_data(label: str) -> bool:
    """Say whether a key is data rather than a name: an id, a date, a host."""
    if not any(c.isdigit() for c in label) or _COUNTED.fullmatch(label):
        return False
    kind = value_of(label).kind
    # Chinese names of fields are written without spaces: `航班1价格`.
    return kind in SPECIFIC and (kind != "id" or label.isascii())


@lru_cache(maxsize=1024)
def related(label: str) -> tuple[str, ...]:
    """Return the keys of what a label sets into relation: `€/kWh`, `visits → signups`; else ().

    A sign of money or of a percentage has no key: it is "".
    """
    parts = _RELATED.split(label.casefold().replace("->", "→"))
    return tuple(map(label_key, parts)) if len(parts) > 1 else ()
